import { element, show } from '../lib/html.js'
import { client, whenReachable } from './client.js'

/** The delay before the list says that loading takes long, in milliseconds. */
const LATE = 6_000

/**
 * What a list shows instead of entries: that it is loading, that it is empty, or that it could not be loaded, with a button to try again. A list
 * that could not be loaded must not look empty. Every list of the page has a ListState.
 */
export class ListState {
  #again
  #isPart
  #turn = 0
  #text = ''
  #late = 0
  /** Whether it is being reloaded automatically: the present message stays until there is a new one. */
  #isByItself = false
  #lost

  /**
   * @param {string} what such as "The clients"
   * @param {() => void} again reloads the list
   * @param {{isPart?: boolean}} options `isPart`: part of a record, whose page shows if that was deleted
   */
  constructor(what, again, { isPart = false } = {}) {
    this.what = what
    this.#again = again
    this.#isPart = isPart
    this.#lost = whenReachable(
      () => {
        this.#isByItself = true
        this.#again()
        this.#isByItself = false
      },
      () => this.root.isConnected,
    )
    this.root = element`<div class="list-state" data-list-state="shown"></div>`
  }

  get state() {
    return this.root.dataset.listState
  }

  /**
   * Loads what the list shows, and shows the state of loading. If the network fails, it is loaded again when the network is back.
   * @template T
   * @param {() => Promise<T>} load
   * @param {{isQuiet?: boolean}} options `isQuiet`: if loading fails, the present entries stay
   * @returns {Promise<T | null>} null if it could not be loaded, or is being loaded again
   */
  async read(load, { isQuiet = false } = {}) {
    this.#turn += 1
    const turn = this.#turn
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
   * The list is loaded.
   * @param {number} count the number of entries
   * @param {string} [none] the message if there are none
   * @param {HTMLElement | null} [way] a link to show with it
   */
  shown(count = 1, none = '', way = null) {
    this.#turn += 1
    if (count > 0 || !none) this.#set('shown', '', () => null)
    else this.#set('empty', none, () => element`<p class="muted">${none} ${way}</p>`)
  }

  /** @param {any} error */
  failed(error) {
    // The person is asked to sign in; then the list is loaded again.
    if (error?.status === 401) {
      const off = client.on('signed-in', () => {
        off()
        if (this.root.isConnected) this.#again()
      })
      return
    }
    if (error?.status === 404 && this.#isPart) return this.shown()
    const text = `${this.what} could not be loaded. ${error?.name === 'NotLoaded' ? '' : (error?.message ?? '')}`
    this.#set(
      'failed',
      text,
      () => element`
      <div class="notice warn row" role="alert"><p>${text}</p>
        ${this.#button()}</div>`,
    )
    window.addEventListener('online', this.#online, { once: true })
  }

  #button() {
    return element`<button type="button" class="button small" name="try-again" data-try-again @click=${this.#again}>Try again</button>`
  }

  #tellLate() {
    const text = 'This is taking longer than usual.'
    this.#set('late', text, () => element`<div class="notice warn row" role="alert"><p>${text}</p>${this.#button()}</div>`)
  }

  #online = () => {
    if (this.state === 'failed' && this.root.isConnected) this.#again()
  }

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
    // The pressed button is gone: move the focus to what replaced it.
    if (hadFocus) {
      this.root.tabIndex = -1
      this.root.focus()
    }
  }
}
