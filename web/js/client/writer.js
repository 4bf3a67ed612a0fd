// Writes texts to storage, and tracks which of them could not be stored.

/** @typedef {import('./types.js').TextStorage} TextStorage */

export class Writer {
  /** @type {Map<string, object>} the last write of each key; results of earlier ones are ignored */
  #last = new Map()
  /** @type {Set<string>} keys whose text is not stored */
  #unkept = new Set()

  /**
   * @param {() => TextStorage} storage
   * @param {(error: unknown) => void} onUnkept the person must be notified: a crash would lose the text
   */
  constructor(storage, onUnkept) {
    this.storage = storage
    this.onUnkept = onUnkept
  }

  /** Whether everything written is stored, as far as is known. */
  get isComplete() {
    return this.#unkept.size === 0
  }

  /** @param {string} key @param {string | null} text null removes it */
  write(key, text) {
    const turn = {}
    this.#last.set(key, turn)
    const is = () => this.#last.get(key) === turn
    /** @param {unknown} error */
    const lost = (error) => {
      if (!is()) return
      this.#last.delete(key)
      if (text !== null) this.#unkept.add(key)
      this.onUnkept(error)
    }
    const kept = () => {
      if (!is()) return
      this.#last.delete(key)
      this.#unkept.delete(key)
    }
    try {
      const later = text === null ? this.storage().removeItem(key) : this.storage().setItem(key, text)
      if (later instanceof Promise) later.then(kept, lost)
      else kept()
    } catch (error) {
      lost(error)
    }
  }
}
