import { toastError } from './lazy-toasts.js'
import { client } from './client.js'
import { SearchQuery, findsAnywhere, searchable } from '../client/folding.js'
import { same } from '../client/values.js'
import { learnNames } from './fields.js'
import { bodyOf } from './mutations.js'
import { isPaused, isSubmissionOf } from './submissions.js'
import { TOO_LONG } from './search-index.js'

/** Searches for and creates clients and contacts, for the comboboxes. */

/** @typedef {import('../../components/combobox/combobox.js').Option} Option */

/**
 * The search query; throws an error with a message for the person if it is too long.
 * @param {string} text
 */
function queried(text) {
  const query = new SearchQuery(text)
  if (query.isTooLong) throw new Error(TOO_LONG)
  return query
}

/**
 * @param {string} text
 * @returns {Promise<Option[]>}
 */
export async function findClients(text) {
  queried(text)
  const { data } = await client.get(`/clients/?limit=30&q=${encodeURIComponent(text)}`)
  data.results.forEach(learnNames)
  return data.results.map((/** @type {any} */ { id, name, phone }) => ({ id, label: name, hint: phone ?? '' }))
}

/**
 * @param {string | null} clientID
 * @param {string} text
 * @returns {Promise<Option[]>}
 */
export async function findContacts(clientID, text) {
  if (!clientID) return []
  const query = queried(text)
  const { data } = await client.get(`/clients/${clientID}/contacts/`)
  data.results.forEach(learnNames)
  return data.results
    .filter((/** @type {any} */ { name, email, phone }) => findsAnywhere(searchable([name, email, phone]), query))
    .map((/** @type {any} */ { id, name, position }) => ({ id, label: name, hint: position ?? '' }))
}

/**
 * @param {string} name
 * @param {() => void} waits called if it has to wait for the network
 * @returns {Promise<Option | null>}
 */
export const createClient = (name, waits) => create('/clients/', name, waits, 'The client was not created')

/**
 * @param {string | null} clientID
 * @param {string} name
 * @param {() => void} waits
 * @returns {Promise<Option | null>}
 */
export const createContact = (clientID, name, waits) => create(`/clients/${clientID}/contacts/`, name, waits, 'The contact was not created')

async function create(
  /** @type {string} */ path,
  /** @type {string} */ name,
  /** @type {() => void} */ waits,
  /** @type {string} */ failure,
) {
  const isThis = (/** @type {any} */ mutation) =>
    isSubmissionOf(mutation, { job: null, kind: 'create', isHere: (url) => url === path }) && same(bodyOf(mutation), { name })
  const unsubscribe = client.on('mutation', (/** @type {any} */ mutation) => isThis(mutation) && isPaused(mutation) && waits())
  try {
    const { answer } = await client.create(path, { name })
    learnNames(answer)
    return { id: answer.id, label: answer.name }
  } catch (error) {
    if (/** @type {any} */ (error)?.name !== 'DiscardedError') toastError(error, failure)
    return null
  } finally {
    unsubscribe()
  }
}
