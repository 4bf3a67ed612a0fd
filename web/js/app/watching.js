import { client } from './client.js'

/** Who changed what of late, as the stream told it. */

/** @typedef {import('../jobtag.js').Snapshot} Snapshot */
/** @typedef {{by: {id: string, name: string}, at: string, fields: string[], kind: string, own: boolean}} Told */

const MOST = 20
/** @type {Map<string, Told[]>} */
const told = new Map()

client.on('change', (/** @type {any} */ { job_id, ...change }) => {
  const changes = told.get(job_id) ?? []
  changes.push(change)
  told.set(job_id, changes.slice(-MOST))
})

// Of data that were replaced by a backup nobody has changed anything.
client.on('generation', () => told.clear())

/**
 * Who made the newer version out of the older, and of which fields.
 * @param {Snapshot} now
 * @param {Snapshot} before
 */
export function tellChange(now, before) {
  const since = (told.get(now.id) ?? []).filter(({ at, own }) => !own && at > before.updatedAt && at <= now.updatedAt)
  if (!since.length) return null
  const { by, at } = since[since.length - 1]
  return { by, at, fields: [...new Set(since.flatMap(({ fields }) => fields))] }
}
