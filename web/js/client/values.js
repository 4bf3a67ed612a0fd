// Compares values of fields, and carries them over. Pure functions.

/** Fields for which an empty input means null: a cleared date or amount input is `''`. */
const NULL_WHEN_EMPTY = new Set(['client_id', 'contact_id', 'delivery_date', 'price_cap', 'charge_out_rate'])

/** Fields that belong together: a contact belongs to one client. */
const CHOSEN_TOGETHER = new Map([
  ['client_id', ['contact_id']],
  ['contact_id', ['client_id']],
])

/**
 * The value to send.
 *
 * @param {string} field
 * @param {any} value
 */
export function toSend(field, value) {
  if (value === undefined) return null
  return value === '' && NULL_WHEN_EMPTY.has(field) ? null : value
}

/** @param {any} value */
const isEmpty = (value) => value === undefined || value === null || value === ''

/**
 * Converts line endings to those of the server.
 *
 * @param {string} text
 */
export const withLineFeeds = (text) => (text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text)

/**
 * Whether two values are equal. An empty string and null are equal; the order of a list and the kind of line endings
 * do not matter.
 *
 * @param {any} a
 * @param {any} b
 * @returns {boolean}
 */
export function same(a, b) {
  if (a === b || (isEmpty(a) && isEmpty(b))) return true
  if (typeof a === 'string' && typeof b === 'string') return withLineFeeds(a) === withLineFeeds(b)
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((item) => b.some((other) => same(item, other)))
  }
  if (a === null || b === null || typeof a !== 'object' || typeof b !== 'object') return false
  const names = new Set([...Object.keys(a), ...Object.keys(b)])
  return [...names].every((name) => same(a[name], b[name]))
}

/**
 * Whether two objects have the same fields with the same values. Here a field that is missing is not the same as an empty one.
 *
 * @param {Record<string, any>} a
 * @param {Record<string, any>} b
 */
export const sameFields = (a, b) =>
  Object.keys(a).length === Object.keys(b).length && Object.keys(a).every((name) => name in b && same(a[name], b[name]))

/**
 * Whether a field, and the fields that belong to it, are equal in two records.
 *
 * @param {string} field
 * @param {Record<string, any>} a
 * @param {Record<string, any>} b
 */
export function untouched(field, a, b) {
  return [field, ...(CHOSEN_TOGETHER.get(field) ?? [])].every((name) => same(a[name], b[name]))
}

/**
 * @template T
 * @param {T} value
 * @returns {T} deeply frozen
 */
export function deepFreeze(value) {
  if (value !== null && typeof value === 'object' && !Object.isFrozen(value)) {
    Object.freeze(value)
    for (const item of Object.values(value)) deepFreeze(item)
  }
  return value
}

/**
 * Carries over what a person has typed while their text was being merged: applies the edit from `from` to `typed` to `to`.
 *
 * @param {any} from
 * @param {any} to
 * @param {any} typed
 * @param {(from: string, to: string, typed: string) => string | null} carryText `carryText` of carry-text.js
 * @returns {{value: any} | null} null if both changed the same place, so that the person must look
 */
export function carry(from, to, typed, carryText) {
  if (same(typed, from) || same(typed, to)) return { value: to }
  if (same(to, from)) return { value: typed }
  if (Array.isArray(from) && Array.isArray(to) && Array.isArray(typed)) {
    const [had, has] = [new Set(from), new Set(to)]
    return {
      value: [...typed.filter((item) => has.has(item) || !had.has(item)), ...to.filter((item) => !had.has(item) && !typed.includes(item))],
    }
  }
  if (typeof from !== 'string' || typeof to !== 'string' || typeof typed !== 'string') return null
  const value = carryText(withLineFeeds(from), withLineFeeds(to), withLineFeeds(typed))
  return value === null ? null : { value }
}
