import { Component } from '../../js/lib/component.js'
import { element, html, show } from '../../js/lib/html.js'
import { client, mayEdit } from '../../js/app/client.js'
import { time } from '../../js/app/format.js'
import { loadStyles } from '../../js/app/styles.js'
import { restore } from './actions.js'

await loadStyles('clients/clients')

/** Jobs that were deleted in the last 30 days, to be brought back. */
export class DeletedJobs extends Component {
  async connected() {
    show(this, html`<div class="page page--narrow"><h1 tabindex="-1" data-focus>Deleted jobs</h1>
      <p class="muted">They can be brought back for 30 days.</p><div data-list></div></div>`)
    const list = /** @type {Element} */ (this.querySelector('[data-list]'))
    try {
      const { data } = await client.get('/jobs/?deleted=true&limit=1000&order=-updated_at')
      show(list, data.results.length ? element`<ul class="rows">${data.results.map((/** @type {any} */ job) => this.#row(job))}</ul>` : element`<p class="notice">Nothing was deleted.</p>`)
    } catch (error) {
      show(list, element`<p class="notice bad" role="alert">${/** @type {Error} */ (error).message}</p>`)
    }
  }

  #row(/** @type {any} */ job) {
    const back = async () => {
      if (await restore({ id: job.id, path: `/jobs/${job.id}/`, etag: job.etag }, job.job_number)) this.connected()
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
