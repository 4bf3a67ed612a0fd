// An open conflict: its fields, the values of both sides, and the choices.

import { ConflictError, conflictMessage } from './errors.js'
import { carriedOver, comparing, fieldConflict } from './reconcile.js'
import { same, untouched } from './values.js'

/** @typedef {import('./types.js').Snapshot} Snapshot */
/** @typedef {import('./types.js').Change} Change */
/** @typedef {import('./types.js').Choice} Choice */
/** @typedef {import('./types.js').Conflict} Conflict */
/** @typedef {import('./types.js').FieldConflict} FieldConflict */
/** @typedef {import('./reconcile.js').Sent} Sent */

/** @typedef {FieldConflict & {sent: Sent}} UnresolvedField */

/**
 * Returns the person's current text of a field; undefined if it was discarded.
 *
 * @typedef {(field: string) => any} TypedNow
 */

/**
 * @param {Change[]} changes
 * @returns {import('./types.js').Person[]} their authors, without duplicates
 */
export function authors(changes) {
  return changes.map(({ by }) => by).filter(({ id }, index, all) => all.findIndex((other) => other.id === id) === index)
}

export class UnresolvedConflict {
  /** @type {Map<string, UnresolvedField>} */
  fields = new Map()

  /**
   * @param {Snapshot} current the version shown as theirs
   * @param {Change[] | null} changes all since the named version
   * @param {Change[]} theirChanges those by others
   * @param {Error | null} [error]
   */
  constructor(current, changes, theirChanges, error = null) {
    this.error = error
    this.current = current
    this.changes = changes
    this.shown = theirChanges.length > 0 ? theirChanges : (changes ?? [])
  }

  /** Whether the conflict is with a restored backup, not with another person's change. */
  get isRestored() {
    return this.error instanceof ConflictError && this.error.isRestored
  }

  /**
   * Adds the fields of a refused save: those in conflict, and those that merge. A field that will be sent in a separate request is left out.
   *
   * @param {Map<string, Sent>} sent
   * @param {import('./reconcile.js').Outcome} outcome
   */
  add(sent, { conflicts, send, settled }) {
    for (const [field, one] of sent) {
      const conflict = conflicts.get(field)
      if (!conflict && !send.has(field) && !settled.includes(field)) continue
      const theirs = this.current.record[field]
      const merged = {
        ...fieldConflict(field, one.base.record[field], theirs, one.value),
        merged: send.has(field) ? send.get(field) : theirs,
        conflict: false,
      }
      this.fields.set(field, { ...(conflict ?? merged), sent: one })
    }
  }

  /**
   * Includes an earlier open conflict. Its fields are compared with the version that is current now.
   *
   * @param {UnresolvedConflict | null} earlier
   */
  include(earlier) {
    if (!earlier) return
    for (const [field, one] of earlier.fields) {
      if (this.fields.has(field)) continue
      const isAsShown = untouched(field, earlier.current.record, this.current.record)
      this.fields.set(field, isAsShown ? one : { ...fieldConflict(field, one.base, this.current.record[field], one.yours), sent: one.sent })
    }
    const known = new Set(this.shown.map(({ change_id }) => change_id))
    this.shown = [...earlier.shown.filter(({ change_id }) => !known.has(change_id)), ...this.shown]
  }

  /**
   * Another change by this page was saved, without changing these fields.
   *
   * @param {string | null} named
   * @param {Snapshot} answer
   */
  advance(named, answer) {
    if (this.current.etag !== named) return
    if ([...this.fields.keys()].every((field) => untouched(field, this.current.record, answer.record))) this.current = answer
  }

  /** @param {string} field @param {Choice | null} choice */
  choose(field, choice) {
    const one = this.fields.get(field)
    if (one) this.fields.set(field, { ...one, choice })
  }

  /**
   * The field, with what the person has typed since.
   *
   * @param {UnresolvedField} field
   * @param {any} typed
   * @returns {FieldConflict}
   */
  #view({ sent, ...field }, typed) {
    if (typed === undefined || same(typed, sent.typed)) return field
    const yours = carriedOver(sent, typed, sent.value)?.value ?? typed
    const merged = field.conflict ? null : carriedOver(sent, typed, field.merged)
    return {
      ...field,
      yours,
      diff: comparing.texts(field.theirs, yours),
      merged: merged?.value ?? null,
      conflict: field.conflict || merged === null,
    }
  }

  /** @param {TypedNow} typedNow @returns {Conflict} */
  show(typedNow) {
    const fields = [...this.fields].map(([field, one]) => this.#view(one, typedNow(field)))
    return {
      message: this.isRestored ? (this.error?.message ?? '') : conflictMessage(this.current.path),
      isRestored: this.isRestored,
      by: authors(this.shown),
      at: this.shown[this.shown.length - 1]?.at ?? null,
      changes: this.changes,
      current: this.current,
      fields,
      unresolved: fields.filter(({ conflict, choice }) => conflict && choice === null).map(({ field }) => field),
    }
  }
}

/**
 * The chosen value of a field.
 *
 * @param {FieldConflict} field
 * @param {Snapshot} current
 */
export function chosen({ field, choice, merged, yours }, current) {
  if (choice === null) return merged
  if (choice === 'mine') return yours
  return choice === 'theirs' ? current.record[field] : choice.text
}
