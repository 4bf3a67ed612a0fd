// The stream of changes: Server-Sent Events over fetch, so that it can send a token and be resumed at any time.

import { EventParser } from './event-parser.js'

/** @typedef {import('./types.js').Clock} Clock */
/** @typedef {import('./types.js').Person} Person */

/** @typedef {{job_id: string, etag: string, change_id: string, by: Person, at: string, fields: string[], kind: string}} JobEvent */
/** @typedef {{job_id: string, people: Person[]}} PresenceEvent */
/** @typedef {{id: string, etag: string, deleted: boolean}} ClientEvent */
/** @typedef {{id: string}} StaffEvent */

/** The server sends a heartbeat every 2 seconds. */
const SILENCE = 15_000
const CHECK_INTERVAL = 5_000
/** How often a tab without a stream tries to get one, and how often it catches up in the meantime. */
const RETRY_WITHOUT_STREAM = 3_000
const CATCH_UP = 15_000
const LONGEST_WAIT = 30_000

/**
 * Keeps one stream open: of all jobs, or of one job, which shows others that this person has it open. It stays open while the page is in
 * the background, because the person still has the job open.
 */
export class ChangeStream {
  #parser = new EventParser()
  /** @type {{job: string | null} | null} */
  #wanted = null
  /** @type {AbortController | null} */
  #connection = null
  /** @type {(() => void) | null} */
  #wake = null
  #lastByte = 0
  #caughtUp = 0
  #isRunning = false
  #isClosed = false
  /** Whether the connection was closed in order to reconnect at once. */
  #isRestarted = false
  #status = 'closed'
  /** @type {(() => void)[]} */
  #ends
  #options

  /**
   * @param {object} options
   * @param {import('./transport.js').Transport} options.transport
   * @param {Clock} options.clock
   * @param {import('./types.js').Random} options.random
   * @param {import('./types.js').PageEvents} options.page
   * @param {import('./stream-limit.js').StreamLimit} options.limit
   * @param {() => boolean} options.mayListen
   * @param {(event: JobEvent) => void} options.onJob
   * @param {(event: PresenceEvent) => void} options.onPresence
   * @param {(event: ClientEvent) => void} options.onClient
   * @param {(event: StaffEvent) => void} options.onStaff
   * @param {(status: 'connecting' | 'open' | 'closed') => void} options.onStatus
   * @param {() => void} options.onOpen earlier changes may have been missed
   * @param {() => void} options.onSignedOut
   * @param {(jobID: string) => void} options.onGone
   */
  constructor(options) {
    this.#options = options
    const { page } = options
    this.#ends = [
      page.on('online', () => this.check()),
      page.on('visible', () => this.check()),
      page.on('pageshow', () => this.check()),
      // A page in the back/forward cache must not hold a connection.
      page.on('pagehide', () => {
        this.#connection?.abort()
        options.limit.release()
      }),
    ]
  }

  /** @param {string | null} job */
  follow(job) {
    if (this.#isClosed || (this.#wanted && this.#wanted.job === job)) return
    this.#wanted = { job }
    this.#connection?.abort()
    this.#wake?.()
    void this.#run()
  }

  get job() {
    return this.#wanted?.job ?? null
  }

  unfollow() {
    this.#wanted = null
    this.#connection?.abort()
    this.#wake?.()
  }

  /** Closes the connection; whether it reconnects depends on who is signed in then. */
  reconnect() {
    this.#connection?.abort()
  }

  /** The data was replaced, so the stream cannot be resumed: starts from the beginning. */
  restart() {
    this.#parser = new EventParser()
    this.#isRestarted = this.#connection !== null
    this.#connection?.abort()
  }

  /** Checks the connection, for example after sleep or a change of network. */
  check() {
    if (this.#connection && this.#options.clock.now() - this.#lastByte > CHECK_INTERVAL + CHECK_INTERVAL) this.#connection.abort()
    this.#wake?.()
  }

  close() {
    this.#isClosed = true
    this.unfollow()
    for (const end of this.#ends) end()
  }

  /** @param {'connecting' | 'open' | 'closed'} status */
  #setStatus(status) {
    if (this.#status === status) return
    this.#status = status
    this.#options.onStatus(status)
  }

  async #run() {
    if (this.#isRunning) return
    this.#isRunning = true
    let failures = 0
    while (this.#wanted && !this.#isClosed) {
      const wanted = this.#wanted
      if (!this.#options.mayListen()) {
        this.#options.limit.release()
        this.#setStatus('closed')
        await this.#pause(null)
        continue
      }
      if (!this.#options.limit.acquire(this.#options.page.isVisible)) {
        await this.#waitForStream()
        continue
      }
      this.#setStatus('connecting')
      const wasAlive = await this.#listen(wanted.job)
      failures = wasAlive ? 0 : failures + 1
      if (this.#wanted !== wanted || !this.#options.limit.isHeld) continue
      if (this.#isRestarted) {
        this.#isRestarted = false
        continue
      }
      this.#setStatus('connecting')
      const wait = (this.#parser.retry ?? 2000) * 2 ** Math.min(failures, 5) * (0.5 + this.#options.random.fraction() / 2)
      await this.#pause(Math.min(LONGEST_WAIT, wait))
    }
    this.#isRunning = false
    this.#options.limit.release()
    this.#setStatus('closed')
  }

  /** Other tabs have all available streams. This tab catches up from time to time if it is visible. */
  async #waitForStream() {
    const { clock, page, onOpen } = this.#options
    this.#setStatus('closed')
    if (page.isVisible && clock.now() - this.#caughtUp >= CATCH_UP) {
      this.#caughtUp = clock.now()
      onOpen()
    }
    await this.#pause(RETRY_WITHOUT_STREAM)
  }

  /** @param {number | null} ms */
  #pause(ms) {
    const { clock } = this.#options
    return /** @type {Promise<void>} */ (
      new Promise((resolve) => {
        /** @type {any} */
        let timer = null
        const wake = () => {
          this.#wake = null
          if (timer !== null) clock.clearTimeout(timer)
          resolve()
        }
        this.#wake = wake
        if (ms !== null) timer = clock.setTimeout(wake, ms)
      })
    )
  }

  /**
   * @param {string | null} job
   * @returns {Promise<boolean>} whether any data arrived
   */
  async #listen(job) {
    const { transport, onOpen, onSignedOut, onGone } = this.#options
    const connection = new AbortController()
    this.#connection = connection
    const stopWatchingSilence = this.#watchSilence(connection)
    const parser = this.#parser
    const { epoch } = transport
    parser.restart()
    let isAlive = false
    try {
      /** @type {Record<string, string>} */
      const headers = { Accept: 'text/event-stream' }
      if (parser.lastEventID) headers['Last-Event-ID'] = parser.lastEventID
      const path = `/changes/stream${job === null ? '' : `?job=${encodeURIComponent(job)}`}`
      const request = { method: 'GET', path, headers }
      const response = await transport.fetch(transport.baseURL + path, transport.init(request, connection.signal))
      transport.readHeaders(response.headers, epoch)
      if (connection.signal.aborted) return false
      if (response.status === 401) onSignedOut()
      if (response.status === 404 && job !== null) {
        // The job is deleted: wait until `follow` is called again.
        this.#wanted = null
        transport.onMissing(await response.json().catch(() => null))
        onGone(job)
      }
      if (!response.ok || !response.body) return false
      const decoder = new TextDecoder()
      const reader = response.body.getReader()
      // Not every fetch implementation cancels the body with the signal.
      connection.signal.addEventListener('abort', () => void reader.cancel().catch(() => {}))
      for (let part = await reader.read(); !part.done; part = await reader.read()) {
        this.#lastByte = this.#options.clock.now()
        if (!this.#options.limit.renew(this.#options.page.isVisible)) break
        if (!isAlive) {
          isAlive = true
          this.#setStatus('open')
          onOpen()
        }
        for (const { event, data } of parser.feed(decoder.decode(part.value, { stream: true }))) this.#dispatch(event, data)
      }
    } catch (error) {
      // A network error or our own abort: the connection is closed, and the next one follows.
      if (!(error instanceof Error) && !connection.signal.aborted) throw error
    } finally {
      stopWatchingSilence()
      // The server may restart with other data.
      if (!connection.signal.aborted) transport.isSure = false
      connection.abort()
      this.#connection = null
    }
    return isAlive
  }

  /**
   * Closes a connection without heartbeats.
   *
   * @param {AbortController} connection
   */
  #watchSilence(connection) {
    const { clock } = this.#options
    this.#lastByte = clock.now()
    /** @type {any} */
    let timer = null
    const check = () => {
      if (clock.now() - this.#lastByte > SILENCE) connection.abort()
      else timer = clock.setTimeout(check, CHECK_INTERVAL)
    }
    timer = clock.setTimeout(check, CHECK_INTERVAL)
    return () => clock.clearTimeout(timer)
  }

  /** @param {string} event @param {string} data */
  #dispatch(event, data) {
    if (event === 'job') this.#options.onJob(JSON.parse(data))
    else if (event === 'presence') this.#options.onPresence(JSON.parse(data))
    else if (event === 'client') this.#options.onClient(JSON.parse(data))
    else if (event === 'staff') this.#options.onStaff(JSON.parse(data))
  }
}
