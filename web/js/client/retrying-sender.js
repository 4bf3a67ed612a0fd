// Sends a mutation and retries it until an answer arrives.

import { OfflineError } from './errors.js'
import { isLost } from './snapshots.js'

/** @typedef {import('./mutations.js').Mutation} Mutation */
/** @typedef {import('./transport.js').Reply} Reply */

/** A server that answers 500 to a request will answer so again tomorrow: after this many attempts the person is told. */
const MOST_SERVER_ERRORS = 5
const FIRST_WAIT = 1000
const LONGEST_WAIT = 30_000

/**
 * What is known when an answer was lost: nothing. The change may have been made or not, so the same request goes again, with the same
 * key, tag and body, until an answer comes. The server gives the kept answer if the change was made; so it is neither made twice nor
 * taken for somebody else's.
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
   * @param {() => boolean} options.maySend whether the person whose changes these are is signed in
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
   * @returns {Promise<Reply | OfflineError | 'restored' | null>} the answer; the error of a server that keeps failing on this request; `restored` where it
   *   does not go out, for it began from data that a backup has taken the place of; null where it was discarded, or this was closed, meanwhile
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
      // Kept before it is sent, with its key: whatever happens to the page then, it can be repeated.
      mutation.become('sending')
      try {
        // Behind a silence the server may have other data, and would take what waited for it as meant for them.
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

  /** @param {number | null} ms null until something wakes it */
  #sleep(ms) {
    return /** @type {Promise<void>} */ (new Promise((resolve) => {
      /** @type {any} */
      let timer = null
      const wake = () => {
        this.#sleeping.delete(wake)
        if (timer !== null) this.clock.clearTimeout(timer)
        resolve()
      }
      this.#sleeping.add(wake)
      if (ms !== null) timer = this.clock.setTimeout(wake, ms)
    }))
  }

  /**
   * Lets a change wait for the network, before it is looked at once more.
   *
   * @param {Mutation} mutation
   */
  async waitForNetwork(mutation) {
    mutation.become('waiting')
    await this.#sleep(LONGEST_WAIT)
    return mutation
  }

  /** Tries at once what is waiting: the network is back, somebody signed in, or the person asks for it. */
  wake() {
    for (const wake of [...this.#sleeping]) wake()
  }

  /** Begins nothing: the page is going, and what can still be sent goes another way. */
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
