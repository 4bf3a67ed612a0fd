import { element } from '../../js/lib/html.js'
import { client } from '../../js/app/client.js'
import { fieldText } from '../../js/app/fields.js'
import { clearStoredForm, storedForm, storedSlots } from '../../js/app/form-storage.js'
import { fieldLabel } from '../../js/app/labels.js'
import { load } from '../../js/app/load.js'
import { bodyOf, describeMutation, typedText } from '../../js/app/mutations.js'
import { toast, toastError } from '../../js/app/lazy-toasts.js'

/** Text that was typed for a record that does not exist. It cannot be saved, only read, copied and discarded. */

/** @typedef {{label: string, text: string, discard: () => void}} Left */

/**
 * @param {string} id
 * @returns {Left[]}
 */
export function leftText(id) {
  const typed = [...storedSlots(`event.${id}`), ...storedSlots(`line.${id}.`), ...storedSlots(`new-line.${id}.`)].map((slot) => ({
    label: slot.startsWith('event') ? 'An event' : 'A cost line',
    text: words(storedForm(slot)),
    discard: () => clearStoredForm(slot),
  }))
  return [...leftOf(`/jobs/${id}/`), ...typed]
}

/**
 * Unsaved text of the fields of a record and its parts, and refused actions on them.
 * @param {string} path
 * @returns {Left[]}
 */
export function leftOf(path) {
  const fields = client
    .drafts()
    .filter((draft) => draft.path.startsWith(path))
    .flatMap((draft) =>
      draft.dirtyFields.map((field) => ({
        label: draft.path === path ? fieldLabel(field) : `${fieldLabel(field)} of ${draft.shown.record.name}`,
        text: fieldText(field, draft.get(field)),
        discard: () => draft.discard(field),
      })),
    )
  const edited = storedSlots(`clash.${path}`).map((slot) => ({
    label: `${fieldLabel(slot.slice(slot.lastIndexOf('.') + 1))}, as you edited it`,
    text: storedForm(slot)?.text ?? '',
    discard: () => clearStoredForm(slot),
  }))
  const actions = client
    .pending()
    .filter(
      (/** @type {any} */ one) =>
        (one.path.startsWith(path) || one.url.startsWith(path)) &&
        !('draft' in one) &&
        (one.state === 'failed' || one.state === 'conflict'),
    )
    .map((/** @type {any} */ one) => ({
      label: `To ${describeMutation(one)}`,
      text:
        typedText(one) ||
        Object.entries(bodyOf(one))
          .map(([field, value]) => fieldText(field, value))
          .filter(Boolean)
          .join(', '),
      discard: () => one.discard(),
    }))
  return [...fields, ...edited, ...actions]
}

/** The text of a stored form. @param {any} value @returns {string} */
function words(value) {
  if (value === null || typeof value !== 'object') return String(value ?? '')
  return Object.values(value.typed ?? value)
    .map(words)
    .filter(Boolean)
    .join(', ')
}

/** @param {Left[]} left */
export const leftList = (left) =>
  element`<dl class="left-text" data-left>${left.flatMap(({ label, text }) => [element`<dt>${label}</dt>`, element`<dd>${text || 'Empty'}</dd>`])}</dl>`

/** @param {Left[]} left */
export const copyLeft = (left) => copyText(left.map(({ label, text }) => `${label}:\n${text}`).join('\n\n'))

/** @param {string} text */
export async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text)
    toast('Text copied.', { tone: 'good' })
  } catch (problem) {
    toastError(problem, 'The text could not be copied')
  }
}

/**
 * @param {Left[]} left
 * @param {string} [noun] what does not exist
 * @returns {Promise<boolean>} whether it was discarded
 */
export async function discardLeft(left, noun = 'job') {
  const { ask } = await load(() => import('../ask/ask.js'))
  if (
    !(await ask({
      title: 'Discard your text?',
      text: `The ${noun} you typed it for no longer exists, and there is no other copy of the text.`,
      yes: 'Discard my text',
      tone: 'danger',
    }))
  )
    return false
  for (const { discard } of left) discard()
  return true
}
