import { listed } from '../../js/app/format.js'
import { fieldInSentence } from '../../js/app/labels.js'
import { isOwn } from './headline.js'

/** Nothing is sent before a person has seen what others made of each field, and has chosen what it shall be. */

/** @typedef {import('./field-conflict.js').Block} Block */
/** @typedef {import('../../js/client/types.js').Conflict} Conflict */

/**
 * @param {ReturnType<typeof import('./dialog.js').conflictDialog>} view
 * @param {() => Block[]} blocks
 */
export function choosing(view, blocks) {
  const look = () => {
    for (const block of blocks()) block.isSeen ||= view.isInView(block.sides)
  }
  view.dialog.addEventListener('scroll', look)
  // Once it is laid out, and whenever it is laid out anew.
  const sizes = new ResizeObserver(look)
  for (const part of [view.dialog, view.body]) sizes.observe(part)
  return {
    look,
    /** Whether everything is seen and chosen; where it is not, the person is led to the first field that is not. */
    isDone() {
      look()
      const open = blocks().find((block) => block.choice() === null)
      open?.ask('First choose what to keep of')
      const unseen = open ? null : blocks().find(({ isSeen }) => !isSeen)
      unseen?.ask('First look at what was changed of')
      look()
      return !open && !unseen
    },
  }
}

/**
 * What is still to be chosen, beside the button.
 * @param {Block[]} blocks
 */
export function stillToChoose(blocks) {
  const open = blocks.filter(({ choice }) => choice() === null)
  return open.length === 0 ? '' : open.length > 3 ? `Still to choose: ${open.length} fields.` : `Still to choose: ${listed(open.map(({ field }) => fieldInSentence(field)))}.`
}

/**
 * What the button does, in the words of what was chosen.
 * @param {Block[]} blocks
 * @param {Conflict} conflict
 */
export function buttonText(blocks, conflict) {
  const chosen = new Set(blocks.map(({ choice }) => choice()).map((choice) => (choice && typeof choice === 'object' ? 'edit' : choice)))
  if (chosen.has(null)) return 'Choose what to keep'
  if (chosen.size > 1) return 'Save what I chose'
  // A move is a move, not a text.
  const isMove = blocks.length === 1 && blocks[0].field === 'status'
  if (chosen.has('edit')) return 'Save the edited text'
  if (chosen.has('mine')) return isMove ? 'Move it' : 'Re-apply my changes'
  return isMove ? 'Do not move it' : conflict.isRestored ? 'Keep the restored one' : isOwn(conflict) ? 'Keep what the other tab has' : 'Keep theirs'
}

/**
 * Says after the deed what was done.
 * @param {Block[]} blocks
 * @param {Conflict} conflict
 */
export function doneText(blocks, conflict) {
  if (!blocks.every(({ choice }) => choice() === 'theirs')) return blocks.every(({ choice }) => choice() === 'mine') ? 'Your changes are re-applied and saved.' : 'Saved as you chose.'
  return conflict.isRestored ? 'Kept as it was restored.' : isOwn(conflict) ? 'Kept as the other tab has it.' : 'Kept as the other person has it.'
}
