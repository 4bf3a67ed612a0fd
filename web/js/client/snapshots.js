// Snapshots, and their store: the newest one of each record.

import { MalformedAnswer } from './errors.js'
import { deepFreeze } from './values.js'

/** @typedef {import('./types.js').Snapshot} Snapshot */
/** @typedef {import('./types.js').VersionedRecord} VersionedRecord */

/** @param {string} id */
export const jobPath = (id) => `/jobs/${id.toLowerCase()}/`

/** @param {string} id */
export const clientPath = (id) => `/clients/${id.toLowerCase()}/`

/**
 * The deletions that a 404 reports, by the path of the record: a job, client or contact.
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
 * @param {string | null} generation of its data
 * @param {string | null} [header] the `ETag` header, for a record without an `etag` member
 * @returns {Snapshot}
 */
export function makeSnapshot(path, record, generation, header = null) {
  // Prefer the tag in the body: it belongs to the same version as the body, and no proxy rewrites or removes it.
  const etag = record?.etag ?? header
  if (typeof record?.id !== 'string' || typeof record.updated_at !== 'string' || typeof etag !== 'string') {
    throw new MalformedAnswer(path)
  }
  return deepFreeze({ id: record.id.toLowerCase(), path, etag, updatedAt: record.updated_at, record, generation })
}

/**
 * Whether something was read from data that a backup has since replaced.
 *
 * @param {{generation?: string | null}} seen
 * @param {string | null | undefined} generation
 */
export const isLost = (seen, generation) => Boolean(seen.generation && generation && seen.generation !== generation)

/**
 * Identifies a snapshot among those of the same record.
 *
 * @param {Snapshot} snapshot
 */
export const baseKey = ({ etag, generation }) => (generation === null ? etag : `${etag} ${generation}`)

/**
 * Whether a new snapshot is a later version. The server writes all times in the same format, so they can be compared as text. Restored
 * data always counts as newer.
 *
 * @param {Snapshot} snapshot
 * @param {Snapshot | null | undefined} other
 */
export const isNewer = (snapshot, other) => !other || isLost(other, snapshot.generation) || snapshot.updatedAt > other.updatedAt

/**
 * The newest known snapshot of each record. Responses arrive in any order; older ones are ignored.
 *
 * It is for *display* only, never the base of a change: a change names the snapshot that it started from.
 */
export class SnapshotStore {
  /** @type {Map<string, {snapshot: Snapshot | null, ticket: number}>} null if the record is known to be gone */
  #held = new Map()
  #tickets = 0
  /** Responses to requests up to this ticket are not stored: they may be from replaced data. */
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

  /** Take a ticket before sending a request: it records the order of requests, whatever the order of responses. */
  ticket() {
    this.#tickets += 1
    return this.#tickets
  }

  /** @param {string} path */
  get(path) {
    return this.#held.get(path)?.snapshot ?? null
  }

  /**
   * Whether a record is known to be deleted.
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
   * @param {boolean} [isKept] whether it is from a cached list, which does not show later deletions
   * @returns {Snapshot} the snapshot that is held now
   */
  put(snapshot, asked, isKept = false) {
    if (asked <= this.#floor) return snapshot
    const ticket = isKept ? 0 : asked
    const entry = this.#held.get(snapshot.path)
    // A deleted record comes back only with the response to a later request.
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
   * Forgets a tag that was refused.
   *
   * @param {string} path
   * @param {string | null} etag
   */
  forget(path, etag) {
    const entry = this.#held.get(path)
    if (entry?.snapshot && entry.snapshot.etag === etag) this.#held.delete(path)
  }

  /**
   * The record was deleted.
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
