import { Component } from '../../js/lib/component.js'
import { element, html, show } from '../../js/lib/html.js'
import { client, mayEdit } from '../../js/app/client.js'
import { time } from '../../js/app/format.js'
import { ListState } from '../../js/app/list-state.js'
import { loadStyles } from '../../js/app/styles.js'
import { restore as restoreRecord } from '../clients/missing-record.js'
import { restore } from './actions.js'

loadStyles('clients/clients')

/** Jobs and clients that were deleted in the last 30 days, to be restored. */
export class DeletedJobs extends Component {
  state = new ListState('Deleted jobs', () => this.#showJobs())
  clients = new ListState('Deleted clients', () => this.#showClients())

  connected() {
    show(
      this,
      html`<div class="page page--narrow"><h1 tabindex="-1" data-focus>Deleted jobs and clients</h1>
      <p class="muted">You can restore deleted jobs and clients for 30 days.</p>${this.state.root}<ul class="rows" data-list></ul>
      <h2 class="page__next">Deleted clients</h2>${this.clients.root}<ul class="rows" data-list-of-clients></ul></div>`,
    )
    for (const event of ['client-change', 'catch-up']) this.until(client.on(event, () => this.#showClients()))
    this.#showJobs()
    this.#showClients()
  }

  #showJobs() {
    return this.#show(
      this.state,
      '[data-list]',
      '/jobs/?deleted=true&limit=1000&order=-updated_at',
      (job) => this.#job(job),
      'No deleted jobs.',
    )
  }

  #showClients() {
    return this.#show(
      this.clients,
      '[data-list-of-clients]',
      '/clients/?deleted=true&limit=1000',
      (one) => this.#client(one),
      'No deleted clients.',
    )
  }

  /**
   * @param {ListState} state
   * @param {string} place
   * @param {string} path
   * @param {(record: any) => Element} row
   * @param {string} none the message if there are none
   */
  async #show(state, place, path, row, none) {
    const list = /** @type {Element} */ (this.querySelector(place))
    const answer = await state.read(() => client.get(path), { isQuiet: list.childElementCount > 0 })
    if (!answer) return
    show(list, answer.data.results.map(row))
    state.shown(answer.data.results.length, none)
  }

  #job(/** @type {any} */ job) {
    const back = async () => {
      if (await restore({ id: job.id, path: `/jobs/${job.id}/`, etag: job.etag }, job.job_number)) this.#showJobs()
    }
    return element`
      <li class="rows__row" data-deleted="${job.id}">
        <span class="card__number">${job.job_number}</span>
        <span class="rows__main"><strong dir="auto">${job.name}</strong><small class="muted">${[job.client?.name, `deleted ${time(job.updated_at)}`].filter(Boolean).join(' · ')}</small></span>
        ${mayEdit() ? element`<button type="button" class="button small" name="restore" @click=${back}>Restore</button>` : null}
      </li>`
  }

  #client(/** @type {any} */ { id, name, etag, updated_at: at }) {
    const back = async () => {
      if (await restoreRecord({ id, path: `/clients/${id}/`, etag }, name)) this.#showClients()
    }
    return element`
      <li class="rows__row" data-deleted="${id}">
        <span class="rows__main"><strong dir="auto">${name}</strong><small class="muted">deleted ${time(at)}</small></span>
        ${mayEdit() ? element`<button type="button" class="button small" name="restore" @click=${back}>Restore</button>` : null}
      </li>`
  }
}

customElements.define('jt-deleted', DeletedJobs)
