/**
 * Keeps a control unchanged while it is pressed. The press moves the focus out of a field, which saves the field. If that save changed the control (its text,
 * whether it is disabled, or its element) between press and release, the browser would fire no click, or one with a different meaning.
 */

/** A press that ends on another element fires no click. It counts as over this many milliseconds after the release. */
const NO_CLICK = 400

/** @type {Element | null} the element that was pressed */
let pressed = null
let timer = 0
/** @type {Map<Element, () => void>} what to do on release, the latest for each control */
const waiting = new Map()

function release() {
  clearTimeout(timer)
  pressed = null
  const works = [...waiting.values()]
  waiting.clear()
  for (const work of works) {
    // If one fails, the others still run.
    try {
      work()
    } catch (error) {
      reportError(error)
    }
  }
}

const press = (/** @type {PointerEvent} */ event) => {
  if (pressed) release()
  pressed = event.target instanceof Element ? event.target : null
}
const listen = (/** @type {string} */ name, /** @type {(event: any) => void} */ listener) =>
  window.addEventListener(name, listener, { capture: true })
listen('pointerdown', press)
listen('pointercancel', release)
listen('pointerup', () => {
  clearTimeout(timer)
  timer = window.setTimeout(release, NO_CLICK)
})
// Runs after all other listeners of the click.
window.addEventListener('click', () => pressed && release())

/** @param {Element} control */
export const isPressed = (control) => pressed !== null && control.contains(pressed)

/**
 * Changes a control (or its container): at once, or when it is released.
 * @param {Element} control
 * @param {() => void} work uses the values at that time; a later one replaces an earlier one
 */
export function whenReleased(control, work) {
  waiting.delete(control)
  if (isPressed(control)) waiting.set(control, work)
  else work()
}

/**
 * Changes the text of a control.
 * @param {Element} control
 * @param {string} text
 */
export const relabel = (control, text) =>
  whenReleased(control, () => {
    if (control.textContent !== text) control.textContent = text
  })
