import { element, show } from '../../js/lib/html.js'
import { icon } from '../../js/app/icons.js'
import { act } from '../../js/app/acting.js'
import { whenLookingUp } from '../conflict/attention.js'
import { client } from '../../js/app/client.js'
import { parked } from '../../js/app/handed.js'
import { forget, keep, kept } from '../../js/app/kept.js'
import { LINE_FIELDS } from '../../js/client/lines.js'
import { asSent, lineFields, refusalText, sameValue } from './line-fields.js'

/** @typedef {{id: string | null, path: string, etag: string, data?: any}} Seen a part of the job, as it was shown */

/**
 * A line of a cost set, edited in its place. What is typed is kept on this device, with the version it began from, until it is saved.
 */
export class LineRow {
  /**
   * What was typed, by field.
   * @type {Record<string, string>}
   */
  #typed = {}
  /**
   * What was shown when typing began: the version that the change names, and the line as it was.
   * @type {Seen | null}
   */
  #base = null
  #isSaving = false
  /**
   * The change that somebody else was faster than, until the person looks at it.
   * @type {any}
   */
  #question = null
  isRemoved = false
  #part

  /**
   * @param {any} line
   * @param {{id: string | null, path: string, etag: string}} part
   * @param {{job: string, kind: string, isReadOnly: boolean}} where
   */
  constructor(line, part, { job, kind, isReadOnly }) {
    this.id = line.id
    this.line = line
    this.#part = part
    this.where = { job, kind, isReadOnly }
    this.slot = `line.${job}.${kind}.${line.id}`
    this.fields = lineFields({ label: line.description, isReadOnly })
    this.state = element`<span class="line__state" role="status"></span>`
    this.error = element`<p class="field__error" role="alert"></p>`
    this.root = element`
      <tr class="line" data-line="${line.id}">
        ${this.fields.cells}
        <td class="line__cell is-end">${this.state}${isReadOnly ? null : element`
          <button type="button" class="button quiet icon small" data-acts name="remove-line" aria-label="Remove ${line.description}"
            @click=${() => this.remove()}>${icon('trash', 14)}</button>`}
          ${this.error}</td>
      </tr>`
    const before = kept(this.slot)
    if (before && !isReadOnly) [this.#typed, this.#base] = [before.typed, before.base]
    this.root.addEventListener('input', (event) => this.#type(/** @type {any} */ (event.target)))
    this.root.addEventListener('change', (event) => /** @type {any} */ (event.target).name === 'kind' && this.save())
    this.root.addEventListener('focusout', (event) => !this.root.contains(/** @type {Node | null} */ (event.relatedTarget)) && this.save())
    this.root.addEventListener('keydown', (event) => this.#key(event))
    this.show(line, part)
  }

  get isDirty() {
    return Object.keys(this.#typed).length > 0
  }

  /**
   * @param {any} line
   * @param {Seen} part
   */
  show(line, part) {
    const isChanged = this.line !== line && LINE_FIELDS.some((field) => this.line[field] !== line[field])
    this.line = line
    this.#part = part
    for (const field of LINE_FIELDS) {
      const input = this.fields.inputs[field]
      if (field in this.#typed && sameValue(field, this.#typed[field], line[field]) && document.activeElement !== input) delete this.#typed[field]
      const value = this.#typed[field] ?? line[field]
      if (input.value !== value) input.value = value
    }
    this.fields.reckon()
    // On paper a description that is longer than its box must not be cut.
    this.fields.cells[1].dataset.print = this.fields.inputs.description.value
    this.#keep()
    this.#showState(isChanged)
  }

  #type(/** @type {HTMLInputElement} */ input) {
    if (!(input.name in this.fields.inputs)) return
    this.#base ??= this.#asShown()
    this.#typed[input.name] = input.value
    this.error.textContent = ''
    this.fields.reckon()
    this.#keep()
    this.#showState()
  }

  /** @returns {Seen} */
  #asShown() {
    const { id, path, etag } = this.#part
    return { id, path, etag, data: { lines: [this.line] } }
  }

  #keep() {
    if (this.where.isReadOnly) return
    if (this.isDirty) keep(this.slot, { typed: this.#typed, base: this.#base, line: this.line })
    else {
      this.#base = null
      forget(this.slot)
    }
  }

  async save() {
    if (this.#isSaving || this.#question || this.where.isReadOnly) return
    const fields = Object.fromEntries(Object.entries(this.#typed).filter(([field, value]) => !sameValue(field, value, this.line[field])))
    if (!Object.keys(fields).length) {
      this.#typed = {}
      return this.show(this.line, this.#part)
    }
    this.#isSaving = true
    this.#showState()
    const done = await this.#send(fields)
    this.#isSaving = false
    if (!done) return this.#showState()
    for (const [field, value] of Object.entries(fields)) if (this.#typed[field] === value) delete this.#typed[field]
    // What was typed meanwhile goes next, from the version that the answer showed.
    this.show(done.answer.line ?? this.line, done.snapshot ?? this.#part)
    if (this.isDirty) {
      this.#base = this.#asShown()
      this.#keep()
    }
    if (this.isDirty && !this.root.contains(document.activeElement)) this.save()
  }

  async #send(/** @type {Record<string, string>} */ fields) {
    const { job, kind } = this.where
    // What was put off before is in this one.
    parked({ job, kind: 'line-change', isHere: (url) => url.includes(this.id) })?.discard()
    const change = client.changeLine(this.#base ?? this.#asShown(), /** @type {'actual'} */ (kind), this.id, Object.fromEntries(Object.entries(fields).map(asSent)))
    try {
      return await change
    } catch (/** @type {any} */ error) {
      if (error.status === 400 && error.errors?.length) {
        this.error.textContent = refusalText(error.errors)
        error.mutation?.discard()
        return null
      }
      if (error.status === 404) return this.#missing(error)
      if (error.name === 'DiscardedError') this.discard()
      if (error.conflict) {
        // It was left for another field: the question waits until they look up from that.
        this.#isSaving = false
        this.#question = error.mutation
        this.#showState()
        await whenLookingUp()
        this.#question = null
      }
      const done = await act(Promise.reject(error), 'The line was not changed')
      if (!done && !client.pending(job).some((mutation) => mutation === error.mutation)) this.discard()
      return done
    }
  }

  /** The line is gone, or its job: the job is asked for, and what shows it says which. What was typed stays. */
  #missing(/** @type {any} */ error) {
    error.mutation?.discard()
    client.job(this.where.job).catch(() => {}) // That it is gone is told to whoever shows it.
    return null
  }

  /** Shows the line as the server has it. */
  discard() {
    this.#typed = {}
    this.#base = null
    this.show(this.line, this.#part)
  }

  /**
   * Somebody has removed the line while text was typed into it: the text stays until the person has dealt with it.
   * @param {(values: Record<string, string>) => void} addAgain
   */
  markRemoved(addAgain) {
    this.isRemoved = true
    this.where.isReadOnly = true
    this.root.classList.add('is-removed')
    for (const input of Object.values(this.fields.inputs)) input.disabled = true
    const values = Object.fromEntries(LINE_FIELDS.map((field) => [field, this.fields.inputs[field].value]))
    const leave = () => {
      forget(this.slot)
      this.root.remove()
    }
    const again = () => {
      leave()
      addAgain(values)
    }
    show(/** @type {Element} */ (this.root.lastElementChild),
      element`<span class="line__state" role="alert">Removed meanwhile, your text is kept.</span>`,
      element`<button type="button" class="link" name="add-again" @click=${again}>Add it again</button>`,
      element`<button type="button" class="link" name="leave-line" @click=${leave}>Leave it</button>`)
  }

  async remove() {
    const { kind } = this.where
    const removal = client.removeLine(this.#asShown(), /** @type {'actual'} */ (kind), this.id)
    const done = await act(removal.catch((error) => (error.status === 404 ? this.#missing(error) : Promise.reject(error))), 'The line was not removed')
    if (done) forget(this.slot)
  }

  #key(/** @type {KeyboardEvent} */ event) {
    const input = /** @type {HTMLElement} */ (event.target)
    if (event.key === 'Escape' && this.isDirty && !this.#isSaving) {
      event.stopPropagation()
      this.#question?.discard()
      this.discard()
    } else if (event.key === 'Enter' && !event.isComposing && input.localName === 'input') {
      event.preventDefault()
      this.save()
      // On to the same cell of the next line, as in a table of figures.
      const next = /** @type {HTMLElement | null} */ (this.root.nextElementSibling?.querySelector(`[name="${/** @type {any} */ (input).name}"]`))
      next?.focus()
    }
  }

  #showState(isChanged = false) {
    if (this.#question) {
      const decide = async () => (await import('../conflict/resolve.js')).resolveMutation(this.#question)
      show(this.state, element`<button type="button" class="link" name="show-difference" @click=${decide}>Needs you</button>`)
    } else this.state.textContent = this.#isSaving ? 'Saving…' : this.isDirty ? 'Not saved yet' : ''
    this.root.classList.toggle('is-dirty', this.isDirty)
    if (isChanged && !this.isDirty) {
      this.root.classList.remove('is-fresh')
      void this.root.offsetWidth // Begins the mark anew.
      this.root.classList.add('is-fresh')
    }
  }
}
