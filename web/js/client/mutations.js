// Pending changes, and what happens to them when someone else has changed the record first.

import { ConflictError, DiscardedError, JobtagError, RESTORED_MESSAGE } from './errors.js'

/** @typedef {import('./types.js').Snapshot} Snapshot */
/** @typedef {import('./types.js').Change} Change */
/** @typedef {import('./types.js').Done} Done */
/** @typedef {import('./types.js').Conflict} Conflict */
/** @typedef {import('./types.js').MutationKind} MutationKind */
/** @typedef {import('./types.js').MutationState} MutationState */
/** @typedef {import('./cost-line-conflicts.js').SeenLines} SeenLines */

/**
 * What a mutation needs from the outbox that it is in.
 *
 * @typedef {object} MutationContext
 * @property {(mutation: Mutation) => void} changed the state has changed: store it and notify
 * @property {(mutation: Mutation) => void} forget it is done
 * @property {(mutation: Mutation) => void} enqueue it is sent again
 * @property {() => string} newID
 * @property {() => string | null} generation of the server's data, as far as it is known
 */

/**
 * One request that changes something, from the click to the response. Its bytes and its key do not change after it is first sent,
 * so that the server recognises a retry (`Idempotency-Key`).
 */
export class Mutation {
  /** @type {MutationState} */
  state = 'queued'
  /** How often it has been sent. */
  attempts = 0
  /** @type {Error | null} */
  error = null
  /** @type {Conflict | null} */
  conflict = null
  /** @type {Change[]} others' changes that this was merged with automatically: the person has not seen them yet */
  theirChanges = []

  /**
   * @param {object} what
   * @param {string} what.id
   * @param {MutationKind} what.kind
   * @param {string} what.path of the record, which is also the name of its queue
   * @param {string | null} what.recordID
   * @param {string} what.method
   * @param {string} what.url under the base URL
   * @param {string | null} what.body
   * @param {string | null} what.etag of the version it started from; null for a new record
   * @param {string} what.key
   * @param {number} what.createdAt
   * @param {string | null} [what.generation] of the data that it started from
   * @param {MutationContext} context
   */
  constructor({ id, kind, path, recordID, method, url, body, etag, key, createdAt, generation }, context) {
    this.id = id
    this.kind = kind
    this.path = path
    this.recordID = recordID
    this.method = method
    this.url = url
    this.body = body
    this.etag = etag
    this.key = key
    this.createdAt = createdAt
    this.generation = generation ?? null
    this.context = context
  }

  /** @param {MutationState} state */
  become(state) {
    if (this.state === state) return
    this.state = state
    this.context.changed(this)
  }

  get isOver() {
    return this.state === 'done' || this.state === 'discarded'
  }

  /**
   * The request, the same for each attempt.
   *
   * @returns {import('./transport.js').Request}
   */
  get request() {
    return {
      method: this.method,
      path: this.url,
      body: this.body,
      headers: { 'Idempotency-Key': this.key, ...(this.etag === null ? {} : { 'If-Match': this.etag }) },
    }
  }

  /**
   * Called before it is first sent.
   *
   * @returns {boolean} whether there is anything to send
   */
  prepare() {
    return true
  }

  /** There is nothing to send. */
  skipped() {
    this.become('done')
    this.context.forget(this)
  }

  /**
   * The server has applied it.
   *
   * @param {Done} _done
   */
  succeeded(_done) {
    this.become('done')
    this.context.forget(this)
  }

  /**
   * The path of the lines that show whether others have changed the same line; null if the response itself shows it.
   *
   * @param {ConflictError} _error
   * @returns {string | null}
   */
  setToRead(_error) {
    return null
  }

  /**
   * Someone else has changed the record first.
   *
   * @param {ConflictError} error
   * @param {Record<string, any>[] | null} _lines the lines of that cost set
   * @param {typeof import('./cost-line-conflicts.js').costLineConflicts} [_findConflicts] finds conflicts in them
   * @returns {Mutation | null} what to send at once instead; null if the person must decide
   */
  refused(error, _lines, _findConflicts) {
    this.fail(error)
    return null
  }

  /**
   * It failed, or the person must decide.
   *
   * @param {Error} error
   */
  fail(error) {
    this.error = error
    if (error instanceof JobtagError) error.mutation = this
    if (error instanceof ConflictError) this.conflict = error.conflict
    this.become(error instanceof ConflictError ? 'conflict' : 'failed')
  }

  /**
   * The stored form.
   *
   * @returns {any}
   */
  toJSON() {
    const { id, kind, path, recordID, method, url, body, etag, key, createdAt, generation, attempts } = this
    return { id, kind, path, recordID, method, url, body, etag, key, createdAt, generation, attempts }
  }
}

/** Kinds with typed text: if refused, they stay until the person has dealt with them. */
export const TYPED = new Set(['event', 'line-add', 'line-change', 'create'])

/** Fields that must not have changed if a line of the quote or the estimate is to be sent again. */
const OF_A_QUOTE = ['status', 'quote_acceptance_date', 'quote_revision']

/**
 * Whether an action may be sent again automatically despite others' changes. Otherwise it waits until the person has seen the changes.
 *
 * - An event says what happened. It overwrites nothing, and is just as true after the others' change.
 * - A line changes one cost set. If nobody has changed that set, or what makes a quote binding, it merges like a field. If
 *   someone has changed the set, its lines decide (`costLineConflicts`).
 * - Accepting, revising, undoing, deleting and restoring are decisions about the whole job as the person saw it: never despite others' changes. Deleting,
 *   accepting and revising are sent again after changes by this page itself, which the person knows.
 *
 * @param {MutationKind} kind
 * @param {string} url
 * @param {Change[] | null} changes
 * @param {Change[]} theirChanges
 */
function mayPass(kind, url, changes, theirChanges) {
  if (changes === null) return false
  if (kind === 'event') return true
  if (kind === 'delete' || kind === 'accept' || kind === 'revise') return changes.length > 0 && theirChanges.length === 0
  const [, set] = COST_SET.exec(url) ?? []
  // A changed line may have been changed by another form of this page too; a new line cannot.
  const judged = kind === 'line-add' ? theirChanges : changes
  return isOfLine(kind) && mayStill(set, judged) && judged.every(({ fields }) => !fields.includes(set))
}

const COST_SET = /^.*\/cost-sets\/(\w+)\//

/** @param {MutationKind} kind */
const isOfLine = (kind) => kind === 'line-add' || kind === 'line-change' || kind === 'line-remove'

/**
 * Whether lines of a cost set may still be written: a quote is binding once it is accepted.
 *
 * @param {string} set
 * @param {Change[]} changes
 */
const mayStill = (set, changes) =>
  changes.every(({ kind, fields }) => {
    return kind !== 'undone' && (set === 'actual' || fields.every((field) => !OF_A_QUOTE.includes(field)))
  })

/**
 * The lines that the person saw, from the part of the job that was shown.
 *
 * @param {import('./types.js').Seen} shown
 * @param {string | null} lineID
 * @returns {SeenLines | null} null if it does not contain lines
 */
export function seenLines(shown, lineID) {
  const data = shown?.data
  if (!Array.isArray(data?.lines)) return null
  const line = data.lines.find((/** @type {any} */ { id }) => id === lineID) ?? null
  return lineID === null ? { line: null, known: data.lines.map((/** @type {any} */ { id }) => id) } : line && { line, known: null }
}

/**
 * The quote that the person saw, if the shown part is the quote.
 *
 * @param {import('./types.js').Seen} shown
 * @returns {SeenLines | null}
 */
export function seenQuote({ data }) {
  return Array.isArray(data?.lines) && data.totals
    ? { line: null, known: null, quote: { revenue: data.totals.revenue, lines: data.lines } }
    : null
}

/** An action: any change except an edit of fields. */
export class Action extends Mutation {
  /** @type {((done: Done) => void) | null} */
  #resolve = null
  /** @type {((error: Error) => void) | null} */
  #reject = null
  /** @type {import('./cost-line-conflicts.js').SeenLines | null} the lines shown in the conflict */
  #shown = null
  /** @type {Promise<Done>} */
  promise = this.#promised()
  /** Whether the others' version of the line is unknown. */
  #isUnread = false
  /** Whether an earlier page has left it, so that nothing here awaits its promise. */
  isRestored = false

  /**
   * @param {ConstructorParameters<typeof Mutation>[0] & {seen?: import('./cost-line-conflicts.js').SeenLines | null}} what
   * @param {MutationContext} context
   */
  constructor(what, context) {
    super(what, context)
    this.seen = what.seen ?? null
  }

  #promised() {
    /** @type {Promise<Done>} */
    const promise = new Promise((resolve, reject) => {
      this.#resolve = resolve
      this.#reject = reject
    })
    // Callers handle the rejection; a restored action is observed by its state.
    promise.catch(() => {})
    return promise
  }

  /** @param {Done} done */
  succeeded(done) {
    super.succeeded(done)
    this.#resolve?.(done)
  }

  /** @returns {string | null} */
  get lineID() {
    return /\/lines\/([^/]+)\/$/.exec(this.url)?.[1] ?? null
  }

  /** @param {ConflictError} error */
  setToRead({ changes, theirChanges }) {
    const [set] = COST_SET.exec(this.url) ?? []
    return this.seen && set && !mayPass(this.kind, this.url, changes, theirChanges) ? set : null
  }

  /**
   * @param {ConflictError} error
   * @param {Record<string, any>[] | null} lines
   * @param {typeof import('./cost-line-conflicts.js').costLineConflicts} [findConflicts]
   * @returns {Mutation | null}
   */
  refused(error, lines, findConflicts) {
    const { kind, url, seen, lineID } = this
    const isFree = mayPass(kind, url, error.changes, error.theirChanges)
    const conflicts = seen && lines && findConflicts ? findConflicts(kind, JSON.parse(this.body ?? '{}'), lineID, seen, lines) : null
    const [, set] = COST_SET.exec(url) ?? []
    if (isFree || (conflicts?.length === 0 && error.changes !== null && mayStill(set, error.changes))) {
      this.theirChanges = [...this.theirChanges, ...error.theirChanges]
      this.etag = error.currentEtag
      return this
    }
    if (conflicts && error.conflict) {
      error.conflict = { ...error.conflict, fields: conflicts, unresolved: conflicts.map(({ field }) => field) }
      this.#shown = { line: lines?.find(({ id }) => id === lineID) ?? null, known: lines?.map(({ id }) => id) ?? null }
    }
    // If the lines could not be read, the person has not seen this one: do not give it a newer version.
    this.#isUnread = seen !== null && set !== undefined && lines === null
    return super.refused(error, lines)
  }

  /**
   * Another change of this client has replaced the version that this one names, so it names the new version from now on. What that change did
   * to the same line is not another person's change.
   *
   * @param {Mutation} before
   * @param {string} etag
   * @param {any} answer to that change
   */
  rebase(before, etag, answer) {
    this.etag = etag
    if (!this.seen || !(before instanceof Action)) return
    const { line, known } = this.seen
    if (before.kind === 'line-add' && known && answer?.line) this.seen = { line, known: [...known, answer.line.id] }
    if (before.kind === 'line-change' && line && before.lineID === this.lineID) {
      this.seen = { line: { ...line, ...JSON.parse(before.body ?? '{}') }, known }
    }
  }

  /** @param {Error} error */
  fail(error) {
    // A listener may send it again at once, which creates a new promise.
    const reject = this.#reject
    super.fail(error)
    if (this.state === 'failed' && !TYPED.has(this.kind) && !this.isRestored) this.context.forget(this)
    reject?.(error)
  }

  /**
   * Sends it again: after a conflict, based on the version that the person has seen; otherwise unchanged. The key stays, because it is the same
   * change: if an earlier attempt has arrived after all, the server recognises the retry.
   *
   * @param {Record<string, any> | null} [fields] the fields of a line to send instead, after the person's choices in a conflict: that is a new change
   * @returns {Promise<Done>}
   */
  retry(fields = null) {
    if (this.state !== 'conflict' && this.state !== 'failed') return this.promise
    if (this.conflict && !this.#isUnread) {
      this.etag = this.conflict.current.etag
      this.seen = this.#shown ?? this.seen
    }
    if (fields) Object.assign(this, { body: JSON.stringify(fields), key: this.context.newID(), attempts: 0 })
    // If it was refused for any reason other than a restored backup, it still belongs to the data that it started from.
    this.generation =
      this.conflict?.current.generation ?? (this.error?.message === RESTORED_MESSAGE ? this.context.generation() : this.generation)
    this.error = null
    this.conflict = null
    this.promise = this.#promised()
    this.context.enqueue(this)
    return this.promise
  }

  discard() {
    if (this.isOver) return
    this.become('discarded')
    this.context.forget(this)
    this.#reject?.(new DiscardedError())
  }

  toJSON() {
    return { ...super.toJSON(), seen: this.seen }
  }
}
