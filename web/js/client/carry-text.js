// Carries over what a person has typed into a text while it was being merged. Pure functions.

import { isOfBoth, unitsOf } from './text-values.js'

/** @typedef {import('./text-values.js').Span} Span */

/**
 * Applies the edit from `from` to `typed` to the text `to`.
 *
 * @param {string} from
 * @param {string} to
 * @param {string} typed
 * @returns {string | null} null if both changed the same place, or if words or values would be joined that nobody wrote side by side
 */
export function carryText(from, to, typed) {
  const text = inBoth(from, to, typed)
  return text === null || !isOfBoth(text, to, typed) ? null : text
}

/**
 * @param {string} from
 * @param {string} to
 * @param {string} typed
 */
function inBoth(from, to, typed) {
  const [theirs, mine] = [splice(from, to), splice(from, typed)]
  // Adjacent edits count as the same place: their order is ambiguous.
  if (mine.end < theirs.start) return to.slice(0, mine.start) + mine.text + to.slice(mine.end)
  if (mine.start <= theirs.end) return null
  const shift = to.length - from.length
  return to.slice(0, mine.start + shift) + mine.text + to.slice(mine.end + shift)
}

/**
 * The edit between two texts: `a[start, end)` was replaced by `text`. It never starts or ends inside a word, a character or a value of either
 * text: between "23 Nov 2026" and "24 Nov 2027" the whole date has changed, not two digits.
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
  const [inA, inB] = [unitsOf(a), unitsOf(b)]
  const unitAtStart = () => inside(inA, start) ?? inside(inB, start)
  for (let unit = unitAtStart(); unit; unit = unitAtStart()) start = unit.start
  // How long the tail must be so that it begins behind the unit that it begins in, of either text.
  const shorterTail = () => {
    const ofA = inside(inA, a.length - tail)
    if (ofA) return a.length - ofA.end
    const ofB = inside(inB, b.length - tail)
    return ofB ? b.length - ofB.end : null
  }
  for (let length = shorterTail(); length !== null; length = shorterTail()) tail = length
  return { start, end: a.length - tail, text: b.slice(start, b.length - tail) }
}

/**
 * @param {Span[]} units
 * @param {number} at
 */
const inside = (units, at) => units.find(({ start, end }) => start < at && at < end)
