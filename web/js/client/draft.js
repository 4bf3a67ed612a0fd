// What a person types into a record, from the first keystroke until it is saved.

import { UnresolvedConflict, chosen } from './unresolved-conflict.js'
import { DraftSave } from './draft-save.js'
import { tell } from './emitter.js'
import { ConflictError, DiscardedError, JobtagError } from './errors.js'
import { carriedOver, fieldConflict, reconcile } from './reconcile.js'
import { baseKey, isLost, isNewer } from './snapshots.js'
import { Refusals, TypedFields, oldestBase } from './typed-fields.js'
import { same } from './values.js'

/** @typedef {import('./types.js').Snapshot} Snapshot */
/** @typedef {import('./types.js').Person} Person */
/** @typedef {import('./types.js').Change} Change */
/** @typedef {import('./types.js').Choice} Choice */
/** @typedef {import('./types.js').Conflict} Conflict */
/** @typedef {import('./types.js').Done} Done */
/** @typedef {import('./types.js').DraftState} DraftState */
/** @typedef {import('./types.js').SaveResult} SaveResult */
/** @typedef {import('./mutations.js').Mutation} Mutation */
/** @typedef {import('./reconcile.js').Sent} Sent */

/** @typedef {(result: SaveResult) => void} Waiter */

/**
 * What a draft needs from the client.
 *
 * @typedef {object} DraftContext
 * @property {import('./types.js').Clock} clock
 * @property {() => string} newID
 * @property {() => number} stamp the time, strictly increasing
 * @property {() => string | null} generation of the server's data
 * @property {(path: string) => void} refresh loads a record
 * @property {(path: string) => Snapshot | null} newest
 * @property {(path: string, field: string, since: Snapshot) => {by: Person | null, at: string | null}} whoChanged
 * @property {(mutation: Mutation) => void} enqueue
 * @property {import('./mutations.js').MutationContext} mutationContext
 * @property {(save: DraftSave) => void} merged a save was merged with others' changes, and nothing more had to be sent
 * @property {(draft: Draft) => void} changed
 * @property {(draft: Draft) => void} closed
 */

export class Draft {
  #typed = new TypedFields()
  /** @type {DraftSave | null} the pending save */
  #save = null
  /** @type {Waiter[] | null} callers that have requested another save while one is pending */
  #next = null
  /** @type {UnresolvedConflict | null} */
  #unresolved = null
  /** @type {{state: 'invalid' | 'failed', error: Error} | null} */
  #failure = null
  #refusals = new Refusals()
  /** @type {Set<string>} */
  #savedFields = new Set()
  /** @type {Change[]} */
  #theirChanges = []
  #isReplay = false
  #isGone = false
  #isClosed = false
  #isLeft = false
  /** @type {any} */
  #timer = null
  /** @type {Set<() => void>} */
  #listeners = new Set()
  #shown
  #context

  /**
   * @param {object} what
   * @param {string} what.key in this page and in storage
   * @param {string} what.name
   * @param {Snapshot} what.snapshot
   * @param {number | false} what.autosave milliseconds after the last keystroke
   * @param {boolean} what.follow
   * @param {DraftContext} context
   */
  constructor({ key, name, snapshot, autosave, follow }, context) {
    this.key = key
    this.name = name
    this.id = snapshot.id
    this.path = snapshot.path
    this.autosave = autosave
    this.follow = follow
    this.#shown = snapshot
    this.#context = context
  }

  // ---- What is shown

  /** The snapshot that unedited fields show, and that the edit of a field starts from. */
  get shown() {
    return this.#shown
  }

  /** Whether the shown snapshot is from data that a backup has replaced: if the record is gone, it is not in the backup. */
  get isOfReplacedData() {
    return isLost(this.#shown, this.#context.generation())
  }

  /** A newer snapshot that is known but not shown, or null. */
  get newer() {
    const newest = this.#context.newest(this.path)
    return newest && this.#isNews(newest) ? newest : null
  }

  /**
   * Call this when the form was redrawn and its unedited fields show this snapshot. With `follow`, the draft does
   * this itself.
   *
   * @param {Snapshot | null} [snapshot] the newest known
   */
  show(snapshot = this.newer) {
    if (!snapshot || !this.#isNews(snapshot)) return
    this.#typed.dropOutdated(snapshot)
    this.#shown = snapshot
    this.#changed()
  }

  /**
   * Whether a snapshot is newer than the shown one, and from the server's present data.
   *
   * @param {Snapshot} snapshot
   */
  #isNews(snapshot) {
    return !isLost(snapshot, this.#context.generation()) && isNewer(snapshot, this.#shown)
  }

  /** @param {string} field */
  get(field) {
    const entry = this.#typed.get(field)
    return entry ? entry.value : this.#shown.record[field]
  }

  /** @returns {Record<string, any>} */
  get values() {
    return { ...this.#shown.record, ...this.#typed.values }
  }

  get dirtyFields() {
    return this.#typed.names.filter((field) => this.#isDirty(field))
  }

  get isDirty() {
    return this.dirtyFields.length > 0
  }

  /** @param {string} field */
  #isDirty(field) {
    const entry = this.#typed.get(field)
    if (!entry || entry.isSaved) return false
    return entry.isUnfinished || this.#save?.sent.has(field) || this.#unresolved?.fields.has(field) || this.#typed.differs(field)
  }

  /** @returns {DraftState} */
  get state() {
    if (this.#asked) return 'conflict'
    const onItsWay = this.#save?.state
    if (onItsWay) return onItsWay === 'waiting' || onItsWay === 'signed-out' ? onItsWay : 'saving'
    if (this.#isGone) return 'gone'
    if (!this.isDirty) return 'clean'
    return this.#lostFields.length > 0 ? 'waiting' : (this.#failure?.state ?? 'dirty')
  }

  /**
   * Whether the value is incomplete: it is stored, but not sent until the person has finished it.
   *
   * @param {string} field
   */
  isUnfinished(field) {
    return this.#typed.get(field)?.isUnfinished ?? false
  }

  /** @param {string} field @returns {'clean' | 'dirty' | 'saving' | 'saved' | 'waiting' | 'signed-out' | 'conflict' | 'invalid'} */
  fieldState(field) {
    if (this.#asked?.fields.has(field)) return 'conflict'
    if (this.#refusals.has(field)) return 'invalid'
    const { state } = this
    if (this.#save?.sent.has(field) && (state === 'saving' || state === 'waiting' || state === 'signed-out')) return state
    if (this.#isDirty(field)) return 'dirty'
    return this.#savedFields.has(field) ? 'saved' : 'clean'
  }

  get errors() {
    return this.#refusals.messages
  }

  get error() {
    return this.#failure?.error ?? this.#asked?.error ?? null
  }

  get theirChanges() {
    return this.#theirChanges
  }

  /** Fields with unsaved text that someone else has changed since. */
  get incoming() {
    const newest = this.#context.newest(this.path)
    /** @type {Record<string, {value: any, base: any, by: Person | null, at: string | null}>} */
    const incoming = {}
    for (const [field, { value, base }] of this.#typed.asSent(this.dirtyFields)) {
      if (!newest || this.#unresolved?.fields.has(field) || !isNewer(newest, base)) continue
      const [now, was, sent] = [newest.record[field], base.record[field], this.#save?.sent.get(field)]
      // Our own change can arrive by the stream before its response.
      if (same(now, was) || same(now, value) || (sent && (same(now, sent.value) || same(now, sent.typed)))) continue
      incoming[field] = { value: now, base: was, ...this.#context.whoChanged(this.path, field, base) }
    }
    return incoming
  }

  /** The open conflict. If it refers to data that a backup has replaced, it no longer applies, and the person is asked again. */
  get #asked() {
    return this.#unresolved && !isLost(this.#unresolved.current, this.#context.generation()) ? this.#unresolved : null
  }

  /** @returns {Conflict | null} */
  get conflict() {
    return this.#asked?.show((field) => this.#typed.get(field)?.value) ?? null
  }

  // ---- Typing

  /**
   * @param {string} field
   * @param {any} value `''` and null are values: clearing a field is a change
   * @param {Snapshot} [shown] what the person saw, if that differs from what the draft shows
   */
  set(field, value, shown = this.#shown) {
    this.#type(field, value, shown, false)
  }

  /**
   * An incomplete value, such as a date or an amount that is being typed. It is stored like all text, and
   * sent once `set` has given the complete value.
   *
   * @param {string} field
   * @param {any} text
   * @param {Snapshot} [shown]
   */
  setUnfinished(field, text, shown = this.#shown) {
    this.#type(field, text, shown, true)
  }

  /** @param {string} field @param {any} value @param {Snapshot} shown @param {boolean} isUnfinished */
  #type(field, value, shown, isUnfinished) {
    if (this.#isClosed) throw new Error('This draft is closed.')
    this.#typed.type(field, value, shown, isUnfinished)
    this.#savedFields.delete(field)
    this.#refusals.delete(field)
    if (this.#failure?.state === 'failed' || this.#refusals.size === 0) this.#failure = null
    // Typed back to the original value: nothing to save.
    if (!this.#isDirty(field)) this.#typed.delete(field)
    const unresolved = this.#unresolved
    if (unresolved?.fields.has(field)) {
      // Typed to the same text as theirs: nothing is left to choose once the field is left. Until then it may be an intermediate
      // text, and the person may not have seen theirs.
      unresolved.choose(field, same(value, unresolved.current.record[field]) ? 'theirs' : null)
    }
    this.#askAboutLost()
    this.#changed()
    this.#scheduleAutosave()
  }

  /**
   * The person takes the other value; their own text of the field is discarded.
   *
   * @param {string} field
   */
  takeIncoming(field) {
    this.#forget(field)
    this.show()
    this.#applyChoices()
  }

  /**
   * Call this when the field is left. If it is saved, it now shows the value as the server stores it; until then it stays as typed, so that the cursor does not jump.
   *
   * @param {string} field
   */
  settle(field) {
    if (this.#unresolved?.fields.has(field)) return this.#applyChoices()
    if (!this.#typed.get(field)?.isSaved) return
    this.#typed.delete(field)
    this.#changed()
  }

  /** @param {string} [field] default: all */
  discard(field) {
    for (const name of field === undefined ? this.#typed.names : [field]) this.#forget(name)
    const save = this.#save
    if (field === undefined && save) {
      this.#save = null
      save.become('discarded')
      this.#settle(save.waiters, new DiscardedError())
    }
    if (!this.isDirty) this.#failure = null
    this.#applyChoices()
    this.#startNextSave()
  }

  /** @param {string} field */
  #forget(field) {
    this.#typed.delete(field)
    this.#refusals.delete(field)
    this.#unresolved?.choose(field, 'theirs')
  }

  /**
   * Applies the person's choices. Once there is a choice for every conflict, the draft has the chosen text, based on the version that was shown; `save()` sends it.
   *
   * @param {Record<string, Choice>} choices
   */
  resolve(choices) {
    for (const [field, choice] of Object.entries(choices)) this.#asked?.choose(field, choice)
    this.#applyChoices()
  }

  #applyChoices() {
    const { conflict } = this
    if (conflict && conflict.unresolved.length === 0) {
      this.#unresolved = null
      this.#failure = null
      for (const one of conflict.fields) {
        const before = this.#typed.get(one.field)
        if (!before) continue
        const value = chosen(one, conflict.current)
        // Keeping an incomplete value does not complete it.
        this.#typed.set(one.field, value, conflict.current, { isUnfinished: before.isUnfinished && same(value, before.value) })
        if (!this.#isDirty(one.field)) this.#typed.delete(one.field)
      }
      this.#seen(conflict.current)
    }
    this.#changed()
  }

  // ---- Saving

  /** @returns {Promise<SaveResult>} settled when everything typed so far is saved, or needs the person */
  save() {
    if (this.#unresolved) this.#applyChoices()
    return this.#saveNow()
  }

  /** @returns {Promise<SaveResult>} */
  #saveNow() {
    this.#cancelAutosave()
    return new Promise((resolve) => {
      if (!this.#save) this.#begin([resolve])
      else if (this.#save.isComposed) this.#next = [...(this.#next ?? []), resolve]
      else this.#save.waiters.push(resolve)
    })
  }

  /** @param {Waiter[]} waiters */
  #begin(waiters) {
    this.#askAboutLost()
    if (this.#toSend().size === 0) {
      // The person can be asked only when the restored record is loaded.
      if (this.#lostFields.length > 0 && !this.#isGone) this.#next = [...(this.#next ?? []), ...waiters]
      else this.#settle(waiters, this.error)
      return
    }
    this.#theirChanges = []
    this.#isReplay = false
    this.#save = this.#newSave(waiters)
    this.#context.enqueue(this.#save)
    this.#changed()
  }

  /** @param {Waiter[]} waiters */
  #newSave(waiters) {
    const { newID, stamp, mutationContext } = this.#context
    const save = new DraftSave(
      this,
      {
        id: newID(),
        kind: 'patch',
        path: this.path,
        recordID: this.id,
        method: 'PATCH',
        url: this.path,
        body: null,
        etag: null,
        key: newID(),
        createdAt: stamp(),
      },
      mutationContext,
    )
    save.waiters = waiters
    return save
  }

  /**
   * The dirty fields, except those that need a choice, and those that the server has refused if there is anything else to send:
   * an invalid amount does not block a note.
   *
   * @returns {Map<string, Sent>}
   */
  #toSend() {
    const wanted = this.dirtyFields.filter(
      (field) => !this.#unresolved?.fields.has(field) && !this.isUnfinished(field) && !this.#isLost(field),
    )
    const fresh = wanted.filter((field) => !this.#refusals.has(field))
    return this.#typed.asSent(fresh.length > 0 ? fresh : wanted)
  }

  /** @param {DraftSave} save @returns {boolean} whether there is anything to send */
  composeInto(save) {
    const sent = this.#toSend()
    if (save !== this.#save || sent.size === 0) return false
    save.compose(sent, oldestBase(sent))
    return true
  }

  /** @param {DraftSave} save @param {Error | null} [error] */
  saveEnded(save, error = null) {
    if (save === this.#save) this.#save = null
    this.#askAboutLost()
    this.#changed()
    this.#settle(save.waiters, error)
    this.#startNextSave()
  }

  /** @param {DraftSave} save @param {Done} done */
  saveSucceeded(save, done) {
    const answer = /** @type {Snapshot} */ (done.snapshot)
    this.#failure = null
    this.#isGone = false
    this.#isReplay = done.replayed
    this.#theirChanges = done.theirChanges
    if (save === this.#save) this.#save = null
    const earlier = this.#unresolved
    for (const [field, sent] of save.sent) this.#arrived(field, sent, answer, same(sent.value, sent.typed))
    this.#seen(answer)
    this.saveEnded(save, this.#unresolved === earlier ? null : this.error)
  }

  /**
   * The sent value is in this version; what was typed since continues from it.
   *
   * @param {string} field
   * @param {Sent} sent
   * @param {Snapshot} answer
   * @param {boolean} isAsSent whether no other text was merged in, so that any difference is only the server's formatting
   */
  #arrived(field, sent, answer, isAsSent) {
    const entry = this.#typed.get(field)
    const saved = answer.record[field]
    this.#refusals.delete(field)
    if (!entry) return
    if (entry.isUnfinished) {
      // If the response contains another person's value, ask about it once this one is complete.
      if (isAsSent) this.#typed.set(field, entry.value, answer, { isUnfinished: true })
      return
    }
    if (same(entry.value, sent.typed)) {
      this.#savedFields.add(field)
      if (isAsSent && !same(saved, sent.typed)) this.#typed.set(field, entry.value, answer, { isSaved: true })
      else this.#typed.delete(field)
      return
    }
    const carried = isAsSent ? { value: entry.value } : carriedOver(sent, entry.value, saved)
    this.#typed.set(field, carried ? carried.value : entry.value, answer)
    if (carried) return
    const theirs = this.#theirChanges
    const error = new ConflictError(412, { your_etag: sent.base.etag, changes: theirs }, answer, theirs)
    const unresolved = new UnresolvedConflict(answer, theirs, theirs, error)
    const now = { value: entry.value, typed: entry.value, base: answer }
    unresolved.fields.set(field, { ...fieldConflict(field, sent.typed, saved, entry.value), sent: now })
    this.#setUnresolved(unresolved)
    error.conflict = this.conflict
  }

  /**
   * Someone else has changed the record first. What merges is sent again at once, based on the current version; for a field in conflict, the person chooses.
   *
   * @param {DraftSave} save
   * @param {ConflictError} error
   * @returns {DraftSave | null} the next save
   */
  saveRefused(save, error) {
    const { current, merge } = error
    this.#isGone = false
    // Fields that were discarded in the meantime are not sent again.
    const sent = new Map([...save.sent].filter(([field]) => this.#typed.has(field)))
    const outcome = reconcile(sent, save.etag, current, merge)
    const theirChanges = [...save.theirChanges, ...error.theirChanges]
    // The person is notified of the others' changes. Fields that the others have not changed continue from the current version.
    this.#typed.rebase(save.etag, current)
    if (outcome.conflicts.size > 0) {
      const unresolved = new UnresolvedConflict(current, error.changes, theirChanges, error)
      unresolved.add(sent, outcome)
      this.#setUnresolved(unresolved)
      this.#seen(current)
      error.conflict = this.conflict
      save.become('conflict')
      save.context.forget(save)
      this.saveEnded(save, error)
      return null
    }
    const next = this.#newSave(save.waiters)
    next.theirChanges = theirChanges
    this.#theirChanges = theirChanges
    for (const field of outcome.settled) this.#arrived(field, /** @type {Sent} */ (sent.get(field)), current, false)
    this.#seen(current)
    save.become('done')
    save.context.forget(save)
    if (outcome.send.size === 0) {
      this.#save = null
      if (theirChanges.length > 0) this.#context.merged(next)
      this.saveEnded(next)
      return null
    }
    next.compose(
      new Map(
        [...outcome.send].map(([field, value]) => {
          return [field, { value, typed: /** @type {Sent} */ (sent.get(field)).typed, base: current }]
        }),
      ),
      current,
    )
    this.#save = next
    this.#changed()
    return next
  }

  /** @param {DraftSave} save @param {Error} error */
  saveFailed(save, error) {
    const problem = error instanceof JobtagError ? error : null
    this.#failure = { state: problem?.status === 400 ? 'invalid' : 'failed', error }
    // Text that has changed since it was sent has not been refused.
    this.#refusals.add(
      (problem?.errors ?? []).filter(({ field }) => !save.sent.has(field) || same(this.get(field), save.sent.get(field)?.typed)),
      save.sent,
    )
    // With autosave, send the other fields without the refused ones.
    const rest = [...save.sent.keys()].some((field) => !this.#refusals.has(field))
    if (this.autosave !== false && rest && this.#refusals.size > 0) this.#next ??= []
    this.saveEnded(save, error)
  }

  /** Starts the save that was requested while another one was pending. */
  #startNextSave() {
    if (this.#save) return
    const next = this.#next
    this.#next = null
    if (next) this.#begin(next)
    else if (this.#failure === null) this.#scheduleAutosave()
  }

  /** @param {Waiter[]} waiters @param {Error | null} error */
  #settle(waiters, error) {
    const { state } = this
    const result = { state, theirChanges: this.#theirChanges, snapshot: this.#shown, error, replayed: this.#isReplay }
    for (const resolve of waiters.splice(0)) resolve(result)
  }

  #scheduleAutosave() {
    this.#cancelAutosave()
    if (this.autosave === false || this.#isClosed || this.#isGone || this.#toSend().size === 0) return
    this.#timer = this.#context.clock.setTimeout(() => {
      this.#timer = null
      void this.#saveNow()
    }, this.autosave)
  }

  #cancelAutosave() {
    if (this.#timer !== null) this.#context.clock.clearTimeout(this.#timer)
    this.#timer = null
  }

  // ---- Versions

  /**
   * The person has been notified of this version.
   *
   * @param {Snapshot} snapshot
   */
  #seen(snapshot) {
    if (this.#isNews(snapshot)) this.#shown = snapshot
  }

  /** @param {UnresolvedConflict} unresolved */
  #setUnresolved(unresolved) {
    unresolved.include(this.#unresolved)
    this.#unresolved = unresolved
  }

  /** The server's data was restored from a backup: text that was typed over earlier data is not sent automatically. */
  restored() {
    this.#askAboutLost()
    this.#changed()
  }

  /** @param {string} field */
  #isLost(field) {
    const entry = this.#typed.get(field)
    return entry !== undefined && !entry.isUnfinished && isLost(entry.base, this.#context.generation())
  }

  /** Fields whose edit started from data that no longer exists, and that the person has not been asked about. */
  get #lostFields() {
    const asked = this.#asked?.isRestored ? this.#asked.fields : null
    return this.dirtyFields.filter((field) => this.#isLost(field) && !asked?.has(field))
  }

  /** Creates a conflict with the restored record, once that is loaded and no save is pending. */
  #askAboutLost() {
    const fields = this.#lostFields
    if (fields.length === 0 || this.#save || this.#isGone) return
    this.#cancelAutosave()
    const current = this.#context.newest(this.path)
    if (!current) return this.#context.refresh(this.path)
    const sent = this.#typed.asSent(fields)
    this.#unresolved = this.#asked
    const error = new ConflictError(412, { changes: null }, current, [], true)
    const outcome = reconcile(sent, null, current, null)
    for (const field of outcome.settled) this.#typed.delete(field)
    if (outcome.conflicts.size > 0) {
      const unresolved = new UnresolvedConflict(current, null, [], error)
      unresolved.add(sent, outcome)
      for (const field of outcome.settled) unresolved.fields.delete(field)
      this.#setUnresolved(unresolved)
      error.conflict = this.conflict
    }
    this.#seen(current)
    if (this.#toSend().size > 0) return this.#startNextSave()
    this.#settle(this.#next ?? [], this.error)
    this.#next = null
  }

  /**
   * A change by this page created a new version. Edits that started from the previous version continue from the new one, so that two saves of
   * one page do not conflict; except a field that *another* form has just changed, whose text would be overwritten unseen.
   *
   * @param {string | null} named
   * @param {Snapshot} answer
   * @param {boolean} isOwn whether this draft made the change
   */
  advance(named, answer, isOwn) {
    this.#typed.rebase(named, answer, () => isOwn)
    this.#unresolved?.advance(named, answer)
    this.#changed()
  }

  /**
   * There is a newer snapshot; null: the record is gone.
   *
   * @param {Snapshot | null} snapshot
   */
  notice(snapshot) {
    this.#isGone = snapshot === null
    // There is no record to compare with.
    if (this.#isGone && !this.#save) this.#settle(this.#next?.splice(0) ?? [], this.error)
    // It was restored: saves that failed because it was deleted can be retried.
    if (snapshot && this.#failure?.error instanceof JobtagError && this.#failure.error.status === 404) {
      this.#failure = null
      this.#scheduleAutosave()
    }
    this.#askAboutLost()
    if (snapshot && this.follow && this.#isNews(snapshot)) this.show(snapshot)
    else this.#changed()
  }

  // ---- Storing

  /** @param {() => void} listener @returns {() => void} */
  subscribe(listener) {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  #changed() {
    this.#context.changed(this)
    for (const listener of [...this.#listeners]) tell(listener)
    this.#end()
  }

  /** The state of the pending save has changed. */
  saveMoved() {
    this.#changed()
  }

  /** Whether the draft has anything to lose. */
  get hasText() {
    return this.isDirty || this.#save !== null
  }

  /** The draft is no longer shown. It is removed once all of its text is saved or discarded; until then it stays, also in storage. */
  close() {
    this.#isLeft = true
    this.#end()
  }

  #end() {
    if (!this.#isLeft || this.#isClosed || this.hasText) return
    this.stop()
    this.#context.closed(this)
  }

  /** The draft is shown again. */
  reopen() {
    this.#isLeft = false
  }

  /** Stops the draft in this page; what is stored stays in storage. */
  stop() {
    this.#cancelAutosave()
    this.#isClosed = true
    this.#listeners.clear()
  }

  /** Runs a pending autosave now: the page is being closed. */
  flush() {
    if (this.autosave !== false && this.#timer !== null) void this.#saveNow()
  }

  /** @returns {any} */
  toJSON() {
    const { key, name, id, path, autosave, follow } = this
    const entries = this.#typed.toStore(this.dirtyFields)
    return { key, name, id, path, autosave, follow, shown: baseKey(this.#shown), entries, save: this.#save?.isComposed ? this.#save : null }
  }

  /** The snapshots that the stored draft refers to, by key. */
  get bases() {
    const sent = [...(this.#save?.sent.values() ?? [])].map(({ base }) => base)
    return new Map([this.#shown, ...this.#typed.bases, ...sent].map((base) => [baseKey(base), base]))
  }

  /**
   * Restores a stored draft into this one.
   *
   * @param {any} kept
   * @param {Map<string, Snapshot>} bases
   * @returns {DraftSave | null} the save that was pending, to be sent again
   */
  restore(kept, bases) {
    for (const [field, value, key, isUnfinished = false] of kept.entries) {
      this.#typed.set(field, value, bases.get(key) ?? this.#shown, { isUnfinished })
    }
    if (kept.save) {
      const sent = kept.save.sent.map((/** @type {[string, any, any, string]} */ [field, value, typed, key]) => {
        return [field, { value, typed, base: bases.get(key) ?? this.#shown }]
      })
      this.#save = Object.assign(this.#newSave([]), kept.save, { sent: new Map(sent) })
    } else {
      this.#askAboutLost()
      this.#scheduleAutosave()
    }
    return this.#save
  }
}
