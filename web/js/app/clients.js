import { toastError } from './notes.js'
import { client } from './client.js'
import { SearchQuery, findsAnywhere, searchable } from '../client/folding.js'
import { learnNames } from './fields.js'
import { TOO_LONG } from './search-index.js'

/** Finding and making clients and contacts, as the comboboxes ask. */

/** @typedef {import('../../components/combobox/combobox.js').Option} Option */

/**
 * What is searched for; an error to show where it is more than can be.
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
 * @returns {Promise<Option | null>}
 */
export const createClient = (name) => create('/clients/', name, 'The client was not created')

/**
 * @param {string | null} clientID
 * @param {string} name
 * @returns {Promise<Option | null>}
 */
export const createContact = (clientID, name) => create(`/clients/${clientID}/contacts/`, name, 'The contact was not created')

async function create(/** @type {string} */ path, /** @type {string} */ name, /** @type {string} */ failure) {
  try {
    const { answer } = await client.create(path, { name })
    learnNames(answer)
    return { id: answer.id, label: answer.name }
  } catch (error) {
    toastError(error, failure)
    return null
  }
}
