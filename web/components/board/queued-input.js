import { mayEdit } from '../../js/app/client.js'
import { onKey } from '../../js/lib/keys.js'

/**
 * Queues input on the board until input.js is loaded, which then replays it. The delay does not change the meaning of a gesture: a card is dragged
 * only while the pointer is down, and input that opens something or moves the focus is dropped once the person has moved on.
 */

/** A press that moves further than this, in pixels, is not a click. */
export const THRESHOLD = 5

/** @typedef {{card: HTMLElement, id: string, pointer: number, isTouch: boolean, at: number, x: number, y: number, last: {x: number, y: number}}} Press a pointer that is down on a card */
/** @typedef {{id: string | null, event: KeyboardEvent | MouseEvent, target: 'select' | 'menu' | 'key'}} QueuedPress */

/**
 * @param {PointerEvent} event
 * @returns {Press | null} a press that may become a drag
 */
export function pressOf(event) {
  const target = /** @type {Element} */ (event.target)
  const card = /** @type {HTMLElement | null} */ (target.closest('.card'))
  if (!card || event.button !== 0 || !event.isPrimary || target.closest('button') || !mayEdit()) return null
  if (event.ctrlKey || event.metaKey || event.shiftKey) return null
  const [x, y] = [event.clientX, event.clientY]
  return {
    card,
    id: card.dataset.job ?? '',
    pointer: event.pointerId,
    isTouch: event.pointerType === 'touch',
    at: performance.now(),
    x,
    y,
    last: { x, y },
  }
}

/** Whether a press has moved too far to be a click. */
export const isFar = (/** @type {Press} */ { x, y, last }) => Math.hypot(last.x - x, last.y - y) > THRESHOLD

const KEYS = new Set([' ', 'ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight', 'Home', 'End', 'm', 'M'])
const opens = (/** @type {QueuedPress} */ { target, event }) =>
  target === 'menu' || (event instanceof KeyboardEvent && event.key.toLowerCase() === 'm')

export class QueuedInput {
  #loadInput
  #over = new AbortController()
  /** @type {Press | null} */
  #press = null
  /** @type {QueuedPress[]} */
  #waiting = []
  /** Whether the next click ends a drag. */
  #isDrop = false

  /**
   * @param {HTMLElement} strip
   * @param {() => void} loadInput loads the code that handles the input
   */
  constructor(strip, loadInput) {
    this.#loadInput = loadInput
    const on = (/** @type {EventTarget} */ target, /** @type {string} */ name, /** @type {(event: any) => void} */ listener) =>
      target.addEventListener(name, listener, { signal: this.#over.signal })
    for (const name of ['pointerover', 'focusin']) on(strip, name, loadInput)
    on(strip, 'pointerdown', (event) => {
      this.#press = pressOf(event)
      if (this.#press) loadInput()
    })
    on(strip, 'click', (event) => this.#click(event))
    onKey(strip, (event) => this.#key(event), { signal: this.#over.signal })
    // A finger that rests on a card is about to drag it.
    on(strip, 'contextmenu', (event) => this.#press?.isTouch && event.preventDefault())
    on(window, 'pointermove', (event) => this.#moved(event))
    on(window, 'pointerup', ({ pointerId }) => this.#released(pointerId))
    for (const name of ['pointercancel', 'blur'])
      on(window, name, () => {
        this.#press = null
      })
    on(window, 'hashchange', () => this.drop())
    for (const name of ['pointerdown', 'focusin']) on(document, name, ({ target }) => strip.contains(target) || this.#left())
  }

  /** Stops queuing, and returns the input to replay. */
  end() {
    this.#over.abort()
    return { press: this.#press, waiting: this.#waiting }
  }

  /** Drops the queue: the code could not be loaded, or the route has changed. */
  drop() {
    this.#press = null
    this.#waiting = []
  }

  /** The person has moved on: drop input that would move the focus, and keep selections. */
  #left() {
    let isThere = true
    this.#waiting = this.#waiting.filter(({ target, event }) => {
      if (target === 'select') return true
      isThere &&= event instanceof KeyboardEvent && event.key === ' '
      return isThere
    })
  }

  #moved(/** @type {PointerEvent} */ event) {
    const press = this.#press
    if (!press || event.pointerId !== press.pointer) return
    press.last = { x: event.clientX, y: event.clientY }
    // A finger that moves at once is scrolling; a button that is up was released outside the window.
    if (!event.buttons || (press.isTouch && isFar(press))) this.#press = null
  }

  #released(/** @type {number} */ pointer) {
    if (this.#press?.pointer !== pointer) return
    this.#isDrop = isFar(this.#press)
    this.#press = null
    setTimeout(() => {
      this.#isDrop = false
    })
  }

  #click(/** @type {MouseEvent} */ event) {
    if (this.#isDrop) return event.preventDefault()
    const target = /** @type {Element} */ (event.target)
    const button = target.closest('.card__select, .card__menu')
    if (button) this.#wait({ id: idOf(target), event, target: button.matches('.card__select') ? 'select' : 'menu' })
  }

  #key(/** @type {KeyboardEvent} */ event) {
    const isUndo = (event.ctrlKey || event.metaKey) && event.key === 'z'
    if (!isUndo && (event.ctrlKey || event.metaKey || event.altKey)) return
    const target = /** @type {Element} */ (event.target)
    // A menu is about to open: ignore keys that are meant for it.
    if (this.#waiting.some(opens) && !['Tab', 'Escape'].includes(event.key)) return event.preventDefault()
    const id = target.closest('button') ? null : idOf(target)
    if (!isUndo && event.key !== 'Escape' && !(id && KEYS.has(event.key))) return
    event.preventDefault()
    this.#wait({ id, event, target: 'key' })
  }

  #wait(/** @type {QueuedPress} */ press) {
    // Any further input closes the menu.
    this.#waiting = [...this.#waiting.filter((one) => !opens(one)), press]
    this.#loadInput()
  }
}

/** @param {Element} target */
const idOf = (target) => target.closest('.card')?.getAttribute('data-job') ?? null
