// What a person types into a record, from the first keystroke until the server has it.

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
 * What a draft needs of the client.
 *
 * @typedef {object} DraftContext
 * @property {import('./types.js').Clock} clock
 * @property {() => string} newID
 * @property {() => number} stamp the time, later for each mutation
 * @property {() => string | null} generation of the server's data
 * @property {(path: string) => void} refresh asks for a record
 * @property {(path: string) => Snapshot | null} newest
 * @property {(path: string, field: string, since: Snapshot) => {by: Person | null, at: string | null}} whoChanged
 * @property {(mutation: Mutation) => void} enqueue
 * @property {import('./mutations.js').MutationContext} mutationContext
 * @property {(save: DraftSave) => void} merged a save met others' changes, and nothing had to be sent any more
 * @property {(draft: Draft) => void} changed
 * @property {(draft: Draft) => void} closed
 */

export class Draft {
  #typed = new TypedFields()
  /** @type {DraftSave | null} the one that is on its way */
  #save = null
  /** @type {Waiter[] | null} those who asked for one more save while one is on its way */
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
   * @param {string} what.key among the drafts of this page and in storage
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

  /** The snapshot that untouched fields show, and that the edit of a field begins from. */
  get shown() {
    return this.#shown
  }

  /** Whether what is shown is of data that a backup has replaced: where the record is gone, it is not in the backup. */
  get isOfReplacedData() {
    return isLost(this.#shown, this.#context.generation())
  }

  /** A newer one that is known but not shown; null where there is none. */
  get newer() {
    const newest = this.#context.newest(this.path)
    return newest && this.#isNews(newest) ? newest : null
  }

  /**
   * The form was drawn anew, and its untouched fields show this. Only whoever draws knows that: by itself a draft does it only with
   * `follow`.
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
   * Whether a snapshot is newer than what is shown, and of the data that the server has.
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
    return this.#lostFields.length > 0 ? 'waiting' : this.#failure?.state ?? 'dirty'
  }

  /**
   * Whether what stands there is kept, but not sent before the person has finished it.
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

  /** Fields with unsaved text that somebody else has changed since. */
  get incoming() {
    const newest = this.#context.newest(this.path)
    /** @type {Record<string, {value: any, base: any, by: Person | null, at: string | null}>} */
    const incoming = {}
    for (const [field, { value, base }] of this.#typed.asSent(this.dirtyFields)) {
      if (!newest || this.#unresolved?.fields.has(field) || !isNewer(newest, base)) continue
      const [now, was, sent] = [newest.record[field], base.record[field], this.#save?.sent.get(field)]
      // Our own change can come back by the stream before its answer does.
      if (same(now, was) || same(now, value) || (sent && (same(now, sent.value) || same(now, sent.typed)))) continue
      incoming[field] = { value: now, base: was, ...this.#context.whoChanged(this.path, field, base) }
    }
    return incoming
  }

  /** What the person can choose from. A conflict with data that a backup has replaced is none any more: it is asked about anew. */
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
   * @param {any} value `''` and null are values: a field that was cleared has changed
   * @param {Snapshot} [shown] what the person saw, where that is not what the draft shows
   */
  set(field, value, shown = this.#shown) {
    this.#type(field, value, shown, false)
  }

  /**
   * A part of a value that means something only as a whole, such as a day or an amount, as it was typed so far. It is kept as all text is, and
   * goes to the server once `set` has given the whole.
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
    // Typed back to what it was: nothing to save.
    if (!this.#isDirty(field)) this.#typed.delete(field)
    const unresolved = this.#unresolved
    if (unresolved?.fields.has(field)) {
      // Typed to what they made of it: once the field is left there is nothing to choose any more. Before that it may only be on the way to
      // another text, and theirs has not been looked at.
      unresolved.choose(field, same(value, unresolved.current.record[field]) ? 'theirs' : null)
    }
    this.#askAboutLost()
    this.#changed()
    this.#scheduleAutosave()
  }

  /**
   * The person takes what somebody else wrote; their own text of the field goes.
   *
   * @param {string} field
   */
  takeIncoming(field) {
    this.#forget(field)
    this.show()
    this.#applyChoices()
  }

  /**
   * The field is left. It is shown as the server keeps it, where it is saved: until then it stays as typed, so that the cursor does not jump.
   *
   * @param {string} field
   */
  settle(field) {
    if (this.#unresolved?.fields.has(field)) return this.#applyChoices()
    if (!this.#typed.get(field)?.isSaved) return
    this.#typed.delete(field)
    this.#changed()
  }

  /** @param {string} [field] all where none is given */
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
   * The person's choices. When none is missing any more the text is as chosen, on the version that was shown; `save()` sends it.
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
        // What was not finished is not so by being kept.
        this.#typed.set(one.field, value, conflict.current, { isUnfinished: before.isUnfinished && same(value, before.value) })
        if (!this.#isDirty(one.field)) this.#typed.delete(one.field)
      }
      this.#seen(conflict.current)
    }
    this.#changed()
  }

  // ---- Saving

  /** @returns {Promise<SaveResult>} settled when what is typed by now is saved, or needs the person */
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
      // Until the restored record is known nobody can be asked.
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
    const save = new DraftSave(this, {
      id: newID(), kind: 'patch', path: this.path, recordID: this.id, method: 'PATCH', url: this.path, body: null, etag: null,
      key: newID(), createdAt: stamp(),
    }, mutationContext)
    save.waiters = waiters
    return save
  }

  /**
   * What is dirty, but for what waits for a choice, and for values that the server has refused, as long as there is anything else:
   * one bad amount does not hold back a good note.
   *
   * @returns {Map<string, Sent>}
   */
  #toSend() {
    const wanted = this.dirtyFields.filter((field) => !this.#unresolved?.fields.has(field) && !this.isUnfinished(field) && !this.#isLost(field))
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
   * What was sent is in this version; what was typed since goes on from it.
   *
   * @param {string} field
   * @param {Sent} sent
   * @param {Snapshot} answer
   * @param {boolean} isAsSent whether nobody else's text was merged in: what differs is only the form the server keeps it in
   */
  #arrived(field, sent, answer, isAsSent) {
    const entry = this.#typed.get(field)
    const saved = answer.record[field]
    this.#refusals.delete(field)
    if (!entry) return
    if (entry.isUnfinished) {
      // Where somebody else's value came in with the answer, it is asked about once this is finished.
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
   * Somebody else was first. What merges goes again at once, on the current version; where a field is in conflict, a person chooses.
   *
   * @param {DraftSave} save
   * @param {ConflictError} error
   * @returns {DraftSave | null} what goes next
   */
  saveRefused(save, error) {
    const { current, merge } = error
    this.#isGone = false
    // Fields that were thrown away meanwhile do not go again.
    const sent = new Map([...save.sent].filter(([field]) => this.#typed.has(field)))
    const outcome = reconcile(sent, save.etag, current, merge)
    const theirChanges = [...save.theirChanges, ...error.theirChanges]
    // The person is told what others changed. Fields that they left alone go on from the current version.
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
    next.compose(new Map([...outcome.send].map(([field, value]) => {
      return [field, { value, typed: /** @type {Sent} */ (sent.get(field)).typed, base: current }]
    })), current)
    this.#save = next
    this.#changed()
    return next
  }

  /** @param {DraftSave} save @param {Error} error */
  saveFailed(save, error) {
    const problem = error instanceof JobtagError ? error : null
    this.#failure = { state: problem?.status === 400 ? 'invalid' : 'failed', error }
    // Text that has changed since it was sent was not refused.
    this.#refusals.add((problem?.errors ?? []).filter(({ field }) => !save.sent.has(field) || same(this.get(field), save.sent.get(field)?.typed)), save.sent)
    // What is saved by itself, field by field, goes without the ones that were refused.
    const rest = [...save.sent.keys()].some((field) => !this.#refusals.has(field))
    if (this.autosave !== false && rest && this.#refusals.size > 0) this.#next ??= []
    this.saveEnded(save, error)
  }

  /** Goes on with what was asked for while a save was on its way. */
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
   * What the person has been told of by now.
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

  /** The server's data were restored from a backup: what was typed over those that are no more goes nowhere by itself. */
  restored() {
    this.#askAboutLost()
    this.#changed()
  }

  /** @param {string} field */
  #isLost(field) {
    const entry = this.#typed.get(field)
    return entry !== undefined && !entry.isUnfinished && isLost(entry.base, this.#context.generation())
  }

  /** Fields with text that began from data which are no more, and that nobody was asked about yet. */
  get #lostFields() {
    const asked = this.#asked?.isRestored ? this.#asked.fields : null
    return this.dirtyFields.filter((field) => this.#isLost(field) && !asked?.has(field))
  }

  /** Shows the text beside what was restored, once that is known and nothing is on its way any more. */
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
   * A change of this page made one version out of another. What began from that one goes on from the new one, so that two saves of
   * one page do not collide; but not a field that *another* form has just changed: that would overwrite its text unseen.
   *
   * @param {string | null} named
   * @param {Snapshot} answer
   * @param {boolean} isOwn whether this draft made it
   */
  advance(named, answer, isOwn) {
    this.#typed.rebase(named, answer, () => isOwn)
    this.#unresolved?.advance(named, answer)
    this.#changed()
  }

  /**
   * The client holds a newer snapshot; null: it knows by now that the record is gone.
   *
   * @param {Snapshot | null} snapshot
   */
  notice(snapshot) {
    this.#isGone = snapshot === null
    // Nobody can be asked beside what is not there.
    if (this.#isGone && !this.#save) this.#settle(this.#next?.splice(0) ?? [], this.error)
    // It is back: what could not be saved because it was not there can be now.
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

  /** The save on its way got another state. */
  saveMoved() {
    this.#changed()
  }

  /** Whether anything would be lost with it. */
  get hasText() {
    return this.isDirty || this.#save !== null
  }

  /** Nobody shows it any more. It is forgotten once all of its text is saved or thrown away; until then it stays, and is kept. */
  close() {
    this.#isLeft = true
    this.#end()
  }

  #end() {
    if (!this.#isLeft || this.#isClosed || this.hasText) return
    this.stop()
    this.#context.closed(this)
  }

  /** Somebody shows it again. */
  reopen() {
    this.#isLeft = false
  }

  /** Ends it in this page; what is kept stays kept. */
  stop() {
    this.#cancelAutosave()
    this.#isClosed = true
    this.#listeners.clear()
  }

  /** What saves by itself does so now: the page is going. */
  flush() {
    if (this.autosave !== false && this.#timer !== null) void this.#saveNow()
  }

  /** @returns {any} */
  toJSON() {
    const { key, name, id, path, autosave, follow } = this
    const entries = this.#typed.toStore(this.dirtyFields)
    return { key, name, id, path, autosave, follow, shown: baseKey(this.#shown), entries, save: this.#save?.isComposed ? this.#save : null }
  }

  /** The snapshots that what is kept refers to, by their keys. */
  get bases() {
    const sent = [...(this.#save?.sent.values() ?? [])].map(({ base }) => base)
    return new Map([this.#shown, ...this.#typed.bases, ...sent].map((base) => [baseKey(base), base]))
  }

  /**
   * Takes in what was kept of a draft like this.
   *
   * @param {any} kept
   * @param {Map<string, Snapshot>} bases
   * @returns {DraftSave | null} the save that was on its way, to be sent again
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
