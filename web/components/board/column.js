import { element } from '../../js/lib/html.js'
import { ListState } from '../../js/app/list-state.js'
import { fillCard, makeCard } from './card.js'

/** @typedef {import('../../js/jobtag.js').Snapshot} Snapshot */
/** @typedef {import('./card.js').Card} Card */

/** The distance from the top of one card to the next, in pixels; see the height in card.css. */
export const STEP = 100
/** Up to this many cards are all rendered, so that the browser's own search finds them. Longer columns render the visible ones, and some around them. */
const ALL = 60
const AROUND = 6

/** A column of the board: the jobs of one status. A long column renders only the visible cards. */
export class Column {
  /** @type {Snapshot[]} */
  jobs = []
  /** @type {Map<string, Card>} */
  #cards = new Map()
  /** @type {Card[]} */
  #spare = []
  /** @type {(snapshot: Snapshot) => any} */
  #options
  #isFolded = false
  #isOpened = false
  /** The first drawing renders only the visible cards; the rest of a short column follows later. */
  #isSettled = false
  /**
   * The scroll position and the visible height. They are stored when they change: reading them between changes of the page makes
   * the browser lay it out again, eight times for a board.
   */
  #top = 0
  #height = 800

  /**
   * @param {{key: string, label: string}} status
   * @param {{options: (snapshot: Snapshot) => any, fold: (isFolded: boolean) => void, load: () => void, late: () => void}} wiring `load` loads more jobs,
   *   `late` shows only overdue jobs
   */
  constructor(status, { options, fold, load, late }) {
    this.key = status.key
    this.label = status.label
    this.#options = options
    this.root = element`
      <section class="column" data-status="${status.key}" data-column="${status.key}" aria-labelledby="column-${status.key}">
        <header class="column__head">
          <button type="button" class="column__fold" aria-expanded="true" title="Collapse or expand" @click=${() => fold(!this.isFolded)}>
            <span class="dot"></span>
            <h2 class="column__label" id="column-${status.key}">${status.label}</h2>
          </button>
          <span class="column__count" data-count></span>
          <button type="button" class="chip bad column__late" data-overdue hidden title="Show only overdue jobs" @click=${late}></button>
        </header>
        <div class="column__body" role="group" aria-labelledby="column-${status.key}" tabindex="-1"><ul class="column__list" role="list" aria-label="${status.label}"></ul></div>
      </section>`
    this.state = new ListState(status.key === 'archived' ? 'The archive' : 'The column', load)
    this.more = element`<button type="button" class="button small column__more" name="more" hidden @click=${load}>Older jobs</button>`
    this.body = /** @type {HTMLElement} */ (this.root.querySelector('.column__body'))
    this.list = /** @type {HTMLElement} */ (this.root.querySelector('.column__list'))
    this.body.append(this.state.root, this.more)
    this.body.addEventListener(
      'scroll',
      () => {
        this.#top = this.body.scrollTop
        this.draw()
      },
      { passive: true },
    )
    new ResizeObserver(
      ([
        {
          borderBoxSize: [box],
        },
      ]) => {
        if (!box.blockSize || box.blockSize === this.#height) return
        this.#height = box.blockSize
        this.#reach()
        this.draw()
      },
    ).observe(this.body)
  }

  /** @param {boolean} isFolded */
  set isFolded(isFolded) {
    this.#isFolded = isFolded
    this.#showFold()
  }

  get isFolded() {
    return this.#isFolded && !this.#isOpened
  }

  /** Whether the person has collapsed the column, even if it is expanded now for a search. */
  get isFoldedByHand() {
    return this.#isFolded
  }

  /** @param {boolean} isOpened for a search, even if it is collapsed */
  set isOpened(isOpened) {
    if (this.#isOpened === isOpened) return
    this.#isOpened = isOpened
    this.#showFold()
  }

  get isOpened() {
    return this.#isOpened
  }

  #showFold() {
    this.root.classList.toggle('is-folded', this.isFolded)
    this.root.querySelector('.column__fold')?.setAttribute('aria-expanded', String(!this.isFolded))
    this.draw()
  }

  /**
   * @param {Snapshot[]} jobs the jobs to show, in order
   * @param {{total: number, overdue: number, archive: 'none' | 'loading' | 'some' | 'all', isLoaded: boolean, isOnlyLate: boolean}} counts
   */
  show(jobs, { total, overdue, archive, isLoaded, isOnlyLate }) {
    this.jobs = jobs
    const count = /** @type {HTMLElement} */ (this.root.querySelector('[data-count]'))
    // The total is not known if the archive is not loaded.
    const all = !isLoaded ? '' : archive === 'all' ? String(total) : archive === 'some' ? `${total}+` : ''
    count.textContent = !all ? (jobs.length ? String(jobs.length) : '') : jobs.length === total ? all : `${jobs.length} of ${all}`
    this.more.hidden = archive !== 'some'
    const late = /** @type {HTMLElement} */ (this.root.querySelector('[data-overdue]'))
    late.hidden = overdue === 0
    late.textContent = `${overdue} late`
    late.setAttribute('aria-pressed', String(isOnlyLate))
    // If the archive could not be loaded, keep showing that.
    if (archive === 'loading') this.state.loading()
    else if (archive !== 'none' || jobs.length) this.state.shown(isLoaded ? jobs.length : 1, 'No jobs')
    this.list.style.height = `${jobs.length * STEP}px`
    this.#reach()
    this.draw()
  }

  /** A column that can be scrolled can get the focus, so that the arrow keys scroll it. */
  #reach() {
    this.body.tabIndex = this.jobs.length * STEP > this.#height ? 0 : -1
  }

  /** Updates the visible cards. Existing cards are reused, and a card with the focus is not removed. */
  draw() {
    const [from, to] = this.#inView()
    const wanted = new Map()
    for (let index = from; index < to; index += 1) wanted.set(this.jobs[index].id, index)
    for (const [id, card] of this.#cards) {
      if (wanted.has(id)) continue
      if (card.contains(document.activeElement) && this.jobs.some((job) => job.id === id)) continue
      this.#cards.delete(id)
      card.remove()
      this.#spare.push(card)
    }
    const focused = document.activeElement
    let next = this.list.firstElementChild
    for (const [id, index] of wanted) {
      let card = this.#cards.get(id)
      if (!card) {
        card = this.#spare.pop() ?? makeCard()
        this.#cards.set(id, card)
      }
      // DOM order is reading order. Cards that are already in place are not moved.
      if (card === next) next = next.nextElementSibling
      else this.list.insertBefore(card, next)
      card.style.transform = `translateY(${index * STEP}px)`
      card.setAttribute('aria-posinset', String(index + 1))
      card.setAttribute('aria-setsize', String(this.jobs.length))
      fillCard(card, this.jobs[index], this.#options(this.jobs[index]))
    }
    // Moving a card in the DOM removes the focus: restore it.
    if (focused instanceof HTMLElement && focused !== document.activeElement && this.list.contains(focused))
      focused.focus({ preventScroll: true })
  }

  /** The first board is drawn: from now on, short columns render all cards. */
  settle() {
    if (this.#isSettled) return
    this.#isSettled = true
    this.draw()
  }

  /** The scroll position, in pixels. */
  get top() {
    return Math.min(this.#top, Math.max(0, this.jobs.length * STEP - this.#height + STEP))
  }

  set top(top) {
    this.#top = Math.max(0, top)
    if (this.body.scrollTop !== this.#top) this.body.scrollTop = this.#top
  }

  #inView() {
    if (this.isFolded) return [0, 0]
    if (this.jobs.length <= ALL && this.#isSettled) return [0, this.jobs.length]
    const first = Math.floor(this.top / STEP)
    const shown = Math.ceil(this.#height / STEP)
    return [Math.max(0, first - AROUND), Math.min(this.jobs.length, first + shown + AROUND)]
  }

  /** @param {string} id */
  card(id) {
    return this.#cards.get(id) ?? null
  }

  /**
   * Scrolls a job into view.
   * @param {string} id
   * @returns {Card | null}
   */
  reveal(id) {
    const index = this.jobs.findIndex((job) => job.id === id)
    if (index < 0 || this.isFolded) return null
    const top = index * STEP
    if (top < this.top) this.top = top
    else if (top + STEP > this.top + this.#height) this.top = top + STEP - this.#height
    this.draw()
    return this.card(id)
  }
}
