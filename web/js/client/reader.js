// Conditional GETs: known data is requested with its tag, and a 304 returns it.

import { JobtagError, OfflineError } from './errors.js'
import { jobPath, makeSnapshot } from './snapshots.js'
import { deepFreeze } from './values.js'

/** @typedef {import('./types.js').Snapshot} Snapshot */
/** @typedef {import('./types.js').Part} Part */
/** @typedef {import('./types.js').Page} Page */

/** The maximum number of parts and lists cached for 304s. */
const KEPT = 200

/** @typedef {Record<string, string | number | boolean | null | undefined | string[]>} Query */

/** @param {string} path @param {Query} query */
export function withQuery(path, query) {
  const parameters = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) {
    for (const one of Array.isArray(value) ? value : [value])
      if (one !== undefined && one !== null && one !== '') parameters.append(name, String(one))
  }
  const text = parameters.toString()
  return text === '' ? path : `${path}?${text}`
}

export class Reader {
  /** @type {Map<string, {etag: string, body: any}>} */
  #kept = new Map()
  /** @type {Map<string, {running: Promise<any>, next: Promise<any> | null}>} */
  #underWay = new Map()
  #transport
  #snapshots
  #onSignedOut

  /**
   * @param {import('./transport.js').Transport} transport
   * @param {import('./snapshots.js').SnapshotStore} snapshots
   * @param {() => void} onSignedOut
   */
  constructor(transport, snapshots, onSignedOut) {
    this.#transport = transport
    this.#snapshots = snapshots
    this.#onSignedOut = onSignedOut
  }

  clear() {
    this.#kept.clear()
  }

  /**
   * One GET of a path at a time, so that responses stay in order. A call during a pending GET gets the response of the
   * next one: the pending one may have been processed before the event that triggered the call.
   *
   * @template T
   * @param {string} path
   * @param {() => Promise<T>} get
   * @returns {Promise<T>}
   */
  async #inTurn(path, get) {
    const current = this.#underWay.get(path)
    if (current) {
      current.next ??= current.running
        .then(
          () => {},
          () => {},
        )
        .then(() => this.#inTurn(path, get))
      return current.next
    }
    const running = get()
    this.#underWay.set(path, { running, next: null })
    try {
      return await running
    } finally {
      this.#underWay.delete(path)
    }
  }

  /**
   * @param {string} path
   * @param {string | null} etag
   * @param {(ticket: number) => void} [isMissing] called on a 404
   * @returns {Promise<import('./transport.js').Reply & {ticket: number}>} 200 or 304
   */
  async #get(path, etag, isMissing = () => {}) {
    const { epoch } = this.#transport
    const ticket = this.#snapshots.ticket()
    try {
      /** @type {Record<string, string>} */
      const headers = etag === null ? {} : { 'If-None-Match': etag }
      const reply = await this.#transport.send({ method: 'GET', path, headers })
      // Data was restored in the meantime: the condition no longer applies, and the response may be outdated.
      if (this.#transport.epoch !== epoch) return this.#get(path, null, isMissing)
      if (reply.status === 401) this.#onSignedOut()
      if (reply.status === 404) isMissing(ticket)
      if (reply.status >= 400) throw new JobtagError(reply.status, reply.body)
      return { ...reply, ticket }
    } catch (error) {
      if (this.#transport.epoch !== epoch && error instanceof OfflineError && error.status === null) return this.#get(path, null, isMissing)
      if (error instanceof OfflineError && error.status === 500) throw new JobtagError(500, error.problem)
      throw error
    }
  }

  /** @param {string} path @returns {Promise<Snapshot>} */
  record(path) {
    return this.#inTurn(path, async () => {
      const held = this.#snapshots.get(path)
      const { status, headers, body, ticket, generation } = await this.#get(path, held?.etag ?? null, (missing) =>
        this.#snapshots.drop(path, missing),
      )
      // The snapshot held when the request was sent; there may be a newer one now.
      if (status === 304 && held) return this.#snapshots.put(held, ticket)
      return this.#snapshots.put(makeSnapshot(path, body, generation, headers.get('etag')), ticket)
    })
  }

  /**
   * Loads the record unconditionally.
   *
   * @param {string} path
   * @returns {Promise<Snapshot>}
   */
  async fresh(path) {
    const { headers, body, generation } = await this.#get(path, null)
    return makeSnapshot(path, body, generation, headers.get('etag'))
  }

  /** @param {string} path @param {string | null} id @returns {Promise<Part>} */
  async part(path, id) {
    const { body, etag, notModified, generation } = await this.#keeping(path)
    return Object.freeze({ id, path, etag: etag ?? '', data: body, notModified, generation })
  }

  /** @param {string} path @param {boolean} isOfDeleted @returns {Promise<Page>} */
  async page(path, isOfDeleted) {
    const { body, etag, notModified, ticket, generation } = await this.#keeping(path)
    const items = body.results.map((/** @type {any} */ record) => makeSnapshot(jobPath(record.id), record, generation))
    // Deleted jobs are not added to the store.
    const shown = isOfDeleted
      ? items
      : items
          .map((/** @type {Snapshot} */ item) => this.#snapshots.put(item, ticket, notModified))
          .filter((/** @type {Snapshot} */ { path: of }) => !this.#snapshots.isGone(of))
    return { items: shown, next: body.next ?? null, etag, notModified }
  }

  /** @param {string} path @returns {Promise<{body: any, etag: string | null, notModified: boolean, ticket: number, generation: string | null}>} */
  #keeping(path) {
    return this.#inTurn(path, async () => {
      const kept = this.#kept.get(path)
      const { status, headers, body, ...sent } = await this.#get(path, kept?.etag ?? null)
      if (status === 304 && kept) return { ...kept, notModified: true, ...sent }
      const etag = headers.get('etag') ?? body?.etag ?? null
      this.#kept.delete(path)
      if (etag !== null) this.#kept.set(path, { etag, body: deepFreeze(body) })
      if (this.#kept.size > KEPT) this.#kept.delete(/** @type {string} */ (this.#kept.keys().next().value))
      return { body: deepFreeze(body), etag, notModified: false, ...sent }
    })
  }
}
