import { client } from './client.js'

/** Who has changed what recently, by the stream of changes. */

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

// Of data that were replaced by a backup nobody has changed anything.
client.on('generation', () => recentChanges.clear())

/**
 * The latest change by others between two versions, with the fields of all of them.
 * @param {Snapshot} now
 * @param {Snapshot} before
 */
export function latestChange(now, before) {
  const since = (recentChanges.get(now.id) ?? []).filter(({ at, own }) => !own && at > before.updatedAt && at <= now.updatedAt)
  if (!since.length) return null
  const { by, at } = since[since.length - 1]
  return { by, at, fields: [...new Set(since.flatMap(({ fields }) => fields))] }
}
