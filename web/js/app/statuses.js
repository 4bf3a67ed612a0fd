import { client } from './client.js'
import { isDone, setStatuses } from './labels.js'

/** The statuses of jobs, as the server lists them, and what follows from one. */

/** @type {Set<() => void>} */
const listeners = new Set()
let isWanted = false

client.on('catch-up', () => isWanted && loadStatuses())

/** Asks for the server's list. Without an answer the one that is known stays, and the next catching up asks again. */
export async function loadStatuses() {
  isWanted = true
  const answer = await client.get('/jobs/status-choices/').catch(() => null)
  if (answer && setStatuses(answer.data.statuses)) for (const listener of listeners) listener()
}

/**
 * @param {() => void} listener called when the server's list differs from the one that was known
 * @returns {() => void}
 */
export function onStatuses(listener) {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/**
 * @param {{delivery_date: string | null, status: string}} job
 * @param {string} today
 */
export const isOverdue = (job, today) => job.delivery_date !== null && job.delivery_date < today && !isDone(job.status)
