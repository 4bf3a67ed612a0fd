import { element } from '../../js/lib/html.js'
import { wordDiff } from '../../js/jobtag.js'

/**
 * Word-level differences as marked text. Colour is never all that tells whose words are whose: theirs are dotted below, mine have a
 * line below, what is gone is struck through, and screen readers hear `del` and `ins`.
 */

/** @typedef {{op: 'equal' | 'insert' | 'delete', text: string}} Piece */

/**
 * Makes a difference readable: a blank or a full stop that happens to stay between two changes is part of the change, and what was
 * replaced stands together before what replaced it.
 * @param {Piece[]} pieces
 * @returns {Piece[]}
 */
export function tidy(pieces) {
  /** @type {Piece[]} */
  const tidied = []
  let [gone, come] = ['', '']
  const flush = () => {
    if (gone) tidied.push({ op: 'delete', text: gone })
    if (come) tidied.push({ op: 'insert', text: come })
    gone = come = ''
  }
  pieces.forEach(({ op, text }, index) => {
    const isBetween = index > 0 && index < pieces.length - 1
    if (op === 'delete') gone += text
    else if (op === 'insert') come += text
    else if (isBetween && text.trim().length < 3 && !text.includes('\n') && gone + come) [gone, come] = [gone + text, come + text]
    else {
      flush()
      tidied.push({ op, text })
    }
  })
  flush()
  return tidied
}

/** Where less than this part of the words stayed, showing word by word what became of which is a riddle: the new text stands alone. */
const ENOUGH = 0.3

/**
 * From theirs to mine, in one text.
 * @param {Piece[]} pieces
 */
export function bothTexts(pieces) {
  return element`<div class="difference">${tidy(pieces).map(({ op, text }) =>
    op === 'equal' ? text : op === 'delete' ? element`<del class="is-theirs">${text}</del>` : element`<ins class="is-mine">${text}</ins>`)}</div>`
}

/**
 * What one side made of the text before: added words marked as theirs or mine, removed ones struck through.
 * @param {string} before
 * @param {string} after
 * @param {'theirs' | 'mine'} side
 */
export function sideText(before, after, side) {
  const pieces = tidy(wordDiff(before, after) ?? [{ op: 'equal', text: after }])
  const kept = pieces.reduce((length, { op, text }) => length + (op === 'equal' ? text.length : 0), 0)
  if (kept < Math.min(before.length, after.length) * ENOUGH) return element`<div class="difference"><ins class="is-${side}">${after}</ins></div>`
  return element`<div class="difference">${pieces.map(({ op, text }) =>
    op === 'equal' ? text : op === 'delete' ? element`<del class="is-gone">${text}</del>` : element`<ins class="is-${side}">${text}</ins>`)}</div>`
}

/**
 * A change from one text to another, as history shows it.
 * @param {string} before
 * @param {string} after
 * @param {boolean} byWords whether words are compared, or one value simply took the place of another
 */
export function changeText(before, after, byWords) {
  const isReplaced = !byWords || before === '' || after === ''
  const pieces = isReplaced ? [{ op: 'delete', text: before }, { op: 'insert', text: after }] : tidy(wordDiff(before, after) ?? [])
  return element`<span class="difference">${pieces.map(({ op, text }) =>
    text === '' ? '' : op === 'equal' ? text
      : op === 'delete' ? element`<del class="is-gone">${text}</del>` : element`<ins class="is-mine">${text}</ins>`)}</span>`
}

/**
 * Both texts' words, theirs before mine where they differ: what editing a merge begins with, so that no word is missing.
 * @param {Piece[]} pieces
 */
export const unionText = (pieces) => pieces.reduce((whole, { text }) => {
  const isGlued = /[^\s(\[{“‘]$/u.test(whole) && /^[\p{L}\p{N}]/u.test(text)
  return whole + (isGlued && /[\p{L}\p{N}.,;:!?]$/u.test(whole) ? ' ' : '') + text
}, '')
