// Entity tags for an existing axios instance. Guide: docs/javascript-client.md.
//
//     import { installEtags } from './axios-etag.js'
//
//     const api = axios.create({ baseURL: '/api' })
//     installEtags(api)
//
//     const { data: job } = await api.get(`/jobs/${id}/`)
//     const { data: saved } = await api.put(`/jobs/${id}/`, { ...job, notes: 'Ring.' })      // the body has the tag
//     const { data: now } = await api.patch(`/jobs/${id}/`, { notes: 'Ring first.' }, { snapshot: saved })   // here it must be given
//     await api.post(`/jobs/${id}/events/`, { description: 'Rang' }, { snapshot: now })
//
// There is no map from job ids to tags. Such a map would give a form that was opened an hour ago the tag of a GET that a timer made a
// second ago; its save would succeed and overwrite what a colleague wrote in between. So `If-Match` comes only from the snapshot that
// the change started from: from a loaded job, which keeps its tag as `etag` in every copy.

import { ConflictError } from './client/errors.js'
import { randomID } from './client/platform.js'
import { makeSnapshot } from './client/snapshots.js'
import { same, untouched } from './client/values.js'

/** @typedef {import('./client/types.js').Change} Change */
/** @typedef {import('./client/types.js').Choice} Choice */
/** @typedef {import('./client/types.js').Clock} Clock */
/** @typedef {import('./client/types.js').Merge} Merge */

/**
 * @typedef {object} Options
 * @property {(merged: {id: string, changes: Change[]}) => void} [onMerged] a change was merged with others' changes: show them in a short message
 * @property {boolean} [mergeCleanly] whether a 412 without conflicts is applied at once (default: true)
 * @property {number} [retries] after lost responses (default: 4)
 * @property {Clock} [clock]
 * @property {() => string} [newKey]
 */

/**
 * The record that a request is about.
 *
 * @typedef {{id: string, path: string, part: string}} Target
 */

/**
 * A pending change.
 *
 * @typedef {{etag: string | null, fields: Record<string, any> | null, hasBegun: boolean}} QueuedChange
 */

/** The maximum number of responses cached for 304s. */
const KEPT = 500
const UUID = '[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}'
const RECORD = new RegExp(`/(?:clients/${UUID}/contacts|jobs|clients|staff)/(${UUID})(?=[/?#]|$)`, 'i')
const COLLECTION = /\/(?:jobs|clients|staff|contacts)\/?(?=[?#]|$)/i
const PASSING = new Set([408, 425, 429, 500, 502, 503, 504])

/** @type {Clock} */
const REAL_CLOCK = {
  now: () => Date.now(),
  setTimeout: (f, ms) => globalThis.setTimeout(f, ms),
  clearTimeout: (handle) => globalThis.clearTimeout(handle),
}

/**
 * Adds entity tags to an axios instance. Requests that are not about jobs, clients, contacts or staff are unchanged.
 *
 * @param {any} axios an instance of axios 1
 * @param {Options} [options]
 */
export function installEtags(axios, options = {}) {
  const etags = new AxiosEtags(axios, options)
  axios.defaults.adapter = (/** @type {any} */ config) => etags.send(config)
  return etags
}

/** @param {any} text @returns {any} */
function parsed(text) {
  if (typeof text !== 'string' || text === '') return null
  try {
    return JSON.parse(text)
  } catch {
    // Not JSON, so it has no version.
    return null
  }
}

/** @param {string} url @returns {Target | null} */
function target(url) {
  const match = RECORD.exec(url)
  if (!match) return null
  const end = match.index + match[0].length
  return { id: match[1].toLowerCase(), path: `${url.slice(match.index, end)}/`, part: url.slice(end).replace(/^\/|[?#].*$/g, '') }
}

export class AxiosEtags {
  /** @type {Map<string, {etag: string, text: string}>} responses by URL, for 304s */
  #kept = new Map()
  /** @type {Map<string, {updatedAt: string, text: string}>} the newest version of each record; older ones are ignored */
  #newest = new Map()
  /** @type {Map<string, Promise<unknown>>} the last change of each record */
  #tails = new Map()
  /** @type {Map<string, Set<QueuedChange>>} changes that are waiting for their turn */
  #waiting = new Map()
  /** @type {Map<string, string>} keys of requests without a response, by method, URL and body */
  #unknown = new Map()
  /** @type {string | null} the name of the server's data, which changes when a backup is restored */
  #generation = null
  /** How often that has changed. */
  #epoch = 0
  #axios
  #plain
  #adapter
  #options

  /** @param {any} axios @param {Options} options */
  constructor(axios, { onMerged = () => {}, mergeCleanly = true, retries = 4, clock = REAL_CLOCK, newKey = randomID }) {
    this.#axios = axios
    // Without the instance's interceptors, which run outside this adapter.
    this.#plain = axios.create()
    this.#adapter = axios.defaults.adapter
    this.#options = { onMerged, mergeCleanly, retries, clock, newKey }
  }

  /**
   * The newest known version of a record. For display only, never as the base of a change.
   *
   * @param {string} id
   * @returns {any}
   */
  held(id) {
    return parsed(this.#newest.get(id.toLowerCase())?.text ?? '')
  }

  /**
   * Replaces axios's own adapter.
   *
   * @param {any} config
   * @returns {Promise<any>}
   */
  async send(config) {
    const url = this.#axios.getUri({
      baseURL: config.baseURL,
      url: config.url,
      params: config.params,
      paramsSerializer: config.paramsSerializer,
    })
    const about = target(url)
    const method = String(config.method ?? 'get').toLowerCase()
    if (!about && !COLLECTION.test(url)) return this.#exchange(config)
    if (method === 'get') return this.#get(config, url, about)
    if (!['post', 'put', 'patch', 'delete'].includes(method)) return this.#exchange(config)
    const queued = {
      etag: about ? this.#named(config, about) : null,
      fields: about?.part === '' ? parsed(config.data) : null,
      hasBegun: false,
    }
    return this.#inOrder(about?.id ?? this.#options.newKey(), queued, () => this.#change(config, method, about, queued))
  }

  /**
   * Sends one request as the instance would. The response is untransformed, so that axios transforms it once.
   *
   * @param {any} config
   * @param {Record<string, any>} [changes]
   */
  async #exchange(config, changes = {}) {
    const epoch = this.#epoch
    const own = {
      adapter: this.#adapter,
      transformRequest: [(/** @type {any} */ data) => data],
      transformResponse: [(/** @type {any} */ data) => data],
    }
    try {
      const response = await this.#plain.request({ ...config, ...changes, ...own })
      this.#hear(response, epoch)
      return Object.assign(response, { config })
    } catch (error) {
      const failure = /** @type {any} */ (error)
      if (failure.response) this.#hear(failure.response, epoch)
      failure.config = config
      if (failure.response) failure.response.config = config
      throw failure
    }
  }

  /**
   * If the server's data was restored from a backup, clears the cache before the response is used.
   *
   * @param {any} response
   * @param {number} epoch when the request was sent
   */
  #hear(response, epoch) {
    const told = response.headers['jobtag-generation']
    // A request that was pending at that time may have an outdated response.
    response.isStale = epoch !== this.#epoch
    if (typeof told !== 'string' || told === this.#generation || response.isStale) return
    if (this.#generation !== null) {
      this.#epoch += 1
      this.#kept.clear()
      this.#newest.clear()
      response.isStale = response.status === 304
    }
    this.#generation = told
  }

  // ---- Reading

  /** @param {any} config @param {string} url @param {Target | null} about @returns {Promise<any>} */
  async #get(config, url, about) {
    // A caller that sets its own condition wants the response to it.
    const isOurs = !config.headers.has?.('If-None-Match') && (config.responseType ?? 'json') === 'json'
    if (!isOurs) return this.#exchange(config)
    const kept = this.#kept.get(url)
    const accepts = config.validateStatus ?? (() => true)
    const response = await this.#exchange(config, {
      headers: { ...config.headers, ...(kept ? { 'If-None-Match': kept.etag } : {}) },
      validateStatus: (/** @type {number} */ status) => (status === 304 && kept !== undefined) || accepts(status),
    })
    // The condition or the response refers to data that no longer exists.
    if (response.isStale) return this.#get(config, url, about)
    if (response.status === 304 && kept) Object.assign(response, { status: 200, statusText: 'OK', data: kept.text, notModified: true })
    else if (response.status === 200) this.#keep(url, response)
    if (about && about.part === '' && response.status === 200) response.data = this.#newer(about.id, response.data)
    return response
  }

  /** @param {string} url @param {any} response */
  #keep(url, response) {
    const etag = response.headers.etag ?? parsed(response.data)?.etag
    this.#kept.delete(url)
    if (typeof etag === 'string' && typeof response.data === 'string') this.#kept.set(url, { etag, text: response.data })
    if (this.#kept.size > KEPT) this.#kept.delete(/** @type {string} */ (this.#kept.keys().next().value))
  }

  /**
   * Responses arrive in any order: returns the newest version.
   *
   * @param {string} id
   * @param {any} text
   * @returns {any}
   */
  #newer(id, text) {
    const record = parsed(text)
    const held = this.#newest.get(id)
    if (typeof record?.updated_at !== 'string') return text
    if (held && held.updatedAt > record.updated_at) return held.text
    this.#newest.set(id, { updatedAt: record.updated_at, text })
    return text
  }

  // ---- Changing

  /**
   * Runs changes of a record one at a time, in order.
   *
   * @template T
   * @param {string} key
   * @param {QueuedChange} queued
   * @param {() => Promise<T>} go
   */
  async #inOrder(key, queued, go) {
    const waiting = this.#waiting.get(key) ?? new Set()
    this.#waiting.set(key, waiting.add(queued))
    const before = this.#tails.get(key)
    const turn = (async () => {
      await before?.catch(() => {})
      queued.hasBegun = true
      return go()
    })()
    this.#tails.set(key, turn)
    try {
      return await turn
    } finally {
      waiting.delete(queued)
      if (this.#tails.get(key) === turn) {
        this.#tails.delete(key)
        this.#waiting.delete(key)
      }
    }
  }

  /**
   * The tag of the snapshot that a change started from.
   *
   * @param {any} config
   * @param {Target} about
   * @returns {string | null}
   */
  #named(config, { id }) {
    const header = config.headers.get?.('If-Match')
    if (header) return String(header)
    const { snapshot } = config
    if (typeof snapshot === 'string') return snapshot
    const from = snapshot ?? parsed(config.data)
    if (typeof from?.etag !== 'string') return null
    const of = from.id ?? from.job_id
    if (typeof of === 'string' && of.toLowerCase() !== id) throw new TypeError(`A change of ${id} cannot begin from a snapshot of ${of}.`)
    return from.etag
  }

  /** @param {any} config @param {string} method @param {Target | null} about @param {QueuedChange} queued */
  async #change(config, method, about, queued) {
    /** @type {Change[]} */
    const passed = []
    let request = { method, url: config.url, data: config.data, key: config.headers.get?.('Idempotency-Key') ?? null }
    for (let etag = queued.etag; ; ) {
      try {
        const response = await this.#deliver(config, request, etag)
        if (about) this.#arrived(about, etag, queued, response)
        if (passed.length > 0) this.#tell(about, passed, response)
        return response
      } catch (error) {
        const { response } = /** @type {any} */ (error)
        if (!about || !response || (response.status !== 412 && response.status !== 428)) throw error
        const conflict = await this.#conflict(config, about, response, etag)
        const next = this.#next(conflict, request, about)
        if (next === null) throw conflict
        passed.push(...conflict.theirChanges)
        request = next
        etag = conflict.currentEtag
      }
    }
  }

  /**
   * The request to send at once after a 412, as the server says; null if the person must see the changes first.
   *
   * @param {ConflictError} conflict
   * @param {{method: string, url: string, data: any, key: string | null, isMerged?: boolean}} request
   * @param {Target} about
   */
  #next({ status, resend, changes, merge }, request, about) {
    // A version that the server does not know may be from data that a backup has replaced: the person looks first.
    if (status !== 412 || !this.#options.mergeCleanly || resend === 'ask' || changes === null) return null
    if (resend === 'same' || !merge) return request
    // Only the merged fields: a PUT of everything would overwrite fields that others have changed.
    return { method: 'patch', url: about.path + about.part, data: JSON.stringify(merge.patch), key: null, isMerged: true }
  }

  /** @param {Target | null} about @param {Change[]} changes @param {any} response */
  #tell(about, changes, response) {
    response.theirChanges = changes
    this.#options.onMerged({ id: about?.id ?? '', changes })
  }

  /**
   * Sends a change until there is a response, with one key: if it was already applied, the server returns the first response.
   *
   * @param {any} config
   * @param {{method: string, url: string, data: any, key: string | null, isMerged?: boolean}} request
   * @param {string | null} etag
   */
  async #deliver(config, request, etag) {
    const { retries, clock, newKey } = this.#options
    const meant = `${request.method} ${request.url} ${typeof request.data === 'string' ? request.data : ''}`
    const key = request.key ?? this.#unknown.get(meant) ?? newKey()
    const headers = { ...config.headers, 'Idempotency-Key': key, ...(etag === null ? {} : { 'If-Match': etag }) }
    const merged = request.isMerged
      ? { method: 'patch', url: request.url, baseURL: this.#base(config, request.url), params: undefined, data: request.data }
      : {}
    for (let attempt = 0; ; attempt += 1) {
      try {
        const response = await this.#exchange(config, { ...merged, headers })
        this.#unknown.delete(meant)
        return response
      } catch (error) {
        const { response, code } = /** @type {any} */ (error)
        const isLost = response
          ? PASSING.has(response.status)
          : code !== undefined && !['ERR_CANCELED', 'ERR_BAD_OPTION', 'ERR_BAD_OPTION_VALUE'].includes(code)
        if (!isLost) {
          this.#unknown.delete(meant)
          throw error
        }
        // If the application sends the same request later, it is the same change.
        this.#unknown.set(meant, key)
        if (attempt >= retries) throw error
        const seconds = Number(response?.headers?.['retry-after'])
        await new Promise((resolve) => clock.setTimeout(() => resolve(undefined), seconds > 0 ? seconds * 1000 : 500 * 2 ** attempt))
      }
    }
  }

  /**
   * The part of the URL before a record's path.
   *
   * @param {any} config
   * @param {string} path
   */
  #base(config, path) {
    const url = this.#axios.getUri({ baseURL: config.baseURL, url: config.url })
    return url.slice(0, url.toLowerCase().indexOf(path.toLowerCase().replace(/\/$/, '')))
  }

  /**
   * Waiting changes that started from the version this change named continue from the version it created, unless this change has just
   * written the same fields.
   *
   * @param {Target} about
   * @param {string | null} named
   * @param {QueuedChange} own
   * @param {any} response
   */
  #arrived({ id, part }, named, own, response) {
    const body = parsed(response.data)
    const record = body?.job ?? (body?.deleted ? null : body)
    const etag = record?.etag ?? body?.etag ?? response.headers.etag
    if (record && !response.isStale && (part === '' || body !== record || record.id === id)) this.#newer(id, JSON.stringify(record))
    if (typeof etag !== 'string') return
    for (const waiting of this.#waiting.get(id) ?? []) {
      if (waiting.hasBegun || waiting.etag !== named || named === null) continue
      if (waiting.fields && !this.#leavesAlone(own, part, waiting)) continue
      waiting.etag = etag
    }
  }

  /**
   * Whether a change wrote none of the fields that another will write.
   *
   * @param {QueuedChange} own
   * @param {string} part
   * @param {QueuedChange} waiting
   */
  #leavesAlone(own, part, waiting) {
    if (/^(events|cost-sets)\b/.test(part)) return true
    if (own.fields === null) return false
    const [none, written] = [{}, Object.fromEntries(Object.keys(own.fields).map((field) => [field, true]))]
    return Object.keys(waiting.fields ?? {}).every((field) => untouched(field, none, written))
  }

  /**
   * @param {any} config
   * @param {Target} about
   * @param {any} response a 412, or a 428
   * @param {string | null} named
   * @returns {Promise<ConflictError>}
   */
  async #conflict(config, about, response, named) {
    let problem = parsed(response.data) ?? {}
    if (!problem.current) {
      // No version was named, so its base is unknown: load the record, show it, and let the person decide.
      const headers = {
        ...config.headers,
        'If-None-Match': undefined,
        'If-Match': undefined,
        'Idempotency-Key': undefined,
        'Content-Type': undefined,
      }
      const loaded = await this.#exchange(config, {
        method: 'get',
        url: about.path,
        baseURL: this.#base(config, about.path),
        params: undefined,
        data: undefined,
        headers,
        validateStatus: undefined,
      })
      problem = { ...problem, your_etag: named, changes: null, merge: null, resend: 'ask', current: parsed(loaded.data) }
    }
    const current = makeSnapshot(about.path, problem.current, this.#generation)
    if (!response.isStale) this.#newer(about.id, JSON.stringify(problem.current))
    const conflict = new ConflictError(response.status, problem, current, problem.changes ?? [])
    const retry = (/** @type {Record<string, Choice>} */ choices = {}) => this.#axios.request(this.#again(config, conflict, choices))
    return Object.assign(conflict, { isAxiosError: true, config, response, retry })
  }

  /**
   * The same request, based on the version that the person has seen.
   *
   * @param {any} config
   * @param {ConflictError} conflict
   * @param {Record<string, Choice>} choices
   */
  #again(config, { current, merge }, choices) {
    const { headers: given, data, snapshot: _, ...rest } = config
    const headers = { ...given, 'If-Match': current.etag }
    if (!merge) return { ...rest, data, headers }
    const fields = merge.fields.flatMap(({ field, merged, yours, theirs, conflict }) => {
      const choice = choices[field]
      if (conflict && choice === undefined) throw new TypeError(`Choose what becomes of ${field}: 'theirs', 'mine' or {text}.`)
      const value = choice === undefined ? merged : choice === 'mine' ? yours : choice === 'theirs' ? theirs : choice.text
      return same(value, theirs) ? [] : [[field, value]]
    })
    return { ...rest, method: 'patch', headers: { ...headers, 'Idempotency-Key': undefined }, data: Object.fromEntries(fields) }
  }
}
