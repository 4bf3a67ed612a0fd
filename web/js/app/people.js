import { client, whenReachable } from './client.js'

/** Names of staff, for assignment and history. */

/** @typedef {{id: string, name: string, role: string, is_active: boolean}} Colleague */

/** @type {Map<string, Colleague>} */
const colleagues = new Map()
/** @type {Promise<Colleague[]> | null} */
let loading = null
/** Whether the list has been requested: then it is kept up to date. */
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
 * Everyone who may be assigned. Empty if the server does not list them.
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
      loading = null // The next call tries again.
      if ([400, 403, 404].includes(error.status)) return [] // A server that does not list staff to everyone.
      throw error
    },
  )
  return loading
}

/**
 * Calls the listener when the list of staff has changed.
 * @param {() => void} listener
 * @returns {() => void}
 */
export function onPeople(listener) {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** In the server's order, which docs/search.md defines. */
export const people = () => [...colleagues.values()]

/** @param {string} id */
export const personName = (id) => colleagues.get(id)?.name ?? (client.person?.id === id ? client.person.name : null)

/** Another person signs in, who may see a different list. */
export function forgetPeople() {
  loading = null
  isWanted = false
  colleagues.clear()
}
