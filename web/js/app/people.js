import { client } from './client.js'

/** Names of staff, for assignment and history. */

/** @typedef {{id: string, name: string, role: string, is_active: boolean}} Colleague */

/** @type {Map<string, Colleague>} */
const colleagues = new Map()
/** @type {Promise<Colleague[]> | null} */
let loading = null

client.on('generation', () => {
  loading = null
  loadPeople().catch(() => {}) // Asked again by whoever needs them next.
})

/**
 * All who may be assigned. Empty where the server does not tell.
 * @returns {Promise<Colleague[]>}
 */
export function loadPeople() {
  loading ??= client.get('/staff/choices/').then(
    ({ data }) => {
      for (const colleague of data.results) colleagues.set(colleague.id, colleague)
      return data.results
    },
    (error) => {
      loading = null // Asked again the next time.
      if ([400, 403, 404].includes(error.status)) return [] // A server that does not list them to everybody.
      throw error
    },
  )
  return loading
}

/** In the order of the server, which sorts names as docs/search.md says. */
export const people = () => [...colleagues.values()]

/** @param {string} id */
export const personName = (id) => colleagues.get(id)?.name ?? (client.person?.id === id ? client.person.name : null)

/** Another person signs in: the list may be another one. */
export function forgetPeople() {
  loading = null
  colleagues.clear()
}
