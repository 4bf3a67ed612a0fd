/** Whether the person is typing: a dialog then waits. */

let lastKey = 0
window.addEventListener(
  'input',
  () => {
    lastKey = Date.now()
  },
  { capture: true },
)

/**
 * Settles when the person is not typing: at once, or when they leave the field.
 * @returns {Promise<void>}
 */
export const whenTypingIdle = () =>
  new Promise((resolve) => {
    if (!isTyping(document.body)) return resolve()
    const look = () =>
      setTimeout(() => {
        if (isTyping(document.body)) return
        document.removeEventListener('focusout', look)
        resolve()
      })
    document.addEventListener('focusout', look)
  })

/** @param {Element} within */
export function isTyping(within) {
  const at = document.activeElement
  const isText = at instanceof HTMLTextAreaElement || (at instanceof HTMLInputElement && !['checkbox', 'date', 'radio'].includes(at.type))
  return isText && within.contains(at) && Date.now() - lastKey < 20_000
}
