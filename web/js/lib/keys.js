/**
 * Keys that mean something. While an input method composes a word, its Enter, its arrows and its Escape belong to it: browsers say so with
 * `isComposing`, Safari at the end of a word with the key code 229 alone.
 */

/** @param {KeyboardEvent} event */
const isOfInputMethod = (event) => event.isComposing || event.keyCode === 229

/**
 * Listens to the keys that a person presses. Every listener for keys of this page is added here.
 * @param {EventTarget} target
 * @param {(event: KeyboardEvent) => void} listener
 * @param {AddEventListenerOptions} [options]
 * @returns {() => void} ends it
 */
export function onKey(target, listener, options) {
  const hear = (/** @type {any} */ event) => void (isOfInputMethod(event) || listener(event))
  target.addEventListener('keydown', hear, options)
  return () => target.removeEventListener('keydown', hear, options)
}
