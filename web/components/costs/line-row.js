import { element, show } from '../../js/lib/html.js'
import { onKey } from '../../js/lib/keys.js'
import { icon } from '../../js/app/icons.js'
import { act } from '../../js/app/busy-buttons.js'
import { whenTypingIdle } from '../conflict/typing-idle.js'
import { client } from '../../js/app/client.js'
import { clearStoredForm, storeForm, storedForm } from '../../js/app/form-storage.js'
import { SAVE_LABELS } from '../../js/app/labels.js'
import { load } from '../../js/app/load.js'
import { refused } from '../../js/app/moves.js'
import { bodyOf } from '../../js/app/mutations.js'
import { toastError } from '../../js/app/lazy-toasts.js'
import { negated, plus, times } from '../../js/client/decimal.js'
import { LINE_FIELDS, sameLineValue } from '../../js/client/cost-line-conflicts.js'
import { sameFields } from '../../js/client/values.js'
import { asSent, judge, lineFields, messageLine, sameValue, shownValue } from './line-fields.js'

/** @typedef {{id: string | null, path: string, etag: string, data?: any, generation?: string | null}} Seen a part of the job, as it was shown */
/** @typedef {{etag: string, turn: number, value: string, generation?: string | null}} Base the value of a field when the edit started, and the version shown then */

const isRefused = (/** @type {any} */ { state }) => state === 'conflict' || state === 'failed'
const UNDER_WAY = new Set(['queued', 'sending', 'waiting', 'signed-out'])

/**
 * A line of a cost set, edited in place. What is typed is stored on this device, each field with the version its edit started from, until it is
 * saved. A newer version, or the response to a change of another field, does not become the base of a field whose typed text hides the new value.
 */
export class LineRow {
  /**
   * The typed text, by field.
   * @type {Record<string, string>}
   */
  #typed = {}
  /** @type {Record<string, Base>} */
  #bases = {}
  /**
   * The value and version that each input shows. An input with the focus is not rewritten.
   * @type {Record<string, Base>}
   */
  #shown = {}
  /** Whether the kind is being selected with arrow keys, which pass other options. */
  #isByKeys = false
  /** Counts the versions shown, to tell which of two bases is older. */
  #turn = 0
  /**
   * The pending change, or the one in conflict.
   * @type {any}
   */
  #mutation = null
  /** @type {Promise<any> | null} */
  #promise = null
  /** @type {Record<string, string>} */
  #sent = {}
  /** @type {(() => void) | null} */
  #unfollow = null
  /** What this row has stored. */
  #stored = ''
  #stated = ''
  /** Whether the line is being removed: typed text is not sent in the meantime. */
  #isRemoving = false
  isRemoved = false
  #part

  /**
   * @param {any} line
   * @param {Seen} part
   * @param {{job: string, kind: string, isReadOnly: boolean}} where
   * @param {() => void} [summed] called when the row's amounts have changed
   */
  constructor(line, part, { job, kind, isReadOnly }, summed = () => {}) {
    this.id = line.id
    this.summed = summed
    this.line = line
    this.#part = part
    this.where = { job, kind, isReadOnly }
    this.slot = `line.${job}.${kind}.${line.id}`
    this.fields = lineFields({ label: line.description })
    this.state = element`<span class="line__state" role="status"></span>`
    this.message = messageLine(this.fields.inputs)
    this.button = /** @type {HTMLButtonElement} */ (
      element`
      <button type="button" class="button quiet icon small" data-acts name="remove-line" aria-label="Remove ${line.description}"
        @click=${() => this.remove()}>${icon('trash', 14)}</button>`
    )
    this.root = element`
      <tr class="line" data-line="${line.id}">
        ${this.fields.cells}
        <td class="line__cell is-end">${this.state}${this.button}</td>${this.message.root}
      </tr>`
    this.setReadOnly(isReadOnly)
    if (!isReadOnly) this.#restore()
    this.root.addEventListener('input', (event) => this.#type(/** @type {any} */ (event.target)))
    this.root.addEventListener('pointerdown', () => {
      this.#isByKeys = false
    })
    this.root.addEventListener('change', (event) => /** @type {any} */ (event.target).name === 'kind' && !this.#isByKeys && this.save())
    this.root.addEventListener('focusout', (event) => {
      if (!this.root.contains(/** @type {Node | null} */ (event.relatedTarget))) this.save()
      for (const field of LINE_FIELDS) if (!(field in this.#typed)) this.#write(field)
    })
    onKey(this.root, (event) => this.#key(event))
    this.show(line, part)
  }

  /** Restores what an earlier row of this line has left: text, and a pending change or one that waits for the person. */
  #restore() {
    const before = storedForm(this.slot)
    if (before?.bases) {
      this.#typed = before.typed
      this.#bases = before.bases
      this.#stored = JSON.stringify(before)
      this.#turn = Math.max(0, ...Object.values(this.#bases).map(({ turn }) => turn)) + 1
    }
    const pending = client.pending(this.where.job).find((mutation) => this.#isOfLine(mutation))
    if (!pending) return
    for (const [field, text] of Object.entries(bodyOf(pending))) {
      if (!LINE_FIELDS.includes(field) || field in this.#typed) continue
      this.#typed[field] = shownValue(field, text)
      this.#bases[field] = {
        etag: pending.etag ?? this.#part.etag,
        generation: pending.generation,
        turn: this.#turn - 1,
        value: /** @type {any} */ (pending).seen?.line?.[field] ?? this.line[field],
      }
    }
    this.#follow(pending)
  }

  #isOfLine(/** @type {any} */ { kind, recordID, url }) {
    return kind === 'line-change' && recordID === this.where.job && url.endsWith(`/${this.id}/`)
  }

  get isDirty() {
    return Object.keys(this.#typed).length > 0
  }

  /**
   * The difference between the row's amounts and the saved ones.
   * @returns {Record<string, string>}
   */
  get unsaved() {
    if (!this.isDirty || this.isRemoved) return {}
    const shown = Object.fromEntries(
      LINE_FIELDS.map((field) => [field, field in this.#typed ? asSent([field, this.#typed[field]])[1] : this.line[field]]),
    )
    const [now, saved] = [shown, this.line].map((line) => ({
      cost: times(line.quantity, line.unit_cost),
      revenue: times(line.quantity, line.unit_rev),
      hours: line.kind === 'time' ? times(line.quantity, '1') : '0',
    }))
    // Until an amount is complete, the saved one counts.
    return Object.values(now).includes('')
      ? {}
      : Object.fromEntries(Object.entries(now).map(([name, amount]) => [name, plus(amount, negated(/** @type {any} */ (saved)[name]))]))
  }

  /** @param {boolean} isReadOnly */
  setReadOnly(isReadOnly) {
    this.where.isReadOnly = isReadOnly
    for (const input of Object.values(this.fields.inputs)) {
      if (input.localName === 'select') input.disabled = isReadOnly
      else input.readOnly = isReadOnly
    }
    this.button.hidden = isReadOnly
  }

  /**
   * @param {any} line
   * @param {Seen} part
   */
  show(line, part) {
    const isChanged = this.line !== line && LINE_FIELDS.some((field) => this.line[field] !== line[field])
    if (part.etag !== this.#part.etag) this.#turn += 1
    this.line = line
    this.#part = part
    for (const field of LINE_FIELDS) {
      const input = this.fields.inputs[field]
      if (field in this.#typed && sameValue(field, this.#typed[field], line[field]) && document.activeElement !== input) this.#untype(field)
      const isHeld = document.activeElement === input && !(field in this.#typed) && field in this.#shown
      if (!isHeld) this.#write(field)
      else if (sameValue(field, input.value, line[field])) this.#shown[field] = this.#baseOf(field)
    }
    this.fields.reckon()
    this.summed()
    // In print, a long description must not be cut off.
    this.fields.cells[1].dataset.print = this.fields.inputs.description.value
    this.#store()
    this.#showState(isChanged)
  }

  #write(/** @type {string} */ field) {
    const input = this.fields.inputs[field]
    const value = this.#typed[field] ?? shownValue(field, this.line[field])
    if (input.value !== value) input.value = value
    this.#shown[field] = this.#baseOf(field)
  }

  #type(/** @type {HTMLInputElement} */ { name, value }) {
    if (!(name in this.fields.inputs)) return
    this.#bases[name] ??= this.#shown[name] ?? this.#baseOf(name)
    this.#typed[name] = value
    this.message.say('')
    this.fields.reckon()
    this.summed()
    this.#store()
    this.#showState()
  }

  /** @param {string} field */
  #untype(field) {
    delete this.#typed[field]
    delete this.#bases[field]
  }

  /** @param {string} field @returns {Base} */
  #baseOf(field) {
    const { etag, generation } = this.#part
    return { etag, generation, turn: this.#turn, value: this.line[field] }
  }

  /**
   * What the person saw of the line: for edited fields the value at that time, and the oldest of these versions.
   * @param {string[]} fields
   * @returns {Seen}
   */
  #seen(fields) {
    const { id, path, etag, generation } = this.#part
    /** @type {Base[]} */
    const bases = fields.map((field) => this.#bases[field])
    const oldest = bases.reduce((one, other) => (other.turn < one.turn ? other : one), { etag, generation, turn: this.#turn, value: '' })
    const line = { ...this.line, ...Object.fromEntries(fields.map((field) => [field, this.#bases[field].value])) }
    return { id, path, etag: oldest.etag, generation: oldest.generation, data: { lines: [line] } }
  }

  #store() {
    if (this.where.isReadOnly) return
    if (this.isDirty) {
      const now = { typed: this.#typed, bases: this.#bases, line: this.line }
      this.#stored = JSON.stringify(now)
      storeForm(this.slot, now)
    } else if (this.#stored) {
      // Do not clear what another tab has stored for this line in the meantime.
      if (JSON.stringify(storedForm(this.slot)) === this.#stored) clearStoredForm(this.slot)
      this.#stored = ''
    }
  }

  /** The changed fields, as they are sent. */
  #wanted() {
    return Object.fromEntries(
      this.#changed()
        .filter(([field, text]) => 'value' in judge(field, text))
        .map(asSent),
    )
  }

  #changed() {
    return Object.entries(this.#typed).filter(
      ([field, text]) => !sameValue(field, text, this.line[field]) && !sameValue(field, text, this.#bases[field].value),
    )
  }

  /** The person has answered the question about a field. */
  #mean(/** @type {string} */ field, /** @type {string} */ value) {
    this.#typed[field] = shownValue(field, value)
    this.#store()
    this.show(this.line, this.#part)
    this.fields.inputs[field].focus()
    this.save()
  }

  /** Saves what is typed. A pending change goes first; a conflict stays open, unless the person has typed something else since. */
  save() {
    if (this.where.isReadOnly || this.#isRemoving || (this.#mutation && !isRefused(this.#mutation))) return
    const fields = this.#wanted()
    const open = this.#changed().length ? this.message.judge(this.#changed(), (field, value) => this.#mean(field, value)) : []
    if (this.#mutation?.state === 'conflict' && sameFields(fields, this.#sent)) return
    this.#release()?.discard()
    if (!Object.keys(fields).length) {
      for (const field of Object.keys(this.#typed)) if (!open.includes(field)) this.#untype(field)
      return this.show(this.line, this.#part)
    }
    const { job, kind } = this.where
    const change = client.changeLine(this.#seen(Object.keys(fields)), /** @type {'actual'} */ (kind), this.id, fields)
    const mutation = client.pending(job).find((one) => this.#isOfLine(one) && !isRefused(one))
    if (mutation) this.#follow(mutation)
    change.catch((error) => mutation ?? toastError(error, 'The line was not changed'))
  }

  /** @returns {any} the change that the row has followed until now */
  #release() {
    const mutation = this.#mutation
    this.#unfollow?.()
    this.#unfollow = null
    this.#mutation = this.#promise = null
    this.#sent = {}
    return mutation
  }

  /**
   * Follows the state of the change, wherever it is decided: here, in the menu of unsaved changes, or on another page.
   * @param {any} mutation
   */
  #onMutation(mutation) {
    if (mutation !== this.#mutation) return
    if (mutation.state === 'queued') this.#follow(mutation)
    else if (mutation.state === 'discarded') this.#givenUp()
    else this.#showState()
  }

  /** The change was discarded: the fields show the current values. */
  #givenUp() {
    for (const field of Object.keys(this.#sent)) if (this.#isAsSent(field)) this.#untype(field)
    this.#release()
    this.show(this.line, this.#part)
  }

  /** @param {any} mutation */
  #follow(mutation) {
    const { promise } = mutation
    if (promise === this.#promise) return
    const body = bodyOf(mutation)
    // It was sent again with the person's choices: show these.
    if (mutation === this.#mutation) this.#choose(body)
    this.#mutation = mutation
    this.#promise = promise
    this.#sent = body
    this.#unfollow ??= client.on('mutation', (/** @type {any} */ changed) => this.#onMutation(changed))
    this.#showState()
    // A refused change is shown in the row.
    if (isRefused(mutation)) return
    promise.then(
      (/** @type {any} */ done) => promise === this.#promise && this.#saved(done),
      (/** @type {any} */ error) => promise === this.#promise && this.#refused(error),
    )
  }

  /** Whether a field still contains what was sent. */
  #isAsSent(/** @type {string} */ field) {
    return field in this.#typed && asSent([field, this.#typed[field]])[1] === this.#sent[field]
  }

  /** @param {Record<string, string>} body what is sent now; fields that were sent before and are missing from it keep their current values */
  #choose(body) {
    for (const field of Object.keys(this.#sent)) {
      if (!this.#isAsSent(field)) continue
      if (!(field in body)) this.#untype(field)
      else if (body[field] !== this.#sent[field]) this.#typed[field] = shownValue(field, body[field])
    }
    this.show(this.line, this.#part)
  }

  #saved(/** @type {any} */ { answer: { line }, snapshot }) {
    const { job } = this.where
    const sent = this.#sent
    for (const field of Object.keys(sent)) if (this.#isAsSent(field)) this.#untype(field)
    this.#release()
    // A late response must not replace newer data.
    if ((client.held(job)?.updatedAt ?? '') > snapshot.updatedAt) this.show(this.line, this.#part)
    else {
      // Text typed in the meantime continues from the new version if that brought no new value for its field.
      const current = Object.keys(this.#typed).filter((field) => sameLineValue(field, sent[field] ?? this.#bases[field].value, line[field]))
      const { id, path } = this.#part
      this.show(line, { id, path, etag: snapshot.etag, generation: snapshot.generation })
      for (const field of current) if (field in this.#typed) this.#bases[field] = this.#baseOf(field)
      this.#store()
    }
    if (this.isDirty && !this.root.contains(document.activeElement)) this.save()
  }

  async #refused(/** @type {any} */ error) {
    const mutation = this.#mutation
    if (error.name === 'DiscardedError') return this.#givenUp()
    if (error.status === 400 && error.errors?.length) {
      this.message.refuse(error.errors)
      this.#release().discard()
    } else if (error.status === 404) {
      this.#release()
      this.#missing(error)
    } else if (error.conflict) {
      this.#showState()
      // The person has moved to another field: wait until they stop typing.
      await whenTypingIdle()
      if (mutation === this.#mutation && this.root.isConnected) await this.#ask()
    } else await refused(error, 'The line was not changed')
    this.#showState()
  }

  /** Opens the conflict dialog, including what was typed since. */
  async #ask() {
    const mutation = this.#mutation
    if (mutation?.state !== 'conflict') return
    if (!sameFields(this.#wanted(), this.#sent)) return this.save()
    const { resolveMutation } = await load(() => import('../conflict/resolve.js'))
    if (mutation.state === 'conflict') await resolveMutation(mutation)
  }

  /** The line or its job was deleted: reload the job to find out which. The typed text stays. */
  #missing(/** @type {any} */ error) {
    error.mutation?.discard()
    client.job(this.where.job).catch(() => {}) // If it is deleted, its page shows that.
    return null
  }

  /** Discards what was typed, and shows the saved line. */
  discard() {
    this.#release()?.discard()
    for (const field of Object.keys(this.#typed)) this.#untype(field)
    this.message.say('')
    this.#shown = {} // Also rewrite the input with the focus.
    this.show(this.line, this.#part)
  }

  /**
   * Someone has removed the line during an edit: the text stays until the person decides.
   * @param {(values: Record<string, string>) => boolean} addAgain returns whether the new-line row was free
   */
  markRemoved(addAgain) {
    this.isRemoved = true
    this.where.isReadOnly = true
    this.root.classList.add('is-removed')
    for (const input of Object.values(this.fields.inputs)) input.disabled = true
    const values = Object.fromEntries(LINE_FIELDS.map((field) => [field, this.fields.inputs[field].value]))
    const leave = () => {
      for (const field of Object.keys(this.#typed)) this.#untype(field)
      this.#release()?.discard()
      clearStoredForm(this.slot)
      this.root.remove()
    }
    const again = () => {
      if (addAgain(values)) leave()
    }
    show(
      /** @type {Element} */ (this.root.querySelector('.is-end')),
      element`<span class="line__state" role="alert">This line was removed. Your text is still here.</span>`,
      element`<button type="button" class="link" name="add-again" @click=${again}>Add it again</button>`,
      element`<button type="button" class="link" name="leave-line" @click=${leave}>Discard it</button>`,
    )
  }

  async remove() {
    const { kind } = this.where
    const removal = client.removeLine(this.#seen(Object.keys(this.#typed)), /** @type {'actual'} */ (kind), this.id)
    this.#isRemoving = true
    const done = await act(
      removal.catch((error) => (error.status === 404 ? this.#missing(error) : Promise.reject(error))),
      'The line was not removed',
    )
    this.#isRemoving = false
    // The person removed the line, so its text is discarded too.
    if (done) this.discard()
  }

  #key(/** @type {KeyboardEvent} */ event) {
    const input = /** @type {HTMLElement} */ (event.target)
    if (input === this.fields.inputs.kind) this.#isByKeys = !['Tab', 'Shift', ' ', 'F4'].includes(event.key) && !event.altKey
    if (event.key === 'Escape' && this.isDirty && (!this.#mutation || isRefused(this.#mutation))) {
      event.stopPropagation()
      this.discard()
    } else if (event.key === 'Enter' && (input.localName === 'input' || input.localName === 'select')) {
      event.preventDefault()
      this.save()
      if (input.getAttribute('aria-invalid') === 'true') return
      // Move to the same cell of the next line, as in a spreadsheet.
      const next = /** @type {HTMLElement | null} */ (
        this.root.nextElementSibling?.querySelector(`[name="${/** @type {any} */ (input).name}"]`)
      )
      next?.focus()
    }
  }

  #showState(isChanged = false) {
    const isAsked = this.#mutation?.state === 'conflict'
    const state = this.#mutation?.state
    const stated = isAsked || UNDER_WAY.has(state) ? SAVE_LABELS[state] : this.isDirty ? SAVE_LABELS.dirty : ''
    // Redraw only on change: screen readers announce each update.
    if (stated !== this.#stated) {
      this.#stated = stated
      if (isAsked)
        show(this.state, element`<button type="button" class="link" name="show-difference" @click=${() => this.#ask()}>${stated}</button>`)
      else this.state.textContent = stated
    }
    this.root.classList.toggle('is-dirty', this.isDirty)
    if (isChanged && !this.isDirty) {
      this.root.classList.remove('is-fresh')
      void this.root.offsetWidth // Restarts the animation.
      this.root.classList.add('is-fresh')
    }
  }
}
