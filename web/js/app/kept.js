import { pageStorage } from '../client/platform.js'
import { Writer } from '../client/writer.js'
import { client } from './client.js'
import { tellUnkept } from './notes.js'

/**
 * Texts that are not edits of a record yet (the event box, a new line, a new job), kept on this device until they are sent or thrown
 * away: by person, so that nobody finds another's words.
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
export function keep(slot, value) {
  writer.write(key(slot), isEmpty(value) ? null : JSON.stringify(value))
}

const writer = new Writer(storage, tellUnkept)

/** Whether what is typed outlives the page: said only where it is so. */
export const isKept = () => client.isKept && writer.isComplete

/** Where what is not saved yet is, as people are told. */
export const keptWords = () => (isKept() ? 'kept on this device' : 'only on this screen')

/**
 * @param {string} slot
 * @returns {any}
 */
export function kept(slot) {
  try {
    const text = storage().getItem(key(slot))
    return text === null ? null : JSON.parse(text)
  } catch {
    return null // Nothing readable is kept.
  }
}

/** @param {string} slot */
export const forget = (slot) => keep(slot, null)

/**
 * Sends what a form has kept. From here on the client keeps it, and sends it even after a reload: the form would make a second one of it. Where it is
 * refused, it is the form's again, as long as that is there and nothing was typed into it since; else it stays with the client, and waits for the person.
 * @template T
 * @param {string} slot
 * @param {() => Promise<T>} send hands it to the client
 * @param {() => boolean} isThere whether the form is still shown
 * @returns {Promise<T>}
 */
export async function sendKept(slot, send, isThere) {
  const text = kept(slot)
  const sending = send()
  forget(slot)
  try {
    return await sending
  } catch (/** @type {any} */ error) {
    if (error?.name !== 'DiscardedError' && isThere() && kept(slot) === null) {
      keep(slot, text)
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
export function keptSlots(start) {
  const from = key(start)
  const found = []
  try {
    for (let index = 0; index < storage().length; index += 1) {
      const name = storage().key(index)
      if (name?.startsWith(from)) found.push(start + name.slice(from.length))
    }
  } catch {
    return [] // No storage, nothing kept.
  }
  return found
}

/** @returns {boolean} */
function isEmpty(/** @type {any} */ value) {
  if (value === null || value === undefined || value === '') return true
  return typeof value === 'object' && !Array.isArray(value) && Object.values(value).every(isEmpty)
}
