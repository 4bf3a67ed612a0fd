// Reloads records that have changed: a few at a time, each once.

import { JobtagError, OfflineError } from './errors.js'

/** The maximum number of simultaneous GETs. */
const WORKERS = 4
/** The delay before a failed request is retried: the stream may stay open, and then nothing else triggers a retry. */
const FIRST_WAIT = 1_000
const LONGEST_WAIT = 30_000

export class Refresher {
  /** @type {Set<string>} */
  #stale = new Set()
  #workers = 0
  #failures = 0
  /** @type {any} */
  #timer = null
  #fetch
  #clock

  /**
   * @param {(path: string) => Promise<unknown>} fetch
   * @param {import('./types.js').Clock} clock
   */
  constructor(fetch, clock) {
    this.#fetch = fetch
    this.#clock = clock
  }

  /** @param {Iterable<string>} paths */
  async refresh(paths) {
    for (const path of paths) this.#stale.add(path)
    const workers = []
    /** @type {Set<string>} */
    const unreachable = new Set()
    while (this.#workers < WORKERS && workers.length < this.#stale.size) {
      this.#workers += 1
      workers.push(
        this.#work(unreachable).finally(() => {
          this.#workers -= 1
        }),
      )
    }
    await Promise.all(workers)
    this.#later()
  }

  #later() {
    if (this.#stale.size === 0) this.#failures = 0
    if (this.#stale.size === 0 || this.#workers > 0 || this.#timer !== null) return
    const wait = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** this.#failures)
    this.#failures += 1
    this.#timer = this.#clock.setTimeout(() => this.retry(), wait)
  }

  /** Retries failed requests at once. */
  retry() {
    if (this.#timer !== null) this.#clock.clearTimeout(this.#timer)
    this.#timer = null
    if (this.#stale.size > 0) void this.refresh([])
  }

  /** @param {Set<string>} unreachable failed paths, which stay on the list until the next retry */
  async #work(unreachable) {
    const next = () => [...this.#stale].find((one) => !unreachable.has(one))
    for (let path = next(); path; path = next()) {
      this.#stale.delete(path)
      try {
        await this.#fetch(path)
      } catch (error) {
        if (error instanceof OfflineError) {
          unreachable.add(path)
          this.#stale.add(path)
        } else if (!(error instanceof JobtagError)) {
          throw error
        }
        // An error response is final: the reader has reported that the record is gone, or that the session has ended.
      }
    }
  }

  clear() {
    this.#stale.clear()
    if (this.#timer !== null) this.#clock.clearTimeout(this.#timer)
    this.#timer = null
    this.#failures = 0
  }
}
