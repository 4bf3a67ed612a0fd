import { Component } from '../../js/lib/component.js'
import { element, html, show } from '../../js/lib/html.js'
import { onKey } from '../../js/lib/keys.js'
import { boardJobs } from '../../js/app/board-jobs.js'
import { client, mayEdit } from '../../js/app/client.js'
import { counted, today } from '../../js/app/format.js'
import { statuses } from '../../js/app/labels.js'
import { ListState } from '../../js/app/list-state.js'
import { load } from '../../js/app/load.js'
import { toastError } from '../../js/app/lazy-toasts.js'
import { loadPeople, onPeople } from '../../js/app/people.js'
import { go, route } from '../../js/app/router.js'
import { onStatuses } from '../../js/app/statuses.js'
import { groupJobs } from './grouping.js'
import { Column } from './column.js'
import { QueuedInput } from './queued-input.js'
import './filters.js'

const FOLDED = 'jobtag.page.folded'

/** The board: a column of jobs for each status. */
export class Board extends Component {
  /** @type {Column[]} */
  columns = []
  /** The row of columns. */
  strip = document.createElement('div')
  filters = /** @type {import('./filters.js').FilterBar} */ (document.createElement('jt-filters'))
  /** @type {import('./input.js').BoardInput | null} */
  input = null
  /** @type {QueuedInput | null} */
  #queued = null
  /** @type {import('./grouping.js').Search | null} */
  #search = null
  state = new ListState('The board', () => this.#load())
  searching = new ListState('The search results', () => this.#find())
  #day = today()
  #findTimer = 0
  /**
   * Columns that the person has collapsed although a search found jobs in them.
   * @type {Set<Column>}
   */
  #closed = new Set()
  #offered = ''
  #isDrawing = false
  #isLoading = false
  #left = 0

  connected() {
    if (!this.columns.length) this.#build()
    this.until(boardJobs.subscribe(() => this.#drawColumns()))
    this.until(onPeople(() => this.draw()))
    for (const name of ['draft', 'mutation']) this.until(client.on(name, () => this.draw()))
    // The date changes while a page is open, and marks of recent changes expire.
    const clock = window.setInterval(() => this.#tick(), 10_000)
    this.until(() => clearInterval(clock))
    this.until(onKey(document, (event) => this.#letter(event)))
    this.filters.reread()
    this.#findArchived()
    this.#drawColumns()
    this.listen(window, 'hashchange', () => {
      if (route().name === 'board' && this.filters.reread()) this.#filtered()
    })
    // An element that is removed from the page loses its scroll position: restore it.
    this.strip.scrollLeft = this.#left
    for (const column of this.columns) {
      const { top } = column
      column.top = top
    }
    this.#load()
  }

  #build() {
    show(
      this,
      html`
      <h1 class="unseen">Board</h1>
      ${this.filters}
      <nav class="board__jumps" aria-label="Columns"></nav>
      <div class="board__state">${this.state.root}<div class="board__searching">${this.searching.root}</div></div>
      <div class="board" role="group" aria-label="Jobs by status" aria-describedby="board-help"></div>
      <p class="unseen" id="board-help">Use the arrow keys to go from job to job, Enter to open one, M to move it, Shift with an arrow key to move it by
        one column, and Space to select it.</p>`,
    )
    this.strip = /** @type {HTMLDivElement} */ (this.querySelector('.board'))
    this.#makeColumns()
    onStatuses(() => this.#showColumns()) // Also while the board is not in the page, because it is reused.
    this.strip.addEventListener('click', (event) => open(event))
    this.strip.addEventListener(
      'scroll',
      () => {
        this.#left = this.strip.scrollLeft
      },
      { passive: true },
    )
    this.filters.addEventListener('focusin', () => this.#loadSearch().catch(() => {}))
    this.filters.addEventListener('filter', () => this.#filtered())
    this.#queued = new QueuedInput(this.strip, () => this.loadInput())
  }

  /** Creates a column for each status. Existing columns are reused. */
  #makeColumns() {
    const folded = foldedColumns()
    this.columns = statuses().map(
      ({ key, label }) =>
        this.columns.find((column) => column.key === key && column.label === label) ?? this.#makeColumn({ key, label }, folded.has(key)),
    )
    const jump =
      (/** @type {Column} */ { root }) =>
      () =>
        root.scrollIntoView({ inline: 'start', block: 'nearest' })
    show(
      /** @type {Element} */ (this.querySelector('.board__jumps')),
      this.columns.map(
        (column) => element`
      <button type="button" class="jump" data-status="${column.key}" data-jump="${column.key}" @click=${jump(column)}>
        <span class="dot"></span>${column.label}</button>`,
      ),
    )
    show(
      this.strip,
      this.columns.map(({ root }) => root),
    )
  }

  /**
   * @param {import('../../js/app/labels.js').Status} status
   * @param {boolean} wasFolded
   */
  #makeColumn(status, wasFolded) {
    /** @type {Column} */
    const column = new Column(status, {
      options: ({ id }) => ({ today: this.#day, isSelected: this.input?.selection.has(id) ?? false, mayEdit: mayEdit() }),
      fold: (isFolded) => this.#fold(column, isFolded),
      load: () => this.#loadArchive(column),
      late: () => this.filters.toggleOverdue(),
    })
    column.isFolded = wasFolded
    return column
  }

  /** Redraws the board with the server's statuses. */
  #showColumns() {
    this.#makeColumns()
    this.#drawColumns()
    for (const column of this.columns) column.settle()
  }

  async #load() {
    this.#isLoading = true
    if (boardJobs.isWhole) {
      // If this fails, the present cards stay, and the bar at the top shows that they are not live.
      await boardJobs.refresh().catch((error) => {
        const isKnown = error?.status === 401 || (error?.name === 'OfflineError' && !this.isConnected)
        if (!isKnown) toastError(error, 'The board could not be loaded')
      })
    } else {
      this.classList.toggle('is-loading', !boardJobs.hasLoaded)
      loadPeople().catch(() => {}) // The board does not wait for names.
      await this.state.read(() => boardJobs.load())
    }
    this.#isLoading = false
    this.#drawColumns()
    const archive = this.columns.find(({ key }) => key === 'archived')
    if (archive && !archive.isFoldedByHand && boardJobs.archive === 'none') this.#loadArchive(archive)
    const settle = () => {
      for (const column of this.columns) column.settle()
      load(() => import('../../js/app/placeholder-form.js'), { tells: false }).catch(() => {}) // So that a new job can be typed at once.
    }
    ;(window.requestIdleCallback ?? setTimeout)(settle)
    setTimeout(() => {
      this.loadInput()
      this.#loadSearch().catch(() => {})
    }, 3000)
  }

  /** @type {Promise<import('./input.js').BoardInput | null> | null} */
  #loadingInput = null

  /** Loads the code that handles mouse, touch and keys, at the first input. No press is lost. */
  loadInput() {
    this.#loadingInput ??= load(() => import('./input.js')).then(
      ({ BoardInput }) => {
        this.input = new BoardInput(this)
        this.input.keys.restore()
        if (this.#queued) this.input.replay(this.#queued.end())
        return this.input
      },
      () => {
        this.#loadingInput = null // Without a network, the next press tries again.
        this.#queued?.drop()
        return null
      },
    )
    return this.#loadingInput
  }

  /** Keys of the board, unless the focus is in a text box, a menu or a dialog. */
  #letter(/** @type {KeyboardEvent} */ event) {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return
    const at = /** @type {Element} */ (event.target)
    if (at.closest('input, select, textarea, dialog, [role="menu"]') || document.querySelector('dialog[open]')) return
    if (event.key === '/') this.filters.focusSearch()
    else if (event.key.toLowerCase() === 'n' && mayEdit()) go('#/jobs/new')
    else return
    event.preventDefault()
  }

  /** The column itself shows that it is loading. */
  #loadArchive(/** @type {Column} */ column) {
    boardJobs.loadArchive().catch((error) => column.state.failed(error))
  }

  #drawColumns() {
    const { hasLoaded: isLoaded } = boardJobs
    // The total is not known before the last page is loaded.
    const isLoading = !isLoaded || (this.#isLoading && !boardJobs.isWhole)
    this.classList.toggle('is-loading', isLoading)
    if (boardJobs.isWhole) this.state.shown()
    const { q, client: clientID, assignee, overdue } = this.filters.filters
    const groups = groupJobs(this.filters.filters, this.#search)
    let [shown, late] = [0, 0]
    for (const column of this.columns) {
      const group = /** @type {import('./grouping.js').Group} */ (groups.get(column.key))
      column.show(group.jobs, { ...group, isLoaded, isOnlyLate: overdue, archive: column.key === 'archived' ? boardJobs.archive : 'all' })
      shown += group.jobs.length
      late += group.overdue
    }
    this.#open(Boolean(q || clientID || assignee || overdue) && (this.#search !== null || !q))
    this.#offerClients()
    const found = `${counted(shown, 'job')}${late ? `, ${late} overdue` : ''}`
    if (this.#query?.isTooLong) this.filters.summarize(this.#search?.TOO_LONG ?? '', true)
    else if (isLoading) this.filters.summarize('')
    // The search is not complete yet.
    else if (q && (!this.#search || (!shown && this.searching.state === 'loading'))) this.filters.summarize('Searching…')
    else this.filters.summarize(q && this.searching.state === 'failed' ? `${found} on the board` : found)
    this.input?.selection.keepOnly((id) => boardJobs.snapshot(id) !== null)
    if (this.input) this.input.keys.restore()
    else this.strip.querySelector('.card__link')?.setAttribute('tabindex', '0')
  }

  /** If all results are in collapsed columns, expands these during the search. */
  #open(/** @type {boolean} */ isFiltered) {
    const found = this.columns.filter(({ jobs }) => jobs.length > 0)
    const isHidden = isFiltered && found.length > 0 && found.every((column) => column.isFoldedByHand)
    const before = this.columns.filter(({ isOpened }) => isOpened).length
    for (const column of this.columns) column.isOpened = isHidden && found.includes(column) && !this.#closed.has(column)
    if (this.columns.filter(({ isOpened }) => isOpened).length > before) this.#showFound()
  }

  #offerClients() {
    /** @type {Map<string, {id: string, name: string}>} */
    const clients = new Map()
    for (const { record } of boardJobs.all()) if (record.client) clients.set(record.client.id, record.client)
    const key = [...clients.values()].map(({ id, name }) => id + name).join()
    if (key === this.#offered) return
    this.#offered = key
    this.filters.offerClients([...clients.values()].sort((one, other) => this.#search?.byName(one.name, other.name) ?? 0))
  }

  /** Updates the visible cards, in the next microtask. Their number and order stay. */
  draw() {
    if (this.#isDrawing) return
    this.#isDrawing = true
    queueMicrotask(() => {
      this.#isDrawing = false
      for (const column of this.columns) column.draw()
      this.input?.selection.draw()
    })
  }

  #tick() {
    const now = today()
    if (now === this.#day) return this.draw()
    this.#day = now
    this.#drawColumns()
  }

  #filtered() {
    for (const column of this.columns) column.top = 0
    this.#closed.clear()
    this.#findArchived()
    this.#drawColumns()
    this.#showFound()
  }

  #findArchived() {
    clearTimeout(this.#findTimer)
    this.searching.shown()
    if (!this.filters.filters.q || this.#query?.isFruitless) return
    this.searching.loading()
    this.#loadSearch().catch(() => {}) // #find shows the error.
    this.#findTimer = window.setTimeout(() => this.#find(), 300)
  }

  /** Searches the loaded jobs, by code that is loaded on demand, and the archive, on the server. */
  async #find() {
    const { q } = this.filters.filters
    const searching = this.searching.read(async () => {
      await this.#loadSearch()
      if (!this.#query?.isFruitless) await boardJobs.find(q)
      return true
    })
    this.#drawColumns()
    if (await searching) this.searching.shown()
    this.#drawColumns()
  }

  get #query() {
    return this.#search && new this.#search.SearchQuery(this.filters.filters.q)
  }

  /** @type {Promise<void> | null} */
  #loadingSearch = null

  #loadSearch() {
    this.#loadingSearch ??= load(() => import('../../js/app/search-index.js')).then((search) => {
      this.#search = search
      setTimeout(() => search.index(boardJobs.all()))
      this.#offered = '' // Now the names can be sorted.
      this.#drawColumns()
      if (this.filters.filters.q) this.#showFound()
    })
    this.#loadingSearch.catch(() => {
      this.#loadingSearch = null
    }) // Without a network, the next letter tries again.
    return this.#loadingSearch
  }

  /** On a narrow screen, scrolls to a column with results if none is in view. */
  #showFound() {
    const { left, right } = this.strip.getBoundingClientRect()
    const found = this.columns.filter(({ jobs, isFolded }) => jobs.length > 0 && !isFolded)
    const isInView = found.some(({ root }) => {
      const box = root.getBoundingClientRect()
      return box.right > left + 1 && box.left < right - 1
    })
    if (found.length > 0 && !isInView) found[0].root.scrollIntoView({ block: 'nearest', inline: 'start' })
  }

  #fold(/** @type {Column} */ column, /** @type {boolean} */ isFolded) {
    // The column was expanded only for the search.
    if (column.isOpened && isFolded) {
      this.#closed.add(column)
      column.isOpened = false
      return
    }
    column.isFolded = isFolded
    if (column.key === 'archived' && !isFolded && boardJobs.archive === 'none') this.#loadArchive(column)
    try {
      localStorage.setItem(FOLDED, JSON.stringify(this.columns.filter((one) => one.isFoldedByHand).map(({ key }) => key)))
    } catch {
      // Without storage, it lasts until the page is closed.
    }
  }

  /** @param {string} id */
  columnOf(id) {
    return this.columns.find((column) => column.jobs.some((job) => job.id === id)) ?? null
  }
}

/** A click anywhere on a card, except its buttons, opens the job. */
function open(/** @type {MouseEvent} */ event) {
  const target = /** @type {Element} */ (event.target)
  const id = /** @type {HTMLElement | null} */ (target.closest('.card'))?.dataset.job
  if (id && !event.defaultPrevented && !target.closest('a, button')) go(`#/jobs/${id}`)
}

function foldedColumns() {
  try {
    return new Set(JSON.parse(localStorage.getItem(FOLDED) ?? '["archived"]'))
  } catch {
    return new Set(['archived'])
  }
}

customElements.define('jt-board', Board)
