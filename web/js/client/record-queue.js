// The queue of one record's mutations: sent in order, one at a time.

import { UnresolvedConflict } from './unresolved-conflict.js'
import { ConflictError, JobtagError, MalformedAnswer, OfflineError, RESTORED_MESSAGE } from './errors.js'
import { TYPED } from './mutations.js'
import { comparing } from './reconcile.js'
import { isLost, makeSnapshot } from './snapshots.js'

/** @typedef {import('./types.js').Snapshot} Snapshot */
/** @typedef {import('./types.js').Change} Change */
/** @typedef {import('./mutations.js').Mutation} Mutation */
/** @typedef {import('./transport.js').Reply} Reply */

/**
 * What a queue needs from the client.
 *
 * @typedef {object} QueueContext
 * @property {import('./retrying-sender.js').RetryingSender} sender
 * @property {import('./snapshots.js').SnapshotStore} snapshots
 * @property {(path: string) => Promise<Snapshot>} load loads a record unconditionally
 * @property {(path: string) => Promise<{data: any}>} part loads a part of a job
 * @property {(recordID: string | null, changes: Change[] | null) => Change[]} theirs the changes not made by this client
 * @property {(snapshot: Snapshot) => void} made this client created this version
 * @property {(mutation: Mutation, named: string | null, answer: Snapshot | null, etag: string | null, body: any) => void} advance
 *   what started from the version a change named continues from the version it created
 * @property {(mutation: Mutation) => void} merged
 */

export class RecordQueue {
  /** @type {Mutation[]} */
  mutations = []
  #isRunning = false
  #context

  /** @param {QueueContext} context */
  constructor(context) {
    this.#context = context
  }

  get isSending() {
    return this.mutations[0]?.state === 'sending'
  }

  /** @param {Mutation} mutation */
  add(mutation) {
    this.mutations.push(mutation)
    mutation.state = 'queued'
    mutation.context.changed(mutation)
    void this.#run()
  }

  async #run() {
    if (this.#isRunning) return
    this.#isRunning = true
    try {
      while (!this.#context.sender.isClosed && this.mutations[0]) await this.#process(this.mutations[0])
    } finally {
      this.#isRunning = false
      if (this.mutations.length > 0 && !this.#context.sender.isClosed) void this.#run()
    }
  }

  /** @param {Mutation} mutation */
  #remove(mutation) {
    this.mutations = this.mutations.filter((other) => other !== mutation)
  }

  /** @param {Mutation} mutation */
  async #process(mutation) {
    if (mutation.isOver) return this.#remove(mutation)
    if (mutation.attempts === 0 && !mutation.prepare()) {
      this.#remove(mutation)
      return mutation.skipped()
    }
    const ticket = this.#context.snapshots.ticket()
    const reply = await this.#context.sender.send(mutation)
    // Closed: it stays in storage. Discarded: it is already done.
    if (reply === null) return this.#remove(mutation)
    try {
      const next =
        reply === 'restored'
          ? await this.#restored(mutation)
          : reply instanceof OfflineError
            ? this.#fail(mutation, new JobtagError(reply.status ?? 500, reply.problem))
            : await this.#answered(mutation, reply, ticket)
      if (next === mutation) return
      const at = this.mutations.indexOf(mutation)
      if (next) this.mutations.splice(at, 1, next)
    } catch (error) {
      // The session has ended, perhaps because of a restore. The change waits for the next sign-in.
      if (error instanceof JobtagError && error.status === 401) return
      // The response cannot be understood: the person is notified, and can send it again.
      this.#fail(mutation, /** @type {Error} */ (error))
      if (!(error instanceof MalformedAnswer || error instanceof OfflineError || error instanceof JobtagError)) throw error
    }
  }

  /** @param {Mutation} mutation @param {Error} error */
  #fail(mutation, error) {
    this.#remove(mutation)
    mutation.fail(error)
    return null
  }

  /**
   * @param {Mutation} mutation
   * @param {Reply} reply
   * @param {number} ticket
   * @returns {Promise<Mutation | null>} what to send next, ahead of the queue
   */
  async #answered(mutation, reply, ticket) {
    const { status, body, generation } = reply
    if (status >= 200 && status < 300) return this.#succeeded(mutation, reply, ticket)
    if (mutation.isOver) return null
    if (status === 412 && body?.current)
      return this.#refused(mutation, status, body, makeSnapshot(mutation.path, body.current, generation), ticket)
    if (status === 428 && mutation.etag !== null) return this.#unconditional(mutation, reply)
    // A missing line does not mean a missing job.
    if (status === 404 && mutation.kind !== 'line-change' && mutation.kind !== 'line-remove' && mutation.kind !== 'create') {
      this.#context.snapshots.drop(mutation.path, ticket)
    }
    return this.#fail(mutation, new JobtagError(status, body))
  }

  /** @param {Mutation} mutation @param {Reply} reply @param {number} ticket */
  #succeeded(mutation, { headers, body, generation }, ticket) {
    const named = mutation.etag
    const record = body?.job ?? (body?.deleted ? null : body)
    const path = mutation.kind === 'create' ? `${mutation.url.replace(/\/+$/, '')}/${record?.id}/` : mutation.path
    const snapshot = record ? makeSnapshot(path, record, generation, headers.get('etag')) : null
    if (snapshot) this.#context.made(snapshot)
    this.#remove(mutation)
    const done = {
      snapshot,
      answer: body,
      theirChanges: mutation.theirChanges,
      replayed: headers.get('idempotency-replayed') === 'true',
    }
    this.#context.advance(mutation, named, snapshot, snapshot?.etag ?? body?.etag ?? headers.get('etag'), body)
    mutation.succeeded(done)
    // Another person may have signed in.
    if (this.#context.sender.isClosed) return null
    if (snapshot) this.#context.snapshots.put(snapshot, ticket)
    else this.#context.snapshots.drop(path, this.#context.snapshots.ticket())
    if (mutation.theirChanges.length > 0) this.#context.merged(mutation)
    return null
  }

  /**
   * @param {Mutation} mutation
   * @param {number} status
   * @param {any} problem
   * @param {Snapshot} current
   * @param {number} asked the ticket
   */
  async #refused(mutation, status, problem, current, asked) {
    // The response is from the restored data, so use a new ticket.
    const ticket = isLost(mutation, current.generation) ? this.#context.snapshots.ticket() : asked
    const theirChanges = this.#context.theirs(mutation.recordID, problem.changes ?? null)
    const isRestored = isLost(mutation, current.generation)
    const error = new ConflictError(
      status,
      isRestored ? { ...problem, changes: null, merge: null } : problem,
      current,
      theirChanges,
      isRestored,
    )
    error.conflict = new UnresolvedConflict(current, error.changes, theirChanges, error).show(() => undefined)
    this.#context.snapshots.forget(mutation.path, mutation.etag)
    const set = mutation.setToRead(error)
    // The refused tag is forgotten, so hold the current job while its lines are loaded.
    if (set !== null) this.#context.snapshots.put(current, ticket)
    // Loaded after the refusal, so that the lines are from the current version or a newer one, which would cause another refusal. If
    // they cannot be loaded, the person is asked without seeing the line.
    /** @type {[Record<string, any>[] | null, (typeof import('./cost-line-conflicts.js').costLineConflicts)?]} */
    const [lines, findConflicts] =
      set === null
        ? [null]
        : await Promise.all([this.#context.part(set), comparing.costLines()]).then(
            ([{ data }, find]) => [data.lines, find],
            () => [null],
          )
    if (mutation.isOver || this.#context.sender.isClosed) return null
    // Listeners may enqueue it again during the call, so remember its position.
    const at = this.mutations.indexOf(mutation)
    const next = mutation.refused(error, lines, findConflicts)
    if (next === null && at >= 0) this.mutations.splice(at, 1)
    // A job that could not be restored is still deleted.
    if (set === null && mutation.kind !== 'restore') this.#context.snapshots.put(current, ticket)
    return next
  }

  /**
   * The data that the change started from no longer exists. It is not sent automatically, even if the version it names exists again: the person decides.
   *
   * @param {Mutation} mutation
   */
  async #restored(mutation) {
    // For a new or deleted record there is nothing to compare with.
    if (mutation.kind === 'create' || mutation.kind === 'restore')
      return this.#fail(mutation, new JobtagError(412, { detail: RESTORED_MESSAGE }))
    const ticket = this.#context.snapshots.ticket()
    try {
      const current = await this.#context.load(mutation.path)
      return await this.#refused(mutation, 412, { your_etag: mutation.etag, changes: null, merge: null }, current, ticket)
    } catch (error) {
      // Retried when the network is back.
      if (error instanceof OfflineError) return this.#context.sender.waitForNetwork(mutation)
      if (!(error instanceof JobtagError && error.status === 404)) throw error
      this.#context.snapshots.drop(mutation.path, ticket)
      if (error.problem.deleted) throw error
      const detail = `This ${mutation.path.startsWith('/jobs/') ? 'job' : 'record'} is not in the restored backup.`
      return this.#fail(
        mutation,
        new JobtagError(404, { ...error.problem, detail: TYPED.has(mutation.kind) ? `${detail} Your text is still here.` : detail }),
      )
    }
  }

  /**
   * 428 although a version was named: an intermediary removes the header. Loads the record and continues as after a 412, once.
   *
   * @param {Mutation} mutation
   * @param {Reply} reply
   */
  async #unconditional(mutation, { status, body }) {
    if (mutation.attempts > 1) return this.#fail(mutation, new JobtagError(status, body))
    const ticket = this.#context.snapshots.ticket()
    const current = await this.#context.load(mutation.path)
    if (current.etag === mutation.etag) return mutation
    return this.#refused(mutation, status, { ...body, your_etag: mutation.etag, changes: null, merge: null }, current, ticket)
  }
}
