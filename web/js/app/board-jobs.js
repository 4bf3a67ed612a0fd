import { client } from './client.js'
import { statuses } from './labels.js'
import { onStatuses } from './statuses.js'

/** @typedef {import('../jobtag.js').Snapshot} Snapshot */
/** @typedef {{by: {id: string, name: string}, at: string, fields: string[], own: boolean, until: number}} Mark `until`: by this device's clock */

const PAGE = 1000
/** How long a card shows who changed its job, in milliseconds. */
const FRESH = 30_000
/** The delay before a failed list request is retried, in milliseconds. */
const AGAIN = 5000

/** All jobs that the board knows, updated by the stream: those that are not archived, and the archived ones that have been loaded. */
class BoardJobs {
  /** @type {Map<string, Snapshot>} */
  #snapshots = new Map()
  /**
   * The new status of each job that is being moved: shown at once, before the server has responded.
   * @type {Map<string, string>}
   */
  #moves = new Map()
  /**
   * Who has changed a job recently, to mark its card.
   * @type {Map<string, Mark>}
   */
  #marks = new Map()
  /** @type {Set<(ids: Set<string> | null) => void>} */
  #listeners = new Set()
  /** @type {Set<string>} */
  #changed = new Set()
  #isQueued = false
  hasLoaded = false
  #isWanted = false
  /** Whether all pages of the list are loaded. */
  #isWhole = false
  /**
   * How much of the archive is loaded. It grows for years and is seldom looked at, so it is loaded on demand.
   * @type {'none' | 'loading' | 'some' | 'all'}
   */
  archive = 'none'
  /** @type {string | null} */
  #olderCursor = null
  /** @type {string | null} of the data that is shown, after it has been restored from a backup */
  #generation = null

  constructor() {
    client.on('snapshot', (/** @type {Snapshot} */ snapshot) => this.#take(snapshot))
    client.on('gone', (/** @type {string} */ id) => this.#drop(id))
    client.on('change', (/** @type {any} */ change) => this.#onChange(change))
    client.on('catch-up', () => this.#catchUp())
    client.on('generation', (/** @type {{generation: string}} */ { generation }) => this.#restored(generation))
    window.addEventListener('online', () => this.#again && this.#catchUp())
    onStatuses(() => this.#isWanted && this.load().catch(() => {})) // Jobs with a status that was unknown have not been loaded.
  }

  /** The server's data was restored: what is loaded may no longer exist. The catch-up that follows loads the list. */
  #restored(/** @type {string} */ generation) {
    this.#generation = generation
    const hadArchive = this.archive !== 'none'
    this.#empty()
    if (hadArchive) this.loadArchive().catch(() => {}) // Expanding the column loads it again.
  }

  #again = 0

  /** A list request can fail while the stream stays open, and then nothing would trigger another catch-up: so retry. */
  async #catchUp() {
    clearTimeout(this.#again)
    this.#again = 0
    if (!this.#isWanted) return
    try {
      await this.refresh()
    } catch (/** @type {any} */ error) {
      if (error?.name === 'OfflineError') this.#catchUpLater()
    }
  }

  #catchUpLater() {
    this.#again ||= window.setTimeout(() => this.#catchUp(), AGAIN)
  }

  /**
   * @param {(ids: Set<string> | null) => void} listener receives the ids of the jobs that changed, or null for all
   * @returns {() => void}
   */
  subscribe(listener) {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Whether all jobs that are not archived are loaded. */
  get isWhole() {
    return this.#isWhole
  }

  get size() {
    return this.#snapshots.size
  }

  /** @param {string} id */
  snapshot(id) {
    return this.#snapshots.get(id) ?? null
  }

  /**
   * The status a job shows.
   * @param {string} id
   */
  status(id) {
    return this.#moves.get(id) ?? this.#snapshots.get(id)?.record.status ?? null
  }

  /** @param {string} id */
  isMoving(id) {
    return this.#moves.has(id)
  }

  /** @param {string} id */
  mark(id) {
    return this.#marks.get(id) ?? null
  }

  all() {
    return this.#snapshots.values()
  }

  /** Loads all jobs that are not archived. */
  async load() {
    this.#isWanted = true
    const generation = this.#generation
    /** @type {string | null} */
    let cursor = null
    try {
      do {
        cursor = await this.#page(
          {
            status: statuses()
              .map(({ key }) => key)
              .filter((key) => key !== 'archived'),
            order: '-updated_at',
          },
          cursor,
        )
        // The list is outdated: its cursor is no longer valid.
        if (generation !== this.#generation) return
        this.hasLoaded = true
        this.#tell()
      } while (cursor)
      this.#isWhole = true
      this.#tell()
    } catch (/** @type {any} */ error) {
      if (error?.name === 'OfflineError') this.#catchUpLater()
      throw error
    }
  }

  /** Loads the latest thousand archived jobs, or a thousand more. */
  async loadArchive() {
    if (this.archive === 'loading' || this.archive === 'all') return
    const before = this.archive
    this.archive = 'loading'
    this.#tell()
    try {
      this.#olderCursor = await this.#page({ status: ['archived'], order: '-updated_at' }, this.#olderCursor)
      this.archive = this.#olderCursor ? 'some' : 'all'
    } catch (error) {
      this.archive = before
      throw error
    } finally {
      this.#tell()
    }
  }

  /**
   * Loads the archived jobs that match a search.
   * @param {string} q
   */
  async find(q) {
    if (q && this.archive !== 'all') await this.#page({ status: ['archived'], q, limit: 100 }, null)
  }

  /**
   * @param {Record<string, any>} query
   * @param {string | null} cursor
   * @returns {Promise<string | null>} the cursor of the next page
   */
  async #page(query, cursor) {
    const { items, next } = await client.jobs({ limit: PAGE, ...query, ...(cursor ? { cursor } : {}) })
    for (const snapshot of items) this.#take(snapshot)
    return next
  }

  /** Loads what changed while the stream was closed: two requests, however many jobs there are. */
  async refresh() {
    let latest = ''
    for (const { updatedAt } of this.#snapshots.values()) if (updatedAt > latest) latest = updatedAt
    if (!latest || !this.#isWhole) return this.load()
    /** @type {string | null} */
    let cursor = null
    do cursor = await this.#page({ updated_since: latest, order: 'updated_at' }, cursor)
    while (cursor)
    const { data } = await client.get(`/jobs/?deleted=true&limit=1000&order=-updated_at&updated_since=${encodeURIComponent(latest)}`)
    for (const { id } of data.results) this.#drop(id)
  }

  /**
   * Shows a job in another column while its change is under way.
   * @param {string} id
   * @param {string | null} status null: the status from the server
   */
  show(id, status) {
    if (status === null) this.#moves.delete(id)
    else this.#moves.set(id, status)
    this.#change(id)
  }

  /** Redraws at once, for immediate feedback to an action. */
  flush() {
    if (this.#isQueued) this.#tell(new Set(this.#changed))
  }

  /** Another person signs in: the previous person's data is removed. */
  clear() {
    this.#isWanted = false
    this.#empty()
  }

  #empty() {
    for (const map of [this.#snapshots, this.#moves, this.#marks]) map.clear()
    this.hasLoaded = false
    this.#isWhole = false
    this.archive = 'none'
    this.#olderCursor = null
    this.#tell()
  }

  #take(/** @type {Snapshot} */ snapshot) {
    if (!snapshot.path.startsWith('/jobs/') || (this.#generation && snapshot.generation !== this.#generation)) return
    const known = this.#snapshots.get(snapshot.id)
    if (known && known.updatedAt >= snapshot.updatedAt) return
    this.#snapshots.set(snapshot.id, snapshot)
    this.#change(snapshot.id)
  }

  #drop(/** @type {string} */ id) {
    this.#moves.delete(id)
    if (this.#snapshots.delete(id)) this.#change(id)
  }

  async #onChange(/** @type {any} */ { job_id: id, by, at, fields, kind, own }) {
    if (kind === 'deleted') return this.#drop(id)
    // Use the server's clock for the age of a change: this device's clock may be minutes off.
    if (!own) this.#marks.set(id, { by, at, fields, own, until: Date.parse(at) + client.clockAhead + FRESH })
    if (this.hasLoaded && !this.#snapshots.has(id)) {
      // A new or restored job. If it has been deleted again, that is not an error. If the request fails, the next list has it.
      await client.job(id).then(
        (snapshot) => this.#take(snapshot),
        (error) => error?.name === 'OfflineError' && this.#catchUpLater(),
      )
    } else this.#change(id)
  }

  #change(/** @type {string} */ id) {
    this.#changed.add(id)
    if (this.#isQueued) return
    this.#isQueued = true
    queueMicrotask(() => this.#isQueued && this.#tell(new Set(this.#changed)))
  }

  #tell(/** @type {Set<string> | null} */ ids = null) {
    this.#isQueued = false
    this.#changed.clear()
    for (const listener of this.#listeners) listener(ids)
  }
}

export const boardJobs = new BoardJobs()
