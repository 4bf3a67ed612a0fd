/**
 * Keyboard events. While an input method composes a word, Enter, Escape and the arrow keys belong to it: browsers then set
 * `isComposing`; at the end of a word, Safari only sets the key code 229.
 */

/** @param {KeyboardEvent} event */
const isOfInputMethod = (event) => event.isComposing || event.keyCode === 229

/**
 * Listens for keys. All key listeners of the page must be added with this function.
 * @param {EventTarget} target
 * @param {(event: KeyboardEvent) => void} listener
 * @param {AddEventListenerOptions} [options]
 * @returns {() => void} removes the listener
 */
export function onKey(target, listener, options) {
  const hear = (/** @type {any} */ event) => void (isOfInputMethod(event) || listener(event))
  target.addEventListener('keydown', hear, options)
  return () => target.removeEventListener('keydown', hear, options)
}
