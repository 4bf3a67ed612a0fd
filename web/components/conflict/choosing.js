import { listed } from '../../js/app/format.js'
import { fieldInSentence } from '../../js/app/labels.js'
import { isOwn } from './headline.js'

/** Nothing is sent before the person has seen the others' version of each field and has made a choice. */

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
  // After each layout.
  const sizes = new ResizeObserver(look)
  for (const part of [view.dialog, view.body]) sizes.observe(part)
  return {
    look,
    /** Whether everything has been seen and chosen; if not, leads the person to the first field that has not. */
    isDone() {
      look()
      const open = blocks().find((block) => block.choice() === null)
      open?.ask('First choose a version of')
      const unseen = open ? null : blocks().find(({ isSeen }) => !isSeen)
      unseen?.ask('First look at the changes to')
      look()
      return !open && !unseen
    },
  }
}

/**
 * The text beside the button: the fields that still need a choice.
 * @param {Block[]} blocks
 */
export function stillToChoose(blocks) {
  const open = blocks.filter(({ choice }) => choice() === null)
  return open.length === 0
    ? ''
    : open.length > 3
      ? `Still to choose: ${open.length} fields.`
      : `Still to choose: ${listed(open.map(({ field }) => fieldInSentence(field)))}.`
}

/**
 * The label of the button, which depends on the choices.
 * @param {Block[]} blocks
 * @param {Conflict} conflict
 */
export function buttonText(blocks, conflict) {
  const chosen = new Set(blocks.map(({ choice }) => choice()).map((choice) => (choice && typeof choice === 'object' ? 'edit' : choice)))
  if (chosen.has(null)) return 'Choose what to keep'
  if (chosen.size > 1) return 'Save my choices'
  // For a move, name the move.
  const isMove = blocks.length === 1 && blocks[0].field === 'status'
  if (chosen.has('edit')) return 'Save the edited text'
  if (chosen.has('mine')) return isMove ? 'Move it' : 'Re-apply my changes'
  return isMove
    ? 'Do not move it'
    : conflict.isRestored
      ? 'Keep the restored version'
      : isOwn(conflict)
        ? 'Keep the other tab’s version'
        : 'Keep theirs'
}

/**
 * The confirmation after saving.
 * @param {Block[]} blocks
 * @param {Conflict} conflict
 */
export function doneText(blocks, conflict) {
  if (!blocks.every(({ choice }) => choice() === 'theirs'))
    return blocks.every(({ choice }) => choice() === 'mine') ? 'Your changes were re-applied and saved.' : 'Your choices were saved.'
  return conflict.isRestored
    ? 'The restored version was kept.'
    : isOwn(conflict)
      ? 'The other tab’s version was kept.'
      : 'The other person’s version was kept.'
}
