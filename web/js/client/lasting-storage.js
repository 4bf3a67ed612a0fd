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
/** What is worth it: typed text and who typed it. Marks of tabs and settings are not. */
const WORTH = /^jobtag[:.]/
/** How long a page that begins waits for the journal. One that answers later puts back what was lost for the page after it. */
const PATIENCE = 3_000

/**
 * @typedef {object} Entry
 * @property {string} key
 * @property {string | null} text null for what was removed
 * @property {number} number
 * @property {boolean} [isAlone] whether localStorage did not take it
 */
/** @typedef {{text: string | null, isAlone: boolean, done: () => void, failed: (error: unknown) => void}} Note */

/** @implements {TextStorage} */
export class LastingStorage {
  #storage
  #factory
  #now
  #name
  /** @type {Promise<IDBDatabase | null> | null} */
  #opening = null
  /** @type {IDBDatabase | null} */
  #database = null
  /** @type {Map<string, Note & {number: number}>} what is still to be written */
  #waiting = new Map()
  #isWriting = false
  /**
   * What this page writes before it knows what was lost: it is counted afterwards, or it would pass for later than that.
   * @type {Map<string, Note> | null}
   */
  #early = new Map()
  /** @type {Map<string, string>} what localStorage did not take */
  #beside = new Map()
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
    this.ready = atMost(PATIENCE, this.#begin()).then(() => {
      // The journal does not answer: what it alone would have is kept by nothing.
      for (const { isAlone, failed } of this.#early?.values() ?? []) if (isAlone) failed(new Error('This browser has no room for what you type.'))
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
    const notes = database ? [...this.#waiting] : []
    if (database && notes.length > 0) {
      this.#waiting.clear()
      void put(database, notes)
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
    const early = this.#early ?? []
    this.#early = null
    for (const [key, note] of early) this.#count(key, note)
  }

  /** @param {string} key */
  getItem(key) {
    return this.#beside.get(key) ?? this.#storage.getItem(key)
  }

  /** @param {number} index */
  key(index) {
    const { length } = this.#storage
    return index < length ? this.#storage.key(index) : this.#besideOnly[index - length] ?? null
  }

  get length() {
    return this.#storage.length + this.#besideOnly.length
  }

  get #besideOnly() {
    return this.#beside.size === 0 ? [] : [...this.#beside.keys()].filter((key) => this.#storage.getItem(key) === null)
  }

  /**
   * @param {string} key
   * @param {string} text
   * @returns {Promise<void> | void} where only the journal can take it: settled when it has, rejected when it has not
   */
  setItem(key, text) {
    if (this.#take(key, text)) {
      this.#own.delete(key)
      return void this.#note(key, text, false)
    }
    this.#own.add(key)
    return WORTH.test(key) ? this.#note(key, text, true) : undefined
  }

  /** @param {string} key */
  removeItem(key) {
    if (this.getItem(key) === null) return
    this.#beside.delete(key)
    this.#own.delete(key)
    this.#storage.removeItem(key)
    void this.#note(key, null, false)
  }

  /**
   * Puts a text into localStorage; where that does not take it, beside it.
   *
   * @param {string} key
   * @param {string} text
   * @returns {boolean} whether localStorage took it
   */
  #take(key, text) {
    try {
      this.#storage.setItem(key, text)
      this.#beside.delete(key)
      return true
    } catch {
      this.#beside.set(key, text)
      return false
    }
  }

  /**
   * Reads what other pages have in the journal alone, as it is by now: before what a page left is taken over.
   *
   * @returns {Promise<void>}
   */
  refresh() {
    return atMost(PATIENCE, this.#refresh().catch(() => {}))
  }

  async #refresh() {
    const database = await this.#open()
    const entries = database ? await all(database).catch(() => null) : null
    if (!entries) return
    const alone = new Map(entries.filter(({ isAlone, text }) => isAlone && text !== null).map(({ key, text }) => [key, /** @type {string} */ (text)]))
    for (const [key] of this.#beside) if (!this.#own.has(key) && !alone.has(key)) this.#beside.delete(key)
    for (const [key, text] of alone) if (!this.#own.has(key)) this.#take(key, text)
  }

  /**
   * @param {string} key
   * @param {string | null} text
   * @param {boolean} isAlone
   * @returns {Promise<void>} rejected where the journal has not taken it
   */
  #note(key, text, isAlone) {
    if (!WORTH.test(key)) return Promise.resolve()
    /** @type {Promise<void>} */
    const noted = new Promise((done, failed) => {
      const note = { text, isAlone, done, failed }
      if (!this.#early) return this.#count(key, note)
      this.#early.get(key)?.done()
      this.#early.set(key, note)
    })
    noted.catch(() => {}) // Who only wants a second copy does not wait for it.
    return noted
  }

  /** @param {string} key @param {Note} note */
  #count(key, note) {
    const number = Math.max(this.#now(), Number(this.#storage.getItem(LAST)) + 1, this.#number + 1)
    this.#number = number
    this.#last(number)
    this.#waiting.get(key)?.done() // There is a later one.
    this.#waiting.set(key, { ...note, number })
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
      const notes = [...this.#waiting]
      this.#waiting.clear()
      // A page that was left, and come back to, before the journal was open: what it closed then is opened anew.
      if (this.#opening === opening) await put(database, notes)
      else for (const [key, note] of notes) this.#waiting.set(key, note)
    }
    this.#isWriting = false
  }

  /** @param {IDBDatabase} database */
  async #recover(database) {
    const last = Number(this.#storage.getItem(LAST))
    const entries = await all(database)
    const lost = entries.filter(({ key, number, isAlone }) => (number > last || isAlone) && !this.#early?.has(key)).sort((a, b) => a.number - b.number)
    /** @type {Entry[]} */
    const refused = []
    for (const entry of lost) {
      const { key, text, number } = entry
      if (text === null) this.#storage.removeItem(key)
      else if (!this.#take(key, text) && !entry.isAlone) refused.push({ ...entry, isAlone: true })
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
 * Writes into the journal, and tells each note how it went. Where the journal is full or was taken away, localStorage has what is not alone in it.
 *
 * @param {IDBDatabase | null} database
 * @param {[string, Note & {number: number}][]} notes
 */
async function put(database, notes) {
  try {
    if (!database) throw new Error('This browser has no room for what you type.')
    await within(database, 'readwrite', (store) => notes.forEach(([key, { text, number, isAlone }]) => store.put({ key, text, number, ...(isAlone && { isAlone }) })))
    for (const [, { done }] of notes) done()
  } catch (error) {
    for (const [, { failed }] of notes) failed(error)
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
