import { Component } from '../../js/lib/component.js'
import { element, html, show } from '../../js/lib/html.js'
import { onKey } from '../../js/lib/keys.js'
import { act } from '../../js/app/acting.js'
import { client, mayEdit } from '../../js/app/client.js'
import { learnNames } from '../../js/app/fields.js'
import { icon } from '../../js/app/icons.js'
import { go } from '../../js/app/router.js'
import { load } from '../../js/app/load.js'
import { loadStyles } from '../../js/app/styles.js'
import { ask } from '../ask/ask.js'
import { isTyping } from '../conflict/attention.js'
import { conflictBanner } from '../conflict/banner.js'
import { saveState } from '../job/save-state.js'
import { toast } from '../../js/app/notes.js'
import { clientFields } from './client-fields.js'
import { clientJobs } from './client-jobs.js'
import { contactsPanel } from './contacts.js'
import { newClient } from './new-client.js'

loadStyles('field/field', 'field/people', 'job/job', 'difference/difference', 'clients/clients')

/** A client, with contacts and jobs, edited in place. */
export class ClientPage extends Component {
  /** @type {import('../../js/client/draft.js').Draft | null} */
  draft = null
  /** @type {Record<string, import('../field/field.js').Field>} */
  fields = {}

  get client() {
    return this.dataset.client ?? ''
  }

  async connected() {
    if (this.client === 'new') return show(this, newClient())
    try {
      const snapshot = await client.record(`/clients/${this.client}/`)
      if (this.isConnected) this.#build(snapshot)
    } catch (/** @type {any} */ error) {
      if (!this.isConnected) return
      const text = error.status === 404 ? 'There is no such client.' : error.message
      show(this, html`<div class="page page--narrow"><p class="notice warn" role="alert">${text} <a href="#/clients">All clients</a></p></div>`)
    }
  }

  disconnected() {
    for (const field of Object.values(this.fields)) field.release()
    if (!this.draft) return
    if (this.draft.isDirty && this.draft.state !== 'conflict') this.draft.save()
    this.draft.close()
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
    show(this, html`
      <article class="page client">
        <div class="page__top"><a class="button quiet icon" href="#/clients" aria-label="All clients">${icon('back')}</a>
          ${title}<span class="bar__space"></span>${saving.root}
          ${isReadOnly ? null : [
            element`<a class="button" href="#/jobs/new?client=${this.client}">${icon('plus')}New job</a>`,
            element`<button type="button" class="button quiet icon danger" name="delete-client" aria-label="Delete the client"
              @click=${() => this.#delete()}>${icon('trash')}</button>`,
          ]}</div>
        <div class="banner" data-banner>${conflicts.root}</div>
        <div class="client__grid">
          <div class="job__main">
            <section class="panel" aria-label="The client"><div class="fields">${Object.values(this.fields).map(({ root }) => root)}</div></section>
            ${contactsPanel(this.client, isReadOnly, (release) => this.until(release))}
          </div>
          ${clientJobs(this.client, (release) => this.until(release))}
        </div>
      </article>`)
    for (const field of Object.values(this.fields)) field.bind(draft)
    const update = () => {
      saving.update()
      conflicts.update({ draft })
      title.textContent = draft.shown.record.name
      document.title = `${draft.shown.record.name} · Jobtag`
      if (draft.state === 'conflict' && !isTyping(this)) this.#resolve()
    }
    this.until(draft.subscribe(update))
    this.listen(this, 'focusout', () => setTimeout(() => this.isConnected && draft.state === 'conflict' && !isTyping(this) && this.#resolve()))
    this.until(onKey(this, (event) => {
      if (event.key !== 's' || !(event.ctrlKey || event.metaKey)) return
      event.preventDefault()
      this.save()
    }))
    update()
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

  async #delete() {
    const shown = this.draft?.shown
    if (!shown) return
    const { name } = shown.record
    const text = 'Its contacts go with it. A client that has jobs stays.'
    if (!(await ask({ title: `Delete ${name}?`, text, yes: 'Delete the client', tone: 'danger' }))) return
    if (!(await act(client.remove(shown), `${name} was not deleted`))) return
    toast(`${name} is deleted.`, { tone: 'good' })
    go('#/clients')
  }
}

customElements.define('jt-client', ClientPage)
