/**
 * A control stays as it is while it is pressed. Leaving a field by the press saves it, and what the save changes about the control (its words, whether it is
 * disabled, that it is drawn anew) would come between press and release: the browser then makes no click of the two, or one that means something else.
 */

/** A press that ends on another element makes no click. So many milliseconds after its release it counts as over. */
const NO_CLICK = 400

/** @type {Element | null} what the pointer went down on */
let pressed = null
let timer = 0
/** @type {Map<Element, () => void>} what waits for the release, the last of each control */
const waiting = new Map()

function release() {
  clearTimeout(timer)
  pressed = null
  const works = [...waiting.values()]
  waiting.clear()
  for (const work of works) {
    // One that fails takes none of the others along.
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
const listen = (/** @type {string} */ name, /** @type {(event: any) => void} */ listener) => window.addEventListener(name, listener, { capture: true })
listen('pointerdown', press)
listen('pointercancel', release)
listen('pointerup', () => {
  clearTimeout(timer)
  timer = window.setTimeout(release, NO_CLICK)
})
// The last to hear of it: after all that the click does.
window.addEventListener('click', () => pressed && release())

/** @param {Element} control */
export const isPressed = (control) => pressed !== null && control.contains(pressed)

/**
 * Does something to a control (or what holds it): at once, or once it is released.
 * @param {Element} control
 * @param {() => void} work with what is true then; a later one takes the place of an earlier one
 */
export function whenReleased(control, work) {
  waiting.delete(control)
  if (isPressed(control)) waiting.set(control, work)
  else work()
}

/**
 * Says something else on a control.
 * @param {Element} control
 * @param {string} text
 */
export const relabel = (control, text) => whenReleased(control, () => {
  if (control.textContent !== text) control.textContent = text
})
