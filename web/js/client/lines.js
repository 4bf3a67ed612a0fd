// What becomes of a change of one cost line where somebody else was first with its cost set. Pure.

import { clash } from './reconcile.js'

/** @typedef {import('./types.js').FieldConflict} FieldConflict */

/**
 * What the person saw of the cost set.
 *
 * @typedef {object} SeenLines
 * @property {Record<string, any> | null} line the one that is changed or removed
 * @property {string[] | null} known ids of all that stood there, for one that is added
 */

const FIELDS = ['kind', 'description', 'quantity', 'unit_cost', 'unit_rev']

/**
 * "2" and "2.00" are one amount.
 *
 * @param {any} value
 */
const plain = (value) => (typeof value === 'string' && /^\s*-?\d+(\.\d*)?\s*$/.test(value)
  ? value.trim().replace(/^(-?)0+(?=\d)/, '$1').replace(/\.(\d*?)0*$/, (_, digits) => (digits ? `.${digits}` : ''))
  : value)

/** @param {any} a @param {any} b */
const same = (a, b) => plain(a) === plain(b)

/**
 * What they saw, from the part of the job that was shown to them.
 *
 * @param {import('./types.js').Seen} shown
 * @param {string | null} lineID
 * @returns {SeenLines | null} null where it does not show lines
 */
export function seenLines({ data }, lineID) {
  if (!Array.isArray(data?.lines)) return null
  const line = data.lines.find((/** @type {any} */ { id }) => id === lineID) ?? null
  return lineID === null ? { line: null, known: data.lines.map((/** @type {any} */ { id }) => id) } : line && { line, known: null }
}

/**
 * Adding a line overwrites nothing, but the same line added by two is one too many. A change of a line clashes where somebody else changed
 * the same field, removing it where they changed anything of it.
 *
 * @param {import('./types.js').MutationKind} kind
 * @param {Record<string, any>} fields as they are sent
 * @param {string | null} id of the line
 * @param {SeenLines} seen
 * @param {Record<string, any>[]} lines as they stand now
 * @returns {FieldConflict[]} what a person must look at first
 */
export function lineClashes(kind, fields, id, { line, known }, lines) {
  if (kind === 'line-add') {
    const twin = lines.find((one) => !known?.includes(one.id) && Object.entries(fields).every(([field, value]) => same(one[field], value)))
    return twin ? [{ ...clash('description', null, twin.description, fields.description), note: 'The same line has been added meanwhile.' }] : []
  }
  const now = lines.find((one) => one.id === id)
  // It is gone: the answer to the change says so.
  if (!now || !line) return []
  const changed = FIELDS.filter((field) => !same(now[field], line[field]))
  if (kind === 'line-remove') return changed.map((field) => clash(field, line[field], now[field], null))
  return changed.filter((field) => field in fields && !same(now[field], fields[field])).map((field) => clash(field, line[field], now[field], fields[field]))
}
