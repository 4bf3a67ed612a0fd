import { element, show } from '../../js/lib/html.js'
import { client } from '../../js/app/client.js'
import { counted, due, today } from '../../js/app/format.js'
import { statusLabel, statuses } from '../../js/app/labels.js'
import { ListState } from '../../js/app/list-state.js'
import { isOverdue } from '../../js/app/statuses.js'

/**
 * The jobs of a client, open ones first.
 * @param {string} clientID
 * @param {(release: () => void) => void} until
 */
export function clientJobs(clientID, until) {
  const title = element`<h2 class="kicker" id="client-jobs-title">Jobs</h2>`
  const list = element`<ul class="rows" aria-labelledby="client-jobs-title"></ul>`
  const state = new ListState('This client’s jobs', load)
  /** @type {Map<string, any>} */
  const jobs = new Map()

  function draw() {
    const now = today()
    const order = new Map(statuses().map(({ key }, index) => [key, index]))
    const all = [...jobs.values()].sort(
      (one, other) => (order.get(one.status) ?? 9) - (order.get(other.status) ?? 9) || other.job_number - one.job_number,
    )
    show(
      list,
      all.map((job) => {
        const isLate = isOverdue(job, now)
        return element`<li class="rows__row" data-job="${job.id}"><span class="card__number">${job.job_number}</span>
        <a class="rows__main" href="#/jobs/${job.id}"><strong>${job.name}</strong>
          <small class="muted"><span class="dot" data-status="${job.status}"></span> ${statusLabel(job.status)}</small></a>
        ${job.delivery_date ? element`<span class="chip ${isLate ? 'bad' : ''}">${due(job.delivery_date, now)}</span>` : null}</li>`
      }),
    )
    const isRead = state.state === 'shown' || state.state === 'empty'
    title.textContent = isRead ? counted(all.length, 'job') : 'Jobs'
    if (isRead) state.shown(all.length, 'No jobs yet.')
  }

  async function read() {
    /** @type {Map<string, any>} */
    const found = new Map()
    let cursor = null
    do {
      /** @type {import('../../js/jobtag.js').Page} */
      const page = await client.jobs({ client_id: clientID, limit: 1000, ...(cursor ? { cursor } : {}) })
      for (const { id, record } of page.items) found.set(id, record)
      cursor = page.next
    } while (cursor)
    return found
  }

  /** If reloading fails, the present entries stay. */
  async function load() {
    const found = await state.read(read, { isQuiet: jobs.size > 0 })
    if (found) {
      jobs.clear()
      for (const [id, record] of found) jobs.set(id, record)
      state.shown()
    }
    draw()
  }

  load()
  until(
    client.on('snapshot', (/** @type {any} */ { id, path, record }) => {
      if (!path.startsWith('/jobs/')) return
      if (record.client_id === clientID) jobs.set(id, record)
      else if (!jobs.delete(id)) return
      draw()
    }),
  )
  until(
    client.on('generation', () => {
      jobs.clear()
      load()
    }),
  )
  until(client.on('catch-up', load))
  until(client.on('gone', (/** @type {string} */ id) => jobs.delete(id) && draw()))
  return element`<section class="panel client__jobs" aria-label="Jobs of this client">${title}${list}${state.root}</section>`
}
