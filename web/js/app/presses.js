/**
 * What answers to a press may have to be loaded first. By the time it is here the person may have gone on: a menu that opens then, or a
 * dialog that takes the focus, would answer to nothing that they want any more.
 */

let count = 0
const MODIFIERS = new Set(['Shift', 'Control', 'Alt', 'AltGraph', 'Meta'])
const note = (/** @type {any} */ { key }) => { if (!MODIFIERS.has(key)) count += 1 }
for (const name of ['pointerdown', 'keydown', 'hashchange']) window.addEventListener(name, note, { capture: true })

/**
 * To be called in the listener of a press.
 * @returns {() => boolean} whether that press is still the last thing that the person did
 */
export function lastPress() {
  const mine = count
  return () => mine === count
}
