import { element } from '../../js/lib/html.js'
import { wordDiff } from '../../js/client/text-diff.js'

/**
 * Word-level differences as marked text. Colour is never the only cue: theirs have a dotted underline, mine a solid one,
 * removed text is struck through, and screen readers announce `del` and `ins`.
 */

/** @typedef {{op: 'equal' | 'insert' | 'delete', text: string}} Piece */

/**
 * Makes a difference readable: a space or a full stop between two changes becomes part of the change, and replaced
 * text is grouped before its replacement.
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
 * Shows both texts in one, from theirs to mine.
 * @param {string} theirs
 * @param {string} mine
 */
export function bothTexts(theirs, mine) {
  const pieces = tidy(wordDiff(theirs, mine) ?? [])
  return element`<div class="difference">${pieces.map(({ op, text }, index) =>
    op === 'equal'
      ? text
      : op === 'delete'
        ? [element`<del class="is-theirs">${text}</del>`, isLine(pieces, index) ? '\n' : '']
        : element`<ins class="is-mine">${text}</ins>`,
  )}</div>`
}

/**
 * Whether a piece is the last line of its text, without a line break: mine starts below it.
 * @param {Piece[]} pieces
 * @param {number} index
 */
function isLine(pieces, index) {
  const [before, { text }, after] = [pieces[index - 1]?.text ?? '\n', pieces[index], pieces[index + 1]]
  return before.endsWith('\n') && !text.endsWith('\n') && after?.op === 'insert' && index + 2 === pieces.length && /\S\s+\S/.test(text)
}

/**
 * Shows what one side changed: added words marked as theirs or mine, removed ones struck through.
 * @param {string} before
 * @param {string} after
 * @param {'theirs' | 'mine'} side
 */
export function sideText(before, after, side) {
  const pieces = tidy(wordDiff(before, after) ?? [])
  // Show a completely rewritten text alone: a word comparison would be unreadable.
  const isNew = pieces.every(({ op }) => op !== 'equal')
  return element`<div class="difference">${pieces.map(({ op, text }) =>
    op === 'equal'
      ? text
      : op === 'insert'
        ? element`<ins class="is-${side}">${text}</ins>`
        : isNew
          ? ''
          : element`<del class="is-gone">${text}</del>`,
  )}</div>`
}

/**
 * Shows a change from one text to another, for the history.
 * @param {string} before
 * @param {string} after
 * @param {boolean} byWords whether to compare words; otherwise the whole value was replaced
 */
export function changeText(before, after, byWords) {
  const isReplaced = !byWords || before === '' || after === ''
  const pieces = isReplaced
    ? [
        { op: 'delete', text: before },
        { op: 'insert', text: after },
      ]
    : tidy(wordDiff(before, after) ?? [])
  return element`<span class="difference">${pieces.map(({ op, text }) =>
    text === ''
      ? ''
      : op === 'equal'
        ? text
        : op === 'delete'
          ? element`<del class="is-gone">${text}</del>`
          : element`<ins class="is-mine">${text}</ins>`,
  )}</span>`
}
