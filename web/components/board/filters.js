import { Component } from '../../js/lib/component.js'
import { element, html, show } from '../../js/lib/html.js'
import { icon } from '../../js/app/icons.js'
import { client } from '../../js/app/client.js'
import { loadPeople, onPeople, people } from '../../js/app/people.js'
import { amend, route } from '../../js/app/router.js'

/** @typedef {{q: string, client: string, assignee: string, overdue: boolean, sort: string}} Filters */

const SORTS = [
  ['priority', 'By priority'],
  ['due', 'By delivery date'],
  ['updated', 'Last changed first'],
  ['number', 'Newest first'],
]

/** @returns {Filters} */
export function filtersOf(query = route().query) {
  return {
    q: query.get('q') ?? '',
    client: query.get('client') ?? '',
    assignee: query.get('assignee') ?? '',
    overdue: query.get('overdue') === '1',
    sort: query.get('sort') ?? 'priority',
  }
}

/**
 * The address of a board with these filters.
 * @param {Partial<Filters>} filters
 */
function addressOf(filters) {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(filters)) {
    if (value && !(name === 'sort' && value === 'priority')) query.set(name, value === true ? '1' : String(value))
  }
  const text = query.toString()
  return text ? `#/?${text}` : '#/'
}

/**
 * The filter bar above the board. It keeps its state in the address, and fires `filter` when it changes.
 */
export class FilterBar extends Component {
  /** @type {Filters} */
  filters = filtersOf()

  connected() {
    this.until(onPeople(() => this.#offerPeople()))
    // The bar is reused with the board: keep its content.
    if (this.firstElementChild) return this.#offerPeople()
    show(
      this,
      html`
      <form class="filters" role="search" aria-label="Jobs" @submit=${(/** @type {Event} */ event) => event.preventDefault()}>
        <label class="filters__search">
          <span class="unseen">Search jobs</span>${icon('search')}
          <input class="input" type="search" name="q" placeholder="Number, name, client, text" autocomplete="off" enterkeyhint="search"
            @input=${(/** @type {any} */ event) => this.#set({ q: event.target.value })} />
        </label>
        <label class="filters__pick"><span class="unseen">Client</span>
          <select class="input" name="client" @change=${(/** @type {any} */ event) => this.#set({ client: event.target.value })}></select></label>
        <label class="filters__pick" data-assignee><span class="unseen">Assigned to</span>
          <select class="input" name="assignee" @pointerdown=${() => this.#loadPeople()} @change=${(/** @type {any} */ event) => this.#set({ assignee: event.target.value })}></select></label>
        <button type="button" class="toggle" name="mine" aria-pressed="false" @click=${() => this.#mine()}>Mine</button>
        <button type="button" class="toggle" name="overdue" aria-pressed="false"
          @click=${() => this.toggleOverdue()}>Overdue</button>
        <label class="filters__pick"><span class="unseen">Sort by</span>
          <select class="input" name="sort" @change=${(/** @type {any} */ event) => this.#set({ sort: event.target.value })}>
            ${SORTS.map(([key, label]) => element`<option value="${key}">${label}</option>`)}
          </select></label>
        <button type="button" class="link filters__clear" name="clear" hidden @click=${() => this.clear()}>Clear filters</button>
        <span class="filters__summary" role="status" data-summary></span>
      </form>`,
    )
    this.offerClients([])
    this.#offerPeople()
    this.#loadPeople()
    this.#mirror()
  }

  async #loadPeople() {
    if (people().length) return
    const failure = await loadPeople().then(
      () => '',
      () => 'The names could not be loaded',
    )
    // It is shown from the start, and hidden only if the server lists no names.
    const picker = /** @type {HTMLElement} */ (this.querySelector('[data-assignee]'))
    picker.hidden = !failure && people().length === 0
    this.#offerPeople()
    if (failure) this.#field('assignee').append(element`<option disabled>${failure}</option>`)
  }

  /**
   * Reads the filters from the address, for example after Back.
   * @returns {boolean} whether they have changed
   */
  reread() {
    const before = addressOf(this.filters)
    this.filters = filtersOf()
    this.#mirror()
    return addressOf(this.filters) !== before
  }

  clear() {
    this.#set({ q: '', client: '', assignee: '', overdue: false })
    this.#field('q').focus()
  }

  toggleOverdue() {
    this.#set({ overdue: !this.filters.overdue })
  }

  focusSearch() {
    this.#field('q').focus()
    this.#field('q').select()
  }

  /**
   * @param {string} text
   * @param {boolean} [isRefusal] a search that was not run must not look like one without results
   */
  summarize(text, isRefusal = false) {
    const place = /** @type {HTMLElement} */ (this.querySelector('[data-summary]'))
    if (place.textContent === text) return
    place.setAttribute('role', isRefusal ? 'alert' : 'status')
    place.textContent = text
  }

  /**
   * The clients that have jobs on the board.
   * @param {{id: string, name: string}[]} clients
   */
  offerClients(clients) {
    this.#offer('client', 'All clients', clients)
  }

  #offerPeople() {
    const all = people().filter(({ is_active }) => is_active)
    this.#offer('assignee', 'Everyone', [...all, { id: 'none', name: 'Unassigned' }])
  }

  /**
   * @param {'client' | 'assignee'} name
   * @param {string} all
   * @param {{id: string, name: string}[]} choices
   */
  #offer(name, all, choices) {
    show(
      this.#field(name),
      [{ id: '', name: all }, ...choices].map(({ id, name: label }) => element`<option value="${id}">${label}</option>`),
    )
    this.#choose(name)
  }

  #choose(/** @type {'client' | 'assignee' | 'sort'} */ name) {
    const select = this.#field(name)
    const wanted = this.filters[name]
    select.value = wanted
    // The value from the address may not be among the choices, or not yet.
    if (select.value !== wanted) select.append(element`<option value="${wanted}">…</option>`)
    select.value = wanted
  }

  #mine() {
    const me = client.person?.id ?? ''
    const assignee = this.filters.assignee === me ? '' : me
    this.#set({ assignee })
  }

  /**
   * @param {string} name
   * @returns {any}
   */
  #field(name) {
    return this.querySelector(`[name="${name}"]`)
  }

  /** @param {Partial<Filters>} change */
  #set(change) {
    this.filters = { ...this.filters, ...change }
    amend(addressOf(this.filters))
    this.#mirror()
    this.dispatchEvent(new CustomEvent('filter'))
  }

  #mirror() {
    const { q, client: clientID, assignee, overdue } = this.filters
    if (this.#field('q').value !== q) this.#field('q').value = q
    for (const name of /** @type {const} */ (['client', 'assignee', 'sort'])) this.#choose(name)
    this.#field('overdue').setAttribute('aria-pressed', String(overdue))
    this.#field('mine').setAttribute('aria-pressed', String(assignee !== '' && assignee === client.person?.id))
    this.#field('clear').hidden = !(q || clientID || assignee || overdue)
    for (const name of ['client', 'assignee'])
      this.#field(name).classList.toggle('is-set', this.filters[/** @type {'client'} */ (name)] !== '')
  }
}

customElements.define('jt-filters', FilterBar)
