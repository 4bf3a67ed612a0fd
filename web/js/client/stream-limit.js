// Limits how many streams the tabs of one browser keep open together. Over HTTP/1.1 a browser opens six connections to a server, whatever the
// number of tabs: with six streams, there would be no connection left for requests, and every tab would hang.

/** @typedef {import('./types.js').TextStorage} TextStorage */
/** @typedef {import('./types.js').Clock} Clock */

/** Leaves room for requests. */
const MOST_STREAMS = 4
/** The server sends a heartbeat every 2 seconds, and the mark is renewed then. An older mark belongs to a closed tab. */
const FRESH = 20_000
/** How long a tab that has released its stream waits, so that the other tab can open one. */
const REST = 6_000
const WANTED = 'jobtag-stream-wanted'
const MARK = 'jobtag-stream:'

/**
 * A semaphore of marks in storage, which all tabs share. If too many tabs want a stream, a background tab releases its own
 * for a visible one. Two tabs that acquire the last one simultaneously exceed the limit for a while; the exact number does not matter.
 */
export class StreamLimit {
  #isHeld = false
  #restUntil = 0

  /**
   * @param {TextStorage} storage
   * @param {Clock} clock
   * @param {string} tabID
   * @param {(error: unknown) => void} onError
   */
  constructor(storage, clock, tabID, onError) {
    this.storage = storage
    this.clock = clock
    this.key = MARK + tabID
    this.onError = onError
  }

  /**
   * @template T
   * @param {() => T} use
   * @param {T} otherwise
   */
  #withStorage(use, otherwise) {
    try {
      return use()
    } catch (error) {
      // Without storage there is no count; one stream too many is better than none.
      this.onError(error)
      return otherwise
    }
  }

  /** @returns {number} */
  get #others() {
    let count = 0
    for (let index = 0; index < this.storage.length; index += 1) {
      const key = this.storage.key(index)
      if (!key?.startsWith(MARK) || key === this.key) continue
      if (this.clock.now() - Number(this.storage.getItem(key)) < FRESH) count += 1
    }
    return count
  }

  /**
   * @param {boolean} isVisible whether this tab is visible
   * @returns {boolean} whether a stream may be opened now
   */
  acquire(isVisible) {
    return this.#withStorage(() => {
      if (!isVisible && this.clock.now() < this.#restUntil) return false
      if (!this.#isHeld && this.#others >= MOST_STREAMS) {
        if (isVisible) this.storage.setItem(WANTED, String(this.clock.now()))
        return false
      }
      this.#isHeld = true
      this.storage.setItem(this.key, String(this.clock.now()))
      return true
    }, true)
  }

  /**
   * Renews the mark when data arrives, or releases the stream for a visible tab.
   *
   * @param {boolean} isVisible
   * @returns {boolean} whether the stream may stay open
   */
  renew(isVisible) {
    return this.#withStorage(() => {
      this.storage.setItem(this.key, String(this.clock.now()))
      const wanted = Number(this.storage.getItem(WANTED) ?? 0)
      if (isVisible || this.clock.now() - wanted >= FRESH || this.#others < MOST_STREAMS - 1) return true
      this.storage.removeItem(WANTED)
      this.#restUntil = this.clock.now() + REST
      this.release()
      return false
    }, true)
  }

  get isHeld() {
    return this.#isHeld
  }

  release() {
    if (!this.#isHeld) return
    this.#isHeld = false
    this.#withStorage(() => this.storage.removeItem(this.key), undefined)
  }
}
