// Conflicts over a cost line, when someone else has changed its cost set first. Pure functions.

import { sameAmount } from './decimal.js'
import { fieldConflict } from './reconcile.js'
import { same } from './values.js'

/** @typedef {import('./types.js').FieldConflict} FieldConflict */

/**
 * What the person saw of the cost set.
 *
 * @typedef {object} SeenLines
 * @property {Record<string, any> | null} line the one that is changed or removed
 * @property {string[] | null} known ids of all lines, for a new line
 * @property {{revenue: string, lines: Record<string, any>[]}} [quote] the whole quote, for an acceptance
 */

export const LINE_FIELDS = ['kind', 'description', 'quantity', 'unit_cost', 'unit_rev']
export const AMOUNTS = new Set(['quantity', 'unit_cost', 'unit_rev'])

/**
 * Whether two values of a field are equal: "2" and "2.00" are the same amount.
 *
 * @param {string} field
 * @param {any} one
 * @param {any} other
 */
export const sameLineValue = (field, one, other) => {
  // Leave values that are not strings to the server.
  if (typeof one !== 'string' || typeof other !== 'string') return one === other
  return AMOUNTS.has(field) ? sameAmount(one, other) : same(one.trim(), other.trim())
}

/**
 * Adding a line overwrites nothing, but two people may add the same line. A change of a line is in conflict if someone
 * else has changed the same field; its removal, if they have changed any field.
 *
 * @param {import('./types.js').MutationKind} kind
 * @param {Record<string, any>} fields as they are sent
 * @param {string | null} id of the line
 * @param {SeenLines} seen
 * @param {Record<string, any>[]} lines the current lines
 * @returns {FieldConflict[]} what the person must see first
 */
export function costLineConflicts(kind, fields, id, { line, known }, lines) {
  if (kind === 'line-add') {
    const duplicate = lines.find(
      (one) => !known?.includes(one.id) && Object.entries(fields).every(([field, value]) => sameLineValue(field, one[field], value)),
    )
    return duplicate
      ? [
          {
            ...fieldConflict('description', null, duplicate.description, fields.description),
            note: 'The same line has been added in the meantime.',
          },
        ]
      : []
  }
  const now = lines.find((one) => one.id === id)
  // The line was removed: the response to the change will say so.
  if (!now || !line) return []
  const changed = LINE_FIELDS.filter((field) => !sameLineValue(field, now[field], line[field]))
  if (kind === 'line-remove') return changed.map((field) => fieldConflict(field, line[field], now[field], null))
  return changed
    .filter((field) => field in fields && !sameLineValue(field, now[field], fields[field]))
    .map((field) => fieldConflict(field, line[field], now[field], fields[field]))
}
