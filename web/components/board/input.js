import { boardJobs } from '../../js/app/board-jobs.js'
import { mayEdit } from '../../js/app/client.js'
import { move } from '../../js/app/moves.js'
import { openCardMenu, openMoveMenu } from './card-menu.js'
import { enableDrag } from './drag.js'
import { BoardKeys } from './keys.js'
import { Selection } from './selection.js'

/**
 * The board's input, by mouse, touch or keyboard. It is loaded at the first input, or a moment after the board was drawn, so that it does not
 * delay the drawing.
 */
export class BoardInput {
  #board
  #arm
  /** The jobs as they were when the drag started. @type {Map<string, any>} */
  #picked = new Map()
  selection

  /** @param {import('./board.js').Board} board */
  constructor(board) {
    this.#board = board
    this.selection = new Selection(() => board.draw())
    this.selection.onMove = (anchor, ids) => openMoveMenu(anchor, ids, (key) => this.moveTo(ids, key))
    this.keys = new BoardKeys(board, this)
    board.append(this.selection.bar)
    board.strip.addEventListener('click', (event) => {
      const button = /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest('.card [data-part]'))
      const id = /** @type {HTMLElement | null} */ (button?.closest('.card'))?.dataset.job
      if (id) this.#click(id, button?.dataset.part, event.shiftKey)
    })
    this.#arm = enableDrag(board.strip, {
      ids: (id) => this.#pickUp(this.selection.with(id)),
      columns: () => board.columns,
      drop: (ids, key) => this.moveTo(ids, key, this.#picked),
    })
  }

  /**
   * Replays the queued input, in order.
   * @param {ReturnType<import('./queued-input.js').QueuedInput['end']>} queued
   */
  replay({ press, waiting }) {
    /**
     * The job that the replayed keys have led to: the focus could not move yet.
     * @type {string | null}
     */
    let at = null
    /** @type {string | null} */
    let from = null
    for (const { id, event, target } of waiting) {
      if (event instanceof KeyboardEvent) {
        if (id && id !== from) [at, from] = [id, id]
        this.keys.key(event, at)
        at = this.keys.at ?? at
      } else if (id) this.#click(id, target, event.shiftKey)
    }
    if (press) this.#arm(press)
  }

  /** @param {string[]} ids */
  #pickUp(ids) {
    this.#picked = new Map(ids.map((id) => [id, boardJobs.snapshot(id)]))
    return ids
  }

  /**
   * @param {string[]} ids
   * @param {string} key
   * @param {Map<string, any>} [snapshots] what the person saw, if that was earlier
   */
  moveTo(ids, key, snapshots) {
    if (!mayEdit()) return
    move(ids, key, { snapshots })
    this.selection.clear()
  }

  /**
   * @param {string} id
   * @param {string | undefined} target
   * @param {boolean} isRange
   */
  #click(id, target, isRange) {
    // Card elements are reused: look up the card of this job.
    const column = this.#board.columnOf(id)
    const card = column?.card(id)
    if (!column || !card) return
    if (target === 'select')
      this.selection.press(
        id,
        isRange,
        column.jobs.map((job) => job.id),
      )
    else if (target === 'menu') openCardMenu(card.parts.menu, id, this)
  }
}
