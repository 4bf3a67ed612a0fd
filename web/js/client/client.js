// The client itself: its state, and how reading, changing and listening work together. Import `jobtag.js`, not this module.

import { SignedIn } from './draft-storage.js'
import { Emitter } from './emitter.js'
import { ConflictError, JobtagError, OfflineError } from './errors.js'
import { LastChanges } from './last-changes.js'
import { ChangeStream } from './change-stream.js'
import { seenLines, seenQuote } from './mutations.js'
import { Outbox } from './outbox.js'
import { defaultPlatform } from './platform.js'
import { Reader, withQuery } from './reader.js'
import { Refresher } from './refresher.js'
import { StreamLimit } from './stream-limit.js'
import { SnapshotStore, clientPath, deletionsOf, jobPath } from './snapshots.js'
import { Transport } from './transport.js'

/** @typedef {import('./types.js').Snapshot} Snapshot */
/** @typedef {import('./types.js').Seen} Seen */
/** @typedef {import('./types.js').Part} Part */
/** @typedef {import('./types.js').Page} Page */
/** @typedef {import('./types.js').Person} Person */
/** @typedef {import('./types.js').Done} Done */
/** @typedef {import('./types.js').Deletion} Deletion */
/** @typedef {import('./draft.js').Draft} Draft */
/** @typedef {import('./mutations.js').Mutation} Mutation */
/** @typedef {'estimate' | 'quote' | 'actual'} CostKind */

/** A response that takes longer counts as lost. */
const PATIENCE = 30_000
/** How long a starting page waits for the browser's storage; what arrives later is restored then. */
const LONGEST_START = 4_000

export class Client {
  #emitter = new Emitter()
  /** Listeners of single records. */
  #watchers = new Emitter()
  /** @type {Outbox | null} */
  #outbox = null
  /** @type {Person | null} */
  #person = null
  #isSignedOut = false
  #tabID
  /** @type {(() => void) | null} */
  #releaseTab = null
  /** @type {Map<string, Person[]>} */
  #presence = new Map()
  #lastChanges = new LastChanges()
  /** @type {Map<string, any>} by the path of the record */
  #deletions = new Map()
  #platform
  #transport
  #snapshots
  #reader
  #refresher
  #signedIn
  #stream
  #usesToken
  /** @type {(() => void)[]} */
  #ends

  /**
   * @param {object} [options]
   * @param {string} [options.baseURL]
   * @param {string} [options.scope] the prefix of keys in the browser's storage, for several servers on one origin
   * @param {string | null} [options.token] for `Authorization: Bearer`
   * @param {'cookie' | 'token'} [options.signIn] how a session is kept: by default the cookie in browsers, the token elsewhere
   * @param {RequestCredentials} [options.credentials] for another origin with cookies: `include`
   * @param {typeof globalThis.fetch} [options.fetch]
   * @param {import('./types.js').Clock} [options.clock]
   * @param {import('./types.js').Random} [options.random]
   * @param {import('./types.js').TextStorage | null} [options.storage]
   * @param {import('./types.js').Tabs} [options.tabs]
   * @param {import('./types.js').PageEvents} [options.page]
   */
  constructor(options = {}) {
    const { baseURL = '/api', token = null, signIn, credentials, ...given } = options
    const platform = defaultPlatform(given)
    this.#platform = platform
    this.#usesToken = token !== null || (signIn ?? (typeof document === 'undefined' ? 'token' : 'cookie')) === 'token'
    this.#transport = new Transport({
      baseURL,
      fetch: platform.fetch,
      clock: platform.clock,
      timeout: PATIENCE,
      credentials: credentials ?? (this.#usesToken ? 'omit' : 'same-origin'),
      onMissing: (problem) => {
        for (const [path, deletion] of deletionsOf(problem)) this.#deletions.set(path, deletion)
      },
      onGeneration: (generation, before) => this.#generation(generation, before),
    })
    this.#transport.token = token
    this.#tabID = platform.random.id()
    this.#signedIn = new SignedIn(platform.storage, (error) => this.#emitter.emit('storage-error', error))
    this.#snapshots = new SnapshotStore(
      (snapshot, before) => this.#newer(snapshot, before),
      (path, before) => this.#gone(path, before),
    )
    this.#reader = new Reader(this.#transport, this.#snapshots, () => this.#lostSignIn())
    this.#refresher = new Refresher((path) => this.#reader.record(path), platform.clock)
    this.#stream = new ChangeStream({
      transport: this.#transport,
      clock: platform.clock,
      random: platform.random,
      page: platform.page,
      limit: new StreamLimit(platform.storage, platform.clock, this.#tabID, (error) => this.#emitter.emit('storage-error', error)),
      mayListen: () => this.#maySend(),
      onJob: (event) => this.#changed(event),
      onPresence: ({ job_id, people }) => {
        this.#presence.set(job_id, people)
        this.#emitter.emit('presence', { id: job_id, people })
      },
      onClient: (event) => this.#clientChanged(event),
      onStaff: (event) => this.#emitter.emit('staff-change', event),
      onStatus: (status) => this.#emitter.emit('live', status),
      onOpen: () => void this.catchUp(),
      onSignedOut: () => this.#lostSignIn(),
      onGone: (id) => this.#snapshots.drop(jobPath(id), this.#snapshots.ticket()),
    })
    this.#ends = [
      platform.page.on('online', () => this.retryNow()),
      platform.page.on('pagehide', () => {
        this.#outbox?.onPageHide()
        platform.storage.rest?.()
      }),
      platform.page.on('pageshow', () => this.#outbox?.onPageShow()),
      platform.page.on('hidden', () => this.#outbox?.flush()),
    ]
  }

  // ---- Who

  /** Who is signed in, or was until the session ended; null before the first sign-in. */
  get person() {
    return this.#person
  }

  /** Whether the session has ended. Nothing is lost, and everything continues when the same person signs in again. */
  get isSignedOut() {
    return this.#isSignedOut
  }

  /** How many milliseconds this device's clock is ahead of the server's, according to the last response. */
  get clockAhead() {
    return this.#transport.clockAhead
  }

  /** The token of the session; null with cookies. */
  get token() {
    return this.#transport.token
  }

  /**
   * Finds out who is signed in, and restores their unsaved changes. Without a network, that is the person who was signed in last. If nobody
   * has signed in with this browser, it makes no request.
   *
   * @returns {Promise<Person | null>}
   */
  async start() {
    if (!this.#usesToken && this.#platform.isPersistent && !this.#signedIn.person) {
      await this.#platform.storage.ready
      if (!this.#signedIn.person) return null
    }
    if (this.#usesToken && this.#transport.token === null) return null
    try {
      return await this.me()
    } catch (error) {
      const last = this.#signedIn.person
      if (!(error instanceof OfflineError) || !last) throw error
      await this.#enter(last)
      return last
    }
  }

  /** @returns {Promise<Person | null>} null if nobody is signed in */
  async me() {
    const { status, body } = await this.#transport.send({ method: 'GET', path: '/auth/me/' })
    if (status === 401) {
      this.#lostSignIn()
      return null
    }
    if (status >= 400) throw new JobtagError(status, body)
    await this.#enter(body)
    return body
  }

  /** @param {string} email @param {string} password @returns {Promise<Person>} */
  async login(email, password) {
    const request = { method: 'POST', path: '/auth/login/', body: JSON.stringify({ email, password }) }
    try {
      const { status, body } = await this.#transport.send(request)
      if (status >= 400) throw new JobtagError(status, body)
      if (this.#usesToken) this.#transport.token = body.token
      await this.#enter(body.staff)
      return body.staff
    } catch (error) {
      // "Too many attempts" is a final response.
      if (error instanceof OfflineError && error.problem) throw new JobtagError(error.status ?? 0, error.problem)
      throw error
    }
  }

  /** Signs out. Unsaved changes stay in storage for the same person. */
  async logout() {
    const { status, body } = await this.#transport.send({ method: 'POST', path: '/auth/logout/', body: '{}' })
    if (status >= 400 && status !== 401) throw new JobtagError(status, body)
    this.#signedIn.person = null
    if (this.#usesToken) this.#transport.token = null
    this.#leave()
    this.#emitter.emit('signed-out')
  }

  /** @param {Person} person */
  async #enter(person) {
    const isSame = this.#person?.id === person.id
    if (!isSame) this.#leave()
    this.#person = person
    this.#isSignedOut = false
    this.#signedIn.person = person
    if (isSame) {
      this.#stream.check()
      this.#outbox?.resume()
      this.#refresher.retry()
    } else {
      if (!this.#releaseTab)
        await this.#soon(
          this.#platform.tabs.hold(this.#tabID).then((release) => {
            this.#releaseTab = release
          }),
        )
      this.#outbox = this.#newOutbox(person.id)
      await this.#soon(this.#outbox.start())
      this.#stream.check()
    }
    this.#emitter.emit('signed-in', person)
  }

  /** @param {Promise<void>} work */
  async #soon(work) {
    const { clock } = this.#platform
    /** @type {any} */
    let timer = null
    const limit = new Promise((resolve) => {
      timer = clock.setTimeout(() => resolve(undefined), LONGEST_START)
    })
    try {
      await Promise.race([work, limit])
    } finally {
      clock.clearTimeout(timer)
    }
  }

  /** @param {string} personID */
  #newOutbox(personID) {
    return new Outbox(personID, {
      platform: this.#platform,
      transport: this.#transport,
      snapshots: this.#snapshots,
      tabID: this.#tabID,
      load: (path) => this.#reader.fresh(path),
      part: (path) => this.#reader.part(path, null),
      refresh: (path) => void this.#refresher.refresh([path]),
      maySend: () => this.#person?.id === personID && this.#maySend(),
      onSignedOut: () => this.#lostSignIn(),
      whoChanged: (path, field, since) => this.#lastChanges.of(path, field, since),
      onMutation: (mutation) => this.#emitter.emit('mutation', mutation),
      onDraft: (draft) => this.#emitter.emit('draft', draft),
      onRestored: (left) => this.#emitter.emit('restored', left),
      onMerged: ({ recordID, kind, theirChanges }) => this.#emitter.emit('merged', { id: recordID, kind, theirChanges }),
      onStorageError: (error) => this.#emitter.emit('storage-error', error),
    })
  }

  /**
   * Called with the name of the server's data before a response is used. If the name has changed, a backup was restored: drops all
   * data and reloads it.
   *
   * @param {string} generation
   * @param {string | null} before
   */
  #generation(generation, before) {
    if (before === null) return this.#outbox?.restored()
    const present = [...this.#presence.keys()]
    for (const held of [this.#snapshots, this.#reader, this.#presence, this.#lastChanges, this.#deletions]) held.clear()
    this.#stream.restart()
    this.#outbox?.restored()
    this.#emitter.emit('generation', { generation, before })
    for (const id of present) this.#emitter.emit('presence', { id, people: [] })
    void this.catchUp()
  }

  /** Clears all data, so that one person's data is not shown to the next. */
  #leave() {
    this.#outbox?.close()
    this.#stream.reconnect()
    this.#outbox = null
    this.#person = null
    this.#isSignedOut = false
    this.#snapshots.clear()
    this.#reader.clear()
    this.#presence.clear()
    this.#lastChanges.clear()
    this.#deletions.clear()
    this.#refresher.clear()
  }

  #lostSignIn() {
    if (this.#isSignedOut || !this.#person) return
    this.#isSignedOut = true
    this.#emitter.emit('signed-out')
  }

  /** Whether requests would be sent as the person whose changes these are. */
  #maySend() {
    if (!this.#person) return false
    // All tabs share one cookie: another person may have signed in in another tab.
    const last = this.#usesToken ? null : this.#signedIn.person
    if (last && last.id !== this.#person.id) this.#lostSignIn()
    return !this.#isSignedOut
  }

  #requireOutbox() {
    if (!this.#outbox) throw new JobtagError(401, { detail: 'Sign in first.' })
    return this.#outbox
  }

  // ---- Reading

  /** @param {string} id @returns {Promise<Snapshot>} */
  job(id) {
    return this.#reader.record(jobPath(id))
  }

  /**
   * A client, contact or member of staff.
   *
   * @param {string} path
   * @returns {Promise<Snapshot>}
   */
  record(path) {
    return this.#reader.record(path)
  }

  /**
   * The newest known snapshot of a job.
   *
   * @param {string} id
   * @returns {Snapshot | null}
   */
  held(id) {
    return this.#snapshots.get(jobPath(id))
  }

  /**
   * Who deleted a job, if a 404 or the stream has said so, and it has not been restored since.
   *
   * @param {string} id
   * @returns {Deletion | null}
   */
  deletion(id) {
    return this.#deletions.get(jobPath(id)) ?? null
  }

  /**
   * The same for a client or contact, by its path. A contact that was deleted with its client has none.
   *
   * @param {string} path
   * @returns {import('./types.js').RecordDeletion | null}
   */
  recordDeletion(path) {
    return this.#deletions.get(path) ?? null
  }

  /** @param {import('./reader.js').Query} [query] @returns {Promise<Page>} */
  jobs(query = {}) {
    return this.#reader.page(withQuery('/jobs/', query), String(query.deleted) === 'true')
  }

  /** @param {string} id @param {string} name `events`, `quote`, `costs/summary` … @returns {Promise<Part>} */
  async part(id, name) {
    if (this.#snapshots.isGone(jobPath(id))) throw new JobtagError(404, { detail: 'This job was deleted.', type: '/problems/not-found' })
    return this.#reader.part(`${jobPath(id)}${name}/`, id.toLowerCase())
  }

  /** @param {string} path @returns {Promise<Part>} */
  get(path) {
    return this.#reader.part(path, null)
  }

  /**
   * @param {string} id
   * @param {(snapshot: Snapshot | null, before: Snapshot | null) => void} listener
   * @returns {() => void}
   */
  watch(id, listener) {
    return this.#watchers.on(jobPath(id), listener)
  }

  /**
   * The same for a client or contact.
   *
   * @param {string} path
   * @param {(snapshot: Snapshot | null, before: Snapshot | null) => void} listener
   * @returns {() => void}
   */
  watchRecord(path, listener) {
    return this.#watchers.on(path, listener)
  }

  // ---- Changing

  /**
   * Starts an edit from a snapshot, or returns the open one with that name.
   *
   * @param {Snapshot} shown
   * @param {import('./outbox.js').DraftOptions} [options]
   * @returns {Draft}
   */
  edit(shown, options = {}) {
    return this.#requireOutbox().draft(shown, options)
  }

  /** @param {Snapshot} shown @param {Record<string, any>} fields @returns {Promise<Done>} */
  async patch(shown, fields) {
    const outbox = this.#requireOutbox()
    const earlier = outbox.drafts(shown.path).filter(({ name }) => name.startsWith('patch~'))
    // Dragging a card again is a new decision, which resolves a conflict over the previous drag.
    for (const draft of earlier) if (draft.state === 'conflict') for (const field of Object.keys(fields)) draft.discard(field)
    const open = earlier.find(({ state }) => state !== 'conflict' && state !== 'clean')
    const draft = open ?? outbox.draft(shown, { name: `patch~${this.#platform.random.id()}`, autosave: 0 })
    for (const [field, value] of Object.entries(fields)) draft.set(field, value, shown)
    const { state, error, snapshot, theirChanges, replayed } = await draft.save()
    if (state !== 'conflict' && error) draft.discard()
    draft.close()
    if (error instanceof ConflictError) error.draft = draft
    if (error) throw error
    return { snapshot, answer: snapshot.record, theirChanges, replayed }
  }

  /** @param {Seen} shown @param {string} description */
  addEvent(shown, description) {
    return this.#act('event', shown, 'POST', 'events/', { description })
  }

  /**
   * If `shown` is the cost set itself, its lines show whether others have changed the same line.
   *
   * @param {Seen} shown
   * @param {CostKind} kind
   * @param {Record<string, any>} line
   */
  addLine(shown, kind, line) {
    return this.#act('line-add', shown, 'POST', `cost-sets/${kind}/lines/`, line, seenLines(shown, null))
  }

  /** @param {Seen} shown @param {CostKind} kind @param {string} lineID @param {Record<string, any>} fields */
  changeLine(shown, kind, lineID, fields) {
    return this.#act('line-change', shown, 'PATCH', `cost-sets/${kind}/lines/${lineID}/`, fields, seenLines(shown, lineID))
  }

  /** @param {Seen} shown @param {CostKind} kind @param {string} lineID */
  removeLine(shown, kind, lineID) {
    return this.#act('line-remove', shown, 'DELETE', `cost-sets/${kind}/lines/${lineID}/`, null, seenLines(shown, lineID))
  }

  /** @param {Seen} shown */
  acceptQuote(shown) {
    return this.#act('accept', shown, 'POST', 'accept-quote/', {}, seenQuote(shown))
  }

  /** @param {Seen} shown */
  reviseQuote(shown) {
    return this.#act('revise', shown, 'POST', 'quote/revise/', {})
  }

  /** @param {Seen} shown @param {string} changeID */
  undo(shown, changeID) {
    return this.#act('undo', shown, 'POST', 'undo/', { change_id: changeID })
  }

  /** @param {Seen} shown */
  deleteJob(shown) {
    return this.#act('delete', shown, 'DELETE', '', null)
  }

  /** @param {Seen} shown from `jobs({deleted: true})`, or the response to the deletion */
  restoreJob(shown) {
    return this.#act('restore', shown, 'POST', 'restore/', {})
  }

  /**
   * @param {import('./types.js').MutationKind} kind
   * @param {Seen} shown
   * @param {string} method
   * @param {string} part
   * @param {Record<string, any> | null} body
   * @param {import('./cost-line-conflicts.js').SeenLines | null} [seen]
   * @returns {Promise<Done>}
   */
  async #act(kind, { id, etag, generation }, method, part, body, seen = null) {
    if (!id || !etag) throw new TypeError('An action needs the snapshot that the person saw.')
    const path = jobPath(id)
    return this.#requireOutbox().act({ kind, path, recordID: id.toLowerCase(), method, url: path + part, body, etag, seen, generation })
  }

  /** @param {string} path of the collection @param {Record<string, any>} fields @returns {Promise<Done>} */
  async create(path, fields) {
    const queue = `new:${this.#platform.random.id()}`
    return this.#requireOutbox().act({ kind: 'create', path: queue, recordID: null, method: 'POST', url: path, body: fields, etag: null })
  }

  /**
   * Deletes a client or contact.
   *
   * @param {Snapshot} shown
   * @returns {Promise<Done>}
   */
  async remove({ id, path, etag, generation }) {
    return this.#requireOutbox().act({ kind: 'remove', path, recordID: id, method: 'DELETE', url: path, body: null, etag, generation })
  }

  /**
   * Restores a deleted client or contact.
   *
   * @param {{id: string, path: string, etag: string, generation?: string | null}} seen with the tag from the response to the deletion, or from a 404
   * @returns {Promise<Done>}
   */
  async restoreRecord({ id, path, etag, generation }) {
    return this.#requireOutbox().act({
      kind: 'restore',
      path,
      recordID: id,
      method: 'POST',
      url: `${path}restore/`,
      body: {},
      etag,
      generation,
    })
  }

  /**
   * Changes that are pending or need the person.
   *
   * @param {string} [id]
   * @returns {Mutation[]}
   */
  pending(id) {
    return this.#outbox?.pending(id === undefined ? undefined : jobPath(id)) ?? []
  }

  /**
   * Whether a change of a job is being sent: disable its buttons.
   *
   * @param {string} id
   */
  isBusy(id) {
    return this.#outbox?.isSending(jobPath(id)) ?? false
  }

  /** @param {string} [id] @returns {Draft[]} */
  drafts(id) {
    return this.#outbox?.drafts(id === undefined ? undefined : jobPath(id)) ?? []
  }

  /** Whether all unsaved text is stored on this device, as far as is known. */
  get isKept() {
    return this.#platform.isPersistent && (this.#outbox?.storage.isComplete ?? true)
  }

  /** Retries what is waiting for the network. */
  retryNow() {
    this.#outbox?.sender.wake()
    this.#refresher.retry()
  }

  // ---- Live

  /** @param {string | null} jobID */
  follow(jobID) {
    this.#presence.clear()
    this.#stream.follow(jobID === null ? null : jobID.toLowerCase())
  }

  unfollow() {
    this.#stream.unfollow()
  }

  /** @param {string} id @returns {Person[]} */
  presence(id) {
    return this.#presence.get(id.toLowerCase()) ?? []
  }

  /** Reloads, conditionally, what is watched or edited. The `catch-up` event tells the application to reload its lists. */
  async catchUp() {
    this.#emitter.emit('catch-up')
    const drafts = this.#outbox?.drafts().map(({ path }) => path) ?? []
    // For a deleted job, the stream sends an event when it is restored; each request would get a 404. For clients
    // there is no such event.
    const paths = [...this.#watchers.names, ...drafts].filter((path) => !path.startsWith('/jobs/') || !this.#snapshots.isGone(path))
    await this.#refresher.refresh(paths)
  }

  /** @param {import('./change-stream.js').JobEvent} event */
  #changed(event) {
    const path = jobPath(event.job_id)
    this.#lastChanges.note(path, event)
    const isOwn =
      event.by.id === this.#person?.id && Boolean(this.#outbox?.hasMade(event.job_id, event.at) || this.#outbox?.isSending(path))
    const held = this.#snapshots.get(path)
    if (event.kind === 'deleted') {
      // The event is enough, without a 404. If a later version is held, the job has been restored since.
      if (held && held.updatedAt <= event.at) {
        const { job_id, at, by, etag } = event
        this.#deletions.set(path, { job_id, job_number: held.record.job_number, name: held.record.name, at, by, etag })
      }
      if (!held || held.updatedAt <= event.at) this.#snapshots.drop(path, this.#snapshots.ticket())
    } else if (held?.etag !== event.etag) {
      void this.#refresher.refresh([path])
    }
    this.#emitter.emit('change', { ...event, own: isOwn })
  }

  /**
   * Reloads what is watched or edited of the client and its contacts: the event does not say which of them has changed.
   *
   * @param {import('./change-stream.js').ClientEvent} event
   */
  #clientChanged({ id, etag, deleted }) {
    const path = clientPath(id)
    const shown = [...this.#watchers.names, ...(this.#outbox?.drafts().map((draft) => draft.path) ?? [])]
    const isKnown = this.#snapshots.get(path)?.etag === etag
    void this.#refresher.refresh(shown.filter((one) => one.startsWith(path) && !(isKnown && one === path)))
    this.#emitter.emit('client-change', { id: id.toLowerCase(), deleted })
  }

  /** @param {Snapshot} snapshot @param {Snapshot | null} before */
  #newer(snapshot, before) {
    this.#deletions.delete(snapshot.path)
    this.#outbox?.notice(snapshot.path, snapshot)
    this.#watchers.emit(snapshot.path, snapshot, before)
    this.#emitter.emit('snapshot', snapshot, before)
  }

  /** @param {string} path @param {Snapshot | null} before */
  #gone(path, before) {
    this.#outbox?.notice(path, null)
    this.#watchers.emit(path, null, before)
    this.#emitter.emit('gone', before?.id ?? path.split('/').slice(-2)[0], before)
  }

  // ---- Listening

  /** @param {string} name @param {(...values: any[]) => void} listener @returns {() => void} */
  on(name, listener) {
    return this.#emitter.on(name, listener)
  }

  /** Closes timers, streams and listeners. Unsaved changes stay in storage. */
  close() {
    this.#stream.close()
    this.#leave()
    this.#releaseTab?.()
    for (const end of this.#ends) end()
  }
}
