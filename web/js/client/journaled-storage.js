// localStorage with a journal in IndexedDB. Browsers write localStorage to disk with a delay of some seconds, so the last edits are lost if the
// browser is killed or the power fails. IndexedDB hands its data to the operating system when a transaction completes, some milliseconds
// later.
//
// All reads use localStorage: it is synchronous, and shared by all tabs. The journal is read once, when a page starts. If localStorage is
// full, or fails for another reason, the text is only in the journal; this page reads it from memory, and the next one from the journal.

/** @typedef {import('./types.js').TextStorage} TextStorage */

const DATABASE = 'jobtag'
const STORE = 'journal'
/** The number of the last write in localStorage. Later writes in the journal were lost. */
const LAST = 'jobtag-journal'
/** The keys that are journaled: typed text, and who typed it; not the marks of tabs. */
const JOURNALED_KEYS = /^jobtag[:.]/
/** How long a starting page waits for the journal. If it takes longer, lost text is restored for the next page. */
const TIMEOUT = 3_000

/**
 * @typedef {object} Entry
 * @property {string} key
 * @property {string | null} text null if removed
 * @property {number} number
 * @property {boolean} [isAlone] whether it is only in the journal
 */
/** @typedef {{text: string | null, isAlone: boolean, done: () => void, failed: (error: unknown) => void}} JournalWrite */

/** @implements {TextStorage} */
export class JournaledStorage {
  #storage
  #factory
  #now
  #name
  /** @type {Promise<IDBDatabase | null> | null} */
  #opening = null
  /** @type {IDBDatabase | null} */
  #database = null
  /** @type {Map<string, JournalWrite & {number: number}>} pending writes */
  #waiting = new Map()
  #isWriting = false
  /**
   * Writes of this page before recovery has finished. They are numbered afterwards: an earlier number would hide lost writes.
   * @type {Map<string, JournalWrite> | null}
   */
  #beforeRecovery = new Map()
  /** @type {Map<string, string>} texts that localStorage did not accept */
  #overflow = new Map()
  /** @type {Set<string>} those of them that this page wrote, which are current */
  #own = new Set()
  #number = 0
  /** Settled when lost text is restored to localStorage. */
  ready

  /**
   * @param {Storage} storage
   * @param {IDBFactory | undefined} factory
   * @param {() => number} [now]
   * @param {string} [scope] separates the journals of servers on the same origin
   */
  constructor(storage, factory, now = Date.now, scope = '') {
    this.#name = DATABASE + scope
    this.#storage = storage
    this.#factory = factory
    this.#now = now
    this.ready = atMost(TIMEOUT, this.#begin()).then(() => {
      // The journal does not respond: what should be only in it is not stored anywhere.
      for (const { isAlone, failed } of this.#beforeRecovery?.values() ?? [])
        if (isAlone) failed(new Error('This browser has no space left to store what you type.'))
    })
  }

  /** @returns {Promise<IDBDatabase | null>} */
  #open() {
    if (this.#opening) return this.#opening
    const opening = open(this.#factory, this.#name).then((database) => {
      // The page was left in the meantime.
      if (this.#opening !== opening) database?.close()
      else this.#database = database
      return database
    })
    this.#opening = opening
    return opening
  }

  /**
   * Closes the journal when the page is left: if the page stays in the back/forward cache, its connection can block the next page
   * (WebKit). The next write opens it again.
   */
  rest() {
    const database = this.#database
    const writes = database ? [...this.#waiting] : []
    if (database && writes.length > 0) {
      this.#waiting.clear()
      void put(database, writes)
    }
    // It takes effect when pending writes are complete.
    database?.close()
    this.#opening = this.#database = null
  }

  async #begin() {
    try {
      const database = await this.#open()
      if (database) await this.#recover(database)
    } catch {
      // Without a readable journal, use localStorage as it is.
    }
    const beforeRecovery = this.#beforeRecovery ?? []
    this.#beforeRecovery = null
    for (const [key, write] of beforeRecovery) this.#count(key, write)
  }

  /** @param {string} key */
  getItem(key) {
    return this.#overflow.get(key) ?? this.#storage.getItem(key)
  }

  /** @param {number} index */
  key(index) {
    const { length } = this.#storage
    return index < length ? this.#storage.key(index) : (this.#overflowKeys[index - length] ?? null)
  }

  get length() {
    return this.#storage.length + this.#overflowKeys.length
  }

  get #overflowKeys() {
    return this.#overflow.size === 0 ? [] : [...this.#overflow.keys()].filter((key) => this.#storage.getItem(key) === null)
  }

  /**
   * @param {string} key
   * @param {string} text
   * @returns {Promise<void> | void} if only the journal can store it: settled when it has, rejected if it fails
   */
  setItem(key, text) {
    if (this.#put(key, text)) {
      this.#own.delete(key)
      return void this.#journal(key, text, false)
    }
    this.#own.add(key)
    return JOURNALED_KEYS.test(key) ? this.#journal(key, text, true) : undefined
  }

  /** @param {string} key */
  removeItem(key) {
    if (this.getItem(key) === null) return
    this.#overflow.delete(key)
    this.#own.delete(key)
    this.#storage.removeItem(key)
    void this.#journal(key, null, false)
  }

  /**
   * Writes a text to localStorage, or to memory if that fails.
   *
   * @param {string} key
   * @param {string} text
   * @returns {boolean} whether localStorage has it
   */
  #put(key, text) {
    try {
      this.#storage.setItem(key, text)
      this.#overflow.delete(key)
      return true
    } catch {
      this.#overflow.set(key, text)
      return false
    }
  }

  /**
   * Reads the current texts that are only in the journal, before what another page has left is restored.
   *
   * @returns {Promise<void>}
   */
  refresh() {
    return atMost(
      TIMEOUT,
      this.#refresh().catch(() => {}),
    )
  }

  async #refresh() {
    const database = await this.#open()
    const entries = database ? await all(database).catch(() => null) : null
    if (!entries) return
    const alone = new Map(
      entries.filter(({ isAlone, text }) => isAlone && text !== null).map(({ key, text }) => [key, /** @type {string} */ (text)]),
    )
    for (const [key] of this.#overflow) if (!this.#own.has(key) && !alone.has(key)) this.#overflow.delete(key)
    for (const [key, text] of alone) if (!this.#own.has(key)) this.#put(key, text)
  }

  /**
   * @param {string} key
   * @param {string | null} text
   * @param {boolean} isAlone
   * @returns {Promise<void>} rejected if the journal fails
   */
  #journal(key, text, isAlone) {
    if (!JOURNALED_KEYS.test(key)) return Promise.resolve()
    /** @type {Promise<void>} */
    const written = new Promise((done, failed) => {
      const write = { text, isAlone, done, failed }
      if (!this.#beforeRecovery) return this.#count(key, write)
      this.#beforeRecovery.get(key)?.done()
      this.#beforeRecovery.set(key, write)
    })
    written.catch(() => {}) // If it is only a second copy, the caller does not wait.
    return written
  }

  /** @param {string} key @param {JournalWrite} write */
  #count(key, write) {
    const number = Math.max(this.#now(), Number(this.#storage.getItem(LAST)) + 1, this.#number + 1)
    this.#number = number
    this.#last(number)
    this.#waiting.get(key)?.done() // A later write replaces it.
    this.#waiting.set(key, { ...write, number })
    void this.#write()
  }

  /** @param {number} number */
  #last(number) {
    try {
      this.#storage.setItem(LAST, String(number))
    } catch {
      // Then the next page restores what localStorage already has.
    }
  }

  /** One transaction at a time, each with all pending writes. */
  async #write() {
    if (this.#isWriting) return
    this.#isWriting = true
    while (this.#waiting.size > 0) {
      const opening = this.#open()
      const database = await opening
      const writes = [...this.#waiting]
      this.#waiting.clear()
      // The page was left and restored before the journal was open: open it again.
      if (this.#opening === opening) await put(database, writes)
      else for (const [key, write] of writes) this.#waiting.set(key, write)
    }
    this.#isWriting = false
  }

  /** @param {IDBDatabase} database */
  async #recover(database) {
    const last = Number(this.#storage.getItem(LAST))
    const entries = await all(database)
    const lost = entries
      .filter(({ key, number, isAlone }) => (number > last || isAlone) && !this.#beforeRecovery?.has(key))
      .sort((a, b) => a.number - b.number)
    /** @type {Entry[]} */
    const refused = []
    for (const entry of lost) {
      const { key, text, number } = entry
      if (text === null) this.#storage.removeItem(key)
      else if (!this.#put(key, text) && !entry.isAlone) refused.push({ ...entry, isAlone: true })
      if (number > last) this.#last(number)
    }
    // Removals can be deleted from the journal once localStorage has them on disk.
    const over = entries.filter(({ text, number }) => text === null && number <= last)
    if (over.length + refused.length === 0) return
    await within(database, 'readwrite', (store) => {
      for (const { key } of over) store.delete(key)
      for (const entry of refused) store.put(entry)
    })
  }
}

/**
 * @param {IDBDatabase} database
 * @returns {Promise<Entry[]>}
 */
async function all(database) {
  /** @type {IDBRequest<Entry[]> | null} */
  let request = null
  await within(database, 'readonly', (store) => {
    request = store.getAll()
  })
  return /** @type {any} */ (request).result
}

/**
 * @param {number} milliseconds
 * @param {Promise<void>} work
 * @returns {Promise<void>}
 */
function atMost(milliseconds, work) {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds)
    work.then(() => {
      clearTimeout(timer)
      resolve()
    })
  })
}

/**
 * @param {IDBFactory | undefined} factory
 * @param {string} name
 * @returns {Promise<IDBDatabase | null>} null if IndexedDB is not available
 */
function open(factory, name) {
  return new Promise((resolve) => {
    try {
      if (!factory) return resolve(null)
      const request = factory.open(name, 1)
      request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: 'key' })
      request.onsuccess = () => resolve(request.result)
      request.onerror = request.onblocked = () => resolve(null)
    } catch {
      resolve(null) // Access is denied.
    }
  })
}

/**
 * Writes to the journal, and settles each write. If this fails, localStorage still has what is not only in the journal.
 *
 * @param {IDBDatabase | null} database
 * @param {[string, JournalWrite & {number: number}][]} writes
 */
async function put(database, writes) {
  try {
    if (!database) throw new Error('This browser has no space left to store what you type.')
    await within(database, 'readwrite', (store) => {
      for (const [key, { text, number, isAlone }] of writes) store.put({ key, text, number, ...(isAlone && { isAlone }) })
    })
    for (const [, { done }] of writes) done()
  } catch (error) {
    for (const [, { failed }] of writes) failed(error)
  }
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
