// Conflicts over one cost line, where somebody else has changed its cost set first. Pure.

import { sameAmount } from './decimal.js'
import { fieldConflict } from './reconcile.js'
import { same } from './values.js'

/** @typedef {import('./types.js').FieldConflict} FieldConflict */

/**
 * What the person saw of the cost set.
 *
 * @typedef {object} SeenLines
 * @property {Record<string, any> | null} line the one that is changed or removed
 * @property {string[] | null} known ids of all that stood there, for one that is added
 * @property {{revenue: string, lines: Record<string, any>[]}} [quote] all of it, where it is accepted
 */

export const LINE_FIELDS = ['kind', 'description', 'quantity', 'unit_cost', 'unit_rev']
export const AMOUNTS = new Set(['quantity', 'unit_cost', 'unit_rev'])

/**
 * Whether two values of a field are one: "2" and "2.00" are the same amount.
 *
 * @param {string} field
 * @param {any} one
 * @param {any} other
 */
export const sameLineValue = (field, one, other) => {
  // What is no text the server judges.
  if (typeof one !== 'string' || typeof other !== 'string') return one === other
  return AMOUNTS.has(field) ? sameAmount(one, other) : same(one.trim(), other.trim())
}

/**
 * Adding a line overwrites nothing, but the same line added by two is one too many. A change of a line is in conflict where somebody
 * else changed the same field, its removal where they changed anything of it.
 *
 * @param {import('./types.js').MutationKind} kind
 * @param {Record<string, any>} fields as they are sent
 * @param {string | null} id of the line
 * @param {SeenLines} seen
 * @param {Record<string, any>[]} lines as they stand now
 * @returns {FieldConflict[]} what a person must look at first
 */
export function costLineConflicts(kind, fields, id, { line, known }, lines) {
  if (kind === 'line-add') {
    const duplicate = lines.find((one) => !known?.includes(one.id) && Object.entries(fields).every(([field, value]) => sameLineValue(field, one[field], value)))
    return duplicate ? [{ ...fieldConflict('description', null, duplicate.description, fields.description), note: 'The same line has been added meanwhile.' }] : []
  }
  const now = lines.find((one) => one.id === id)
  // It is gone: the answer to the change says so.
  if (!now || !line) return []
  const changed = LINE_FIELDS.filter((field) => !sameLineValue(field, now[field], line[field]))
  if (kind === 'line-remove') return changed.map((field) => fieldConflict(field, line[field], now[field], null))
  return changed.filter((field) => field in fields && !sameLineValue(field, now[field], fields[field])).map((field) => fieldConflict(field, line[field], now[field], fields[field]))
}
