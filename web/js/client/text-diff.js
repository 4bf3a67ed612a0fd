// The difference of two texts, and a text with the words of both. Compares lines first, then words, so that two lines that
// have nothing in common stay two lines.

import { isOfBoth, valuesIn } from './text-values.js'

/** @typedef {import('./types.js').DiffPiece} DiffPiece */

/** Above this number of pairs, the whole middle counts as replaced. */
const PAIRS = 1_000_000
/** Two lines count as one changed line if the other contains this fraction of the shorter one. */
const ALIKE = 0.3

/** @param {string} text */
const linesOf = (text) => text.split('\n')
/** @param {string} text @returns {string[]} */
const wordsOf = (text) => text.match(/\s+|[\p{L}\p{M}\p{N}_]+|[^\s\p{L}\p{M}\p{N}_]/gu) ?? []

/**
 * The words of a text, with each value as one word (text-values.js).
 *
 * @param {string} text
 */
function unitsOf(text) {
  /** @type {string[]} */
  const words = []
  let from = 0
  for (const { start, end } of valuesIn(text)) {
    words.push(...wordsOf(text.slice(from, start)), text.slice(start, end))
    from = end
  }
  return [...words, ...wordsOf(text.slice(from))]
}
const LETTER = /[\p{L}\p{N}]/gu
/** @param {string} text */
const weight = (text) => text.match(LETTER)?.length ?? 0

/**
 * The longest common subsequence.
 *
 * @param {string[]} a
 * @param {string[]} b
 * @returns {[number, number][]} the positions of equal items in both, in order
 */
function matches(a, b) {
  const shorter = Math.min(a.length, b.length)
  let [start, tail] = [0, 0]
  while (start < shorter && a[start] === b[start]) start += 1
  while (tail < shorter - start && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail += 1
  /** @type {[number, number][]} */
  const found = Array.from({ length: start }, (_, index) => [index, index])
  found.push(...inMiddle(a, b, start, a.length - tail, b.length - tail))
  for (let left = tail; left > 0; left -= 1) found.push([a.length - left, b.length - left])
  return found
}

/**
 * @param {string[]} a
 * @param {string[]} b
 * @param {number} start in both
 * @param {number} endA
 * @param {number} endB
 * @returns {[number, number][]}
 */
function inMiddle(a, b, start, endA, endB) {
  const [height, width] = [endA - start, endB - start + 1]
  if (height * width > PAIRS) return []
  // The length of the longest common subsequence from here on, in rows of `width`.
  const common = new Uint32Array((height + 1) * width)
  for (let i = height - 1; i >= 0; i -= 1) {
    for (let j = width - 2; j >= 0; j -= 1) {
      common[i * width + j] =
        a[start + i] === b[start + j]
          ? common[(i + 1) * width + j + 1] + 1
          : Math.max(common[(i + 1) * width + j], common[i * width + j + 1])
    }
  }
  /** @type {[number, number][]} */
  const found = []
  let [i, j] = [0, 0]
  while (i < height && j < width - 1) {
    if (a[start + i] === b[start + j]) found.push([start + i++, start + j++])
    else if (common[(i + 1) * width + j] >= common[i * width + j + 1]) i += 1
    else j += 1
  }
  return found
}

/**
 * The difference of two texts, if the server has not provided one.
 *
 * @param {any} theirs
 * @param {any} yours
 * @returns {DiffPiece[] | null} equal and delete together are theirs, equal and insert together yours; null if either is not a text
 */
export function wordDiff(theirs, yours) {
  if (typeof theirs !== 'string' || typeof yours !== 'string') return null
  /** @type {DiffPiece[]} */
  const pieces = []
  /** @param {DiffPiece['op']} op @param {string} text */
  const add = (op, text) => {
    const last = pieces[pieces.length - 1]
    if (text === '') return
    if (last?.op === op) last.text += text
    else pieces.push({ op, text })
  }
  // The line break belongs to its line.
  const [a, b] = [theirs, yours].map((text) => text.match(/[^\n]*\n|[^\n]+$/g) ?? [])
  between(
    a,
    b,
    (gone, come) => {
      const [before, after] = [gone.join(''), come.join('')]
      if (areAlike(before, after)) byWords(before, after, add)
      else {
        add('delete', before)
        add('insert', after)
      }
    },
    (line) => add('equal', line),
  )
  return pieces
}

/** @param {string} before @param {string} after @param {(op: DiffPiece['op'], text: string) => void} add */
function byWords(before, after, add) {
  between(
    wordsOf(before),
    wordsOf(after),
    (gone, come) => {
      add('delete', gone.join(''))
      add('insert', come.join(''))
    },
    (word) => add('equal', word),
  )
}

/**
 * @param {string[]} a
 * @param {string[]} b
 * @param {(gone: string[], come: string[]) => void} differs
 * @param {(item: string) => void} stays
 */
function between(a, b, differs, stays) {
  let [i, j] = [0, 0]
  for (const [nextA, nextB] of [...matches(a, b), [a.length, b.length]]) {
    if (nextA > i || nextB > j) differs(a.slice(i, nextA), b.slice(j, nextB))
    if (nextA < a.length) stays(a[nextA])
    ;[i, j] = [nextA + 1, nextB + 1]
  }
}

/** @param {string} one @param {string} other */
function areAlike(one, other) {
  const shorter = Math.min(weight(one), weight(other))
  let kept = 0
  byWords(one, other, (op, text) => {
    if (op === 'equal') kept += weight(text)
  })
  return shorter > 0 && kept >= shorter * ALIKE
}

/**
 * Combines two texts with a common base: a part that only one side has changed is taken from that side (diff3); if both have, theirs comes before
 * mine. No word of either side is missing, so the text is a draft to edit, not to save unseen.
 *
 * @param {string} base
 * @param {string} theirs
 * @param {string} mine
 * @returns {string}
 */
export function textOfBoth(base, theirs, mine) {
  return merge(linesOf(base), linesOf(theirs), linesOf(mine), (was, they, me) => {
    const [before, there, here] = [was, they, me].map((lines) => lines.join('\n'))
    // If one side removed a line, keep the other's.
    if (they.length === 0 || me.length === 0) return [...they, ...me]
    if (!areAlike(there, here)) return bothLines(they, me)
    let isOneOfTwo = false
    const text = merge(unitsOf(before), unitsOf(there), unitsOf(here), (_, theirWords, myWords) => {
      const [left, right] = [theirWords.join(''), myWords.join('')]
      isOneOfTwo ||= valuesIn(left).length > 0 && valuesIn(right).length > 0
      return [/[\p{L}\p{N}.,;:!?]$/u.test(left) && /^[\p{L}\p{N}]/u.test(right) ? `${left} ${right}` : left + right]
    }).join('')
    // Two adjacent values could be read as one that nobody wrote.
    return isOneOfTwo || !isOfBoth(text, there, here, valuesIn) ? bothLines(they, me) : [text]
  }).join('\n')
}

/** @param {string[]} theirs @param {string[]} mine */
function bothLines(theirs, mine) {
  /** @type {string[]} */
  const lines = []
  between(
    theirs,
    mine,
    (gone, come) => lines.push(...gone, ...come),
    (line) => lines.push(line),
  )
  return lines
}

/**
 * @param {string[]} base
 * @param {string[]} theirs
 * @param {string[]} mine
 * @param {(was: string[], they: string[], me: string[]) => string[]} both
 * @returns {string[]}
 */
function merge(base, theirs, mine, both) {
  const [inTheirs, inMine] = [new Map(matches(base, theirs)), new Map(matches(base, mine))]
  /** @type {string[]} */
  const merged = []
  let from = [0, 0, 0]
  for (let at = 0; at <= base.length; at += 1) {
    const isEnd = at === base.length
    const to = isEnd ? [base.length, theirs.length, mine.length] : [at, inTheirs.get(at) ?? -1, inMine.get(at) ?? -1]
    if (to.includes(-1)) continue
    const [was, they, me] = [base, theirs, mine].map((text, side) => text.slice(from[side], to[side]))
    if (isSame(was, they) || isSame(they, me)) merged.push(...me)
    else if (isSame(was, me)) merged.push(...they)
    else merged.push(...both(was, they, me))
    if (!isEnd) merged.push(base[at])
    from = to.map((position) => position + 1)
  }
  return merged
}

/** @param {string[]} a @param {string[]} b */
const isSame = (a, b) => a.length === b.length && a.every((item, index) => item === b[index])
