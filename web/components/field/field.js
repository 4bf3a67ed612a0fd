import { element, show } from '../../js/lib/html.js'
import { onKey } from '../../js/lib/keys.js'
import { whenReleased } from '../../js/lib/pressed.js'
import { time } from '../../js/app/format.js'
import { fieldText } from '../../js/app/fields.js'
import { SAVE_LABELS, fieldLabel } from '../../js/app/labels.js'
import { same } from '../../js/client/values.js'
import { sideText } from '../difference/difference.js'

/** A field of a record: its label, its control, the state of saving, and others' changes. */

/** @typedef {import('../../js/client/draft.js').Draft} Draft */
/** @typedef {import('../../js/app/numbers.js').Verdict} Verdict */
/** @typedef {import('../../js/client/types.js').Snapshot} Snapshot */
/** @typedef {{by: {id: string, name: string} | null, at: string | null}} Author */
/**
 * @typedef {object} Control
 * @property {HTMLElement} root the element
 * @property {() => any} read the value in the record's format
 * @property {(value: any) => void} write
 * @property {() => Verdict} [finish] for values that are incomplete while typing: the verdict when the person has finished
 * @property {() => string} [text] the typed text, complete or not
 * @property {(text: string) => void} [writeText]
 * @property {(text: string) => boolean} [isLost] whether the stored text is not enough to restore the input
 * @property {string[]} [typed] events that mean typing
 * @property {string[]} [chosen] events that mean a complete value, which is saved at once
 */

let made = 0

/** How long a field shows who changed it, in milliseconds. */
const FRESH = 45_000

export class Field {
  /** @type {(() => void)[]} */
  #releases = []
  /**
   * The snapshot that the control showed last: the base of what is typed.
   * @type {Snapshot | undefined}
   */
  #seen
  #hasFocus = false
  /** Whether the value was changed with the keyboard, so that the next key may change it again. */
  #isByKeys = false
  /**
   * The open refusal or question about the input.
   * @type {Exclude<Verdict, {value: any}> | null}
   */
  #open = null
  /** Printed instead of the input, which would cut off long text. */
  #paper = element`<p class="field__paper only-print"></p>`
  #freshTimer = 0

  /**
   * @param {{name: string, label?: string, control: Control, hint?: string, isWide?: boolean}} what
   */
  constructor({ name, label = fieldLabel(name), control, hint, isWide }) {
    this.name = name
    this.control = control
    made += 1
    const id = `field-${made}`
    // A combobox creates its input when it is added to the page.
    if (control.root.localName === 'jt-combobox') control.root.setAttribute('input-id', id)
    else this.input.id = id
    this.input.setAttribute('aria-describedby', `${id}-state ${id}-error`)
    this.root = element`
      <div class="field ${isWide ? 'is-wide' : ''}" data-field="${name}" data-state="clean">
        <div class="field__top">
          <label class="field__label" for="${id}">${label}</label>
          <span class="field__state" id="${id}-state" data-field-state></span>
        </div>
        ${control.root}
        ${this.#paper}
        ${hint ? element`<small class="muted">${hint}</small>` : null}
        <div class="field__question" role="alert" data-question="${name}" hidden></div>
        <p class="field__error" id="${id}-error" role="alert"></p>
      </div>`
    if (control.finish) this.#watchHands()
  }

  /** Tells a date that is picked in the browser's calendar from one that is being typed: both fire the same events. */
  #watchHands() {
    const { root } = this.control
    root.addEventListener('pointerdown', () => {
      this.#isByKeys = false
    })
    onKey(root, ({ key, altKey }) => {
      if (['Tab', 'Shift', 'Control', 'Meta', 'Alt', 'Escape', 'Enter'].includes(key)) return
      const opensPicker =
        key === 'F4' ||
        (altKey && key.startsWith('Arrow')) ||
        (key === ' ' && !(this.input instanceof HTMLInputElement && this.input.type === 'text'))
      this.#isByKeys = !opensPicker
    })
  }

  get input() {
    const { root } = this.control
    return /** @type {HTMLElement} */ (
      root.matches('input, select, textarea') ? root : (root.querySelector('input, select, textarea') ?? root)
    )
  }

  /**
   * @param {string} selector
   * @returns {HTMLElement}
   */
  #part(selector) {
    return /** @type {HTMLElement} */ (this.root.querySelector(selector))
  }

  /**
   * Connects the field to a draft, until `release`.
   * @param {Draft} draft
   */
  bind(draft) {
    this.release()
    const { control, name } = this
    const on = (/** @type {string} */ event, /** @type {() => void} */ listener) => {
      control.root.addEventListener(event, listener)
      this.#releases.push(() => control.root.removeEventListener(event, listener))
    }
    for (const event of control.typed ?? ['input']) on(event, () => this.#type(draft))
    for (const event of control.chosen ?? []) {
      on(event, () => {
        this.#type(draft)
        if (!this.#isByKeys && this.finish(draft)) draft.save()
      })
    }
    on('focusin', () => {
      this.#hasFocus = true
    })
    on('focusout', (/** @type {FocusEvent} */ event) => {
      if (control.root.contains(/** @type {Node | null} */ (event.relatedTarget))) return
      ;[this.#hasFocus, this.#isByKeys] = [false, false]
      const isFinished = this.finish(draft)
      draft.settle(name)
      if (isFinished && draft.dirtyFields.includes(name) && draft.fieldState(name) !== 'conflict') draft.save()
      this.show(draft)
    })
    if (control.finish)
      this.#releases.push(onKey(control.root, ({ key }) => void (key === 'Enter' && this.finish(draft) && draft.isDirty && draft.save())))
    this.#releases.push(draft.subscribe(() => this.show(draft)))
    this.#seen = draft.shown
    if (draft.isUnfinished(name) && control.isLost?.(draft.get(name))) draft.discard(name)
    this.show(draft)
  }

  /** @param {Draft} draft */
  #type(draft) {
    const { control, name } = this
    const verdict = control.finish?.()
    this.#ask(null)
    if (!verdict) draft.set(name, control.read(), this.#seen)
    // Typed back to the original value: nothing to finish.
    else if ('value' in verdict && same(verdict.value, this.#seen?.record[name])) draft.set(name, verdict.value, this.#seen)
    else draft.setUnfinished(name, control.text?.(), this.#seen)
  }

  /**
   * The person has finished: they left the field, pressed Enter, made a choice, or are saving.
   * @param {Draft} draft
   * @returns {boolean} whether the input is a value
   */
  finish(draft) {
    const { name } = this
    if (!draft.isUnfinished(name)) return true
    return this.judge((value, isChosen) => {
      draft.set(name, value, this.#seen)
      if (isChosen) draft.save()
    })
  }

  /**
   * Accepts the input, or shows why not, or asks what it means.
   * @param {(value: any, isChosen: boolean) => void} take
   * @returns {boolean} whether it is a value
   */
  judge(take) {
    const { control } = this
    const verdict = control.finish?.() ?? { value: control.read() }
    if ('value' in verdict) {
      this.#ask(null)
      take(verdict.value, false)
      return true
    }
    this.#ask(verdict, (value) => {
      control.write(value)
      this.#ask(null)
      take(value, true)
    })
    return false
  }

  /** The person continues typing: the message is outdated. */
  clearQuestion() {
    this.#ask(null)
  }

  /** @param {Exclude<Verdict, {value: any}> | null} open @param {(value: any) => void} [choose] */
  #ask(open, choose = () => {}) {
    if (same(open, this.#open)) return
    this.#open = open
    const place = this.#part('.field__question')
    const hadFocus = place.contains(document.activeElement)
    const question = open && 'question' in open ? open : null
    place.hidden = question === null
    show(
      place,
      question && [
        element`<span>${question.question}</span>`,
        question.choices.map(
          ({ label, value }) => element`
      <button type="button" class="button small" data-meant="${value}" @click=${() => choose(value)}>${label}</button>`,
        ),
      ],
    )
    if (hadFocus) this.input.focus()
    this.#say(open ? SAVE_LABELS.dirty : '')
    this.#showError(open && 'refusal' in open ? open.refusal : '')
    if (open) this.root.dataset.state = 'invalid'
  }

  /** @param {string} error */
  #showError(error) {
    const place = this.#part('.field__error')
    if (place.textContent !== error) place.textContent = error
    this.input.setAttribute('aria-invalid', String(error !== '' || this.#open !== null))
  }

  release() {
    for (const release of this.#releases.splice(0)) release()
  }

  /** @param {Draft} draft */
  show(draft) {
    const { name, control } = this
    const state = draft.fieldState(name)
    // Saved after the field was left: show the value as the server stores it, "12.50" for "12.5".
    if (
      state === 'saved' &&
      !this.#hasFocus &&
      !this.root.contains(document.activeElement) &&
      !same(draft.get(name), draft.shown.record[name])
    )
      draft.settle(name)
    const value = draft.get(name)
    const isUnfinished = draft.isUnfinished(name)
    if (!isUnfinished) this.#ask(null)
    this.root.dataset.state = this.#open ? 'invalid' : state
    // Empty fields are not printed.
    this.root.classList.toggle('is-empty', !value || value.length === 0)
    // Do not rewrite an incomplete value while the person is typing; its base is what they saw.
    const isHeld = this.#hasFocus && control.finish !== undefined
    if (isUnfinished) {
      if (!isHeld && control.text?.() !== value) control.writeText?.(value)
    } else if (!isHeld) this.#write(draft, value)
    else if (same(control.read(), value)) this.#seen = draft.shown
    const paper = fieldText(name, value)
    if (this.#paper.textContent !== paper) this.#paper.textContent = paper
    if (!this.#open) this.#showError(draft.errors[name] ?? '')
    if (state !== 'clean' && state !== 'saved') this.#calm()
    if (!this.root.classList.contains('is-fresh'))
      this.#say(isUnfinished && !isHeld ? SAVE_LABELS.dirty : state === 'clean' || state === 'dirty' ? '' : (SAVE_LABELS[state] ?? ''))
    whenReleased(this.root, () => this.#showIncoming(draft))
  }

  /** @param {Draft} draft @param {any} value */
  #write(draft, value) {
    const { control } = this
    // Rewrite a number even if the value is the same: it may have been typed in another language's format.
    if (control.finish || !same(control.read(), value)) rewrite(this.input, () => control.write(value))
    this.#seen = draft.shown
  }

  /**
   * Marks the field: someone else has changed it, and it now shows their value.
   * @param {Author} author
   */
  markFresh({ by, at }) {
    this.root.classList.add('is-fresh')
    this.#say([by?.name.split(' ')[0], at && time(at)].filter(Boolean).join(', '), by?.name)
    clearTimeout(this.#freshTimer)
    this.#freshTimer = window.setTimeout(() => this.#calm(), FRESH)
  }

  #calm() {
    if (!this.root.classList.contains('is-fresh')) return
    clearTimeout(this.#freshTimer)
    this.root.classList.remove('is-fresh')
    this.#say('')
  }

  #say(/** @type {string} */ text, /** @type {string | undefined} */ title = text) {
    const place = this.#part('[data-field-state]')
    place.title = title
    if (place.textContent !== text) place.textContent = text
  }

  /**
   * Shows that someone else has changed a field with unsaved text; the text stays.
   * @param {Draft} draft
   */
  #showIncoming(draft) {
    const incoming = draft.incoming[this.name]
    const shown = this.root.querySelector('.field__incoming')
    if (!incoming) return shown?.remove()
    const text = fieldText(this.name, incoming.value)
    const key = `${text}|${incoming.by?.name}`
    if (shown instanceof HTMLElement && shown.dataset.key === key) return
    const note = element`
      <div class="field__incoming" role="status" data-key="${key}" data-incoming="${this.name}">
        <span>${incoming.by?.name ?? 'Someone'} has changed this${incoming.at ? ` (${time(incoming.at)})` : ''}:</span>
        ${sideText(fieldText(this.name, incoming.base), text, 'theirs')}
        <button type="button" class="link" data-take="${this.name}" @click=${() => draft.takeIncoming(this.name)}>Use theirs</button>
      </div>`
    if (shown) shown.replaceWith(note)
    else this.#part('.field__error').before(note)
  }
}

/**
 * Writes a value and keeps the caret position.
 * @param {HTMLElement} input
 * @param {() => void} write
 */
function rewrite(input, write) {
  const isText =
    input === document.activeElement &&
    (input instanceof HTMLTextAreaElement || (input instanceof HTMLInputElement && input.type === 'text'))
  if (!isText) return write()
  const { selectionStart, selectionEnd } = input
  write()
  input.setSelectionRange(selectionStart, selectionEnd)
}
