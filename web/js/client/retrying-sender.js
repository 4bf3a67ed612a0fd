// Sends a mutation and retries it until there is a response.

import { OfflineError } from './errors.js'
import { isLost } from './snapshots.js'

/** @typedef {import('./mutations.js').Mutation} Mutation */
/** @typedef {import('./transport.js').Reply} Reply */

/** Repeated 500 responses are unlikely to go away: after this many attempts the person is notified. */
const MOST_SERVER_ERRORS = 5
const FIRST_WAIT = 1000
const LONGEST_WAIT = 30_000

/**
 * After a lost response, the change may or may not have been applied. So the same request is sent again, with the same
 * key, tag and body, until there is a response. If the change was applied, the server returns the stored response: it is neither applied twice nor
 * mistaken for another person's change.
 */
export class RetryingSender {
  /** @type {Set<() => void>} */
  #sleeping = new Set()
  #isClosed = false
  #isPaused = false

  /**
   * @param {object} options
   * @param {import('./transport.js').Transport} options.transport
   * @param {import('./types.js').Clock} options.clock
   * @param {import('./types.js').Random} options.random
   * @param {import('./types.js').PageEvents} options.page
   * @param {() => boolean} options.maySend whether the owner of these changes is signed in
   * @param {() => void} options.onSignedOut
   */
  constructor({ transport, clock, random, page, maySend, onSignedOut }) {
    this.transport = transport
    this.clock = clock
    this.random = random
    this.page = page
    this.maySend = maySend
    this.onSignedOut = onSignedOut
  }

  /**
   * @param {Mutation} mutation
   * @returns {Promise<Reply | OfflineError | 'restored' | null>} the response; the error if the server keeps failing on this request; `restored` if it was
   *   not sent because it started from data that a backup has replaced; null if it was discarded, or the sender was closed, in the meantime
   */
  async send(mutation) {
    let serverErrors = 0
    for (let waits = 0; !this.#isClosed && !mutation.isOver; ) {
      if (this.#isPaused) {
        await this.#sleep(null)
        continue
      }
      if (!this.maySend()) {
        mutation.become('signed-out')
        await this.#sleep(null)
        continue
      }
      if (!this.page.isOnline && mutation.state !== 'waiting') {
        mutation.become('waiting')
        await this.#sleep(LONGEST_WAIT)
        continue
      }
      mutation.attempts += 1
      mutation.state = 'queued'
      // Stored with its key before it is sent: whatever happens to the page, it can be repeated.
      mutation.become('sending')
      try {
        // After a connection failure the server may have other data, and would apply the waiting change to it: ask first.
        if (mutation.generation !== null && !this.transport.isSure) await this.transport.send({ method: 'GET', path: '/auth/me/' })
        if (this.#isClosed || this.#isPaused || mutation.isOver) continue
        if (isLost(mutation, this.transport.generation)) return 'restored'
        const reply = await this.transport.send(mutation.request)
        if (reply.status !== 401) return reply
        if (this.#isClosed) return null
        this.onSignedOut()
      } catch (error) {
        if (!(error instanceof OfflineError)) throw error
        if (this.#isClosed) return null
        if (error.status === 500) serverErrors += 1
        if (serverErrors >= MOST_SERVER_ERRORS) return error
        if (mutation.isOver) return null
        mutation.become('waiting')
        const wait = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** waits) * (0.5 + this.random.fraction() / 2)
        waits += 1
        await this.#sleep(error.retryAfter === null ? wait : error.retryAfter * 1000)
      }
    }
    return null
  }

  /** @param {number | null} ms null: until woken */
  #sleep(ms) {
    return /** @type {Promise<void>} */ (
      new Promise((resolve) => {
        /** @type {any} */
        let timer = null
        const wake = () => {
          this.#sleeping.delete(wake)
          if (timer !== null) this.clock.clearTimeout(timer)
          resolve()
        }
        this.#sleeping.add(wake)
        if (ms !== null) timer = this.clock.setTimeout(wake, ms)
      })
    )
  }

  /**
   * Makes a change wait for the network, before it is processed again.
   *
   * @param {Mutation} mutation
   */
  async waitForNetwork(mutation) {
    mutation.become('waiting')
    await this.#sleep(LONGEST_WAIT)
    return mutation
  }

  /** Retries what is waiting: the network is back, someone has signed in, or the person asks for it. */
  wake() {
    for (const wake of [...this.#sleeping]) wake()
  }

  /** Stops sending: the page is being closed, and remaining changes are sent another way. */
  pause() {
    this.#isPaused = true
  }

  resume() {
    this.#isPaused = false
    this.wake()
  }

  close() {
    this.#isClosed = true
    this.wake()
  }

  get isClosed() {
    return this.#isClosed
  }
}
