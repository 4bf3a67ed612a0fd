// Comparing and carrying over the values of fields. Pure functions.

/** @typedef {import('./types.js').DiffPiece} DiffPiece */

/** Fields whose empty input means null: a text box for a day or an amount gives `''` when it is cleared. */
const NULL_WHEN_EMPTY = new Set(['client_id', 'contact_id', 'delivery_date', 'price_cap', 'charge_out_rate'])

/** Fields that mean something only beside each other: a contact belongs to one client. */
const CHOSEN_TOGETHER = new Map([['client_id', ['contact_id']], ['contact_id', ['client_id']]])

/**
 * The value as it is sent.
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
 * Whether two values are no change of each other. An empty text and null are the same emptiness; the order of a list has no meaning.
 *
 * @param {any} a
 * @param {any} b
 * @returns {boolean}
 */
export function same(a, b) {
  if (a === b || (isEmpty(a) && isEmpty(b))) return true
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((item) => b.some((other) => same(item, other)))
  }
  if (a === null || b === null || typeof a !== 'object' || typeof b !== 'object') return false
  const names = new Set([...Object.keys(a), ...Object.keys(b)])
  return [...names].every((name) => same(a[name], b[name]))
}

/**
 * Whether a field, and what is chosen together with it, has one value in two records.
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
 * @returns {T} frozen all the way down
 */
export function deepFreeze(value) {
  if (value !== null && typeof value === 'object' && !Object.isFrozen(value)) {
    Object.freeze(value)
    for (const item of Object.values(value)) deepFreeze(item)
  }
  return value
}

/**
 * Where one text became the other: `a[start, end)` was replaced by `text`.
 *
 * @param {string} a
 * @param {string} b
 */
function splice(a, b) {
  const shorter = Math.min(a.length, b.length)
  let start = 0
  while (start < shorter && a[start] === b[start]) start += 1
  let tail = 0
  while (tail < shorter - start && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail += 1
  return { start, end: a.length - tail, text: b.slice(start, b.length - tail) }
}

/**
 * Carries over what a person went on typing while their text was being merged: `typed` was made out of `from`, and `from` became `to`.
 *
 * @param {any} from
 * @param {any} to
 * @param {any} typed
 * @returns {{value: any} | null} null where both touched the same place, so that a person must look
 */
export function carry(from, to, typed) {
  if (same(typed, from) || same(typed, to)) return { value: to }
  if (same(to, from)) return { value: typed }
  if (Array.isArray(from) && Array.isArray(to) && Array.isArray(typed)) {
    const [had, has] = [new Set(from), new Set(to)]
    return { value: [...typed.filter((item) => has.has(item) || !had.has(item)), ...to.filter((item) => !had.has(item) && !typed.includes(item))] }
  }
  if (typeof from !== 'string' || typeof to !== 'string' || typeof typed !== 'string') return null
  const [theirs, mine] = [splice(from, to), splice(from, typed)]
  // Touching counts as the same place: nobody can tell which comes first.
  if (mine.end < theirs.start) return { value: to.slice(0, mine.start) + mine.text + to.slice(mine.end) }
  if (theirs.end < mine.start) {
    const shift = to.length - from.length
    return { value: to.slice(0, mine.start + shift) + mine.text + to.slice(mine.end + shift) }
  }
  return null
}

/** Above this many pairs of words to compare, the whole middle is shown as replaced. */
const PAIRS = 1_000_000

/**
 * The difference of two texts by words, for where the server has not made one.
 *
 * @param {any} theirs
 * @param {any} yours
 * @returns {DiffPiece[] | null} equal and delete together are theirs, equal and insert together yours; null for what is no text
 */
export function wordDiff(theirs, yours) {
  if (typeof theirs !== 'string' || typeof yours !== 'string') return null
  const [a, b] = [theirs, yours].map((text) => text.match(/\s+|[\p{L}\p{N}_]+|[^\s\p{L}\p{N}_]/gu) ?? [])
  let [start, tail] = [0, 0]
  const shorter = Math.min(a.length, b.length)
  while (start < shorter && a[start] === b[start]) start += 1
  while (tail < shorter - start && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail += 1
  /** @type {DiffPiece[]} */
  const pieces = []
  /** @param {DiffPiece['op']} op @param {string} text */
  const add = (op, text) => {
    const last = pieces[pieces.length - 1]
    if (text === '') return
    if (last?.op === op) last.text += text
    else pieces.push({ op, text })
  }
  add('equal', a.slice(0, start).join(''))
  middle(a.slice(start, a.length - tail), b.slice(start, b.length - tail), add)
  add('equal', a.slice(a.length - tail).join(''))
  return pieces
}

/**
 * The longest common subsequence, told word by word.
 *
 * @param {string[]} a
 * @param {string[]} b
 * @param {(op: DiffPiece['op'], text: string) => void} add
 */
function middle(a, b, add) {
  if (a.length * b.length > PAIRS || a.length === 0 || b.length === 0) {
    add('delete', a.join(''))
    add('insert', b.join(''))
    return
  }
  const width = b.length + 1
  const common = new Uint32Array((a.length + 1) * width)
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) {
      common[i * width + j] = a[i] === b[j]
        ? common[(i + 1) * width + j + 1] + 1
        : Math.max(common[(i + 1) * width + j], common[i * width + j + 1])
    }
  }
  let [i, j] = [0, 0]
  while (i < a.length && j < b.length) {
    if (a[i] === b[j]) {
      add('equal', a[i])
      i += 1
      j += 1
    } else if (common[(i + 1) * width + j] >= common[i * width + j + 1]) {
      add('delete', a[i])
      i += 1
    } else {
      add('insert', b[j])
      j += 1
    }
  }
  add('delete', a.slice(i).join(''))
  add('insert', b.slice(j).join(''))
}
