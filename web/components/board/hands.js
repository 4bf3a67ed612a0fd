import { boardJobs } from '../../js/app/board-jobs.js'
import { mayEdit } from '../../js/app/client.js'
import { move } from '../../js/app/moves.js'
import { go } from '../../js/app/router.js'
import { openCardMenu, openMoveMenu } from './card-menu.js'
import { enableDrag } from './drag.js'
import { BoardKeys } from './keys.js'
import { Selection } from './selection.js'

/**
 * What one does with the board, by mouse, finger or keyboard. It is loaded when somebody first reaches for the board, or a moment after
 * it was drawn, so that the drawing comes first.
 */
export class Hands {
  #board
  #press
  /** The jobs as they were when they were picked up. @type {Map<string, any>} */
  #picked = new Map()
  selection

  /** @param {import('./board.js').Board} board */
  constructor(board) {
    this.#board = board
    this.selection = new Selection(() => board.draw())
    this.selection.onMove = (anchor, ids) => openMoveMenu(anchor, ids, (key) => this.moveTo(ids, key))
    this.keys = new BoardKeys(board, this)
    board.append(this.selection.bar)
    board.strip.addEventListener('click', (event) => this.#click(event))
    this.#press = enableDrag(board.strip, {
      canDrag: mayEdit,
      ids: (card) => this.#pickUp(this.selection.with(card.dataset.job ?? '')),
      columns: () => board.columns,
      drop: (ids, key) => this.moveTo(ids, key, this.#picked),
    })
  }

  /**
   * What somebody did before this was here.
   * @param {Event} event
   */
  takeUp(event) {
    if (event instanceof KeyboardEvent) this.keys.key(event)
    else if (event.type === 'click') this.#click(/** @type {MouseEvent} */ (event))
    else if (event.type === 'pointerdown') this.#press(/** @type {PointerEvent} */ (event))
  }

  /** @param {string[]} ids */
  #pickUp(ids) {
    this.#picked = new Map(ids.map((id) => [id, boardJobs.snapshot(id)]))
    return ids
  }

  /**
   * @param {string[]} ids
   * @param {string} key
   * @param {Map<string, any>} [snapshots] what the person saw of them, where that was a while ago
   */
  moveTo(ids, key, snapshots) {
    if (!mayEdit()) return
    move(ids, key, { snapshots })
    this.selection.clear()
  }

  #click(/** @type {MouseEvent} */ event) {
    const target = /** @type {Element} */ (event.target)
    const id = /** @type {HTMLElement | null} */ (target.closest('.card'))?.dataset.job
    if (!id) return
    const menu = target.closest('.card__menu')
    if (target.closest('.card__select')) this.selection.press(id, event.shiftKey, this.#board.columnOf(id)?.jobs.map((job) => job.id) ?? [])
    else if (menu) openCardMenu(menu, id, this)
    else if (!target.closest('a') && !event.defaultPrevented) go(`#/jobs/${id}`)
  }
}
