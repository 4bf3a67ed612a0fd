// What becomes of the fields of a save that was refused because somebody else was first. Pure.

import { isLost } from './snapshots.js'
import { carry, same, untouched } from './values.js'

/** @typedef {import('./types.js').Snapshot} Snapshot */
/** @typedef {import('./types.js').FieldConflict} FieldConflict */
/** @typedef {import('./types.js').DiffPiece} DiffPiece */

/**
 * What tells how two texts differ, what carries typing over a merge, and what became of a cost line: `jobtag.js` gives all three. A page that is to be
 * there sooner loads them when they are needed; until typing can be carried over, a person is asked.
 *
 * @typedef {object} Comparing
 * @property {(theirs: any, yours: any) => DiffPiece[] | null} texts
 * @property {typeof import('./carry-text.js').carryText} carryText
 * @property {() => Promise<typeof import('./cost-line-conflicts.js').costLineConflicts>} costLines
 */

/** @type {Comparing} */
export const comparing = {
  texts: () => null, carryText: () => null, costLines: () => Promise.reject(new Error('Nothing here compares cost lines.')),
}

/**
 * One field as it was sent.
 *
 * @typedef {object} Sent
 * @property {any} value what was sent
 * @property {any} typed what the person's text was then; another text than `value` where that is the merge of it
 * @property {Snapshot} base the snapshot that the edit of this field began from
 */

/**
 * @typedef {object} Outcome
 * @property {Map<string, any>} send values to send at once, on the current version
 * @property {string[]} settled the current version has them already
 * @property {Map<string, FieldConflict>} conflicts those where a person must choose
 */

/**
 * The server's merge has the version that the request named as its base: the oldest that one of its fields began from. A field whose
 * edit began later has its own base, which the person saw; where the current version still has that, nothing unseen is overwritten.
 * Where it has not, the field is in none of the three: it goes in the next save, which names its own base, and gets its own merge.
 *
 * A field that began from data which a backup has taken the place of is for a person to look at, whatever stands there now.
 *
 * @param {Map<string, Sent>} sent
 * @param {string | null} named
 * @param {Snapshot} current
 * @param {import('./types.js').Merge | null} merge null where the server no longer has the version named
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
 * What a save means to write into a field by now: what was sent, with what the person went on typing carried over onto it.
 *
 * @param {Sent} sent
 * @param {any} typed the person's text now
 * @param {any} result what became of `sent.value`
 * @returns {{value: any} | null} null where the two cannot be told apart, so that a person must look
 */
export function carriedOver(sent, typed, result) {
  if (same(typed, sent.typed)) return { value: result }
  return carry(sent.typed, result, typed, comparing.carryText)
}
