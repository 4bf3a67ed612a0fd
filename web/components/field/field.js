import { element, show } from '../../js/lib/html.js'
import { onKey } from '../../js/lib/keys.js'
import { whenReleased } from '../../js/lib/pressed.js'
import { time } from '../../js/app/format.js'
import { fieldText } from '../../js/app/fields.js'
import { SAVE_LABELS, fieldLabel } from '../../js/app/labels.js'
import { same } from '../../js/client/values.js'
import { sideText } from '../difference/difference.js'

/** A field of a record: its label, its control, how it is with saving, and what others did to it. */

/** @typedef {import('../../js/client/draft.js').Draft} Draft */
/** @typedef {import('../../js/app/numbers.js').Verdict} Verdict */
/** @typedef {import('../../js/client/types.js').Snapshot} Snapshot */
/** @typedef {{by: {id: string, name: string} | null, at: string | null}} Author */
/**
 * @typedef {object} Control
 * @property {HTMLElement} root what is shown
 * @property {() => any} read the value as the record has it
 * @property {(value: any) => void} write
 * @property {() => Verdict} [finish] where a value is typed step by step: what it is once the person is through with it
 * @property {() => string} [text] what stands there, finished or not
 * @property {(text: string) => void} [writeText]
 * @property {(text: string) => boolean} [isLost] whether such a text says nothing about what stood there
 * @property {string[]} [typed] events after which something has been typed
 * @property {string[]} [chosen] events after which the value is complete, and is saved at once
 */

let made = 0

/** How long a field shows who changed it. */
const FRESH = 45_000

export class Field {
  /** @type {(() => void)[]} */
  #releases = []
  /**
   * What the control showed last: what is typed goes over that, and over nothing newer.
   * @type {Snapshot | undefined}
   */
  #seen
  #hasFocus = false
  /** Whether the value was changed by keys, so that the next one may change it again. */
  #isByKeys = false
  /**
   * What is wrong, or to be asked, with what stands there.
   * @type {Exclude<Verdict, {value: any}> | null}
   */
  #open = null
  /** What is printed in place of a box, which cuts a text at its edge. */
  #paper = element`<p class="field__paper only-print"></p>`
  #freshTimer = 0

  /**
   * @param {{name: string, label?: string, control: Control, hint?: string, isWide?: boolean}} what
   */
  constructor({ name, label = fieldLabel(name), control, hint, isWide }) {
    this.name = name
    this.control = control
    const id = `field-${(made += 1)}`
    // A combobox makes its input when it comes into the page.
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

  /** Tells a day that is chosen in the browser's calendar from one that is being typed: both are told of by the same events. */
  #watchHands() {
    const { root } = this.control
    root.addEventListener('pointerdown', () => { this.#isByKeys = false })
    onKey(root, ({ key, altKey }) => {
      if (['Tab', 'Shift', 'Control', 'Meta', 'Alt', 'Escape', 'Enter'].includes(key)) return
      const opensPicker = key === 'F4' || (altKey && key.startsWith('Arrow')) || (key === ' ' && !(this.input instanceof HTMLInputElement && this.input.type === 'text'))
      this.#isByKeys = !opensPicker
    })
  }

  get input() {
    const { root } = this.control
    return /** @type {HTMLElement} */ (root.matches('input, select, textarea') ? root : root.querySelector('input, select, textarea') ?? root)
  }

  /**
   * @param {string} selector
   * @returns {HTMLElement}
   */
  #part(selector) {
    return /** @type {HTMLElement} */ (this.root.querySelector(selector))
  }

  /**
   * Connects the field with a draft, until `release`.
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
    on('focusin', () => { this.#hasFocus = true })
    on('focusout', (/** @type {FocusEvent} */ event) => {
      if (control.root.contains(/** @type {Node | null} */ (event.relatedTarget))) return
      ;[this.#hasFocus, this.#isByKeys] = [false, false]
      const isFinished = this.finish(draft)
      draft.settle(name)
      if (isFinished && draft.dirtyFields.includes(name) && draft.fieldState(name) !== 'conflict') draft.save()
      this.show(draft)
    })
    if (control.finish) this.#releases.push(onKey(control.root, ({ key }) => void (key === 'Enter' && this.finish(draft) && draft.isDirty && draft.save())))
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
    // Typed back to what it was: there is nothing to finish.
    else if ('value' in verdict && same(verdict.value, this.#seen?.record[name])) draft.set(name, verdict.value, this.#seen)
    else draft.setUnfinished(name, control.text?.(), this.#seen)
  }

  /**
   * The person is through with it: they left it, pressed Enter, chose, or save.
   * @param {Draft} draft
   * @returns {boolean} whether what stands there is a value
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
   * Takes what stands there, or says why not, or asks what it is to be.
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

  /** It is typed on: what was said of it is of another text. */
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
    show(place, question && [element`<span>${question.question}</span>`, question.choices.map(({ label, value }) => element`
      <button type="button" class="button small" data-meant="${value}" @click=${() => choose(value)}>${label}</button>`)])
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
    // Saved after the field was left: it shows the value as the server keeps it, "12.50" for "12.5".
    if (state === 'saved' && !this.#hasFocus && !this.root.contains(document.activeElement) && !same(draft.get(name), draft.shown.record[name])) draft.settle(name)
    const value = draft.get(name)
    const isUnfinished = draft.isUnfinished(name)
    if (!isUnfinished) this.#ask(null)
    this.root.dataset.state = this.#open ? 'invalid' : state
    // On paper there is nothing to fill in.
    this.root.classList.toggle('is-empty', !value || value.length === 0)
    // What is typed step by step is not rewritten under the person's hands; what they type goes over what they saw.
    const isHeld = this.#hasFocus && control.finish !== undefined
    if (isUnfinished) {
      if (!isHeld && control.text?.() !== value) control.writeText?.(value)
    } else if (!isHeld) this.#write(draft, value)
    else if (same(control.read(), value)) this.#seen = draft.shown
    const paper = fieldText(name, value)
    if (this.#paper.textContent !== paper) this.#paper.textContent = paper
    if (!this.#open) this.#showError(draft.errors[name] ?? '')
    if (state !== 'clean' && state !== 'saved') this.#calm()
    if (!this.root.classList.contains('is-fresh')) this.#say(isUnfinished && !isHeld ? SAVE_LABELS.dirty : state === 'clean' || state === 'dirty' ? '' : SAVE_LABELS[state] ?? '')
    whenReleased(this.root, () => this.#showIncoming(draft))
  }

  /** @param {Draft} draft @param {any} value */
  #write(draft, value) {
    const { control } = this
    // A number is written anew also where it means the same: somebody may have typed it as another language would.
    if (control.finish || !same(control.read(), value)) rewrite(this.input, () => control.write(value))
    this.#seen = draft.shown
  }

  /**
   * Somebody else changed it, and it shows their value now.
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
   * Somebody else changed a field in which something unsaved stands: it is told, and the text stays.
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
        <span>${incoming.by?.name ?? 'Somebody'} has changed this${incoming.at ? ` (${time(incoming.at)})` : ''}:</span>
        ${sideText(fieldText(this.name, incoming.base), text, 'theirs')}
        <button type="button" class="link" data-take="${this.name}" @click=${() => draft.takeIncoming(this.name)}>Take theirs</button>
      </div>`
    if (shown) shown.replaceWith(note)
    else this.#part('.field__error').before(note)
  }
}

/**
 * Writes a value, and leaves the caret about where it was.
 * @param {HTMLElement} input
 * @param {() => void} write
 */
function rewrite(input, write) {
  const isText = input === document.activeElement && (input instanceof HTMLTextAreaElement || (input instanceof HTMLInputElement && input.type === 'text'))
  if (!isText) return write()
  const { selectionStart, selectionEnd } = input
  write()
  input.setSelectionRange(selectionStart, selectionEnd)
}
