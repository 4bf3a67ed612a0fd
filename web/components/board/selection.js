import { element } from '../../js/lib/html.js'
import { icon } from '../../js/app/icons.js'
import { counted } from '../../js/app/format.js'
import { announce } from '../../js/app/lazy-toasts.js'

/** The selected jobs, which are moved together. */
export class Selection {
  /** @type {Set<string>} */
  #ids = new Set()
  /**
   * The start of a range.
   * @type {string | null}
   */
  #anchor = null
  #changed
  /** @type {(anchor: Element, ids: string[]) => void} */
  onMove = () => {}

  /** @param {() => void} changed */
  constructor(changed) {
    this.#changed = changed
    this.bar = element`
      <div class="selection" role="region" aria-label="Selected jobs" hidden>
        <strong data-selected></strong>
        <button type="button" class="button primary" name="move-selected" aria-haspopup="menu"
          @click=${(/** @type {any} */ event) => this.onMove(event.currentTarget, [...this.#ids])}>${icon('arrows')}Move to…</button>
        <button type="button" class="button" name="clear-selection" @click=${() => this.clear()}>Clear</button>
      </div>`
  }

  get size() {
    return this.#ids.size
  }

  /** @param {string} id */
  has(id) {
    return this.#ids.has(id)
  }

  /**
   * All selected jobs if this is one of them, otherwise only this one.
   * @param {string} id
   */
  with(id) {
    return this.#ids.has(id) ? [...this.#ids] : [id]
  }

  /**
   * @param {string} id
   * @param {boolean} isRange
   * @param {string[]} order the jobs of the column, as shown
   */
  press(id, isRange, order) {
    const from = this.#anchor === null ? -1 : order.indexOf(this.#anchor)
    if (isRange && from >= 0) {
      const to = order.indexOf(id)
      for (const other of order.slice(Math.min(from, to), Math.max(from, to) + 1)) this.#ids.add(other)
    } else if (!this.#ids.delete(id)) this.#ids.add(id)
    this.#anchor = id
    announce(`${this.#ids.size} selected`)
    this.#changed()
  }

  clear() {
    if (!this.#ids.size) return
    this.#ids.clear()
    this.#anchor = null
    this.#changed()
  }

  /** @param {(id: string) => boolean} isThere */
  keepOnly(isThere) {
    for (const id of this.#ids) if (!isThere(id)) this.#ids.delete(id)
    this.draw()
  }

  draw() {
    this.bar.hidden = this.#ids.size === 0
    const text = counted(this.#ids.size, 'job')
    const place = /** @type {HTMLElement} */ (this.bar.querySelector('[data-selected]'))
    if (place.textContent !== text) place.textContent = text
  }
}
