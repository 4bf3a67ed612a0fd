// Fetching what is known to have changed: a few at a time, each record once.

import { JobtagError, OfflineError } from './errors.js'

/** As many conditional GETs as are under way at once because of the stream. */
const WORKERS = 4

export class Refresher {
  /** @type {Set<string>} */
  #stale = new Set()
  #workers = 0
  #fetch

  /** @param {(path: string) => Promise<unknown>} fetch */
  constructor(fetch) {
    this.#fetch = fetch
  }

  /** @param {Iterable<string>} paths */
  async refresh(paths) {
    for (const path of paths) this.#stale.add(path)
    const workers = []
    /** @type {Set<string>} */
    const unreachable = new Set()
    while (this.#workers < WORKERS && workers.length < this.#stale.size) {
      this.#workers += 1
      workers.push(this.#work(unreachable).finally(() => {
        this.#workers -= 1
      }))
    }
    await Promise.all(workers)
  }

  /** @param {Set<string>} unreachable what cannot be asked for now: it stays on the list until the next time */
  async #work(unreachable) {
    for (let path; (path = [...this.#stale].find((one) => !unreachable.has(one))); ) {
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
        // A refusal is an answer: who holds the record was told that it is gone, or that the sign-in has ended.
      }
    }
  }

  clear() {
    this.#stale.clear()
  }
}
