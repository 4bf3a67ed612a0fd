// Decides what happens to the fields of a save that was refused with 412. Pure functions.

import { isLost } from './snapshots.js'
import { carry, same, untouched } from './values.js'

/** @typedef {import('./types.js').Snapshot} Snapshot */
/** @typedef {import('./types.js').FieldConflict} FieldConflict */
/** @typedef {import('./types.js').DiffPiece} DiffPiece */

/**
 * Functions that compare texts, carry typed text over a merge, and find conflicts in cost lines. `jobtag.js` sets all three. Jobtag's page
 * loads them on demand; until typed text can be carried over, the person is asked.
 *
 * @typedef {object} Comparing
 * @property {(theirs: any, yours: any) => DiffPiece[] | null} texts
 * @property {typeof import('./carry-text.js').carryText} carryText
 * @property {() => Promise<typeof import('./cost-line-conflicts.js').costLineConflicts>} costLines
 */

/** @type {Comparing} */
export const comparing = {
  texts: () => null,
  carryText: () => null,
  costLines: () => Promise.reject(new Error('No comparison of cost lines is installed.')),
}

/**
 * One field as it was sent.
 *
 * @typedef {object} Sent
 * @property {any} value what was sent
 * @property {any} typed the person's text at that time; differs from `value` if that is a merge
 * @property {Snapshot} base the snapshot that the edit of this field started from
 */

/**
 * @typedef {object} Outcome
 * @property {Map<string, any>} send values to send at once, based on the current version
 * @property {string[]} settled fields that the current version already has
 * @property {Map<string, FieldConflict>} conflicts fields for which the person must choose
 */

/**
 * The base of the server's merge is the version that the request named: the oldest base of its fields. A field whose
 * edit started later has its own base, which the person saw; if the current version still has that value, nothing unseen is overwritten.
 * If not, the field is in none of the three groups: the next save sends it with its own base, and gets its own merge.
 *
 * A field whose edit started from data that a backup has replaced is always a conflict.
 *
 * @param {Map<string, Sent>} sent
 * @param {string | null} named
 * @param {Snapshot} current
 * @param {import('./types.js').Merge | null} merge null if the server no longer has the named version
 * @returns {Outcome}
 */
export function reconcile(sent, named, current, merge) {
  /** @type {Outcome} */
  const outcome = { send: new Map(), settled: [], conflicts: new Map() }
  for (const [field, { value, base }] of sent) {
    const [theirs, was] = [current.record[field], base.record[field]]
    const merged = merge?.fields.find((one) => one.field === field)
    /** @param {any} wanted */
    const take = (wanted) => {
      if (same(wanted, theirs)) outcome.settled.push(field)
      else outcome.send.set(field, wanted)
    }
    if (same(value, theirs)) {
      outcome.settled.push(field)
    } else if (isLost(base, current.generation)) {
      outcome.conflicts.set(field, fieldConflict(field, was, theirs, value))
    } else if (base.etag !== named || merge === null) {
      if (untouched(field, current.record, base.record)) take(value)
      else if (base.etag === named) outcome.conflicts.set(field, fieldConflict(field, was, theirs, value))
    } else if (merged?.conflict) {
      outcome.conflicts.set(field, { ...merged, note: merged.note ?? null, choice: null })
    } else {
      take(merged ? merged.merged : theirs)
    }
  }
  return outcome
}

/**
 * @param {string} field
 * @param {any} base
 * @param {any} theirs
 * @param {any} yours
 * @returns {FieldConflict}
 */
export function fieldConflict(field, base, theirs, yours) {
  return { field, base, theirs, yours, merged: null, conflict: true, diff: comparing.texts(theirs, yours), note: null, choice: null }
}

/**
 * The value of a field after a save, with what the person has typed in the meantime carried over.
 *
 * @param {Sent} sent
 * @param {any} typed the person's text now
 * @param {any} result the saved result of `sent.value`
 * @returns {{value: any} | null} null if they cannot be combined, so that the person must look
 */
export function carriedOver(sent, typed, result) {
  if (same(typed, sent.typed)) return { value: result }
  return carry(sent.typed, result, typed, comparing.carryText)
}
