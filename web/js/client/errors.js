// What can go wrong, as values with a sentence fit to show a person in `message`.

/** @typedef {import('./types.js').Snapshot} Snapshot */
/** @typedef {import('./types.js').Change} Change */

/** The words that the integration guide asks for. */
export const CONFLICT_MESSAGE =
  'This job was updated by another user. We reloaded the latest data. Please re-apply your changes.'

/**
 * The same with the record's own word.
 *
 * @param {string} path
 */
export function conflictMessage(path) {
  const [, word] = /\/(job|client|contact)s\/[^/]+\/?$/.exec(path) ?? ['', 'record']
  return CONFLICT_MESSAGE.replace('job', word)
}

/** Said where nobody else was first, but the text began from a version that the server does not have any more. */
export const RESTORED_MESSAGE = "The server's data was restored from a backup. Your change is kept; look at it before it is saved."

/** The server refused, and said why (RFC 9457). Nothing was changed. */
export class JobtagError extends Error {
  /**
   * @param {number} status
   * @param {any} problem the body, if it was one
   * @param {string} [message]
   */
  constructor(status, problem, message) {
    const body = problem !== null && typeof problem === 'object' ? problem : {}
    super(message ?? body.detail ?? body.title ?? `The server answered with status ${status}.`)
    this.name = 'JobtagError'
    this.status = status
    /** @type {any} the whole body */
    this.problem = body
    /** @type {string} `/problems/…` */
    this.type = body.type ?? 'about:blank'
    /** @type {string} */
    this.title = body.title ?? ''
    /** @type {string} */
    this.detail = body.detail ?? this.message
    /** @type {{field: string, message: string}[]} */
    this.errors = Array.isArray(body.errors) ? body.errors : []
    /** @type {any} the change that was refused, where it is kept for the person */
    this.mutation = null
  }
}

/** Somebody else was first (412), or no version was named (428). Nothing was changed, and nothing typed is lost. */
export class ConflictError extends JobtagError {
  /**
   * @param {number} status
   * @param {any} problem the 412's body, or one made after loading what is there now
   * @param {Snapshot} current
   * @param {Change[]} theirChanges the changes that this client did not make itself
   * @param {boolean} [isRestored]
   */
  constructor(status, problem, current, theirChanges, isRestored = false) {
    super(status, problem, isRestored ? RESTORED_MESSAGE : conflictMessage(current.path))
    this.name = 'ConflictError'
    /** Whether the server's data were restored from a backup since. */
    this.isRestored = isRestored
    /** @type {string | null} */
    this.yourEtag = problem.your_etag ?? null
    this.currentEtag = current.etag
    this.current = current
    /** @type {Change[] | null} all changes since the version named, oldest first; null where the server does not know */
    this.changes = problem.changes ?? null
    /** @type {import('./types.js').Merge | null} */
    this.merge = problem.merge ?? null
    this.theirChanges = theirChanges
    /** @type {import('./types.js').Conflict | null} */
    this.conflict = null
    /** @type {import('./draft.js').Draft | null} where fields were refused: to resolve and save again */
    this.draft = null
  }
}

/** No answer came, or none that says what became of the request: the network, a time-out, a server that is busy or gone. */
export class OfflineError extends Error {
  /**
   * @param {unknown} cause
   * @param {number | null} [status]
   * @param {number | null} [retryAfter] seconds
   * @param {any} [problem] what the server said, if it was the server that said so
   */
  constructor(cause, status = null, retryAfter = null, problem = null) {
    super(problem?.detail ?? 'The server cannot be reached at the moment.', { cause })
    this.name = 'OfflineError'
    this.status = status
    this.retryAfter = retryAfter
    /** @type {any} */
    this.problem = problem
  }
}

/** The person threw the change away. */
export class DiscardedError extends Error {
  constructor() {
    super('The change was discarded.')
    this.name = 'DiscardedError'
  }
}

/** The server answered something that is not what it promises. */
export class MalformedAnswer extends Error {
  /** @param {string} path */
  constructor(path) {
    super(`The answer for ${path} is not a record with a version.`)
    this.name = 'MalformedAnswer'
  }
}
