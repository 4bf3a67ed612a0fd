// Stores what must survive the page: drafts and unsent mutations, by person and tab.

import { Writer } from './writer.js'

/** @typedef {import('./types.js').TextStorage} TextStorage */
/** @typedef {import('./types.js').Person} Person */

/** @typedef {{kind: string, id: string, value: any}} StoredItem */

const PERSON = 'jobtag:person'

/**
 * A replacement if there is no storage: it lasts as long as the page.
 *
 * @returns {TextStorage}
 */
export function memoryStorage() {
  /** @type {Map<string, string>} */
  const items = new Map()
  return {
    getItem: (key) => items.get(key) ?? null,
    setItem: (key, value) => void items.set(key, value),
    removeItem: (key) => void items.delete(key),
    key: (index) => [...items.keys()][index] ?? null,
    get length() {
      return items.size
    },
  }
}

/** Who signed in last with this browser: all tabs share one cookie, so one person. */
export class SignedIn {
  /** @param {TextStorage} storage @param {(error: unknown) => void} onError */
  constructor(storage, onError) {
    this.storage = storage
    this.onError = onError
  }

  /** @returns {Person | null} */
  get person() {
    try {
      return JSON.parse(this.storage.getItem(PERSON) ?? 'null')
    } catch (error) {
      this.onError(error)
      return null
    }
  }

  /** @param {Person | null} person */
  set person(person) {
    try {
      if (person) this.storage.setItem(PERSON, JSON.stringify(person))
      else this.storage.removeItem(PERSON)
    } catch (error) {
      this.onError(error)
    }
  }
}

/**
 * One person's drafts in this tab. Each tab writes only under its own ID, so no tab can overwrite another's text. What a closed tab
 * has left is moved to an open one.
 */
export class DraftStorage {
  #aborter = new AbortController()

  /**
   * @param {object} options
   * @param {TextStorage} options.storage
   * @param {import('./types.js').Tabs} options.tabs
   * @param {string} options.tabID
   * @param {string} options.personID
   * @param {(error: unknown) => void} options.onError
   */
  constructor({ storage, tabs, tabID, personID, onError }) {
    this.storage = storage
    this.tabs = tabs
    this.tabID = tabID
    this.prefix = `jobtag:${personID}:`
    this.onError = onError
    this.writer = new Writer(() => storage, onError)
  }

  /** Whether everything that this tab wrote is in storage. */
  get isComplete() {
    return this.writer.isComplete
  }

  /** @param {string} kind @param {string} id @param {string} [tabID] */
  #key(kind, id, tabID = this.tabID) {
    return `${this.prefix}${tabID}:${kind}:${id}`
  }

  /** @param {string} kind @param {string} id @param {unknown} value */
  write(kind, id, value) {
    this.writer.write(this.#key(kind, id), JSON.stringify(value))
  }

  /** @param {string} kind @param {string} id */
  remove(kind, id) {
    this.writer.write(this.#key(kind, id), null)
  }

  /**
   * Restores what earlier pages have left, and later what other tabs leave when they are closed.
   *
   * @param {(items: StoredItem[]) => void} restore
   */
  async start(restore) {
    await this.storage.ready
    this.#restoreTab(this.tabID, restore)
    const others = new Set(this.#keys().map((key) => key.slice(this.prefix.length).split(':')[0]))
    others.delete(this.tabID)
    await Promise.all(
      [...others].map(async (tabID) => {
        const restoreTab = () => {
          const moved = this.#restoreTab(tabID, restore)
          return moved.length > 0 ? Promise.all(moved).then(() => {}) : undefined
        }
        const adopt = () => (this.storage.refresh ? this.storage.refresh().then(restoreTab) : restoreTab())
        if (await this.tabs.ifGone(tabID, adopt)) return
        this.tabs.whenGone(tabID, adopt, this.#aborter.signal).catch(this.onError)
      }),
    )
  }

  #keys() {
    const keys = []
    try {
      for (let index = 0; index < this.storage.length; index += 1) {
        const key = this.storage.key(index)
        if (key?.startsWith(this.prefix)) keys.push(key)
      }
    } catch (error) {
      this.onError(error)
    }
    return keys
  }

  /**
   * @param {string} tabID
   * @param {(items: StoredItem[]) => void} restore
   * @returns {Promise<void>[]} settled when everything has been moved
   */
  #restoreTab(tabID, restore) {
    /** @type {Promise<void>[]} */
    const moved = []
    if (this.#aborter.signal.aborted) return moved
    /** @type {StoredItem[]} */
    const items = []
    for (const key of this.#keys()) {
      const [owner, kind, id] = key.slice(this.prefix.length).split(':')
      if (owner !== tabID) continue
      try {
        const text = this.storage.getItem(key)
        if (text === null) continue
        items.push({ kind, id, value: JSON.parse(text) })
        if (tabID === this.tabID) continue
        const later = this.storage.setItem(this.#key(kind, id), text)
        if (later instanceof Promise) moved.push(later.then(() => this.storage.removeItem(key)).catch(this.onError))
        else this.storage.removeItem(key)
      } catch (error) {
        this.onError(error)
      }
    }
    if (items.length > 0) restore(items)
    return moved
  }

  close() {
    this.#aborter.abort()
  }
}
