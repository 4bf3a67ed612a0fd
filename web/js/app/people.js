import { client, whenReachable } from './client.js'

/** Names of staff, for assignment and history. */

/** @typedef {{id: string, name: string, role: string, is_active: boolean}} Colleague */

/** @type {Map<string, Colleague>} */
const colleagues = new Map()
/** @type {Promise<Colleague[]> | null} */
let loading = null
/** Whether anybody has asked: then they are kept up to date. */
let isWanted = false
/** @type {((error: any) => void) | null} */
let lost = null
/** @type {Set<() => void>} */
const listeners = new Set()

for (const name of ['generation', 'staff-change', 'catch-up']) client.on(name, loadAgain)

function loadAgain() {
  if (!isWanted) return
  loading = null
  loadPeople().catch((error) => {
    lost ??= whenReachable(loadAgain, () => true)
    lost(error)
  })
}

/**
 * All who may be assigned. Empty where the server does not tell.
 * @returns {Promise<Colleague[]>}
 */
export function loadPeople() {
  isWanted = true
  loading ??= client.get('/staff/choices/').then(
    ({ data, notModified }) => {
      if (notModified && colleagues.size) return data.results
      colleagues.clear()
      for (const colleague of data.results) colleagues.set(colleague.id, colleague)
      for (const listener of listeners) listener()
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

/**
 * Told when somebody has come, or is called otherwise.
 * @param {() => void} listener
 * @returns {() => void}
 */
export function onPeople(listener) {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** In the order of the server, which sorts names as docs/search.md says. */
export const people = () => [...colleagues.values()]

/** @param {string} id */
export const personName = (id) => colleagues.get(id)?.name ?? (client.person?.id === id ? client.person.name : null)

/** Another person signs in: the list may be another one. */
export function forgetPeople() {
  loading = null
  isWanted = false
  colleagues.clear()
}
