import { Component } from '../../js/lib/component.js'
import { html, show } from '../../js/lib/html.js'
import { client, whenReachable } from '../../js/app/client.js'
import { learnNames } from '../../js/app/fields.js'
import { clearStoredForm, isStoredOnDevice, storeForm, storedForm } from '../../js/app/form-storage.js'
import { PRICING } from '../../js/app/labels.js'
import { loadPeople } from '../../js/app/people.js'
import { amend, boardAddress, go } from '../../js/app/router.js'
import { loadStyles } from '../../js/app/styles.js'
import { toast, toastError } from '../../js/app/lazy-toasts.js'
import { same } from '../../js/client/values.js'
import { Field } from '../field/field.js'
import { area, choice, date, line, money } from '../field/controls.js'
import { clientPicker, contactPicker, peoplePicker } from '../field/pickers.js'
import { allStanding, making, standing, typeOnto } from '../waiting/making.js'

loadStyles('field/field', 'field/people', 'combobox/combobox', 'job/job', 'waiting/waiting')

const SLOT = 'new-job'

/** The form for a new job. What is typed is stored until it is sent or discarded. */
export class NewJob extends Component {
  /** @type {Record<string, Field>} */
  fields = {}
  #isSending = false
  /** Whether the job was created: removing the form fires a last event for its focused field. */
  #isMade = false
  /**
   * The selected client, whose contacts can be selected.
   * @type {string | null}
   */
  #client = null
  #slow = 0

  connected() {
    const value = (/** @type {string} */ name) => this.fields[name].control.read()
    this.fields = {
      name: new Field({ name: 'name', control: line({ name: 'name', placeholder: 'What it is, in a few words' }), isWide: true }),
      client_id: new Field({ name: 'client_id', control: clientPicker({ isReadOnly: false }) }),
      contact_id: new Field({ name: 'contact_id', control: contactPicker({ clientID: () => value('client_id') }) }),
      delivery_date: new Field({ name: 'delivery_date', control: date({ name: 'delivery_date' }) }),
      order_number: new Field({ name: 'order_number', control: line({ name: 'order_number', isNullable: true }) }),
      pricing_methodology: new Field({
        name: 'pricing_methodology',
        control: choice({ name: 'pricing_methodology', choices: Object.entries(PRICING) }),
      }),
      price_cap: new Field({ name: 'price_cap', control: money({ name: 'price_cap' }) }),
      assigned_to: new Field({ name: 'assigned_to', control: peoplePicker({ isReadOnly: false }), isWide: true }),
      description: new Field({
        name: 'description',
        control: area({ name: 'description', placeholder: 'Measurements, material, finish' }),
        isWide: true,
      }),
      notes: new Field({
        name: 'notes',
        control: area({ name: 'notes', rows: 2, placeholder: 'What everyone on this job should know' }),
        isWide: true,
      }),
    }
    show(
      this,
      html`
      <form class="page page--narrow new-job" aria-labelledby="new-title" novalidate @submit=${(/** @type {Event} */ event) => this.#submit(event)}>
        <h1 id="new-title" tabindex="-1">New job</h1>
        <div class="panel"><div class="fields">${Object.values(this.fields).map(({ root }) => root)}</div></div>
        <p class="field__error" role="alert" data-form-error></p>
        <div class="row new-job__foot">
          <span class="muted" role="status" data-kept></span><span class="bar__space"></span>
          <button type="button" class="button" name="discard" @click=${() => this.#discard()}>Discard</button>
          <button class="button primary" name="create">Create job</button>
        </div>
      </form>`,
    )
    this.making = making({
      path: '/jobs/',
      slot: SLOT,
      noun: 'job',
      until: (release) => this.until(release),
      form: {
        root: this,
        isEmpty: () => this.#isEmpty(),
        values: () => allStanding(this.fields),
        clear: () => this.#fill({}),
        fill: (body) => {
          this.#fill(body)
          this.#store('name')
        },
        focus: () => this.fields.name.input.focus(),
        rest: (isSending) => this.#rest(isSending),
      },
    })
    this.querySelector('form')?.append(this.making.root)
    const before = storedForm(SLOT) ?? {}
    before.names?.forEach(learnNames)
    if (this.dataset.client && !before.fields?.client_id) this.#preset(this.dataset.client)
    for (const [name, field] of Object.entries(this.fields)) {
      const { control } = field
      if (before.fields && name in before.fields) (control.writeText ?? control.write)(before.fields[name] ?? '')
      for (const event of ['input', 'change', 'choose']) control.root.addEventListener(event, () => this.#store(name))
      // Ask when the field is left, not at the end of the form.
      if (control.finish) control.root.addEventListener('focusout', () => field.judge((_, isChosen) => isChosen && this.#store(name)))
    }
    this.#client = value('client_id')
    if (!before.fields?.pricing_methodology) this.fields.pricing_methodology.control.write('time_materials')
    if (before.fields) this.#tell('What you typed earlier is still here.')
    loadPeople().then(
      () => this.isConnected && this.fields.assigned_to.control.write(value('assigned_to')),
      () => {},
    )
    this.fields.name.input.dataset.focus = ''
    this.fields.name.input.focus()
  }

  /** Presets the client from whose page the person came, unless they have selected one in the meantime. */
  #preset(/** @type {string} */ id) {
    const lost = whenReachable(
      () => read(false),
      () => this.isConnected && !this.#client,
    )
    const read = async (isFirst = true) => {
      try {
        const { data } = await client.get(`/clients/${id}/`)
        learnNames(data)
        if (this.#client) return
        this.fields.client_id.control.write(id)
        this.#client = id
      } catch (error) {
        if (isFirst) toastError(error)
        lost(error)
      }
    }
    void read()
  }

  #values() {
    return Object.fromEntries(Object.entries(this.fields).map(([name, { control }]) => [name, control.read()]))
  }

  /** Ignores the preset value. */
  #isEmpty() {
    return Object.entries(this.fields).every(([name, field]) => {
      const value = standing(field)
      return name === 'pricing_methodology' || value === null || value === '' || value.length === 0
    })
  }

  #fill(/** @type {Record<string, any>} */ body) {
    for (const [name, { control }] of Object.entries(this.fields))
      control.write(body[name] ?? (name === 'pricing_methodology' ? 'time_materials' : name === 'assigned_to' ? [] : null))
    this.#client = body.client_id ?? null
  }

  get #formError() {
    return /** @type {HTMLElement} */ (this.querySelector('[data-form-error]'))
  }

  #rest(/** @type {boolean} */ isSending) {
    this.#isSending = isSending
    const create = /** @type {HTMLButtonElement} */ (this.querySelector('[name="create"]'))
    create.disabled = isSending
    clearTimeout(this.#slow)
    this.#tell('')
    if (isSending) this.#slow = window.setTimeout(() => this.#tell('Creating…'), 200)
  }

  #store(/** @type {string} */ name) {
    if (this.#isMade) return
    // A contact belongs to one client: clear it when another client is selected, but not while the person is only typing.
    const client = this.fields.client_id.control.read()
    if (client !== this.#client) this.fields.contact_id.control.write(null)
    this.#client = client
    const fields = allStanding(this.fields)
    const isEmpty = this.#isEmpty()
    const names = ['client_id', 'contact_id'].flatMap((field) => {
      const option = /** @type {any} */ (this.fields[field].control.root).value
      return option ? [{ id: option.id, name: option.label }] : []
    })
    storeForm(SLOT, isEmpty ? null : { fields, names })
    this.fields[name].clearQuestion()
    this.#showError(name, '')
    this.#tell(
      isEmpty ? '' : isStoredOnDevice() ? 'Stored on this device until you create the job' : 'Only on this screen until you create the job',
    )
  }

  async #submit(/** @type {Event} */ event) {
    event.preventDefault()
    // Ignore a second Enter while the first is pending.
    if (this.#isSending) return
    const fields = Object.fromEntries(Object.entries(this.#values()).filter(([, value]) => value !== null && value !== ''))
    if (!fields.name?.trim()) {
      this.#showError('name', 'A job needs a name.')
      return this.fields.name.input.focus()
    }
    const open = Object.entries(this.fields).filter(([name, field]) => !field.judge((_, isChosen) => isChosen && this.#store(name)))
    if (open.length) return open[0][1].input.focus()
    // Text in a client or contact field that matches none would be missing from the job.
    const unchosen = /** @type {import('../combobox/combobox.js').Combobox[]} */ ([...this.querySelectorAll('jt-combobox')]).find(
      (one) => one.isUnchosen,
    )
    if (unchosen) return /** @type {HTMLElement} */ (unchosen.querySelector('.combobox__unchosen button')).focus()
    this.#formError.textContent = ''
    const sent = allStanding(this.fields)
    const made = await this.making?.make(fields)
    if (!made) return
    if (!made.done) return this.#refused(made.error)
    const { id, job_number: number } = made.done.answer
    if (!made.isFree) {
      typeOnto(made.done, this.fields, sent)
      // Clear the stored text only if it is this form's, not that of another one started since.
      if (this.isConnected || same(storedForm(SLOT)?.fields, allStanding(this.fields))) clearStoredForm(SLOT)
    }
    const isLeft = !this.isConnected || (made.isFree && !this.#isEmpty())
    toast(`Job ${number} was created.`, { tone: 'good', actions: isLeft ? [{ label: 'Open', run: () => go(`#/jobs/${id}`) }] : [] })
    if (isLeft) return
    this.#isMade = true
    amend(boardAddress()) // Back leads to the board, not to an empty form.
    go(`#/jobs/${id}`)
  }

  #refused(/** @type {any} */ error) {
    if (!this.isConnected) return toastError(error, 'The job was not created')
    const left = (error.errors ?? []).filter((/** @type {any} */ { field, message }) => {
      if (!this.fields[field]) return true
      this.#showError(field, message)
      return false
    })
    if (error.errors?.length && !left.length) this.querySelector('[aria-invalid="true"]')?.scrollIntoView({ block: 'nearest' })
    else this.#formError.textContent = left[0]?.message ?? error.message
  }

  #showError(/** @type {string} */ name, /** @type {string} */ message) {
    const { root, input } = this.fields[name]
    const place = /** @type {HTMLElement} */ (root.querySelector('.field__error'))
    if (place.textContent !== message) place.textContent = message
    input.setAttribute('aria-invalid', String(message !== ''))
  }

  #tell(/** @type {string} */ text) {
    const place = /** @type {HTMLElement} */ (this.querySelector('[data-kept]'))
    if (place.textContent !== text) place.textContent = text
  }

  #discard() {
    const before = storedForm(SLOT)
    clearStoredForm(SLOT)
    go(boardAddress())
    if (before)
      toast('The new job was discarded.', {
        actions: [
          {
            label: 'Undo',
            run: () => {
              storeForm(SLOT, before)
              go('#/jobs/new')
            },
          },
        ],
      })
  }
}

customElements.define('jt-new-job', NewJob)
