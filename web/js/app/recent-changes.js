import { client } from './client.js'

/** Recent changes from the stream. */

/** @typedef {import('../jobtag.js').Snapshot} Snapshot */
/** @typedef {{by: {id: string, name: string}, at: string, fields: string[], kind: string, own: boolean}} StreamedChange */

const MOST = 20
/** @type {Map<string, StreamedChange[]>} */
const recentChanges = new Map()

client.on('change', (/** @type {any} */ { job_id, ...change }) => {
  const changes = recentChanges.get(job_id) ?? []
  changes.push(change)
  recentChanges.set(job_id, changes.slice(-MOST))
})

// These changes belong to data that a backup has replaced.
client.on('generation', () => recentChanges.clear())

/**
 * The latest change by others between two versions, with the fields of all such changes.
 * @param {Snapshot} now
 * @param {Snapshot} before
 */
export function latestChange(now, before) {
  const since = (recentChanges.get(now.id) ?? []).filter(({ at, own }) => !own && at > before.updatedAt && at <= now.updatedAt)
  if (!since.length) return null
  const { by, at } = since[since.length - 1]
  return { by, at, fields: [...new Set(since.flatMap(({ fields }) => fields))] }
}
