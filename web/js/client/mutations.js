// Changes on their way to the server: what each is, and what becomes of it when somebody else was first.

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
 * @property {(mutation: Mutation) => void} changed the state changed: keep it, tell it
 * @property {(mutation: Mutation) => void} forget it is over
 * @property {(mutation: Mutation) => void} enqueue it goes again
 * @property {() => string} newID
 * @property {() => string | null} generation of the server's data, as far as it is known
 */

/**
 * One request that changes something, from the click to the answer. What is sent is fixed when it is first sent, to the byte, and
 * so is its key: the server then knows a repeat for what it is (`Idempotency-Key`).
 */
export class Mutation {
  /** @type {MutationState} */
  state = 'queued'
  /** How often it was sent. */
  attempts = 0
  /** @type {Error | null} */
  error = null
  /** @type {Conflict | null} */
  conflict = null
  /** @type {Change[]} what others changed and this went past by itself: the person is yet to hear of it */
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
   * @param {string | null} what.etag of the version it began from; null where something new is made
   * @param {string} what.key
   * @param {number} what.createdAt
   * @param {string | null} [what.generation] of the data that it began from
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
   * The request, the same each time.
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

  /** There was nothing to send. */
  skipped() {
    this.become('done')
    this.context.forget(this)
  }

  /**
   * The server did it.
   *
   * @param {Done} done
   */
  succeeded(done) {
    this.become('done')
    this.context.forget(this)
  }

  /**
   * Where the lines stand that tell whether others touched what this changes; null where the answer itself tells.
   *
   * @param {ConflictError} _error
   * @returns {string | null}
   */
  setToRead(_error) {
    return null
  }

  /**
   * Somebody else was first.
   *
   * @param {ConflictError} error
   * @param {Record<string, any>[] | null} _lines of the set to read
   * @param {typeof import('./cost-line-conflicts.js').costLineConflicts} [_findConflicts] in them
   * @returns {Mutation | null} what to send at once instead; null where a person must decide
   */
  refused(error, _lines, _findConflicts) {
    this.fail(error)
    return null
  }

  /**
   * It cannot be done, or a person must decide.
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
   * As it is kept in storage.
   *
   * @returns {any}
   */
  toJSON() {
    const { id, kind, path, recordID, method, url, body, etag, key, createdAt, generation, attempts } = this
    return { id, kind, path, recordID, method, url, body, etag, key, createdAt, generation, attempts }
  }
}

/** Kinds whose text a person typed: what is refused stays until the person has dealt with it. */
export const TYPED = new Set(['event', 'line-add', 'line-change', 'create'])

/** What may not have changed where a line of the quote or the estimate is to be sent again. */
const OF_A_QUOTE = ['status', 'quote_acceptance_date', 'quote_revision']

/**
 * Whether an action may go again by itself past what others changed. The rest waits until a person has seen the changes.
 *
 * - An event says what happened. It overwrites nothing, and is as true after the others' change as before.
 * - A line is a change of one cost set. Where nobody touched that set, nor what makes a quote a promise, it merges as fields do. Where
 *   somebody touched the set, its lines tell (`costLineConflicts`).
 * - Accepting, revising, undoing, deleting and restoring are decisions about the whole job as it was seen. Never past what others changed; deleting,
 *   accepting and revising go past what this page itself has saved meanwhile, which is no news to whoever decides.
 *
 * @param {MutationKind} kind
 * @param {string} url
 * @param {Change[] | null} changes
 * @param {Change[]} theirChanges
 */
export function mayPass(kind, url, changes, theirChanges) {
  if (changes === null) return false
  if (kind === 'event') return true
  if (kind === 'delete' || kind === 'accept' || kind === 'revise') return changes.length > 0 && theirChanges.length === 0
  const [, set] = COST_SET.exec(url) ?? []
  // A line that is changed may be the one that another form of this page changed; one that is added cannot be.
  const judged = kind === 'line-add' ? theirChanges : changes
  return isOfLine(kind) && mayStill(set, judged) && judged.every(({ fields }) => !fields.includes(set))
}

const COST_SET = /^.*\/cost-sets\/(\w+)\//

/** @param {MutationKind} kind */
const isOfLine = (kind) => kind === 'line-add' || kind === 'line-change' || kind === 'line-remove'

/**
 * Whether lines of a cost set may be written as they could before: what is quoted is a promise once it is accepted.
 *
 * @param {string} set
 * @param {Change[]} changes
 */
const mayStill = (set, changes) => changes.every(({ kind, fields }) => {
  return kind !== 'undone' && (set === 'actual' || fields.every((field) => !OF_A_QUOTE.includes(field)))
})

/**
 * What they saw, from the part of the job that was shown to them.
 *
 * @param {import('./types.js').Seen} shown
 * @param {string | null} lineID
 * @returns {SeenLines | null} null where it does not show lines
 */
export function seenLines(shown, lineID) {
  const data = shown?.data
  if (!Array.isArray(data?.lines)) return null
  const line = data.lines.find((/** @type {any} */ { id }) => id === lineID) ?? null
  return lineID === null ? { line: null, known: data.lines.map((/** @type {any} */ { id }) => id) } : line && { line, known: null }
}

/**
 * The quote that they saw, where what was shown to them is the quote.
 *
 * @param {import('./types.js').Seen} shown
 * @returns {SeenLines | null}
 */
export function seenQuote({ data }) {
  return Array.isArray(data?.lines) && data.totals ? { line: null, known: null, quote: { revenue: data.totals.revenue, lines: data.lines } } : null
}

/** An action: anything but the edit of fields. */
export class Action extends Mutation {
  /** @type {((done: Done) => void) | null} */
  #resolve = null
  /** @type {((error: Error) => void) | null} */
  #reject = null
  /** @type {import('./cost-line-conflicts.js').SeenLines | null} the lines that the person is shown in the conflict */
  #shown = null
  /** @type {Promise<Done>} */
  promise = this.#promised()
  /** Whether it is not known what others made of the line. */
  #isUnread = false
  /** Left by an earlier page: nobody here waits for its promise. */
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
    // Whoever calls gets the promise and its rejection; an action that was restored is watched by its state.
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
    // Where the lines could not be read nobody has seen what became of this one: it is not armed with a newer version.
    this.#isUnread = seen !== null && set !== undefined && lines === null
    return super.refused(error, lines)
  }

  /**
   * Another change of this client made a version out of the one that this names, which is to name the new one from here on. What that changed
   * of the same line is nobody else's.
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
    // Whoever hears of it may send it again at once, which makes another promise.
    const reject = this.#reject
    super.fail(error)
    if (this.state === 'failed' && !TYPED.has(this.kind) && !this.isRestored) this.context.forget(this)
    reject?.(error)
  }

  /**
   * Sends it again: after a conflict on the version that the person has been shown, else as it was. The key stays, for it is the same
   * act: should an earlier attempt have arrived after all, this is known as its repeat.
   *
   * @param {Record<string, any> | null} [fields] what to send of a line instead, as the person has chosen in a conflict: that is another act
   * @returns {Promise<Done>}
   */
  retry(fields = null) {
    if (this.state !== 'conflict' && this.state !== 'failed') return this.promise
    if (this.conflict && !this.#isUnread) {
      this.etag = this.conflict.current.etag
      this.seen = this.#shown ?? this.seen
    }
    if (fields) Object.assign(this, { body: JSON.stringify(fields), key: this.context.newID(), attempts: 0 })
    // What was refused for another reason than a restored backup is still of the data that it began from.
    this.generation = this.conflict?.current.generation ?? (this.error?.message === RESTORED_MESSAGE ? this.context.generation() : this.generation)
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
