import { Component } from '../../js/lib/component.js'
import { element, html, show } from '../../js/lib/html.js'
import { client, mayEdit } from '../../js/app/client.js'
import { SearchQuery } from '../../js/client/folding.js'
import { TOO_LONG } from '../../js/app/search-index.js'
import { icon } from '../../js/app/icons.js'
import { amend, place } from '../../js/app/router.js'
import { loadStyles } from '../../js/app/styles.js'

await loadStyles('clients/clients')

const PAGE = 100

/** All clients, found by name. */
export class ClientList extends Component {
  #turn = 0
  #timer = 0

  connected() {
    const q = place().query.get('q') ?? ''
    show(this, html`
      <div class="page page--narrow">
        <div class="page__top"><h1 tabindex="-1" data-focus>Clients</h1><span class="bar__space"></span>
          ${mayEdit() ? element`<a class="button" href="#/clients/new" name="new-client">${icon('plus')}New client</a>` : null}</div>
        <label class="filters__search"><span class="unseen">Search clients</span>${icon('search')}
          <input class="input" type="search" name="q" placeholder="Search by name, e-mail or phone" value="${q}" autocomplete="off" @input=${(/** @type {any} */ event) => this.#typed(event.target.value)} /></label>
        <ul class="rows" data-list aria-label="Clients"></ul>
        <div data-more></div>
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
    const turn = (this.#turn += 1)
    const list = /** @type {Element} */ (this.querySelector('[data-list]'))
    const more = /** @type {Element} */ (this.querySelector('[data-more]'))
    if (new SearchQuery(q).isTooLong) {
      show(list, element`<li class="notice warn" role="alert">${TOO_LONG}</li>`)
      return show(more)
    }
    try {
      const { data } = await client.get(`/clients/?${new URLSearchParams({ q, limit: String(PAGE), ...(cursor ? { cursor } : {}) })}`)
      if (turn !== this.#turn || !this.isConnected) return
      const rows = data.results.map(row)
      if (cursor) list.append(...rows)
      else show(list, rows.length ? rows : element`<li class="rows__none muted">No such client.</li>`)
      show(more, data.next ? element`<button type="button" class="button" name="more" @click=${() => this.#search(q, data.next)}>More</button>` : null)
    } catch (error) {
      if (turn === this.#turn) show(list, element`<li class="notice warn" role="alert">${/** @type {Error} */ (error).message}</li>`)
    }
  }
}

const row = (/** @type {any} */ { id, name, phone, email, address }) => element`
  <li class="rows__row" data-client-row="${id}">
    <a class="rows__main" href="#/clients/${id}"><strong>${name}</strong><small class="muted">${address?.replaceAll('\n', ', ')}</small></a>
    <span class="rows__side">${phone}</span><span class="rows__side is-wide">${email}</span>
  </li>`

customElements.define('jt-clients', ClientList)
