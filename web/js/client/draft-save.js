// The PATCH of a draft.

import { Mutation } from './mutations.js'
import { baseKey } from './snapshots.js'
import { toSend } from './values.js'

/** @typedef {import('./types.js').Done} Done */
/** @typedef {import('./types.js').SaveResult} SaveResult */
/** @typedef {import('./reconcile.js').Sent} Sent */
/** @typedef {import('./draft.js').Draft} Draft */

/** The request is composed when its turn comes, so that it includes what was typed while it waited; after that it is the same at each retry. */
export class DraftSave extends Mutation {
  /** @type {Map<string, Sent>} */
  sent = new Map()
  /** @type {((result: SaveResult) => void)[]} */
  waiters = []

  /**
   * @param {Draft} draft
   * @param {ConstructorParameters<typeof Mutation>[0]} what
   * @param {import('./mutations.js').MutationContext} context
   */
  constructor(draft, what, context) {
    super(what, context)
    this.draft = draft
  }

  get isComposed() {
    return this.body !== null
  }

  /** @param {Map<string, Sent>} sent @param {import('./types.js').Snapshot} base the version to name in If-Match */
  compose(sent, base) {
    this.sent = sent
    this.etag = base.etag
    this.generation = base.generation
    this.body = JSON.stringify(Object.fromEntries([...sent].map(([field, { value }]) => [field, toSend(field, value)])))
  }

  prepare() {
    return this.isComposed || this.draft.composeInto(this)
  }

  skipped() {
    super.skipped()
    this.draft.saveEnded(this)
  }

  /** @param {Done} done */
  succeeded(done) {
    super.succeeded(done)
    this.draft.saveSucceeded(this, done)
  }

  /** @param {import('./errors.js').ConflictError} error @returns {Mutation | null} */
  refused(error) {
    return this.draft.saveRefused(this, error)
  }

  /** @param {Error} error */
  fail(error) {
    super.fail(error)
    this.context.forget(this)
    this.draft.saveFailed(this, error)
  }

  retry() {
    return this.draft.save()
  }

  discard() {
    this.draft.discard()
  }

  toJSON() {
    const sent = [...this.sent].map(([field, { value, typed, base }]) => [field, value, typed, baseKey(base)])
    return { ...super.toJSON(), sent, theirChanges: this.theirChanges }
  }
}
