import { Component } from '../../js/lib/component.js'
import { element, html, show } from '../../js/lib/html.js'
import { ListState } from '../../js/app/list-state.js'
import { onKey } from '../../js/lib/keys.js'
import { icon } from '../../js/app/icons.js'
import { toast } from '../../js/app/lazy-toasts.js'
import { foldedText } from '../../js/client/folding.js'

/**
 * Selects one of many options while typing (the ARIA pattern of an editable combobox with a list).
 *
 * Set `search`, and optionally `create`, before adding it to the page. It fires `choose` with the option, or null, as its detail.
 */

/** @typedef {{id: string, label: string, hint?: string}} Option */

let made = 0

/**
 * The options that a text names: an exact match, or all that differ only in case, accents and punctuation. If
 * there are several, only the person knows which one is meant.
 * @param {Option[]} options
 * @param {string} text
 */
function namedBy(options, text) {
  const exact = options.filter(({ label }) => label === text)
  if (exact.length || !text) return exact
  const folded = foldedText(text)
  return folded ? options.filter(({ label }) => foldedText(label) === folded) : []
}

export class Combobox extends Component {
  /** @type {(text: string) => Promise<Option[]>} */
  search = async () => []
  /**
   * Creates a new option from the text; calls `waits` if that has to wait for the network.
   * @type {((text: string, waits: () => void) => Promise<Option | null>) | null}
   */
  create = null
  label = ''
  name = ''
  placeholder = ''
  noun = 'entry'
  emptyText = 'Nothing found'
  /** @type {Option | null} */
  #value = null
  /** @type {(Option & {isNew?: boolean})[]} */
  #options = []
  /** The text for which the options were found. */
  #asked = ''
  #isMarkedByItself = false
  #active = -1
  #turn = 0
  #timer = 0
  #isDisabled = false
  #asking = ''
  /** Identifies the pending creation; replaced when the person moves on. */
  #made = {}
  #state = new ListState('The choices', () => this.#isOpen && this.#ask(this.#asking))

  connected() {
    made += 1
    const list = `options-${made}`
    show(
      this,
      html`
      <input class="input" role="combobox" autocomplete="off" aria-expanded="false" aria-autocomplete="list" aria-controls="${list}" name="${this.name}"
        id=${this.getAttribute('input-id')} aria-label=${this.label || null} placeholder="${this.placeholder}" spellcheck="false" enterkeyhint="done" />
      <button type="button" class="combobox__clear" tabindex="-1" aria-label="Clear" hidden @click=${() => this.#pick(null)}>${icon('close', 12)}</button>
      <ul class="combobox__list" id="${list}" role="listbox" popover="manual" aria-label=${this.label || this.noun}></ul>`,
    )
    this.input.addEventListener('input', () => this.#typed())
    this.input.addEventListener('click', () => !this.#isOpen && this.#ask(''))
    onKey(this.input, (event) => this.#key(event))
    this.input.addEventListener('blur', () => this.#leave())
    this.list.addEventListener('pointerdown', (event) => event.preventDefault()) // Keep the focus in the field.
    this.list.addEventListener('click', (event) => {
      const index = /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest('[role="option"]'))?.dataset.index
      if (index !== undefined) this.#take(Number(index))
    })
    this.listen(window, 'resize', () => this.#close())
    this.listen(window, 'scroll', (event) => event.target !== this.list && this.#isOpen && this.#place(), { capture: true })
    this.#showValue()
  }

  get input() {
    return /** @type {HTMLInputElement} */ (this.querySelector('input'))
  }

  get list() {
    return /** @type {HTMLElement & {showPopover: () => void, hidePopover: () => void}} */ (
      /** @type {unknown} */ (this.querySelector('ul'))
    )
  }

  get value() {
    return this.#value
  }

  set value(value) {
    this.#value = value
    if (this.isConnected && document.activeElement !== this.input && !this.isUnchosen) this.#showValue()
  }

  set disabled(/** @type {boolean} */ isDisabled) {
    this.#isDisabled = isDisabled
    if (this.isConnected) this.#showValue()
  }

  /** Whether the text is not one of the options, and the question about it is still open. */
  get isUnchosen() {
    return this.querySelector('.combobox__unchosen') !== null
  }

  get #isOpen() {
    return this.list?.matches(':popover-open') ?? false
  }

  #showValue() {
    this.#settle()
    this.input.value = this.#value?.label ?? ''
    this.input.readOnly = this.#isDisabled
    const clear = /** @type {HTMLElement} */ (this.querySelector('.combobox__clear'))
    clear.hidden = this.#isDisabled || !this.#value
  }

  #typed() {
    this.#settle()
    clearTimeout(this.#timer)
    this.#timer = window.setTimeout(() => this.#ask(this.input.value.trim()), 120)
  }

  async #ask(/** @type {string} */ text) {
    if (this.#isDisabled) return
    this.#turn += 1
    const turn = this.#turn
    this.#asking = text
    // Keep the previous results until there are new ones.
    if (!this.#isOpen) this.#showState()
    const found = await this.#state.read(() => this.search(text))
    if (turn !== this.#turn || !this.isConnected) return
    if (!found) return this.#showState()
    /** @type {(Option & {isNew?: boolean})[]} */
    const options = [...found]
    // Responses can arrive out of order; only the latest counts.
    if (turn !== this.#turn || !this.isConnected || document.activeElement !== this.input) return
    const named = namedBy(options, text)
    if (this.create && text && !named.length) options.push({ id: '', label: text, isNew: true })
    this.#options = options
    this.#asked = text
    this.#active = named.length === 1 ? options.indexOf(named[0]) : named.length || !text || !options.length || options[0].isNew ? -1 : 0
    this.#isMarkedByItself = this.#active >= 0
    this.#state.shown(options.length, this.emptyText)
    if (!options.length) return this.#showState()
    show(
      this.list,
      options.map(
        (option, index) => element`
      <li role="option" class="combobox__option ${option.isNew ? 'is-new' : ''}" id="${this.list.id}-${index}" data-index="${index}" data-id="${option.id}"
        aria-selected="${String(index === this.#active)}">${
          option.isNew
            ? html`${icon('plus', 14)}<span>New ${this.noun} “${option.label}”</span>`
            : html`<span>${option.label}</span><small>${option.hint}</small>`
        }</li>`,
      ),
    )
    this.#open()
    this.#mark()
  }

  /** Shows that the options are loading, that there are none, or that they could not be loaded. */
  #showState() {
    this.#options = []
    this.#active = -1
    show(this.list, element`<li class="combobox__none">${this.#state.root}</li>`)
    this.#open()
  }

  #open() {
    if (!this.#isOpen) this.list.showPopover()
    this.input.setAttribute('aria-expanded', 'true')
    this.#place()
  }

  #place() {
    const box = this.input.getBoundingClientRect()
    const { height } = this.list.getBoundingClientRect()
    const isBelow = box.bottom + 4 + height <= innerHeight || box.top < innerHeight - box.bottom
    this.list.style.minWidth = `${box.width}px`
    this.list.style.left = `${Math.max(8, Math.min(box.left, innerWidth - this.list.offsetWidth - 8))}px`
    this.list.style.top = `${isBelow ? box.bottom + 4 : box.top - 4 - height}px`
  }

  #close() {
    this.#turn += 1
    clearTimeout(this.#timer)
    if (this.#isOpen) this.list.hidePopover()
    this.input.setAttribute('aria-expanded', 'false')
    this.input.removeAttribute('aria-activedescendant')
    this.#active = -1
  }

  #mark() {
    for (const option of this.list.querySelectorAll('[role="option"]')) {
      const isActive = Number(/** @type {HTMLElement} */ (option).dataset.index) === this.#active
      option.setAttribute('aria-selected', String(isActive))
      if (isActive) option.scrollIntoView({ block: 'nearest' })
    }
    if (this.#active >= 0) this.input.setAttribute('aria-activedescendant', `${this.list.id}-${this.#active}`)
    else this.input.removeAttribute('aria-activedescendant')
  }

  #key(/** @type {KeyboardEvent} */ event) {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault()
      if (!this.#isOpen) return void this.#ask(this.#value?.label === this.input.value ? '' : this.input.value.trim())
      const { length } = this.#options
      if (!length) return
      // The first arrow key confirms the automatically marked option: the one below it may create something new.
      if (this.#isMarkedByItself && event.key === 'ArrowDown') {
        this.#isMarkedByItself = false
        return
      }
      this.#isMarkedByItself = false
      this.#active = (this.#active + (event.key === 'ArrowDown' ? 1 : this.#active < 0 ? 0 : -1) + length) % length
      this.#mark()
    } else if (event.key === 'Enter' && this.#isOpen) {
      event.preventDefault()
      if (this.#active >= 0) this.#take(this.#active)
      else if (this.#options.length === 1) this.#take(0)
    } else if (event.key === 'Escape' && this.#isOpen) {
      event.stopPropagation()
      event.preventDefault()
      this.#close()
      this.#showValue()
    }
  }

  /** Leaving the field selects only what is clear: an emptied field, or a complete name. */
  #leave() {
    const text = this.input.value.trim()
    // The list may still be for an earlier text: it has any exact match, but perhaps not all similar names.
    const named = namedBy(
      this.#options.filter(({ isNew }) => !isNew),
      text,
    )
    const isSure = named.length === 1 && (named[0].label === text || this.#asked === text)
    this.#close()
    if (this.querySelector('[data-making]')) return
    if (text === (this.#value?.label ?? '')) return this.#showValue()
    if (text === '') this.#pick(null)
    else if (isSure) this.#pick(named[0])
    else this.#askWhat(text, named)
  }

  /** Asks what to do with the text, instead of discarding it silently. */
  #askWhat(/** @type {string} */ text, /** @type {Option[]} */ named) {
    this.#settle()
    const back = this.#value?.label
    this.input.setAttribute('aria-invalid', 'true')
    this.append(element`
      <div class="combobox__unchosen" role="alert">
        <span>${named.length ? `Which ${this.noun} do you mean by “${text}”?` : this.create ? `“${text}” does not match any ${this.noun}.` : this.emptyText}</span>
        ${named.map(
          (option) => element`<button type="button" class="button small" data-named="${option.id}" @click=${() => this.#pick(option)}>
          ${option.label}${option.hint ? element` <small>${option.hint}</small>` : null}</button>`,
        )}
        ${this.create && !named.length ? element`<button type="button" class="button small" @click=${() => this.#makeUnlessKnown(text)}>New ${this.noun}</button>` : null}
        <button type="button" class="button quiet small" @click=${() => this.#showValue()}>${back ? `Keep ${back}` : `No ${this.noun}`}</button>
      </div>`)
  }

  #settle() {
    this.#made = {}
    this.querySelector('.combobox__unchosen')?.remove()
    this.input.removeAttribute('aria-invalid')
  }

  #take(/** @type {number} */ index) {
    const option = this.#options[index]
    if (option.isNew) this.#make(option.label)
    else this.#pick(option)
  }

  /** The field may have been left before the options were loaded: search again, then create. */
  async #makeUnlessKnown(/** @type {string} */ text) {
    const mine = {}
    this.#made = mine
    const options = await this.search(text).catch(() => [])
    // The person has pressed again or continued typing.
    if (this.#made !== mine) return
    const named = namedBy(options, text)
    if (named.length) this.#askWhat(text, named)
    else await this.#make(text)
  }

  /** Creates an option and selects it, unless the person has typed or selected something else in the meantime. */
  async #make(/** @type {string} */ label) {
    this.#close()
    this.#settle()
    const mine = {}
    this.#made = mine
    this.input.value = label
    const said = element`<span class="is-late">Creating “${label}”…</span>`
    this.append(element`
      <div class="combobox__unchosen" role="status" data-making>${said}
        <button type="button" class="button quiet small" @click=${() => this.#showValue()}>${this.#value ? `Keep ${this.#value.label}` : `No ${this.noun}`}</button></div>`)
    const created = await this.create?.(label, () => {
      said.textContent = `“${label}” is waiting for the network. It will be selected here once it is created.`
    })
    if (this.#made !== mine || !this.isConnected) {
      if (created) toast(`The ${this.noun} “${label}” was created, but not selected.`)
      return
    }
    if (created) this.#pick(created)
    else this.#askWhat(label, [])
  }

  #pick(/** @type {Option | null} */ option) {
    this.#value = option
    // Fire the event first: removing the pressed button moves the focus, which shows the record's value at that time.
    this.dispatchEvent(new CustomEvent('choose', { detail: option, bubbles: true }))
    this.#close()
    this.#showValue()
  }
}

customElements.define('jt-combobox', Combobox)
