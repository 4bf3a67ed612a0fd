import { toastError } from './notes.js'
import { client } from './client.js'
import { learnNames } from './fields.js'

/** Finding and making clients and contacts, as the comboboxes ask. */

/** @typedef {import('../../components/combobox/combobox.js').Option} Option */

/**
 * @param {string} text
 * @returns {Promise<Option[]>}
 */
export async function findClients(text) {
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
  const { data } = await client.get(`/clients/${clientID}/contacts/`)
  data.results.forEach(learnNames)
  const wanted = text.toLowerCase()
  return data.results
    .filter((/** @type {any} */ { name }) => name.toLowerCase().includes(wanted))
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
