// Requests and answers: what came back, or that it is unknown what became of the request.

import { OfflineError } from './errors.js'

/** @typedef {import('./types.js').Clock} Clock */

/**
 * @typedef {object} Request
 * @property {string} method
 * @property {string} path under the base URL
 * @property {string | null} [body] JSON, as a text: a repeat must be the same to the byte
 * @property {Record<string, string>} [headers]
 * @property {boolean} [keepalive]
 * @property {AbortSignal} [signal]
 */

/** @typedef {{status: number, headers: Headers, body: any, generation: string | null}} Reply `generation`: of the data that it is of */

/** Statuses that say nothing about what was asked, only that it could not be done, or not seen to be done, now. */
const PASSING = new Set([408, 425, 429, 500, 502, 503, 504])

export class Transport {
  /** @type {string | null} */
  token = null
  /**
   * Which data the server has, by its own name for them: another one after they were restored from a backup. Null until it has said so.
   *
   * @type {string | null}
   */
  generation = null
  /** By how many milliseconds this device's clock is ahead of the server's, as far as the last answer tells. */
  clockAhead = 0
  /** How often the data were seen to be restored. */
  epoch = 0
  /** Whether the last that was heard of the server, rather than silence, said which data it has. */
  isSure = false

  /**
   * @param {object} options
   * @param {string} options.baseURL
   * @param {typeof globalThis.fetch} options.fetch
   * @param {Clock} options.clock
   * @param {number} options.timeout milliseconds
   * @param {RequestCredentials} options.credentials
   * @param {(problem: any) => void} options.onMissing something that was asked for is not there
   * @param {(generation: string, before: string | null) => void} options.onGeneration told before the answer that says so is used
   */
  constructor({ baseURL, fetch, clock, timeout, credentials, onMissing, onGeneration }) {
    this.baseURL = baseURL.replace(/\/+$/, '')
    this.clock = clock
    this.timeout = timeout
    this.credentials = credentials
    this.onMissing = onMissing
    this.onGeneration = onGeneration
    // Called as a function: a browser's fetch refuses to be a method of something else.
    this.fetch = /** @type {typeof globalThis.fetch} */ ((input, init) => fetch(input, init))
  }

  /** @param {Request} request */
  headers({ body, headers, method }) {
    /** @type {Record<string, string>} */
    const all = { Accept: 'application/json', ...headers }
    if (body != null) all['Content-Type'] = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json'
    if (this.token !== null) all.Authorization = `Bearer ${this.token}`
    return all
  }

  /** @param {Request} request @param {AbortSignal} [signal] @returns {RequestInit} */
  init(request, signal) {
    return {
      method: request.method,
      headers: this.headers(request),
      body: request.body ?? undefined,
      credentials: this.credentials,
      keepalive: request.keepalive ?? false,
      // Conditions are ours to make; a cache in between would answer 200 where the server said 304.
      cache: 'no-store',
      signal,
    }
  }

  /**
   * @param {Request} request
   * @returns {Promise<Reply>} any answer that says what became of the request, refusals too
   * @throws {OfflineError} where that is unknown, or it could not be done now
   */
  async send(request) {
    const aborter = new AbortController()
    const timer = this.clock.setTimeout(() => aborter.abort(new Error('The answer took too long.')), this.timeout)
    const end = () => aborter.abort(request.signal?.reason)
    request.signal?.addEventListener('abort', end)
    try {
      return await this.#exchange(request, aborter.signal)
    } finally {
      this.clock.clearTimeout(timer)
      request.signal?.removeEventListener('abort', end)
    }
  }

  /**
   * Sends a request that outlives the page. Its answer is nobody's: what became of it is asked for by repeating it.
   *
   * @param {Request} request
   */
  post(request) {
    this.fetch(this.baseURL + request.path, this.init({ ...request, keepalive: true })).then(
      // The connection is only free again when the body was read.
      (response) => response.arrayBuffer().then(() => {}, () => {}),
      () => {},
    )
  }

  /** @param {Request} request @param {AbortSignal} signal @returns {Promise<Reply>} */
  async #exchange(request, signal) {
    const { epoch } = this
    let response
    let text
    try {
      response = await this.fetch(this.baseURL + request.path, this.init(request, signal))
      // A body that breaks off is an answer lost, however good its status was.
      text = await response.text()
    } catch (error) {
      if (!request.signal?.aborted) this.isSure = false
      throw new OfflineError(error)
    }
    const { status, headers } = response
    this.readHeaders(headers, epoch)
    let body = null
    if (text !== '' && /\bjson\b/.test(headers.get('content-type') ?? '')) {
      try {
        body = JSON.parse(text)
      } catch (error) {
        throw new OfflineError(error, status)
      }
    }
    if (PASSING.has(status)) {
      throw new OfflineError(new Error(`The status was ${status}.`), status, this.#retryAfter(headers), body)
    }
    // A sign-in page of the café's network answers 200 to everything, in HTML.
    if (body === null && status >= 200 && status < 300 && status !== 204) {
      throw new OfflineError(new Error('The answer is not from the server that was asked.'), status)
    }
    if (status === 404) this.onMissing(body)
    return { status, headers, body, generation: this.generation }
  }

  /**
   * Reads from an answer which data it is of, and the server's time.
   *
   * @param {Headers} headers
   * @param {number} epoch when it was asked for
   * @throws {OfflineError} where it is of data that are known to be no more: it was on its way when they were restored
   */
  readHeaders(headers, epoch) {
    const now = Date.parse(headers.get('date') ?? '')
    if (Number.isFinite(now)) this.clockAhead = this.clock.now() - now
    const told = headers.get('jobtag-generation')
    if (told === null) return
    if (told !== this.generation && epoch !== this.epoch) throw new OfflineError(new Error('The answer is of data that were replaced by a backup.'))
    this.isSure = true
    if (told === this.generation) return
    const before = this.generation
    this.generation = told
    if (before !== null) this.epoch += 1
    this.onGeneration(told, before)
  }

  /** @param {Headers} headers */
  #retryAfter(headers) {
    const value = headers.get('retry-after')
    if (value === null) return null
    const seconds = /^\d+$/.test(value) ? Number(value) : (Date.parse(value) - this.clock.now()) / 1000
    return Number.isFinite(seconds) ? Math.max(0, seconds) : null
  }
}
