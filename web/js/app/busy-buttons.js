import { client } from './client.js'
import { isPressed, whenReleased } from '../lib/pressed.js'
import { refused } from './moves.js'

/** Doing something with a job: its buttons are disabled while a change of it is under way. */

/**
 * @template T
 * @param {Promise<T>} change
 * @param {string} failure what to say where it was refused, such as "The quote was not accepted"
 * @returns {Promise<T | null>} null where it was refused, which people have been told
 */
export async function act(change, failure) {
  try {
    return await change
  } catch (error) {
    return /** @type {T | null} */ ((await refused(error, failure)) ?? null)
  }
}

/** @type {WeakMap<Element, Element>} */
const hadFocus = new WeakMap()

/**
 * Disables the buttons marked `data-acts` below an element while a change of the job is under way. `data-off` marks those that have
 * another reason to be disabled.
 * @param {Element} root
 * @param {string} id
 */
export function disableWhileBusy(root, id) {
  // With a job that is deleted nothing can be done but to restore it.
  const isGone = root.closest('jt-job')?.classList.contains('is-gone') ?? false
  const isBusy = isGone || client.isBusy(id)
  for (const button of /** @type {NodeListOf<HTMLButtonElement>} */ (root.querySelectorAll('[data-acts]'))) {
    const isOff = isBusy || button.dataset.off === 'true'
    if (button.disabled === isOff) continue
    if (isPressed(button)) {
      // The press does what it was made for, after what it began itself, such as saving the field that was left.
      whenReleased(button, () => disableWhileBusy(root, id))
      continue
    }
    // A button that is disabled loses the focus; it gets it back, unless the person has gone on meanwhile.
    if (isOff && document.activeElement === button) hadFocus.set(root, button)
    button.disabled = isOff
    if (!isOff && hadFocus.get(root) === button) {
      hadFocus.delete(root)
      if (document.activeElement === document.body || document.activeElement === button) button.focus()
    }
  }
}
