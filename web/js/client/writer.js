// Writes texts into storage, and knows which of them it could not keep.

/** @typedef {import('./types.js').TextStorage} TextStorage */

export class Writer {
  /** @type {Map<string, object>} the last write of each key; what became of an earlier one tells nothing any more */
  #last = new Map()
  /** @type {Set<string>} keys whose text is kept nowhere */
  #unkept = new Set()

  /**
   * @param {() => TextStorage} storage
   * @param {(error: unknown) => void} onUnkept the person must hear of it: text that is not kept is text that a crash takes
   */
  constructor(storage, onUnkept) {
    this.storage = storage
    this.onUnkept = onUnkept
  }

  /** Whether all that was written is kept, as far as is known. */
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
