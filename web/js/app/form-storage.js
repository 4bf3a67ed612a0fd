import { pageStorage } from '../client/platform.js'
import { Writer } from '../client/writer.js'
import { client } from './client.js'
import { tellNotStored } from './lazy-toasts.js'

/**
 * Storage of forms that are not edits of a record yet (the event box, a new line, a new job), on this device, until they are sent or
 * thrown away: by person, so that nobody finds another's words.
 *
 * A slot is written at each keystroke. It outlives the page, a page that crashes, and a browser that is killed.
 */

const PREFIX = 'jobtag.page.kept.'
const storage = () => {
  const all = pageStorage()
  if (!all) throw new Error('This browser keeps nothing.')
  return all
}
const key = (/** @type {string} */ slot) => `${PREFIX}${client.person?.id ?? 'nobody'}.${slot}`

/**
 * @param {string} slot
 * @param {any} value
 */
export function storeForm(slot, value) {
  writer.write(key(slot), isEmpty(value) ? null : JSON.stringify(value))
}

const writer = new Writer(storage, tellNotStored)

/** Whether what is typed is stored on this device, so that it outlives the page. */
export const isStoredOnDevice = () => client.isKept && writer.isComplete

/** Where what is not saved yet is, in the words that people read. */
export const storageText = () => (isStoredOnDevice() ? 'kept on this device' : 'only on this screen')

/**
 * @param {string} slot
 * @returns {any}
 */
export function storedForm(slot) {
  try {
    const text = storage().getItem(key(slot))
    return text === null ? null : JSON.parse(text)
  } catch {
    return null // Nothing readable is stored.
  }
}

/** @param {string} slot */
export const clearStoredForm = (slot) => storeForm(slot, null)

/**
 * Submits what a form has stored. From here on the client stores it, and sends it even after a reload: the form would make a second one of it. Where it
 * is refused, it is the form's again, as long as that is there and nothing was typed into it since; else it stays with the client, and waits for the person.
 * @template T
 * @param {string} slot
 * @param {() => Promise<T>} send gives it to the client
 * @param {() => boolean} isThere whether the form is still shown
 * @returns {Promise<T>}
 */
export async function submitStoredForm(slot, send, isThere) {
  const text = storedForm(slot)
  const sending = send()
  clearStoredForm(slot)
  try {
    return await sending
  } catch (/** @type {any} */ error) {
    if (error?.name !== 'DiscardedError' && isThere() && storedForm(slot) === null) {
      storeForm(slot, text)
      error?.mutation?.discard()
    }
    throw error
  }
}

/**
 * The slots that begin so.
 * @param {string} start
 * @returns {string[]}
 */
export function storedSlots(start) {
  const from = key(start)
  const found = []
  try {
    for (let index = 0; index < storage().length; index += 1) {
      const name = storage().key(index)
      if (name?.startsWith(from)) found.push(start + name.slice(from.length))
    }
  } catch {
    return [] // No storage, nothing stored.
  }
  return found
}

/** @returns {boolean} */
function isEmpty(/** @type {any} */ value) {
  if (value === null || value === undefined || value === '') return true
  return typeof value === 'object' && !Array.isArray(value) && Object.values(value).every(isEmpty)
}
