import { Component } from '../../js/lib/component.js'
import { element, html, show } from '../../js/lib/html.js'
import { onKey } from '../../js/lib/keys.js'
import { act } from '../../js/app/busy-buttons.js'
import { client, mayEdit, whenReachable } from '../../js/app/client.js'
import { learnNames } from '../../js/app/fields.js'
import { counted, listed } from '../../js/app/format.js'
import { icon } from '../../js/app/icons.js'
import { go } from '../../js/app/router.js'
import { load } from '../../js/app/load.js'
import { loadStyles } from '../../js/app/styles.js'
import { ask } from '../ask/ask.js'
import { isTyping } from '../conflict/typing-idle.js'
import { conflictBanner } from '../conflict/banner.js'
import { saveState } from '../job/save-state.js'
import { toast, toastError } from '../../js/app/lazy-toasts.js'
import { clientFields } from './client-fields.js'
import { clientJobs } from './client-jobs.js'
import { contactsPanel } from './contacts.js'
import { failed, missingRecordNotice, restore } from './missing-record.js'
import { newClient } from './new-client.js'

loadStyles('field/field', 'field/people', 'job/job', 'difference/difference', 'clients/clients', 'waiting/waiting')

/** The maximum number of contacts named in a question. */
const NAMED = 5

/** @param {{snapshot: any, contacts: any[]}} seen */
const tags = ({ snapshot, contacts }) => [snapshot, ...contacts].map(({ etag }) => etag).join()

/** The page of a client, with contacts and jobs, edited in place. */
export class ClientPage extends Component {
  /** @type {import('../../js/client/draft.js').Draft | null} */
  draft = null
  /** @type {Record<string, import('../field/field.js').Field>} */
  fields = {}
  #isDeleting = false
  /** Whether the page shows why there is no client. */
  #isMissing = false
  #lost = whenReachable(
    () => this.#load(),
    () => this.isConnected && !this.draft,
  )

  get client() {
    return this.dataset.client ?? ''
  }

  get path() {
    return `/clients/${this.client}/`
  }

  async connected() {
    if (this.client === 'new') {
      const form = newClient((release) => this.until(release))
      show(this, form)
      return /** @type {HTMLElement | null} */ (form.querySelector('[data-focus]'))?.focus()
    }
    this.until(client.watchRecord(this.path, (now) => this.#moved(now)))
    show(this, element`<p class="page muted is-late" role="status">Loading the client…</p>`)
    await this.#load()
  }

  disconnected() {
    for (const field of Object.values(this.fields)) field.release()
    if (!this.draft) return
    if (this.draft.isDirty && this.draft.state !== 'conflict' && this.draft.state !== 'gone') this.draft.save()
    this.draft.close()
  }

  async #load() {
    try {
      const snapshot = await client.record(this.path)
      if (this.isConnected && !this.draft) this.#build(snapshot)
    } catch (/** @type {any} */ error) {
      if (!this.isConnected || this.draft) return
      this.#lost(error)
      const notice =
        error.status === 404
          ? await missingRecordNotice(this.path, 'client', { again: () => this.#load() })
          : failed(error, () => this.#load())
      if (!this.isConnected || this.draft) return
      this.#isMissing = notice !== null
      // An automatic retry has failed again: keep the present button.
      if (notice && this.querySelector('[data-kind="unloaded"]')?.textContent === notice.textContent) return
      if (notice) show(this, html`<div class="page page--narrow">${notice}</div>`)
      else await this.#load()
    }
  }

  #build(/** @type {any} */ snapshot) {
    learnNames(snapshot.record)
    const isReadOnly = !mayEdit()
    const draft = client.edit(snapshot, { autosave: 700, follow: true })
    this.draft = draft
    const saving = saveState(draft, { save: () => this.save(), isReadOnly })
    this.fields = clientFields(isReadOnly)
    const conflicts = conflictBanner(() => this.#resolve(true))
    const title = element`<h1 tabindex="-1" data-focus></h1>`
    this.banner = element`<div></div>`
    show(
      this,
      html`
      <article class="page client">
        <div class="page__top"><a class="button quiet icon" href="#/clients" aria-label="All clients">${icon('back')}</a>
          ${title}<span class="bar__space"></span>${saving.root}
          ${
            isReadOnly
              ? null
              : [
                  element`<a class="button" href="#/jobs/new?client=${this.client}" data-unless-gone>${icon('plus')}New job</a>`,
                  element`<button type="button" class="button quiet icon danger" name="delete-client" aria-label="Delete client" data-unless-gone
              @click=${() => this.#delete()}>${icon('trash')}</button>`,
                ]
          }</div>
        <div class="banner" data-banner>${this.banner}${conflicts.root}</div>
        <div class="client__grid">
          <div class="job__main">
            <section class="panel" aria-label="Client details"><div class="fields">${Object.values(this.fields).map(({ root }) => root)}</div></section>
            ${contactsPanel(this.client, isReadOnly, (release) => this.until(release))}
          </div>
          ${clientJobs(this.client, (release) => this.until(release))}
        </div>
      </article>`,
    )
    for (const field of Object.values(this.fields)) field.bind(draft)
    const update = () => {
      saving.update()
      conflicts.update({ draft })
      title.textContent = draft.shown.record.name
      document.title = `${draft.shown.record.name} · Jobtag`
      if (draft.state === 'conflict' && !isTyping(this)) this.#resolve()
    }
    this.until(draft.subscribe(update))
    this.listen(this, 'focusout', () =>
      setTimeout(() => this.isConnected && draft.state === 'conflict' && !isTyping(this) && this.#resolve()),
    )
    this.until(
      onKey(this, (event) => {
        if (event.key !== 's' || !(event.ctrlKey || event.metaKey)) return
        event.preventDefault()
        this.save()
      }),
    )
    update()
  }

  /** There is a newer version, or the client was deleted or restored. */
  #moved(/** @type {import('../../js/jobtag.js').Snapshot | null} */ now) {
    if (now) learnNames(now.record)
    if (!this.draft) return void (now && this.#isMissing && this.#load())
    const wasGone = this.classList.contains('is-gone')
    if (!now && !this.#isDeleting) this.#gone()
    if (!now || !wasGone) return
    this.classList.remove('is-gone')
    this.#showGone(null)
    // It was restored, so typed text can be saved.
    if (this.draft.isDirty && this.draft.state !== 'conflict') this.draft.save()
  }

  async #gone() {
    this.classList.add('is-gone')
    const notice = await missingRecordNotice(this.path, 'client', { again: () => {}, isShown: true })
    if (this.classList.contains('is-gone')) this.#showGone(notice)
  }

  #showGone(/** @type {HTMLElement | null} */ notice) {
    show(/** @type {Element} */ (this.banner), notice)
    for (const part of /** @type {NodeListOf<HTMLElement>} */ (this.querySelectorAll('[data-unless-gone]'))) part.hidden = notice !== null
  }

  #putOff = ''

  async #resolve(isAsked = false) {
    const { draft } = this
    if (!draft?.conflict || (!isAsked && draft.conflict.current.etag === this.#putOff)) return
    const { resolveDraft } = await load(() => import('../conflict/resolve.js'))
    await resolveDraft(draft)
    this.#putOff = draft.conflict?.current.etag ?? ''
  }

  async save() {
    if (this.draft?.state !== 'conflict') await this.draft?.save()
    if (this.draft?.state === 'conflict') this.#resolve(true)
  }

  /** Asks for confirmation, naming the contacts that will be deleted too. Asks again if they have changed in the meantime. */
  async #delete() {
    for (let isAgain = false; ; isAgain = true) {
      const seen = await this.#whatIsDeleted().catch((error) => void toastError(error, 'The client was not deleted'))
      if (!seen) return
      const { snapshot, contacts } = seen
      const { name } = snapshot.record
      const names = contacts.slice(0, NAMED).map((/** @type {any} */ contact) => contact.name)
      const rest = contacts.length - names.length
      const alsoDeleted = contacts.length
        ? `${counted(contacts.length, 'contact')} will also be deleted: ${listed(rest ? [...names, counted(rest, 'other')] : names)}. `
        : ''
      const text = `${isAgain ? 'It has changed in the meantime. ' : ''}${alsoDeleted}A client with jobs cannot be deleted. You can restore a deleted client for 30 days.`
      if (!(await ask({ title: `Delete ${name}?`, text, yes: 'Delete client', tone: 'danger' }))) return
      // The client's tag does not cover its contacts.
      const now = await this.#whatIsDeleted().catch((error) => void toastError(error, 'The client was not deleted'))
      if (!now) return
      if (tags(now) !== tags(seen)) continue
      this.#isDeleting = true
      try {
        const removal = client.remove(snapshot)
        const refusal = await removal.then(
          () => null,
          (/** @type {any} */ error) => error,
        )
        if (refusal?.conflict) {
          refusal.mutation?.discard()
          continue
        }
        const done = await act(removal, `${name} was not deleted`)
        if (!done) return client.recordDeletion(this.path) ? void this.#gone() : undefined
        go('#/clients')
        const { id, path } = snapshot
        toast(`${name} was deleted.`, {
          actions: [{ label: 'Restore', run: () => restore({ id, path, etag: done.answer.etag }, name) }],
          seconds: 20,
        })
        return
      } finally {
        this.#isDeleting = false
      }
    }
  }

  /** The client, and the contacts that will be deleted with it. */
  async #whatIsDeleted() {
    const [snapshot, { data }] = await Promise.all([client.record(this.path), client.get(`${this.path}contacts/`)])
    return { snapshot, contacts: data.results }
  }
}

customElements.define('jt-client', ClientPage)
