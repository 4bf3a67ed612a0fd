import { Component } from '../../js/lib/component.js'
import { element, html, show } from '../../js/lib/html.js'
import { onKey } from '../../js/lib/keys.js'
import { whenReleased } from '../../js/lib/pressed.js'
import { boardJobs } from '../../js/app/board-jobs.js'
import { client, mayEdit, whenReachable } from '../../js/app/client.js'
import { learnNames } from '../../js/app/fields.js'
import { loadPeople, onPeople } from '../../js/app/people.js'
import { storedSlots } from '../../js/app/form-storage.js'
import { phone } from '../../js/app/phones.js'
import { latestChange } from '../../js/app/recent-changes.js'
import { toast } from '../../js/app/lazy-toasts.js'
import { isTyping } from '../conflict/typing-idle.js'
import { conflictBanner } from '../conflict/banner.js'
import { detailsPanel, jobFields, pricingPanel, textsPanel } from './details.js'
import { JobActions } from './actions.js'
import { jobHead } from './head.js'
import { missingJobNotice } from './missing-job.js'
import { saveState } from './save-state.js'
import '../costs/costs.js'
import '../timeline/timeline.js'
import { load } from '../../js/app/load.js'
import { loadStyles } from '../../js/app/styles.js'

/** @typedef {import('../../js/jobtag.js').Snapshot} Snapshot */
/** @typedef {import('../../js/client/draft.js').Draft} Draft */

loadStyles(
  'field/field',
  'field/people',
  'combobox/combobox',
  'difference/difference',
  'job/job',
  'job/print',
  'costs/costs',
  'timeline/timeline',
  'waiting/waiting',
)

/** A job's card: everything about one job, edited in place. */
export class JobPage extends Component {
  /** @type {Draft | null} */
  draft = null
  /** @type {Record<string, import('../field/field.js').Field>} */
  fields = {}
  /** The version whose conflict the person has postponed: the dialog does not open again automatically. */
  #putOff = ''

  get job() {
    return this.dataset.job ?? ''
  }

  #lost = whenReachable(
    () => this.#read(),
    () => this.isConnected && !this.draft,
  )

  async connected() {
    const known = client.held(this.job) ?? boardJobs.snapshot(this.job)
    if (known) this.#build(known)
    else show(this, element`<p class="page muted is-late" role="status">Loading the job…</p>`)
    await this.#read()
  }

  async #read() {
    try {
      const snapshot = await client.job(this.job)
      if (this.isConnected && !this.draft) this.#build(snapshot)
    } catch (error) {
      if (!this.isConnected || this.draft) return
      this.#lost(error)
      this.#missing(/** @type {any} */ (error))
    }
  }

  disconnected() {
    if (!this.draft) return
    for (const field of Object.values(this.fields)) {
      field.finish(this.draft)
      field.release()
    }
    // Save the last edits now, not on the next visit.
    if (this.draft.isDirty && this.draft.state !== 'conflict') this.draft.save()
    this.draft.close()
  }

  #build(/** @type {Snapshot} */ snapshot) {
    learnNames(snapshot.record)
    const isReadOnly = !mayEdit()
    const draft = client.edit(snapshot, { autosave: 700, follow: true })
    this.draft = draft
    this.fields = jobFields({ isReadOnly, clientID: () => draft.get('client_id') })
    this.actions = new JobActions(this)
    this.saving = saveState(draft, { save: () => this.save(), isReadOnly, beside: () => this.#beside() })
    this.head = jobHead({ fields: this.fields, actions: this.actions, saving: this.saving.root, isReadOnly })
    this.reach = element`<p class="reach"></p>`
    this.banner = element`<div class="banner" data-banner></div>`
    this.conflicts = conflictBanner(({ mutation }) => (mutation ? this.#decide(mutation) : this.resolve()))
    show(
      this,
      html`
      <article class="page job" aria-labelledby="job-title">
        ${this.head.root}${this.banner}
        <div class="job__grid">
          <div class="job__main">
            ${detailsPanel(this.fields, this.reach)}${textsPanel(this.fields)}
            <jt-costs data-job="${this.job}"></jt-costs>
            ${pricingPanel(this.fields)}
          </div>
          <jt-timeline class="job__side" data-job="${this.job}"></jt-timeline>
        </div>
      </article>`,
    )
    for (const field of Object.values(this.fields)) field.bind(draft)
    this.until(draft.subscribe(() => this.#drafted()))
    this.until(client.watch(this.job, (now, before) => this.#moved(now, before)))
    this.until(client.on('presence', () => this.head?.showPresence(client.presence(this.job))))
    this.until(
      client.on('mutation', (/** @type {any} */ mutation) => {
        // A waiting change is refused only now: show it with the rest.
        if (mutation.recordID === this.job && mutation.state === 'failed' && this.classList.contains('is-gone')) void this.#gone()
        this.actions?.update()
        this.#asked()
        // After the row that sent it.
        setTimeout(() => this.isConnected && this.saving?.update())
      }),
    )
    this.until(client.on('storage-error', () => this.saving?.update()))
    // Cost lines store their own text; they have done so before these listeners run.
    for (const event of ['input', 'focusout', 'keyup', 'click']) this.listen(this, event, () => this.saving?.update())
    this.until(onKey(this, (event) => this.#key(event)))
    this.listen(this, 'focusout', () => this.#maybeResolve())
    this.until(onPeople(() => this.fields.assigned_to.control.write(draft.get('assigned_to'))))
    loadPeople().catch(() => {}) // The card does not wait for names.
    this.#show()
    this.head.showPresence(client.presence(this.job))
    this.#drafted()
    this.actions.update()
  }

  async #missing(/** @type {any} */ error) {
    const notice = await missingJobNotice(this.job, error, () => this.connected())
    // An automatic retry has failed again: keep the present button.
    if (this.draft || this.querySelector('[data-kind="unloaded"]')?.textContent === notice.textContent) return
    show(this, html`<div class="page">${notice}</div>`)
  }

  /** Updates what is not a field. */
  #show() {
    const { record } = /** @type {Draft} */ (this.draft).shown
    document.title = `${record.job_number} ${record.name} · Jobtag`
    this.head?.show(record)
    const { contact } = record
    const { before, number, after, href } = phone(contact?.phone ?? '')
    show(
      /** @type {Element} */ (this.reach),
      contact?.phone ? element`<span>${before}${href ? element`<a href="${href}">${number}</a>` : null}${after}</span>` : null,
      contact?.email
        ? element`<a href="${`mailto:${encodeURIComponent(contact.email).replaceAll('%40', '@')}`}">${contact.email}</a>`
        : null,
    )
  }

  /** There is a newer version: fields without unsaved text show it, and who changed them. */
  #moved(/** @type {Snapshot | null} */ now, /** @type {Snapshot | null} */ before) {
    if (!now) return this.#gone()
    if (this.classList.contains('is-gone')) return this.#back(now)
    learnNames(now.record)
    this.#show()
    for (const part of /** @type {any} */ (this.querySelectorAll('jt-costs, jt-timeline'))) part.refresh()
    if (!before) return
    const author = latestChange(now, before)
    if (author) {
      for (const name of author.fields) {
        if (!this.draft?.dirtyFields.includes(name)) this.fields[name]?.markFresh(author)
      }
    }
    if (!author && now.record.status === 'archived' && before.record.status !== 'archived' && !now.record.paid) {
      toast(`Job ${now.record.job_number} is archived but not paid.`, { tone: 'warn', seconds: 12, key: 'unpaid' })
    }
    if (before.record.contact_id && !now.record.contact_id && before.record.client_id !== now.record.client_id) {
      const name = before.record.contact?.name ?? 'The contact'
      toast(`${name} is a contact of ${before.record.client?.name ?? 'another client'} and was removed from this job.`, {
        tone: 'warn',
        seconds: 12,
        key: 'contact',
      })
    }
  }

  async #gone() {
    this.classList.add('is-gone')
    const banner = /** @type {Element} */ (this.banner)
    const notice = await missingJobNotice(this.job, null, () => location.reload(), true)
    whenReleased(banner, () => this.classList.contains('is-gone') && !banner.querySelector('[data-kind="back"]') && show(banner, notice))
    this.actions?.update()
  }

  /** Someone else has restored the job. The card reloads, with the typed text, when the person is ready. */
  #back(/** @type {Snapshot} */ { record }) {
    show(
      /** @type {Element} */ (this.banner),
      element`
      <div class="notice row" role="alert" data-kind="back"><p>Job ${record.job_number} was restored.</p>
        <button type="button" class="button primary" name="go-on" @click=${() => location.reload()}>Continue</button></div>`,
    )
  }

  /** @returns {string | null} what is unsaved besides the fields */
  #beside() {
    const states = client
      .pending(this.job)
      .filter(({ kind }) => kind !== 'patch')
      .map(({ state }) => state)
    if (states.includes('conflict') || states.includes('failed')) return 'needs'
    for (const state of /** @type {const} */ (['signed-out', 'waiting'])) if (states.includes(state)) return state
    const costs = /** @type {any} */ (this.querySelector('jt-costs'))
    return costs?.isDirty || ['line', 'new-line'].some((what) => storedSlots(`${what}.${this.job}.`).length > 0) ? 'lines' : null
  }

  #drafted() {
    const draft = /** @type {Draft} */ (this.draft)
    this.saving?.update()
    this.actions?.update()
    if (this.#asked() && draft.state === 'conflict' && !isTyping(this)) this.resolve()
  }

  /**
   * Says above the card what of the job needs the person.
   * Updates the banner of conflicts.
   */
  #asked() {
    const { banner, conflicts, draft } = this
    if (!banner || !conflicts || this.classList.contains('is-gone')) return false
    const mutations = client.pending(this.job).filter((mutation) => !('draft' in mutation))
    const isNew = conflicts.update({ draft, mutations })
    if (banner.firstElementChild !== conflicts.root) show(banner, conflicts.root)
    return isNew
  }

  async #decide(/** @type {any} */ mutation) {
    const { resolveMutation } = await load(() => import('../conflict/resolve.js'))
    await resolveMutation(mutation)
  }

  /** The conflict dialog does not open while the person is typing; it waits until they leave the field. */
  #maybeResolve() {
    setTimeout(() => {
      const { draft } = this
      if (!this.isConnected || draft?.state !== 'conflict' || draft.conflict?.current.etag === this.#putOff) return
      if (!isTyping(this) && document.hasFocus()) this.resolve()
    })
  }

  async save() {
    const draft = /** @type {Draft} */ (this.draft)
    for (const field of Object.values(this.fields)) field.finish(draft)
    const costs = /** @type {any} */ (this.querySelector('jt-costs'))
    costs.saveLines?.()
    if (draft.state === 'conflict') {
      void draft.save() // Save what does not need a choice now.
      return this.resolve()
    }
    const { state } = await draft.save()
    if (state === 'conflict') this.resolve()
  }

  async resolve() {
    const { resolveDraft } = await load(() => import('../conflict/resolve.js'))
    if (!this.draft) return
    await resolveDraft(this.draft)
    this.#putOff = this.draft.conflict?.current.etag ?? ''
  }

  #key(/** @type {KeyboardEvent} */ event) {
    if (event.key !== 's' || !(event.ctrlKey || event.metaKey)) return
    event.preventDefault()
    this.save()
  }
}

customElements.define('jt-job', JobPage)
