import { client } from './client.js'
import { isDone, setStatuses } from './labels.js'

/** Loads the server's list of statuses. */

/** @type {Set<() => void>} */
const listeners = new Set()
let isWanted = false

client.on('catch-up', () => isWanted && loadStatuses())

/** Loads the list. If that fails, the present list stays, and the next catch-up tries again. */
export async function loadStatuses() {
  isWanted = true
  const answer = await client.get('/jobs/status-choices/').catch(() => null)
  if (answer && setStatuses(answer.data.statuses)) for (const listener of listeners) listener()
}

/**
 * @param {() => void} listener called when the list has changed
 * @returns {() => void}
 */
export function onStatuses(listener) {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/**
 * Whether a job is open after its delivery date.
 * @param {{delivery_date: string | null, status: string}} job
 * @param {string} today
 */
export const isOverdue = (job, today) => job.delivery_date !== null && job.delivery_date < today && !isDone(job.status)
