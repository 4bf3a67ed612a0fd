// The edited fields of a draft.

import { baseKey, isLost, isNewer } from './snapshots.js'
import { deepFreeze, same, untouched } from './values.js'

/** @typedef {import('./types.js').Snapshot} Snapshot */
/** @typedef {import('./reconcile.js').Sent} Sent */

/**
 * One field: the text, the snapshot that was shown when the edit started, whether the text is saved, and whether
 * it is incomplete.
 *
 * @typedef {{value: any, base: Snapshot, isSaved: boolean, isUnfinished: boolean}} Entry
 */

export class TypedFields {
  /** @type {Map<string, Entry>} */
  #entries = new Map()

  get names() {
    return [...this.#entries.keys()]
  }

  /** @param {string} field */
  get(field) {
    return this.#entries.get(field)
  }

  /** @param {string} field */
  has(field) {
    return this.#entries.has(field)
  }

  /** @returns {Record<string, any>} */
  get values() {
    return Object.fromEntries([...this.#entries].map(([field, { value }]) => [field, value]))
  }

  /**
   * @param {string} field
   * @param {any} value
   * @param {Snapshot} base
   * @param {{isSaved?: boolean, isUnfinished?: boolean}} [how]
   */
  set(field, value, base, how = {}) {
    const { isSaved = false, isUnfinished = false } = how
    this.#entries.set(field, { value: deepFreeze(Array.isArray(value) ? [...value] : value), base, isSaved, isUnfinished })
  }

  /** @param {string} field */
  delete(field) {
    this.#entries.delete(field)
  }

  /**
   * The person types. The edit of a field starts with its first keystroke.
   *
   * @param {string} field
   * @param {any} value
   * @param {Snapshot} shown
   * @param {boolean} [isUnfinished]
   */
  type(field, value, shown, isUnfinished = false) {
    const entry = this.#entries.get(field)
    this.set(field, value, !entry || entry.isSaved ? shown : entry.base, { isUnfinished })
  }

  /**
   * Whether a field differs from its base.
   *
   * @param {string} field
   */
  differs(field) {
    const entry = this.#entries.get(field)
    return entry !== undefined && !entry.isSaved && !same(entry.value, entry.base.record[field])
  }

  /**
   * Drops saved text that someone has overwritten since.
   *
   * @param {Snapshot} snapshot
   */
  dropOutdated(snapshot) {
    for (const [field, { isSaved, base }] of this.#entries) {
      if (isSaved && !same(snapshot.record[field], base.record[field])) this.#entries.delete(field)
    }
  }

  /**
   * Moves the base of fields from one version to another: of fields that are equal in both, and of those that `anyway` selects.
   *
   * @param {string | null} named
   * @param {Snapshot} version
   * @param {(field: string) => boolean} [anyway]
   */
  rebase(named, version, anyway = () => false) {
    for (const [field, { value, base, isSaved, isUnfinished }] of this.#entries) {
      if (base.etag !== named || isSaved || isLost(base, version.generation)) continue
      if (anyway(field) || untouched(field, base.record, version.record)) this.set(field, value, version, { isUnfinished })
    }
  }

  /**
   * @param {string[]} fields
   * @returns {Map<string, Sent>}
   */
  asSent(fields) {
    return new Map(
      fields.map((field) => {
        const { value, base } = /** @type {Entry} */ (this.#entries.get(field))
        return [field, { value, typed: value, base }]
      }),
    )
  }

  /** @returns {Snapshot[]} */
  get bases() {
    return [...this.#entries.values()].map(({ base }) => base)
  }

  /**
   * @param {string[]} fields
   * @returns {[string, any, string, boolean][]} the stored form: name, text, key of the base, whether it is incomplete
   */
  toStore(fields) {
    return [...this.asSent(fields)].map(([field, { value, base }]) => [field, value, baseKey(base), this.get(field)?.isUnfinished ?? false])
  }
}

/**
 * The oldest base of some fields: a request names one version, which must not be newer than what the person saw.
 *
 * @param {Map<string, Sent>} sent
 */
export function oldestBase(sent) {
  return [...sent.values()].map(({ base }) => base).reduce((a, b) => (isNewer(a, b) ? b : a))
}

/** Values that the server has refused, and why. */
export class Refusals {
  /** @type {Map<string, {value: any, message: string}>} */
  #fields = new Map()

  /**
   * @param {{field: string, message: string}[]} errors
   * @param {Map<string, Sent>} sent
   */
  add(errors, sent) {
    for (const { field, message } of errors) this.#fields.set(field, { value: sent.get(field)?.typed, message })
  }

  /** @param {string} field */
  delete(field) {
    this.#fields.delete(field)
  }

  /** @param {string} field */
  has(field) {
    return this.#fields.has(field)
  }

  get size() {
    return this.#fields.size
  }

  /** @returns {Record<string, string>} */
  get messages() {
    return Object.fromEntries([...this.#fields].map(([field, { message }]) => [field, message]))
  }
}
