import { Component } from '../../js/lib/component.js'
import { element, html, show } from '../../js/lib/html.js'
import { client, mayEdit } from '../../js/app/client.js'
import { SearchQuery } from '../../js/client/folding.js'
import { TOO_LONG } from '../../js/app/search-index.js'
import { ListState } from '../../js/app/list-state.js'
import { icon } from '../../js/app/icons.js'
import { amend, place } from '../../js/app/router.js'
import { loadStyles } from '../../js/app/styles.js'

loadStyles('clients/clients')

const PAGE = 100

/** All clients, found by name. */
export class ClientList extends Component {
  #timer = 0
  /**
   * What is read, or was read last.
   * @type {[string, string | null]}
   */
  #asked = ['', null]
  state = new ListState('The clients', () => this.#search(...this.#asked))

  connected() {
    const q = place().query.get('q') ?? ''
    show(this, html`
      <div class="page page--narrow">
        <div class="page__top"><h1 tabindex="-1" data-focus>Clients</h1><span class="bar__space"></span>
          ${mayEdit() ? element`<a class="button" href="#/clients/new" name="new-client">${icon('plus')}New client</a>` : null}</div>
        <label class="filters__search"><span class="unseen">Search clients</span>${icon('search')}
          <input class="input" type="search" name="q" placeholder="Name, e-mail or phone" value="${q}" autocomplete="off" @input=${(/** @type {any} */ event) => this.#typed(event.target.value)} /></label>
        <ul class="rows" data-list aria-label="Clients"></ul>
        ${this.state.root}<div data-more></div>
      </div>`)
    this.#search(q)
  }

  #typed(/** @type {string} */ q) {
    clearTimeout(this.#timer)
    this.#timer = window.setTimeout(() => {
      amend(q ? `#/clients?${new URLSearchParams({ q })}` : '#/clients')
      this.#search(q)
    }, 120)
  }

  async #search(/** @type {string} */ q, /** @type {string | null} */ cursor = null) {
    this.#asked = [q, cursor]
    const list = /** @type {Element} */ (this.querySelector('[data-list]'))
    const more = /** @type {Element} */ (this.querySelector('[data-more]'))
    if (new SearchQuery(q).isTooLong) {
      this.state.shown()
      show(list, element`<li class="notice warn" role="alert">${TOO_LONG}</li>`)
      return show(more)
    }
    const answer = await this.state.read(() => client.get(`/clients/?${new URLSearchParams({ q, limit: String(PAGE), ...(cursor ? { cursor } : {}) })}`))
    if (!this.isConnected) return
    // What was found for another search is not what was found for this one.
    if (!answer) {
      if (this.state.state === 'failed' && !cursor) show(list)
      return
    }
    const { data } = answer
    const rows = data.results.map(row)
    if (cursor) list.append(...rows)
    else show(list, rows)
    this.state.shown(list.childElementCount, q ? 'No such client.' : 'There are no clients yet.')
    show(more, data.next ? element`<button type="button" class="button" name="more" @click=${() => this.#search(q, data.next)}>More</button>` : null)
  }
}

const row = (/** @type {any} */ { id, name, phone, email, address }) => element`
  <li class="rows__row" data-client-row="${id}">
    <a class="rows__main" href="#/clients/${id}"><strong>${name}</strong><small class="muted">${address?.replaceAll('\n', ', ')}</small></a>
    <span class="rows__side">${phone}</span><span class="rows__side is-wide">${email}</span>
  </li>`

customElements.define('jt-clients', ClientList)
