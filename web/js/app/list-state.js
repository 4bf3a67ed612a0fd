import { element, show } from '../lib/html.js'
import { client, whenReachable } from './client.js'

/** After how many milliseconds people are told that it takes long. */
const LATE = 6_000

/**
 * What a list says where it has nothing to show: that it is being read, that there is nothing, or that it could not be read, with a way on. A list
 * that could not be read must not look like one in which nothing is. Every list of the page has one.
 */
export class ListState {
  #what
  #again
  #isPart
  #turn = 0
  #text = ''
  #late = 0
  /** It is read again by itself: what is said stays until there is something else to say. */
  #isByItself = false
  #lost

  /**
   * @param {string} what such as "The clients"
   * @param {() => void} again reads it once more
   * @param {{isPart?: boolean}} options `isPart`: of a record whose page says where that is gone
   */
  constructor(what, again, { isPart = false } = {}) {
    this.#what = what
    this.#again = again
    this.#isPart = isPart
    this.#lost = whenReachable(() => {
      this.#isByItself = true
      this.#again()
      this.#isByItself = false
    }, () => this.root.isConnected)
    this.root = element`<div class="list-state" data-list-state="shown"></div>`
  }

  get state() {
    return this.root.dataset.listState
  }

  /**
   * Reads what the list shows, and tells how it is with that. Where there was no network it is read again once there is one.
   * @template T
   * @param {() => Promise<T>} load
   * @param {{isQuiet?: boolean}} options `isQuiet`: what is shown already stays if this cannot be read
   * @returns {Promise<T | null>} null where it could not be read, or is being read anew
   */
  async read(load, { isQuiet = false } = {}) {
    const turn = (this.#turn += 1)
    if (!isQuiet && !this.#isByItself) this.loading()
    try {
      const answer = await load()
      return turn === this.#turn ? answer : null
    } catch (error) {
      if (turn !== this.#turn) return null
      if (!isQuiet) this.failed(error)
      this.#lost(error)
      return null
    }
  }

  loading() {
    this.#set('loading', 'Loading…', () => element`<p role="status">Loading…</p>`)
  }

  /**
   * It was read.
   * @param {number} count how many there are to show
   * @param {string} [none] what to say where there are none
   * @param {HTMLElement | null} [way] where to go on then
   */
  shown(count = 1, none = '', way = null) {
    this.#turn += 1
    if (count > 0 || !none) this.#set('shown', '', () => null)
    else this.#set('empty', none, () => element`<p class="muted">${none} ${way}</p>`)
  }

  /** @param {any} error */
  failed(error) {
    // Whoever is signed out is asked to sign in; then it is read again.
    if (error?.status === 401) {
      const off = client.on('signed-in', () => {
        off()
        if (this.root.isConnected) this.#again()
      })
      return
    }
    if (error?.status === 404 && this.#isPart) return this.shown()
    const text = `${this.#what} could not be loaded. ${error?.message ?? ''}`
    this.#set('failed', text, () => element`
      <div class="notice warn row" role="alert"><p>${text}</p>
        ${this.#button()}</div>`)
    window.addEventListener('online', this.#online, { once: true })
  }

  #button() {
    return element`<button type="button" class="button small" name="try-again" data-try-again @click=${this.#again}>Try again</button>`
  }

  #tellLate() {
    const text = 'This takes longer than usual.'
    this.#set('late', text, () => element`<div class="notice warn row" role="alert"><p>${text}</p>${this.#button()}</div>`)
  }

  #online = () => { if (this.state === 'failed' && this.root.isConnected) this.#again() }

  /**
   * @param {string} state
   * @param {string} text
   * @param {() => HTMLElement | null} content
   */
  #set(state, text, content) {
    if (this.state === state && this.#text === text) return
    this.#text = text
    this.root.dataset.listState = state
    clearTimeout(this.#late)
    if (state === 'loading') this.#late = window.setTimeout(() => this.#tellLate(), LATE)
    const hadFocus = this.root.contains(document.activeElement)
    show(this.root, content())
    // The button that was pressed is gone; what it brought is read on from here.
    if (hadFocus) {
      this.root.tabIndex = -1
      this.root.focus()
    }
  }
}
