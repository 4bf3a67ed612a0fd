// Sends requests. The result is a response, or the fact that the outcome is unknown.

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

/** @typedef {{status: number, headers: Headers, body: any, generation: string | null}} Reply `generation`: of its data */

/** Statuses that do not say whether the request was applied, or only that it could not be processed now. */
const PASSING = new Set([408, 425, 429, 500, 502, 503, 504])

export class Transport {
  /** @type {string | null} */
  token = null
  /**
   * The server's name for its data, which changes when a backup is restored. Null until the first response.
   *
   * @type {string | null}
   */
  generation = null
  /** How many milliseconds this device's clock is ahead of the server's, according to the last response. */
  clockAhead = 0
  /** How often a restore has been detected. */
  epoch = 0
  /** Whether the server has named its data since the last connection failure. */
  isSure = false

  /**
   * @param {object} options
   * @param {string} options.baseURL
   * @param {typeof globalThis.fetch} options.fetch
   * @param {Clock} options.clock
   * @param {number} options.timeout milliseconds
   * @param {RequestCredentials} options.credentials
   * @param {(problem: any) => void} options.onMissing called on a 404
   * @param {(generation: string, before: string | null) => void} options.onGeneration called before the response is used
   */
  constructor({ baseURL, fetch, clock, timeout, credentials, onMissing, onGeneration }) {
    this.baseURL = baseURL.replace(/\/+$/, '')
    this.clock = clock
    this.timeout = timeout
    this.credentials = credentials
    this.onMissing = onMissing
    this.onGeneration = onGeneration
    // A browser's fetch must not be called as a method of another object.
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
      // The client sets its own conditions; the browser's cache would turn a 304 into a 200.
      cache: 'no-store',
      signal,
    }
  }

  /**
   * @param {Request} request
   * @returns {Promise<Reply>} any conclusive response, including refusals
   * @throws {OfflineError} if the outcome is unknown, or the request could not be processed now
   */
  async send(request) {
    const aborter = new AbortController()
    const timer = this.clock.setTimeout(() => aborter.abort(new Error('The request timed out.')), this.timeout)
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
   * Sends a request that outlives the page. Its response is ignored: repeating the request finds out the outcome.
   *
   * @param {Request} request
   */
  post(request) {
    this.fetch(this.baseURL + request.path, this.init({ ...request, keepalive: true })).then(
      // The connection is released only when the body has been read.
      (response) =>
        response.arrayBuffer().then(
          () => {},
          () => {},
        ),
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
      // An incomplete body is a lost response, whatever its status.
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
    // A captive portal responds to everything with 200 and HTML.
    if (body === null && status >= 200 && status < 300 && status !== 204) {
      throw new OfflineError(new Error('The response did not come from the Jobtag server.'), status)
    }
    if (status === 404) this.onMissing(body)
    return { status, headers, body, generation: this.generation }
  }

  /**
   * Reads the generation of the data, and the server's time.
   *
   * @param {Headers} headers
   * @param {number} epoch when the request was sent
   * @throws {OfflineError} if the response is from replaced data, because it was pending during the restore
   */
  readHeaders(headers, epoch) {
    const now = Date.parse(headers.get('date') ?? '')
    if (Number.isFinite(now)) this.clockAhead = this.clock.now() - now
    const told = headers.get('jobtag-generation')
    if (told === null) return
    if (told !== this.generation && epoch !== this.epoch)
      throw new OfflineError(new Error('The response shows data that a backup has replaced.'))
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
