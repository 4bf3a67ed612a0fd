/**
 * A browser may keep a page that is left, and restore it when the person goes back. WebKit then silently clears each input with `autocomplete="off"`
 * (which HTML allows, for shared computers): this module restores their values.
 */

/** @type {[HTMLInputElement, string][]} */
let left = []

function restoreInputs() {
  for (const [input, value] of left) {
    if (input.isConnected && input.value === input.defaultValue && input.value !== value) input.value = value
  }
}

window.addEventListener('pagehide', ({ persisted }) => {
  if (!persisted) return
  left = [...document.querySelectorAll('input')]
    .filter((input) => !['checkbox', 'radio', 'password'].includes(input.type))
    .map((input) => [input, input.value])
})
window.addEventListener('pageshow', ({ persisted }) => {
  if (!persisted) return
  // WebKit clears them in a separate task, after this event.
  restoreInputs()
  requestAnimationFrame(() =>
    setTimeout(() => {
      restoreInputs()
      left = []
    }),
  )
})
