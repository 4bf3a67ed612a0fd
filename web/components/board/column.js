import { element } from '../../js/lib/html.js'
import { ListState } from '../../js/app/list-state.js'
import { fillCard, makeCard } from './card.js'

/** @typedef {import('../../js/jobtag.js').Snapshot} Snapshot */
/** @typedef {import('./card.js').Card} Card */

/** From one card's top to the next one's, in pixels; card.css has the card's height. */
export const STEP = 100
/** As many are simply all there, so that the browser's own search finds them. Longer columns have those in view, and some around. */
const ALL = 60
const AROUND = 6

/** A column of the board: jobs of one status, of which only those in view are in the page. */
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
  /** The first drawing is of what is in view; the rest of a short column comes once that stands. */
  #isSettled = false
  /**
   * How far it is scrolled, and how much of it is seen. They are noted when they change: asking for them between changes of the page makes
   * the browser lay all of it out, eight times for a board.
   */
  #top = 0
  #height = 800

  /**
   * @param {{key: string, label: string}} status
   * @param {{options: (snapshot: Snapshot) => any, fold: (isFolded: boolean) => void, load: () => void, late: () => void}} wiring `load` reads more of
   *   it, `late` shows only what is overdue
   */
  constructor(status, { options, fold, load, late }) {
    this.key = status.key
    this.label = status.label
    this.#options = options
    this.root = element`
      <section class="column" data-status="${status.key}" data-column="${status.key}" aria-labelledby="column-${status.key}">
        <header class="column__head">
          <button type="button" class="column__fold" aria-expanded="true" title="Fold or unfold" @click=${() => fold(!this.isFolded)}>
            <span class="dot"></span>
            <h2 class="column__label" id="column-${status.key}">${status.label}</h2>
          </button>
          <span class="column__count" data-count></span>
          <button type="button" class="chip bad column__late" data-overdue hidden title="Show only what is overdue" @click=${late}></button>
        </header>
        <div class="column__body" role="group" aria-labelledby="column-${status.key}" tabindex="-1"><ul class="column__list" role="list" aria-label="${status.label}"></ul></div>
      </section>`
    this.state = new ListState(status.key === 'archived' ? 'The archive' : 'The column', load)
    this.more = element`<button type="button" class="button small column__more" name="more" hidden @click=${load}>Older ones</button>`
    this.body = /** @type {HTMLElement} */ (this.root.querySelector('.column__body'))
    this.list = /** @type {HTMLElement} */ (this.root.querySelector('.column__list'))
    this.body.append(this.state.root, this.more)
    this.body.addEventListener('scroll', () => {
      this.#top = this.body.scrollTop
      this.draw()
    }, { passive: true })
    new ResizeObserver(([{ borderBoxSize: [box] }]) => {
      if (!box.blockSize || box.blockSize === this.#height) return
      this.#height = box.blockSize
      this.#reach()
      this.draw()
    }).observe(this.body)
  }

  /** @param {boolean} isFolded */
  set isFolded(isFolded) {
    this.#isFolded = isFolded
    this.#showFold()
  }

  get isFolded() {
    return this.#isFolded && !this.#isOpened
  }

  /** Whether the person has folded it, also where it is open now for what was found in it. */
  get isFoldedByHand() {
    return this.#isFolded
  }

  /** @param {boolean} isOpened for what was found in it, however it is folded */
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
   * @param {Snapshot[]} jobs those to show, in order
   * @param {{total: number, overdue: number, archive: 'none' | 'loading' | 'some' | 'all', isLoaded: boolean, isOnlyLate: boolean}} counts
   */
  show(jobs, { total, overdue, archive, isLoaded, isOnlyLate }) {
    this.jobs = jobs
    const count = /** @type {HTMLElement} */ (this.root.querySelector('[data-count]'))
    // How many there are in an archive that is not here is not known.
    const all = !isLoaded ? '' : archive === 'all' ? String(total) : archive === 'some' ? `${total}+` : ''
    count.textContent = !all ? (jobs.length ? String(jobs.length) : '') : jobs.length === total ? all : `${jobs.length} of ${all}`
    this.more.hidden = archive !== 'some'
    const late = /** @type {HTMLElement} */ (this.root.querySelector('[data-overdue]'))
    late.hidden = overdue === 0
    late.textContent = `${overdue} late`
    late.setAttribute('aria-pressed', String(isOnlyLate))
    // An archive that could not be read stays so until it is.
    if (archive === 'loading') this.state.loading()
    else if (archive !== 'none' || jobs.length) this.state.shown(isLoaded ? jobs.length : 1, 'None')
    this.list.style.height = `${jobs.length * STEP}px`
    this.#reach()
    this.draw()
  }

  /** What can be scrolled can be reached by Tab, and is scrolled by the arrow keys. */
  #reach() {
    this.body.tabIndex = this.jobs.length * STEP > this.#height ? 0 : -1
  }

  /** Brings the cards in view up to date: none is made anew that is there already, and none that has the focus is taken away. */
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
      // In the page they stand in the order in which they are read; what stands right is not touched.
      if (card === next) next = next.nextElementSibling
      else this.list.insertBefore(card, next)
      card.style.transform = `translateY(${index * STEP}px)`
      card.setAttribute('aria-posinset', String(index + 1))
      card.setAttribute('aria-setsize', String(this.jobs.length))
      fillCard(card, this.jobs[index], this.#options(this.jobs[index]))
    }
    // A card that moved within the page has lost the focus.
    if (focused instanceof HTMLElement && focused !== document.activeElement && this.list.contains(focused)) focused.focus({ preventScroll: true })
  }

  /** The board stands: from here on short columns are all there. */
  settle() {
    if (this.#isSettled) return
    this.#isSettled = true
    this.draw()
  }

  /** How far it is scrolled, in pixels. */
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
