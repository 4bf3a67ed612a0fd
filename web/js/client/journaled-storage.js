// The browser's storage, and beside it a journal that reaches the disk at once. Browsers write localStorage some seconds later, so that a
// browser that is killed, or a machine that goes dark, loses what was typed last. What is written to IndexedDB is with the operating
// system as soon as its transaction is complete, some milliseconds later.
//
// localStorage stays what everybody reads: it answers at once, and in all tabs. The journal is read once, when a page begins. Where localStorage is
// full, or refuses for another reason, the journal keeps the text alone; this page reads it from its memory, and the next one from the journal.

/** @typedef {import('./types.js').TextStorage} TextStorage */

const DATABASE = 'jobtag'
const STORE = 'journal'
/** The number of the last write that localStorage has. What the journal has beyond that was lost. */
const LAST = 'jobtag-journal'
/** The keys that are journaled: typed text and who typed it. Marks of tabs are not. */
const JOURNALED_KEYS = /^jobtag[:.]/
/** How long a page that begins waits for the journal. One that answers later puts back what was lost for the page after it. */
const TIMEOUT = 3_000

/**
 * @typedef {object} Entry
 * @property {string} key
 * @property {string | null} text null for what was removed
 * @property {number} number
 * @property {boolean} [isAlone] whether localStorage did not take it
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
  /** @type {Map<string, JournalWrite & {number: number}>} what is still to be written */
  #waiting = new Map()
  #isWriting = false
  /**
   * What this page writes before the recovery is over. It is numbered afterwards: a number from before would be higher than those of what was lost.
   * @type {Map<string, JournalWrite> | null}
   */
  #beforeRecovery = new Map()
  /** @type {Map<string, string>} what localStorage did not take */
  #overflow = new Map()
  /** @type {Set<string>} what of that this page wrote: nobody else knows better */
  #own = new Set()
  #number = 0
  /** Settled when what localStorage had lost is back in it. */
  ready

  /**
   * @param {Storage} storage
   * @param {IDBFactory | undefined} factory
   * @param {() => number} [now]
   * @param {string} [scope] tells its journal from that of another server on the same origin
   */
  constructor(storage, factory, now = Date.now, scope = '') {
    this.#name = DATABASE + scope
    this.#storage = storage
    this.#factory = factory
    this.#now = now
    this.ready = atMost(TIMEOUT, this.#begin()).then(() => {
      // The journal does not answer: what it alone would have is kept by nothing.
      for (const { isAlone, failed } of this.#beforeRecovery?.values() ?? []) if (isAlone) failed(new Error('This browser has no room for what you type.'))
    })
  }

  /** @returns {Promise<IDBDatabase | null>} */
  #open() {
    if (this.#opening) return this.#opening
    const opening = open(this.#factory, this.#name).then((database) => {
      // The page was left meanwhile.
      if (this.#opening !== opening) database?.close()
      else this.#database = database
      return database
    })
    this.#opening = opening
    return opening
  }

  /**
   * Lets go of the journal, for a page that is left: where a browser keeps it for Back, its connection can keep the next page from reading
   * (WebKit). The next write opens it anew.
   */
  rest() {
    const database = this.#database
    const writes = database ? [...this.#waiting] : []
    if (database && writes.length > 0) {
      this.#waiting.clear()
      void put(database, writes)
    }
    // It takes effect when what was begun has been written.
    database?.close()
    this.#opening = this.#database = null
  }

  async #begin() {
    try {
      const database = await this.#open()
      if (database) await this.#recover(database)
    } catch {
      // A journal that cannot be read leaves what there was without one.
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
    return index < length ? this.#storage.key(index) : this.#overflowKeys[index - length] ?? null
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
   * @returns {Promise<void> | void} where only the journal can take it: settled when it has, rejected when it has not
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
   * Puts a text into localStorage; where that does not take it, beside it.
   *
   * @param {string} key
   * @param {string} text
   * @returns {boolean} whether localStorage took it
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
   * Reads what other pages have in the journal alone, as it is by now: before what a page left is taken over.
   *
   * @returns {Promise<void>}
   */
  refresh() {
    return atMost(TIMEOUT, this.#refresh().catch(() => {}))
  }

  async #refresh() {
    const database = await this.#open()
    const entries = database ? await all(database).catch(() => null) : null
    if (!entries) return
    const alone = new Map(entries.filter(({ isAlone, text }) => isAlone && text !== null).map(({ key, text }) => [key, /** @type {string} */ (text)]))
    for (const [key] of this.#overflow) if (!this.#own.has(key) && !alone.has(key)) this.#overflow.delete(key)
    for (const [key, text] of alone) if (!this.#own.has(key)) this.#put(key, text)
  }

  /**
   * @param {string} key
   * @param {string | null} text
   * @param {boolean} isAlone
   * @returns {Promise<void>} rejected where the journal has not taken it
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
    written.catch(() => {}) // Who only wants a second copy does not wait for it.
    return written
  }

  /** @param {string} key @param {JournalWrite} write */
  #count(key, write) {
    const number = Math.max(this.#now(), Number(this.#storage.getItem(LAST)) + 1, this.#number + 1)
    this.#number = number
    this.#last(number)
    this.#waiting.get(key)?.done() // There is a later one.
    this.#waiting.set(key, { ...write, number })
    void this.#write()
  }

  /** @param {number} number */
  #last(number) {
    try {
      this.#storage.setItem(LAST, String(number))
    } catch {
      // Then the next page puts back what localStorage has already.
    }
  }

  /** One transaction at a time, each with all that has come by then. */
  async #write() {
    if (this.#isWriting) return
    this.#isWriting = true
    while (this.#waiting.size > 0) {
      const opening = this.#open()
      const database = await opening
      const writes = [...this.#waiting]
      this.#waiting.clear()
      // A page that was left, and come back to, before the journal was open: what it closed then is opened anew.
      if (this.#opening === opening) await put(database, writes)
      else for (const [key, write] of writes) this.#waiting.set(key, write)
    }
    this.#isWriting = false
  }

  /** @param {IDBDatabase} database */
  async #recover(database) {
    const last = Number(this.#storage.getItem(LAST))
    const entries = await all(database)
    const lost = entries.filter(({ key, number, isAlone }) => (number > last || isAlone) && !this.#beforeRecovery?.has(key)).sort((a, b) => a.number - b.number)
    /** @type {Entry[]} */
    const refused = []
    for (const entry of lost) {
      const { key, text, number } = entry
      if (text === null) this.#storage.removeItem(key)
      else if (!this.#put(key, text) && !entry.isAlone) refused.push({ ...entry, isAlone: true })
      if (number > last) this.#last(number)
    }
    // Of what was removed nothing needs to be known once localStorage has it on the disk.
    const over = entries.filter(({ text, number }) => text === null && number <= last)
    if (over.length + refused.length === 0) return
    await within(database, 'readwrite', (store) => {
      over.forEach(({ key }) => store.delete(key))
      refused.forEach((entry) => store.put(entry))
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
  await within(database, 'readonly', (store) => { request = store.getAll() })
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
 * @returns {Promise<IDBDatabase | null>} null where a browser has none, or gives none to this page
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
      resolve(null) // It is forbidden.
    }
  })
}

/**
 * Writes into the journal, and settles each write. Where the journal is full or was taken away, localStorage has what is not alone in it.
 *
 * @param {IDBDatabase | null} database
 * @param {[string, JournalWrite & {number: number}][]} writes
 */
async function put(database, writes) {
  try {
    if (!database) throw new Error('This browser has no room for what you type.')
    await within(database, 'readwrite', (store) => writes.forEach(([key, { text, number, isAlone }]) => store.put({ key, text, number, ...(isAlone && { isAlone }) })))
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
