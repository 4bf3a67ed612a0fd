import { client } from './client.js'
import { isPressed, whenReleased } from '../lib/pressed.js'
import { refused } from './moves.js'

/** Actions on a job: its buttons are disabled while a change is being sent. */

/**
 * @template T
 * @param {Promise<T>} change
 * @param {string} failure the message if it is refused, such as "The quote was not accepted"
 * @returns {Promise<T | null>} null if it was refused; the person has been notified
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
 * Disables the buttons marked `data-acts` in an element while a change of the job is being sent. `data-off` marks those that have
 * another reason to be disabled.
 * @param {Element} root
 * @param {string} id
 */
export function disableWhileBusy(root, id) {
  // A deleted job can only be restored.
  const isGone = root.closest('jt-job')?.classList.contains('is-gone') ?? false
  const isBusy = isGone || client.isBusy(id)
  for (const button of /** @type {NodeListOf<HTMLButtonElement>} */ (root.querySelectorAll('[data-acts]'))) {
    const isOff = isBusy || button.dataset.off === 'true'
    if (button.disabled === isOff) continue
    if (isPressed(button)) {
      // The click must still count, after what the press has triggered itself, such as saving the field that lost the focus.
      whenReleased(button, () => disableWhileBusy(root, id))
      continue
    }
    // A disabled button loses the focus; it gets it back, unless the person has moved on.
    if (isOff && document.activeElement === button) hadFocus.set(root, button)
    button.disabled = isOff
    if (!isOff && hadFocus.get(root) === button) {
      hadFocus.delete(root)
      if (document.activeElement === document.body || document.activeElement === button) button.focus()
    }
  }
}
