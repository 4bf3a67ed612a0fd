import { onKey } from '../../js/lib/keys.js'
import { mayEdit } from '../../js/app/client.js'
import { undoMove } from '../../js/app/moves.js'
import { openMoveMenu } from './card-menu.js'
import { STEP } from './column.js'

/** Key presses that follow within this time are one burst, in milliseconds. */
const BURST = 800

/**
 * The board's keyboard control: one tab stop, arrow keys within. The focus follows its job when the job moves.
 *
 * Single letters work only while the board has the focus, so that they do not disturb dictation or typing elsewhere.
 */
export class BoardKeys {
  #board
  #input
  /**
   * The job that has, or last had, the focus.
   * @type {string | null}
   */
  #at = null
  #hadFocus = false
  /** When the focus was moved on because its job was hidden. */
  #handedOn = 0

  /**
   * @param {import('./board.js').Board} board
   * @param {import('./input.js').BoardInput} input
   */
  constructor(board, input) {
    this.#board = board
    this.#input = input
    onKey(board.strip, (event) => this.key(event))
    board.strip.addEventListener('focusin', (event) => this.#took(/** @type {Element} */ (event.target)))
    // A card may already have the focus when this is loaded.
    if (document.activeElement) this.#took(document.activeElement)
    board.strip.addEventListener('focusout', (event) => {
      // If the focused card is removed there is no next element, and the board keeps the position.
      if (event.relatedTarget || document.hasFocus() === false) this.#hadFocus = false
    })
    document.addEventListener('pointerdown', () => {
      this.#hadFocus = false
    })
  }

  #took(/** @type {Element} */ target) {
    const id = target.closest('.card')?.getAttribute('data-job')
    if (!id) return
    this.#at = id
    this.#hadFocus = true
    this.#tabStop()
  }

  /** After the cards were rearranged: returns the focus to its job. */
  restore() {
    this.#tabStop()
    if (!this.#hadFocus || !this.#at || (document.activeElement !== document.body && document.activeElement !== null)) return
    this.#focus(this.#at)
  }

  /** Makes one card the tab stop. */
  #tabStop() {
    const { columns, strip } = this.#board
    for (const link of strip.querySelectorAll('.card__link[tabindex="0"]')) link.setAttribute('tabindex', '-1')
    const first = () => columns.map((column) => column.jobs[0] && column.card(column.jobs[0].id)).find(Boolean)
    const card = (this.#at && this.#board.columnOf(this.#at)?.card(this.#at)) || first()
    card?.querySelector('.card__link')?.setAttribute('tabindex', '0')
  }

  #focus(/** @type {string} */ id) {
    const link = this.#board.columnOf(id)?.reveal(id)?.querySelector('.card__link')
    if (!(link instanceof HTMLElement)) return
    link.focus({ preventScroll: true })
    link.closest('.column')?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
  }

  /** The job that has, or last had, the focus. */
  get at() {
    return this.#at
  }

  /**
   * @param {KeyboardEvent} event
   * @param {string | null} [id] the job that the key is for
   */
  key(event, id = /** @type {Element} */ (event.target).closest('.card')?.getAttribute('data-job') ?? null) {
    if ((event.ctrlKey || event.metaKey) && event.key === 'z' && !event.shiftKey && mayEdit()) {
      event.preventDefault()
      return void undoMove()
    }
    if (event.ctrlKey || event.metaKey || event.altKey) return
    if (event.key === 'Escape') return this.#input.selection.clear()
    if (!id || /** @type {Element} */ (event.target).closest('button')) return
    if (this.#act(event, id)) event.preventDefault()
  }

  /** @returns {boolean} whether the key was handled */
  #act(/** @type {KeyboardEvent} */ event, /** @type {string} */ id) {
    const column = this.#board.columnOf(id)
    if (!column) return false
    const index = column.jobs.findIndex((job) => job.id === id)
    const shift = event.shiftKey && (event.key === 'ArrowLeft' || event.key === 'ArrowRight')
    if (shift) return this.#shift(event, id, column.key, event.key === 'ArrowRight' ? 1 : -1)
    switch (event.key) {
      case 'ArrowDown':
        return this.#go(column.jobs[index + 1])
      case 'ArrowUp':
        return this.#go(column.jobs[index - 1])
      case 'Home':
        return this.#go(column.jobs[0])
      case 'End':
        return this.#go(column.jobs[column.jobs.length - 1])
      case 'ArrowRight':
        return this.#across(column.key, index, 1)
      case 'ArrowLeft':
        return this.#across(column.key, index, -1)
      case 'm':
      case 'M':
        return this.#menu(id)
      case ' ': {
        if (!mayEdit()) return false
        const ids = column.jobs.map((job) => job.id)
        this.#input.selection.press(id, event.shiftKey, ids)
        return true
      }
      default:
        return false
    }
  }

  #go(/** @type {{id: string} | undefined} */ job) {
    if (job) this.#focus(job.id)
    return true
  }

  /** To the next column that shows jobs, at the same height. */
  #across(/** @type {string} */ key, /** @type {number} */ index, /** @type {number} */ step) {
    const { columns } = this.#board
    const from = columns.findIndex((column) => column.key === key)
    const here = columns[from]
    const height = index - Math.round(here.top / STEP)
    for (let to = from + step; to >= 0 && to < columns.length; to += step) {
      const { jobs, isFolded, top } = columns[to]
      if (isFolded || !jobs.length) continue
      return this.#go(jobs[Math.max(0, Math.min(jobs.length - 1, height + Math.round(top / STEP)))])
    }
    return true
  }

  #shift(/** @type {KeyboardEvent} */ { repeat }, /** @type {string} */ id, /** @type {string} */ key, /** @type {number} */ step) {
    // A key that is held down or pressed repeatedly is for the job it was first pressed on, not for the next one that gets the focus.
    if (!mayEdit()) return true
    const isBurst = Date.now() - this.#handedOn < BURST
    if (isBurst) this.#handedOn = Date.now()
    if (isBurst || repeat) return true
    const to = this.#board.columns[this.#board.columns.findIndex((column) => column.key === key) + step]
    if (!to) return true
    this.#moved(id, to.key, () => this.#input.moveTo(this.#input.selection.with(id), to.key))
    return true
  }

  /** Moves a job, and the focus with it. If the job goes to a collapsed column, the focus moves to the next job here. */
  #moved(/** @type {string} */ id, /** @type {string} */ key, /** @type {() => void} */ move) {
    const here = this.#board.columnOf(id)
    const index = here?.jobs.findIndex((job) => job.id === id) ?? 0
    this.#hadFocus = true
    move()
    const isFolded = this.#board.columns.find((column) => column.key === key)?.isFolded
    const next = isFolded ? here?.jobs[Math.min(index, here.jobs.length - 1)]?.id : id
    if (isFolded) this.#handedOn = Date.now()
    if (next) this.#focus(next)
  }

  #menu(/** @type {string} */ id) {
    if (!mayEdit()) return true
    const card = this.#board.columnOf(id)?.card(id)
    const ids = this.#input.selection.with(id)
    if (card) openMoveMenu(card, ids, (to) => this.#moved(id, to, () => this.#input.moveTo(ids, to)))
    return true
  }
}
