import { onKey } from '../../js/lib/keys.js'
import { isFar, pressOf } from './queued-input.js'

/**
 * Dragging cards with a mouse, a pen or a finger. It uses pointer events: the same code for all, with feedback in the same frame.
 *
 * A mouse drags after a few pixels. A finger drags after it has rested on a card, so that it can still scroll.
 */

const REST = 320
const EDGE = 56

/**
 * @param {HTMLElement} board
 * @param {{
 *   ids: (id: string) => string[],
 *   columns: () => {key: string, root: HTMLElement}[],
 *   drop: (ids: string[], key: string) => void,
 * }} wiring
 * @returns {(press: import('./queued-input.js').Press) => void} continues an earlier press of a pointer that is still down
 */
export function enableDrag(board, { ids, columns, drop }) {
  /** @type {import('./queued-input.js').Press | null} */
  let press = null
  let resting = 0
  /** @type {{ids: string[], ghost: HTMLElement, dx: number, dy: number, over: string | null, edges: DOMRect, rects: {key: string, root: HTMLElement, left: number, right: number}[]} | null} */
  let drag = null
  let scrolling = 0
  let last = { x: 0, y: 0 }
  const on = (/** @type {EventTarget} */ target, /** @type {string} */ name, /** @type {(event: any) => void} */ listener, options = {}) =>
    target.addEventListener(name, listener, options)

  const measure = () =>
    columns().map(({ key, root }) => {
      const { left, right } = root.getBoundingClientRect()
      return { key, root, left, right }
    })

  function begin() {
    // The card element now shows another job than the one that was pressed.
    if (!press || press.card.dataset.job !== press.id || !press.card.isConnected) return end(false)
    const { card, id } = press
    // Measure everything before changing anything; otherwise the browser lays out the whole board in between.
    const box = card.getBoundingClientRect()
    const edges = board.getBoundingClientRect()
    const rects = measure()
    const ghost = /** @type {HTMLElement} */ (card.cloneNode(true))
    const moving = ids(id)
    ghost.className = 'card card--ghost'
    ghost.removeAttribute('role')
    ghost.inert = true
    ghost.style.width = `${box.width}px`
    ghost.style.height = `${box.height}px`
    if (moving.length > 1) ghost.dataset.count = String(moving.length)
    document.body.append(ghost)
    drag = { ids: moving, ghost, dx: press.x - box.left, dy: press.y - box.top, over: null, edges, rects }
    card.classList.add('is-dragged')
    if (press.isTouch) navigator.vibrate?.(8)
    follow(last.x, last.y)
  }

  function follow(/** @type {number} */ x, /** @type {number} */ y) {
    if (!drag) return
    drag.ghost.style.transform = `translate(${x - drag.dx}px, ${y - drag.dy}px) rotate(1.5deg)`
    const over = drag.rects.find(({ left, right }) => x >= left && x < right)
    if ((over?.key ?? null) !== drag.over) {
      for (const { root, key } of drag.rects) root.classList.toggle('is-target', key === over?.key)
      drag.over = over?.key ?? null
    }
    edge(x)
  }

  /** Scrolls the board while a card is held at its edge. */
  function edge(/** @type {number} */ x) {
    if (!drag) return
    const { edges: box } = drag
    const by = x < box.left + EDGE ? -1 : x > box.right - EDGE ? 1 : 0
    if (!by || scrolling) return
    const step = () => {
      scrolling = 0
      if (!drag) return
      const before = board.scrollLeft
      board.scrollLeft += (last.x < box.left + EDGE ? -1 : last.x > box.right - EDGE ? 1 : 0) * 14
      if (board.scrollLeft === before) return
      drag.rects = measure()
      follow(last.x, last.y)
    }
    scrolling = requestAnimationFrame(step)
  }

  function end(/** @type {boolean} */ isDrop) {
    clearTimeout(resting)
    if (drag) {
      const { ids: moved, over, ghost, rects } = drag
      drag = null
      ghost.remove()
      for (const { root } of rects) root.classList.remove('is-target')
      for (const card of board.querySelectorAll('.is-dragged')) card.classList.remove('is-dragged')
      // Ignore the click that follows a drop.
      window.addEventListener('click', swallow, { capture: true, once: true })
      setTimeout(() => window.removeEventListener('click', swallow, { capture: true }), 0)
      if (isDrop && over) drop(moved, over)
    }
    press = null
  }

  function arm(/** @type {import('./queued-input.js').Press | null} */ pressed) {
    end(false)
    press = pressed
    if (!press) return
    last = press.last
    if (press.isTouch) resting = window.setTimeout(begin, REST - (performance.now() - press.at))
    else if (isFar(press)) begin()
  }

  on(board, 'pointerdown', (/** @type {PointerEvent} */ event) => event.isPrimary && arm(pressOf(event)))
  on(window, 'pointermove', (/** @type {PointerEvent} */ event) => {
    if (!press || event.pointerId !== press.pointer) return
    // The button was released outside the page.
    if (!event.buttons) return end(false)
    last = press.last = { x: event.clientX, y: event.clientY }
    if (drag) follow(last.x, last.y)
    else if (isFar(press)) press.isTouch ? end(false) : begin()
  })
  on(window, 'pointerup', (/** @type {PointerEvent} */ event) => press?.pointer === event.pointerId && end(true))
  on(window, 'pointercancel', () => end(false))
  on(window, 'blur', () => end(false))
  onKey(
    window,
    (event) => {
      if (!drag || event.key !== 'Escape') return
      event.stopPropagation()
      end(false)
    },
    { capture: true },
  )
  // Without these, dragging with a finger would scroll the board or open the browser's own menu.
  on(board, 'touchmove', (/** @type {Event} */ event) => drag && event.preventDefault(), { passive: false })
  on(board, 'contextmenu', (/** @type {Event} */ event) => (drag || press?.isTouch) && event.preventDefault())
  on(board, 'dragstart', (/** @type {Event} */ event) => event.preventDefault())
  return arm
}

function swallow(/** @type {Event} */ event) {
  event.preventDefault()
  event.stopPropagation()
}
