// Error classes. `message` is always a sentence that can be shown to people.

/** @typedef {import('./types.js').Snapshot} Snapshot */
/** @typedef {import('./types.js').Change} Change */

/** The sentence that the integration guide requires. */
export const CONFLICT_MESSAGE = 'This job was updated by another user. We reloaded the latest data. Please re-apply your changes.'

/**
 * The same sentence with the kind of record.
 *
 * @param {string} path
 */
export function conflictMessage(path) {
  const [, word] = /\/(job|client|contact)s\/[^/]+\/?$/.exec(path) ?? ['', 'record']
  return CONFLICT_MESSAGE.replace('job', word)
}

/** The message if there is no other change, but the edit started from a version that the server no longer has. */
export const RESTORED_MESSAGE = 'The server’s data was restored from a backup. Your change is not lost; review it before it is saved.'

/** The server refused the request and said why (RFC 9457). Nothing was changed. */
export class JobtagError extends Error {
  /**
   * @param {number} status
   * @param {any} problem the body, if it is a problem
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
    /** @type {any} the refused change, if it waits for the person */
    this.mutation = null
  }
}

/** Someone else has changed the record first (412), or no version was named (428). Nothing was changed, and no typed text is lost. */
export class ConflictError extends JobtagError {
  /**
   * @param {number} status
   * @param {any} problem the body of the 412, or one made from the current record
   * @param {Snapshot} current
   * @param {Change[]} theirChanges the changes that were not made by this client
   * @param {boolean} [isRestored]
   */
  constructor(status, problem, current, theirChanges, isRestored = false) {
    super(status, problem, isRestored ? RESTORED_MESSAGE : conflictMessage(current.path))
    this.name = 'ConflictError'
    /** Whether the server's data has been restored from a backup since. */
    this.isRestored = isRestored
    /** @type {string | null} */
    this.yourEtag = problem.your_etag ?? null
    this.currentEtag = current.etag
    this.current = current
    /** @type {Change[] | null} all changes since the named version, oldest first; null if the server does not know */
    this.changes = problem.changes ?? null
    /** @type {'merged' | 'same' | 'ask'} what may be sent again: the patch of the merge, the same request, or nothing before the person has looked */
    this.resend = problem.resend ?? 'ask'
    /** @type {import('./types.js').Merge | null} */
    this.merge = problem.merge ?? null
    this.theirChanges = theirChanges
    /** @type {import('./types.js').Conflict | null} */
    this.conflict = null
    /** @type {import('./draft.js').Draft | null} for fields: resolve and save this */
    this.draft = null
  }
}

/** There was no response, or none that says whether the request was applied: network error, timeout, server busy or down. */
export class OfflineError extends Error {
  /**
   * @param {unknown} cause
   * @param {number | null} [status]
   * @param {number | null} [retryAfter] seconds
   * @param {any} [problem] the server's problem body, if there is one
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

/** The person discarded the change. */
export class DiscardedError extends Error {
  constructor() {
    super('The change was discarded.')
    this.name = 'DiscardedError'
  }
}

/** The server's response does not match the contract. */
export class MalformedAnswer extends Error {
  /** @param {string} path */
  constructor(path) {
    super(`The response for ${path} is not a versioned record.`)
    this.name = 'MalformedAnswer'
  }
}
