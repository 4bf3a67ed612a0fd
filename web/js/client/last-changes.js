// Who changed which field last, from the stream.

/** @typedef {import('./types.js').Person} Person */
/** @typedef {import('./types.js').Snapshot} Snapshot */

export class LastChanges {
  /** @type {Map<string, Map<string, {by: Person, at: string}>>} */
  #byPath = new Map()

  /**
   * @param {string} path
   * @param {import('./change-stream.js').JobEvent} event
   */
  note(path, { fields, by, at }) {
    const changes = this.#byPath.get(path) ?? new Map()
    for (const field of fields) changes.set(field, { by, at })
    this.#byPath.set(path, changes)
  }

  /**
   * @param {string} path
   * @param {string} field
   * @param {Snapshot} since
   * @returns {{by: Person | null, at: string | null}} nulls if unknown
   */
  of(path, field, since) {
    const last = this.#byPath.get(path)?.get(field)
    return last && last.at > since.updatedAt ? last : { by: null, at: null }
  }

  clear() {
    this.#byPath.clear()
  }
}
