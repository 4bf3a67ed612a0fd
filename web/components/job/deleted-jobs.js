import { Component } from '../../js/lib/component.js'
import { element, html, show } from '../../js/lib/html.js'
import { client, mayEdit } from '../../js/app/client.js'
import { time } from '../../js/app/format.js'
import { ListState } from '../../js/app/list-state.js'
import { loadStyles } from '../../js/app/styles.js'
import { restore } from './actions.js'

loadStyles('clients/clients')

/** Jobs that were deleted in the last 30 days, to be brought back. */
export class DeletedJobs extends Component {
  state = new ListState('Deleted jobs', () => this.#load())

  connected() {
    show(this, html`<div class="page page--narrow"><h1 tabindex="-1" data-focus>Deleted jobs</h1>
      <p class="muted">They can be brought back for 30 days.</p>${this.state.root}<ul class="rows" data-list></ul></div>`)
    this.#load()
  }

  async #load() {
    const answer = await this.state.read(() => client.get('/jobs/?deleted=true&limit=1000&order=-updated_at'))
    if (!answer) return
    show(/** @type {Element} */ (this.querySelector('[data-list]')), answer.data.results.map((/** @type {any} */ job) => this.#row(job)))
    this.state.shown(answer.data.results.length, 'Nothing was deleted.')
  }

  #row(/** @type {any} */ job) {
    const back = async () => {
      if (await restore({ id: job.id, path: `/jobs/${job.id}/`, etag: job.etag }, job.job_number)) this.#load()
    }
    return element`
      <li class="rows__row" data-deleted="${job.id}">
        <span class="card__number">${job.job_number}</span>
        <span class="rows__main"><strong>${job.name}</strong><small class="muted">${[job.client?.name, `deleted ${time(job.updated_at)}`].filter(Boolean).join(' · ')}</small></span>
        ${mayEdit() ? element`<button type="button" class="button small" name="restore" @click=${back}>Restore</button>` : null}
      </li>`
  }
}

customElements.define('jt-deleted', DeletedJobs)
