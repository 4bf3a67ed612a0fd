// The browser's storage, and beside it a journal that reaches the disk at once. Browsers write localStorage some seconds later, so that a
// browser that is killed, or a machine that goes dark, loses what was typed last. What is written to IndexedDB is with the operating
// system as soon as its transaction is complete, some milliseconds later.
//
// localStorage stays what everybody reads: it answers at once, and in all tabs. The journal is read once, when a page begins.

/** @typedef {import('./types.js').TextStorage} TextStorage */

const DATABASE = 'jobtag'
const STORE = 'journal'
/** The number of the last write that localStorage has. What the journal has beyond that was lost. */
const LAST = 'jobtag-journal'
/** What is worth it: typed text and who typed it. Marks of tabs and settings are not. */
const WORTH = /^jobtag[:.]/

/** @typedef {{key: string, text: string | null, number: number}} Entry `text` is null for what was removed */

/** @implements {TextStorage} */
export class LastingStorage {
  #storage
  #now
  /** @type {Promise<IDBDatabase | null>} */
  #database
  /** @type {Map<string, Entry>} what is still to be written */
  #waiting = new Map()
  #isWriting = false
  /**
   * What this page writes before it knows what was lost: it is counted afterwards, or it would pass for later than that.
   * @type {Map<string, string | null> | null}
   */
  #early = new Map()
  /** Settled when what localStorage had lost is back in it. */
  ready

  /**
   * @param {Storage} storage
   * @param {IDBFactory | undefined} factory
   * @param {() => number} [now]
   */
  constructor(storage, factory, now = Date.now) {
    this.#storage = storage
    this.#now = now
    this.#database = open(factory)
    this.ready = this.#begin()
  }

  async #begin() {
    try {
      const database = await this.#database
      if (database) await this.#recover(database)
    } catch {
      // A journal that cannot be read leaves what there was without one.
    }
    const early = this.#early ?? []
    this.#early = null
    for (const [key, text] of early) this.#note(key, text)
  }

  /** @param {string} key */
  getItem(key) {
    return this.#storage.getItem(key)
  }

  /** @param {number} index */
  key(index) {
    return this.#storage.key(index)
  }

  get length() {
    return this.#storage.length
  }

  /** @param {string} key @param {string} text */
  setItem(key, text) {
    this.#storage.setItem(key, text)
    this.#note(key, text)
  }

  /** @param {string} key */
  removeItem(key) {
    if (this.#storage.getItem(key) === null) return
    this.#storage.removeItem(key)
    this.#note(key, null)
  }

  /** @param {string} key @param {string | null} text */
  #note(key, text) {
    if (!WORTH.test(key)) return
    if (this.#early) return void this.#early.set(key, text)
    const number = Math.max(this.#now(), Number(this.#storage.getItem(LAST)) + 1)
    this.#storage.setItem(LAST, String(number))
    this.#waiting.set(key, { key, text, number })
    void this.#write()
  }

  /** One transaction at a time, each with all that has come by then. */
  async #write() {
    if (this.#isWriting) return
    this.#isWriting = true
    const database = await this.#database
    while (database && this.#waiting.size > 0) {
      const entries = [...this.#waiting.values()]
      this.#waiting.clear()
      // Where the journal is full or was taken away, localStorage has it all the same.
      await within(database, 'readwrite', (store) => entries.forEach((entry) => store.put(entry))).catch(() => {})
    }
    this.#waiting.clear()
    this.#isWriting = false
  }

  /** @param {IDBDatabase} database */
  async #recover(database) {
    const last = Number(this.#storage.getItem(LAST))
    /** @type {IDBRequest<Entry[]> | null} */
    let all = null
    await within(database, 'readonly', (store) => { all = store.getAll() })
    const entries = /** @type {Entry[]} */ (/** @type {any} */ (all).result)
    const lost = entries.filter(({ key, number }) => number > last && !this.#early?.has(key)).sort((a, b) => a.number - b.number)
    for (const { key, text, number } of lost) {
      if (text === null) this.#storage.removeItem(key)
      else this.#storage.setItem(key, text)
      this.#storage.setItem(LAST, String(number))
    }
    // Of what was removed nothing needs to be known once localStorage has it on the disk.
    const over = entries.filter(({ text, number }) => text === null && number <= last)
    if (over.length > 0) await within(database, 'readwrite', (store) => over.forEach(({ key }) => store.delete(key)))
  }
}

/**
 * @param {IDBFactory | undefined} factory
 * @returns {Promise<IDBDatabase | null>} null where a browser has none, or gives none to this page
 */
function open(factory) {
  return new Promise((resolve) => {
    try {
      if (!factory) return resolve(null)
      const request = factory.open(DATABASE, 1)
      request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: 'key' })
      request.onsuccess = () => resolve(request.result)
      request.onerror = request.onblocked = () => resolve(null)
    } catch {
      resolve(null) // It is forbidden.
    }
  })
}

/**
 * @param {IDBDatabase} database
 * @param {IDBTransactionMode} mode
 * @param {(store: IDBObjectStore) => void} work
 * @returns {Promise<void>} settled when the transaction is complete
 */
function within(database, mode, work) {
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(STORE, mode)
    transaction.oncomplete = () => resolve()
    transaction.onabort = transaction.onerror = () => reject(transaction.error)
    work(transaction.objectStore(STORE))
  })
}
