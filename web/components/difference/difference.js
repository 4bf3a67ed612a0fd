import { element } from '../../js/lib/html.js'
import { wordDiff } from '../../js/client/text-diff.js'

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

/**
 * From theirs to mine, in one text.
 * @param {string} theirs
 * @param {string} mine
 */
export function bothTexts(theirs, mine) {
  const pieces = tidy(wordDiff(theirs, mine) ?? [])
  return element`<div class="difference">${pieces.map(({ op, text }, index) =>
    op === 'equal' ? text : op === 'delete' ? [element`<del class="is-theirs">${text}</del>`, isLine(pieces, index) ? '\n' : ''] : element`<ins class="is-mine">${text}</ins>`)}</div>`
}

/**
 * Whether a piece is the last line of its text, without an end of its own: mine begins below it.
 * @param {Piece[]} pieces
 * @param {number} index
 */
function isLine(pieces, index) {
  const [before, { text }, after] = [pieces[index - 1]?.text ?? '\n', pieces[index], pieces[index + 1]]
  return before.endsWith('\n') && !text.endsWith('\n') && after?.op === 'insert' && index + 2 === pieces.length && /\S\s+\S/.test(text)
}

/**
 * What one side made of the text before: added words marked as theirs or mine, removed ones struck through.
 * @param {string} before
 * @param {string} after
 * @param {'theirs' | 'mine'} side
 */
export function sideText(before, after, side) {
  const pieces = tidy(wordDiff(before, after) ?? [])
  // A text that was written anew stands alone: what became of which word is a riddle.
  const isNew = pieces.every(({ op }) => op !== 'equal')
  return element`<div class="difference">${pieces.map(({ op, text }) =>
    op === 'equal' ? text : op === 'insert' ? element`<ins class="is-${side}">${text}</ins>` : isNew ? '' : element`<del class="is-gone">${text}</del>`)}</div>`
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
