import { element } from '../../js/lib/html.js'
import { time } from '../../js/app/format.js'
import { fieldLabel, fieldText } from '../../js/app/fields.js'
import { sideText } from '../difference/difference.js'

/** A field of a record: its label, its control, how it is with saving, and what others did to it. */

/** @typedef {import('../../js/client/draft.js').Draft} Draft */
/** @typedef {{by: {id: string, name: string} | null, at: string | null}} Author */
/**
 * @typedef {object} Control
 * @property {HTMLElement} root what is shown
 * @property {() => any} read the value as the record has it
 * @property {(value: any) => void} write
 * @property {(message: string) => string} [explain] says a refusal in words that fit the control
 * @property {string[]} [typed] events after which something has been typed
 * @property {string[]} [chosen] events after which the value is complete, and is saved at once
 */

let made = 0

const STATES = /** @type {Record<string, string>} */ ({
  saving: 'Saving…', saved: 'Saved', waiting: 'Waits for the network', 'signed-out': 'Sign in to save', conflict: 'Needs you', invalid: 'Not accepted',
  failed: 'Not saved', gone: 'Job is deleted', dirty: '',
})

/** How long a field shows who changed it. */
const FRESH = 45_000

export class Field {
  /** @type {(() => void)[]} */
  #releases = []
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
        ${hint ? element`<small class="muted">${hint}</small>` : null}
        <p class="field__error" id="${id}-error" role="alert"></p>
      </div>`
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
    for (const event of control.typed ?? ['input']) on(event, () => draft.set(name, control.read()))
    for (const event of control.chosen ?? []) {
      on(event, () => {
        draft.set(name, control.read())
        draft.save()
      })
    }
    on('focusout', () => {
      draft.settle(name)
      if (draft.dirtyFields.includes(name) && draft.fieldState(name) !== 'conflict') draft.save()
    })
    this.#releases.push(draft.subscribe(() => this.show(draft)))
    this.show(draft)
  }

  release() {
    for (const release of this.#releases.splice(0)) release()
  }

  /** @param {Draft} draft */
  show(draft) {
    const { name, control } = this
    const state = draft.fieldState(name)
    // Saved after the field was left: it shows the value as the server keeps it, "12.50" for "12.5".
    if (state === 'saved' && !this.root.contains(document.activeElement) && !isSame(draft.get(name), draft.shown.record[name])) draft.settle(name)
    this.root.dataset.state = state
    const value = draft.get(name)
    // On paper there is nothing to fill in.
    this.root.classList.toggle('is-empty', !value || value.length === 0)
    if (!isSame(control.read(), value)) rewrite(this.input, () => control.write(value))
    const refusal = draft.errors[name] ?? ''
    const error = refusal && control.explain ? control.explain(refusal) : refusal
    const place = this.#part('.field__error')
    if (place.textContent !== error) place.textContent = error
    this.input.setAttribute('aria-invalid', String(error !== ''))
    if (state !== 'clean' && state !== 'saved') this.#calm()
    if (!this.root.classList.contains('is-fresh')) this.#say(STATES[state] ?? '')
    this.#showIncoming(draft)
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

const isSame = (/** @type {any} */ one, /** @type {any} */ other) => {
  const plain = (/** @type {any} */ value) => (value === null || value === undefined ? '' : value)
  return JSON.stringify(plain(one)) === JSON.stringify(plain(other))
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
