/** Whether somebody is in the middle of typing: a dialog then waits until they look up. */

let lastKey = 0
window.addEventListener('input', () => { lastKey = Date.now() }, { capture: true })

/** @param {Element} within */
export function isTyping(within) {
  const at = document.activeElement
  const isText = at instanceof HTMLTextAreaElement || (at instanceof HTMLInputElement && !['checkbox', 'date', 'radio'].includes(at.type))
  return isText && within.contains(at) && Date.now() - lastKey < 20_000
}
