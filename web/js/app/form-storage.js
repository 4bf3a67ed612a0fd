import { pageStorage } from '../client/platform.js'
import { Writer } from '../client/writer.js'
import { client } from './client.js'
import { tellNotStored } from './lazy-toasts.js'

/**
 * Stores forms that do not edit an existing record (the event box, a new line, a new job) on this device, until they are sent or
 * discarded: separately for each person, so that nobody sees another person's text.
 *
 * A slot is written at each keystroke. It survives a reload, a crash of the page, and a killed browser.
 */

const PREFIX = 'jobtag.page.kept.'
const storage = () => {
  const all = pageStorage()
  if (!all) throw new Error('This browser does not store anything.')
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

/** Whether what is typed is stored on this device, so that it survives the page. */
export const isStoredOnDevice = () => client.isKept && writer.isComplete

/** Where unsaved text is, as shown to people. */
export const storageText = () => (isStoredOnDevice() ? 'stored on this device' : 'only on this screen')

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
 * Submits what a form has stored. From now on the client stores it and sends it even after a reload, so the form must not submit it a second time. If it
 * is refused, it returns to the form, provided that the form is still shown and still empty; otherwise it stays with the client and waits for the person.
 * @template T
 * @param {string} slot
 * @param {() => Promise<T>} send hands it to the client
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
 * All slots with this prefix.
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
