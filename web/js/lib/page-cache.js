/**
 * A page that is left may be kept whole by the browser, and come back as it was. WebKit then empties each input that has `autocomplete="off"`
 * (as HTML lets it, for shared computers), and tells nobody: what stood there is put back.
 */

/** @type {[HTMLInputElement, string][]} */
let left = []

function putBack() {
  for (const [input, value] of left) {
    if (input.isConnected && input.value === input.defaultValue && input.value !== value) input.value = value
  }
}

window.addEventListener('pagehide', ({ persisted }) => {
  if (!persisted) return
  left = [...document.querySelectorAll('input')].filter((input) => !['checkbox', 'radio', 'password'].includes(input.type)).map((input) => [input, input.value])
})
window.addEventListener('pageshow', ({ persisted }) => {
  if (!persisted) return
  // It empties them in a task of its own, after this event.
  putBack()
  requestAnimationFrame(() => setTimeout(() => {
    putBack()
    left = []
  }))
})
