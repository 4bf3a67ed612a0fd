import { Component } from '../../js/lib/component.js'
import { element, html, show } from '../../js/lib/html.js'
import { client, mayEdit } from '../../js/app/client.js'
import { SearchQuery } from '../../js/client/folding.js'
import { TOO_LONG } from '../../js/app/search-index.js'
import { ListState } from '../../js/app/list-state.js'
import { icon } from '../../js/app/icons.js'
import { amend, route } from '../../js/app/router.js'
import { loadStyles } from '../../js/app/styles.js'

loadStyles('clients/clients')

const PAGE = 100
/** The delay before the list is reloaded after others have changed clients, in milliseconds: many changes come together. */
const SETTLE = 300

/** The list of clients, with search, kept up to date. */
export class ClientList extends Component {
  #timer = 0
  state = new ListState('The clients', () => this.#read())
  #q = ''
  /**
   * The query of the present rows.
   * @type {string | null}
   */
  #shown = null
  /** The maximum number of rows. */
  #wanted = PAGE
  /** @type {Map<string, {text: string, root: Element}>} */
  #rows = new Map()

  connected() {
    this.#q = route().query.get('q') ?? ''
    show(
      this,
      html`
      <div class="page page--narrow">
        <div class="page__top"><h1 tabindex="-1" data-focus>Clients</h1><span class="bar__space"></span>
          ${mayEdit() ? element`<a class="button" href="#/clients/new" name="new-client">${icon('plus')}New client</a>` : null}</div>
        <label class="filters__search"><span class="unseen">Search clients</span>${icon('search')}
          <input class="input" type="search" name="q" placeholder="Name, e-mail or phone" value="${this.#q}" autocomplete="off" @input=${(/** @type {any} */ event) => this.#typed(event.target.value)} /></label>
        <ul class="rows" data-list aria-label="Clients"></ul>
        ${this.state.root}<div data-more></div>
      </div>`,
    )
    for (const event of ['client-change', 'catch-up', 'generation']) this.until(client.on(event, () => this.#later(SETTLE)))
    this.until(() => clearTimeout(this.#timer))
    this.#read()
  }

  #typed(/** @type {string} */ q) {
    this.#q = q
    this.#wanted = PAGE
    this.#later(120, () => amend(q ? `#/clients?${new URLSearchParams({ q })}` : '#/clients'))
  }

  #later(/** @type {number} */ wait, first = () => {}) {
    clearTimeout(this.#timer)
    this.#timer = window.setTimeout(() => {
      first()
      this.#read()
    }, wait)
  }

  /** Reloads as many clients as are shown, conditionally, and updates the rows. */
  async #read() {
    const q = this.#q
    const list = /** @type {Element} */ (this.querySelector('[data-list]'))
    const more = /** @type {Element} */ (this.querySelector('[data-more]'))
    if (new SearchQuery(q).isTooLong) {
      this.state.shown()
      show(list, element`<li class="notice warn" role="alert">${TOO_LONG}</li>`)
      return show(more)
    }
    // If reloading fails, the present rows stay, unless they belong to another query.
    const isQuiet = this.#shown === q && this.#rows.size > 0
    const answer = await this.state.read(() => this.#pages(q), { isQuiet })
    if (!this.isConnected) return
    if (!answer) {
      if (this.state.state !== 'failed') return
      this.#rows.clear()
      return show(list)
    }
    this.#shown = q
    this.#show(list, answer.found)
    if (q.trim()) this.state.shown(answer.found.length, `No client has “${q.trim()}” in its name, e-mail or phone.`)
    else
      this.state.shown(
        answer.found.length,
        'There are no clients yet.',
        mayEdit() ? element`<a href="#/clients/new">Add the first one</a>` : null,
      )
    show(
      more,
      answer.next ? element`<button type="button" class="button" name="more" @click=${() => this.#more()}>Show more</button>` : null,
    )
  }

  /** Loads as many pages as are shown. */
  async #pages(/** @type {string} */ q) {
    const found = []
    /** @type {string | null} */
    let cursor = null
    do {
      const { data } = await client.get(`/clients/?${new URLSearchParams({ q, limit: String(PAGE), ...(cursor ? { cursor } : {}) })}`)
      found.push(...data.results)
      cursor = data.next
    } while (cursor && found.length < this.#wanted)
    return { found, next: cursor }
  }

  #more() {
    this.#wanted = Math.max(this.#wanted, this.#rows.size) + PAGE
    return this.#read()
  }

  #show(/** @type {Element} */ list, /** @type {any[]} */ clients) {
    const before = this.#rows
    this.#rows = new Map(
      clients.map((one) => {
        const text = JSON.stringify([one.name, one.phone, one.email, one.address])
        const known = before.get(one.id)
        return [one.id, known?.text === text ? known : { text, root: row(one) }]
      }),
    )
    const roots = [...this.#rows.values()].map(({ root }) => root)
    if (roots.length === list.children.length && roots.every((root, index) => list.children[index] === root)) return
    const held = document.activeElement?.closest('[data-client-row]')?.getAttribute('data-client-row')
    show(list, roots)
    if (held) /** @type {HTMLElement | null | undefined} */ (this.#rows.get(held)?.root.querySelector('a'))?.focus({ preventScroll: true })
  }
}

const row = (/** @type {any} */ { id, name, phone, email, address }) => element`
  <li class="rows__row" data-client-row="${id}">
    <a class="rows__main" href="#/clients/${id}"><strong dir="auto">${name}</strong><small class="muted" dir="auto">${address?.replaceAll('\n', ', ')}</small></a>
    <span class="rows__side">${phone}</span><span class="rows__side is-wide">${email}</span>
  </li>`

customElements.define('jt-clients', ClientList)
