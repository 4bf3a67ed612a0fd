// Snapshots, and the one store of them: one per record, the newest.

import { MalformedAnswer } from './errors.js'
import { deepFreeze } from './values.js'

/** @typedef {import('./types.js').Snapshot} Snapshot */
/** @typedef {import('./types.js').VersionedRecord} VersionedRecord */

/** @param {string} id */
export const jobPath = (id) => `/jobs/${id.toLowerCase()}/`

/** @param {string} id */
export const clientPath = (id) => `/clients/${id.toLowerCase()}/`

/**
 * What a 404 says was deleted, by the path of that record: a job, or a client or contact.
 *
 * @param {any} problem
 * @returns {[string, any][]}
 */
export function deletionsOf(problem) {
  const { deleted: job, deleted_client: client, deleted_contact: contact } = problem ?? {}
  /** @type {[string, any][]} */
  const found = []
  if (job) found.push([jobPath(job.job_id), job])
  if (client) found.push([clientPath(client.client_id), client])
  if (contact) found.push([`${clientPath(contact.client_id)}contacts/${contact.contact_id.toLowerCase()}/`, contact])
  return found
}

/**
 * @param {string} path of the record
 * @param {any} record
 * @param {string | null} generation of the data that it is of
 * @param {string | null} [header] the `ETag` header, for a record that carries no tag itself
 * @returns {Snapshot}
 */
export function makeSnapshot(path, record, generation, header = null) {
  // The body's tag first: it is of the same snapshot as the body, and no proxy on the way rewrites or drops it.
  const etag = record?.etag ?? header
  if (typeof record?.id !== 'string' || typeof record.updated_at !== 'string' || typeof etag !== 'string') {
    throw new MalformedAnswer(path)
  }
  return deepFreeze({ id: record.id.toLowerCase(), path, etag, updatedAt: record.updated_at, record, generation })
}

/**
 * Whether something was read from other data than those of a generation: a backup has taken their place.
 *
 * @param {{generation?: string | null}} seen
 * @param {string | null | undefined} generation
 */
export const isLost = (seen, generation) => Boolean(seen.generation && generation && seen.generation !== generation)

/**
 * What tells a snapshot from others of the same record.
 *
 * @param {Snapshot} snapshot
 */
export const baseKey = ({ etag, generation }) => (generation === null ? etag : `${etag} ${generation}`)

/**
 * Whether a snapshot that has just come is of a later version. The server writes all times alike, so their texts compare as the times do; but what it
 * has restored is what there is, however old.
 *
 * @param {Snapshot} snapshot
 * @param {Snapshot | null | undefined} other
 */
export const isNewer = (snapshot, other) => !other || isLost(other, snapshot.generation) || snapshot.updatedAt > other.updatedAt

/**
 * The newest known snapshot of each record. Answers arrive in any order; what is older than what is held is passed over.
 *
 * It is what is *shown*. Nothing here arms a change: a change names the snapshot that it began from.
 */
export class SnapshotStore {
  /** @type {Map<string, {snapshot: Snapshot | null, ticket: number}>} null where the record is known to be gone */
  #held = new Map()
  #tickets = 0
  /** What was asked for until here is not held: it may be of data that are no more. */
  #floor = 0
  #onNewer
  #onGone

  /**
   * @param {(snapshot: Snapshot, before: Snapshot | null) => void} onNewer
   * @param {(path: string, before: Snapshot | null) => void} onGone
   */
  constructor(onNewer, onGone) {
    this.#onNewer = onNewer
    this.#onGone = onGone
  }

  /** To be taken before a request is sent: it tells in which order requests were made, whatever order the answers come in. */
  ticket() {
    this.#tickets += 1
    return this.#tickets
  }

  /** @param {string} path */
  get(path) {
    return this.#held.get(path)?.snapshot ?? null
  }

  /**
   * Whether a record is known to be there no more.
   *
   * @param {string} path
   */
  isGone(path) {
    return this.#held.get(path)?.snapshot === null
  }

  all() {
    return [...this.#held.values()].flatMap(({ snapshot }) => (snapshot ? [snapshot] : []))
  }

  /**
   * @param {Snapshot} snapshot
   * @param {number} asked the ticket
   * @param {boolean} [isKept] whether it is of a list that was read before, and says nothing of what is gone since
   * @returns {Snapshot} the one that is held now
   */
  put(snapshot, asked, isKept = false) {
    if (asked <= this.#floor) return snapshot
    const ticket = isKept ? 0 : asked
    const entry = this.#held.get(snapshot.path)
    // A record that is gone comes back only with an answer to what was asked after that was known.
    if (entry && entry.snapshot === null && ticket <= entry.ticket) return snapshot
    const before = entry?.snapshot ?? null
    if (!isNewer(snapshot, before)) {
      if (entry) entry.ticket = Math.max(entry.ticket, ticket)
      return before ?? snapshot
    }
    this.#held.set(snapshot.path, { snapshot, ticket: Math.max(entry?.ticket ?? 0, ticket) })
    this.#onNewer(snapshot, before)
    return snapshot
  }

  /**
   * A tag that was refused is forgotten.
   *
   * @param {string} path
   * @param {string | null} etag
   */
  forget(path, etag) {
    const entry = this.#held.get(path)
    if (entry?.snapshot && entry.snapshot.etag === etag) this.#held.delete(path)
  }

  /**
   * The record is not there any more.
   *
   * @param {string} path
   * @param {number} ticket
   */
  drop(path, ticket) {
    const entry = this.#held.get(path)
    if (entry && entry.ticket > ticket) return
    this.#held.set(path, { snapshot: null, ticket })
    if (entry?.snapshot !== null) this.#onGone(path, entry?.snapshot ?? null)
  }

  clear() {
    this.#held.clear()
    this.#floor = this.#tickets
  }
}
