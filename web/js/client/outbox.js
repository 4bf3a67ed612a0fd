// One person's unsaved work: drafts and pending mutations. It is closed when another person signs in.

import { DraftSave } from './draft-save.js'
import { DraftStorage } from './draft-storage.js'
import { Draft } from './draft.js'
import { Action } from './mutations.js'
import { RecordQueue } from './record-queue.js'
import { RetryingSender } from './retrying-sender.js'
import { baseKey, isLost, makeSnapshot } from './snapshots.js'

/** @typedef {import('./types.js').Snapshot} Snapshot */
/** @typedef {import('./types.js').Change} Change */
/** @typedef {import('./types.js').Done} Done */
/** @typedef {import('./mutations.js').Mutation} Mutation */
/** @typedef {import('./draft-storage.js').StoredItem} StoredItem */

/** Two equal events within this time count as a double click; the server has the same rule. */
const DUPLICATE_WINDOW = 10_000
/** Browsers limit the total body size of `keepalive` requests to 64 KiB (Fetch). */
const MOST_KEEPALIVE_BYTES = 60_000

/**
 * What an outbox needs from the client.
 *
 * @typedef {object} OutboxContext
 * @property {ReturnType<typeof import('./platform.js').defaultPlatform>} platform
 * @property {import('./transport.js').Transport} transport
 * @property {import('./snapshots.js').SnapshotStore} snapshots
 * @property {string} tabID
 * @property {(path: string) => Promise<Snapshot>} load
 * @property {(path: string) => Promise<{data: any}>} part
 * @property {(path: string) => void} refresh reloads a record
 * @property {() => boolean} maySend
 * @property {() => void} onSignedOut
 * @property {(path: string, field: string, since: Snapshot) => {by: import('./types.js').Person | null, at: string | null}} whoChanged
 * @property {(mutation: Mutation) => void} onMutation
 * @property {(draft: Draft) => void} onDraft
 * @property {(left: {drafts: Draft[], mutations: Mutation[]}) => void} onRestored
 * @property {(mutation: Mutation) => void} onMerged
 * @property {(error: unknown) => void} onStorageError
 */

/** @typedef {{name?: string, autosave?: number | false, follow?: boolean}} DraftOptions */

export class Outbox {
  /** @type {Map<string, RecordQueue>} */
  #queues = new Map()
  /** @type {Map<string, Action>} pending actions, by id */
  #actions = new Map()
  /** @type {Map<string, Draft>} */
  #drafts = new Map()
  /** @type {Map<string, string>} which bases of a draft are stored */
  #storedBases = new Map()
  /** @type {Set<string>} versions created by this client: the record's id and `updated_at` */
  #made = new Set()
  #lastStamp = 0
  #context

  /** @param {string} personID @param {OutboxContext} context */
  constructor(personID, context) {
    const { platform, transport, tabID } = context
    this.#context = context
    this.personID = personID
    this.sender = new RetryingSender({
      transport,
      clock: platform.clock,
      random: platform.random,
      page: platform.page,
      maySend: context.maySend,
      onSignedOut: context.onSignedOut,
    })
    this.storage = new DraftStorage({
      storage: platform.storage,
      tabs: platform.tabs,
      tabID,
      personID,
      onError: context.onStorageError,
    })
  }

  /** Restores what earlier pages have left. */
  start() {
    return this.storage.start((stored) => this.#restore(stored))
  }

  /** Closes everything; storage stays unchanged. */
  close() {
    this.sender.close()
    this.storage.close()
    for (const draft of this.#drafts.values()) draft.stop()
    this.#drafts.clear()
    this.#actions.clear()
    this.#queues.clear()
  }

  /** Strictly increasing, so that the order of clicks is kept even after a reload. */
  #stamp() {
    this.#lastStamp = Math.max(this.#context.platform.clock.now(), this.#lastStamp + 0.001)
    return this.#lastStamp
  }

  #generation = () => this.#context.transport.generation

  /** The server's data was restored from a backup: changes that started from earlier data wait for the person. */
  restored() {
    this.#made.clear()
    // Open conflicts refer to earlier data too.
    for (const action of [...this.#actions.values()])
      if (action.conflict && isLost(action.conflict.current, this.#generation())) void action.retry()
    this.resume()
  }

  /** Someone has signed in again: retries what needs a session. */
  resume() {
    for (const draft of this.#drafts.values()) draft.restored()
    this.sender.wake()
  }

  // ---- Queues

  /** @param {string} path */
  #queue(path) {
    let queue = this.#queues.get(path)
    if (!queue) {
      queue = new RecordQueue({
        sender: this.sender,
        snapshots: this.#context.snapshots,
        load: this.#context.load,
        part: this.#context.part,
        theirs: (recordID, changes) => this.#theirs(recordID, changes),
        made: (snapshot) => this.#remember(snapshot.id + snapshot.updatedAt),
        advance: (mutation, named, snapshot, etag, body) => this.#advance(mutation, named, snapshot, etag, body),
        merged: (mutation) => this.#context.onMerged(mutation),
      })
      this.#queues.set(path, queue)
    }
    return queue
  }

  /** @param {string} version */
  #remember(version) {
    this.#made.add(version)
    if (this.#made.size > 1000) this.#made.delete(/** @type {string} */ (this.#made.values().next().value))
  }

  /**
   * Whether this client created a version.
   *
   * @param {string} id
   * @param {string} at
   */
  hasMade(id, at) {
    return this.#made.has(id + at)
  }

  /** @param {string | null} recordID @param {Change[] | null} changes */
  #theirs(recordID, changes) {
    return (changes ?? []).filter(({ at, by }) => by.id !== this.personID || recordID === null || !this.hasMade(recordID, at))
  }

  /**
   * @param {Mutation} mutation
   * @param {string | null} named
   * @param {Snapshot | null} answer
   * @param {string | null} etag
   * @param {any} body
   */
  #advance(mutation, named, answer, etag, body) {
    if (named === null) return
    for (const waiting of this.#queues.get(mutation.path)?.mutations ?? []) {
      if (waiting instanceof Action && waiting.attempts === 0 && waiting.etag === named && etag !== null) {
        waiting.rebase(mutation, etag, body)
        this.storage.write('mutation', waiting.id, waiting)
      }
    }
    if (!answer) return
    for (const draft of this.drafts(mutation.path)) {
      draft.advance(named, answer, mutation instanceof DraftSave && mutation.draft === draft)
    }
  }

  /** @param {string} path */
  isSending(path) {
    return this.#queues.get(path)?.isSending ?? false
  }

  /** @param {string} [path] @returns {Mutation[]} */
  pending(path) {
    const saves = [...this.#queues.values()].flatMap(({ mutations }) => mutations.filter((one) => one instanceof DraftSave))
    return [...saves, ...this.#actions.values()]
      .filter((one) => path === undefined || one.path === path)
      .sort((a, b) => a.createdAt - b.createdAt)
  }

  // ---- Actions

  /**
   * @param {object} what
   * @param {import('./types.js').MutationKind} what.kind
   * @param {string} what.path
   * @param {string | null} what.recordID
   * @param {string} what.method
   * @param {string} what.url
   * @param {object | null} what.body
   * @param {string | null} what.etag
   * @param {import('./cost-line-conflicts.js').SeenLines | null} [what.seen]
   * @param {string | null} [what.generation]
   * @returns {Promise<Done>}
   */
  act({ body, ...what }) {
    const text = body === null ? null : JSON.stringify(body)
    const duplicate = this.#duplicate(what.kind, what.url, text)
    if (duplicate) return duplicate.promise
    const { random } = this.#context.platform
    const action = new Action(
      {
        ...what,
        body: text,
        id: random.id(),
        key: random.id(),
        createdAt: this.#stamp(),
        generation: what.generation ?? this.#generation(),
      },
      this.#mutationContext,
    )
    this.#queue(what.path).add(action)
    return action.promise
  }

  /**
   * The pending action that this one repeats, after a double click.
   *
   * @param {string} kind
   * @param {string} url
   * @param {string | null} body
   */
  #duplicate(kind, url, body) {
    return [...this.#actions.values()].find((one) => {
      const isOnItsWay = one.state !== 'conflict' && one.state !== 'failed'
      const isRecent = kind !== 'event' || this.#context.platform.clock.now() - one.createdAt < DUPLICATE_WINDOW
      return isOnItsWay && isRecent && one.kind === kind && one.url === url && one.body === body
    })
  }

  /** @type {import('./mutations.js').MutationContext} */
  #mutationContext = {
    changed: (mutation) => {
      if (mutation instanceof DraftSave) mutation.draft.saveMoved()
      else if (mutation instanceof Action && !mutation.isOver) {
        this.#actions.set(mutation.id, mutation)
        this.storage.write('mutation', mutation.id, mutation)
      }
      if (mutation.isOver) this.sender.wake()
      this.#context.onMutation(mutation)
    },
    forget: (mutation) => {
      if (!(mutation instanceof Action)) return
      this.#actions.delete(mutation.id)
      this.storage.remove('mutation', mutation.id)
    },
    enqueue: (mutation) => this.#queue(mutation.path).add(mutation),
    newID: () => this.#context.platform.random.id(),
    generation: () => this.#context.transport.generation,
  }

  // ---- Drafts

  /** @param {Snapshot} snapshot @param {DraftOptions} options */
  draft(snapshot, { name = 'edit', autosave = false, follow = false }) {
    const open = [...this.#drafts.values()].find((draft) => draft.path === snapshot.path && draft.name === name)
    if (open) {
      open.reopen()
      Object.assign(open, { autosave, follow })
      if (!open.hasText) open.show(snapshot)
      return open
    }
    return this.#open({ key: this.#context.platform.random.id(), name, snapshot, autosave, follow })
  }

  /** @param {ConstructorParameters<typeof Draft>[0]} what */
  #open(what) {
    const { platform, snapshots, whoChanged, onMerged } = this.#context
    const draft = new Draft(what, {
      clock: platform.clock,
      newID: () => platform.random.id(),
      stamp: () => this.#stamp(),
      generation: this.#generation,
      refresh: this.#context.refresh,
      newest: (path) => snapshots.get(path),
      whoChanged,
      enqueue: (mutation) => this.#queue(mutation.path).add(mutation),
      mutationContext: this.#mutationContext,
      merged: onMerged,
      changed: (changed) => this.#store(changed),
      closed: (closed) => {
        this.#drafts.delete(closed.key)
        this.#removeStored(closed.key)
        // Listeners that count unsaved drafts must update.
        this.#context.onDraft(closed)
      },
    })
    this.#drafts.set(draft.key, draft)
    return draft
  }

  /** @param {Draft} draft */
  #store(draft) {
    if (this.#drafts.get(draft.key) !== draft) return
    if (draft.hasText) {
      // Records are long and change seldom, the text is short and changes with each keystroke: store them separately, records first.
      const { bases } = draft
      const tags = [...bases.keys()].join()
      if (this.#storedBases.get(draft.key) !== tags) {
        this.storage.write('bases', draft.key, [...bases.values()])
        this.#storedBases.set(draft.key, tags)
      }
      this.storage.write('draft', draft.key, draft)
    } else {
      this.#removeStored(draft.key)
    }
    this.#context.onDraft(draft)
  }

  /** @param {string} key */
  #removeStored(key) {
    if (!this.#storedBases.delete(key)) return
    this.storage.remove('draft', key)
    this.storage.remove('bases', key)
  }

  /** @param {string} [path] */
  drafts(path) {
    return [...this.#drafts.values()].filter((draft) => path === undefined || draft.path === path)
  }

  /** @param {string} path @param {Snapshot | null} snapshot */
  notice(path, snapshot) {
    for (const draft of this.drafts(path)) draft.notice(snapshot)
  }

  // ---- Across pages

  /** @param {StoredItem[]} stored */
  #restore(stored) {
    /** @type {Mutation[]} */
    const mutations = []
    /** @type {Draft[]} */
    const drafts = []
    for (const { kind, id, value } of stored) {
      if (kind === 'mutation') {
        const action = new Action(value, this.#mutationContext)
        action.attempts = value.attempts
        action.isRestored = true
        mutations.push(action)
      }
      if (kind !== 'draft') continue
      const records = /** @type {Snapshot[]} */ (stored.find((one) => one.kind === 'bases' && one.id === id)?.value ?? [])
      const snapshots = records.map(({ path, record, etag, generation = null }) => makeSnapshot(path, record, generation, etag))
      const bases = new Map(snapshots.map((snapshot) => [baseKey(snapshot), snapshot]))
      const draft = this.#restoreDraft(value, bases)
      if (!draft) continue
      const save = draft.restore(value, bases)
      this.#store(draft)
      drafts.push(draft)
      if (save) mutations.push(save)
    }
    for (const mutation of mutations.sort((a, b) => a.createdAt - b.createdAt)) this.#mutationContext.enqueue(mutation)
    if (drafts.length + mutations.length > 0) this.#context.onRestored({ drafts, mutations })
  }

  /**
   * An open, empty draft takes over the stored one, so that the text is back in its form. If the form has other text, both stay.
   *
   * @param {any} stored
   * @param {Map<string, Snapshot>} bases
   */
  #restoreDraft(stored, bases) {
    const shown = bases.get(stored.shown) ?? [...bases.values()][0]
    if (!shown) return null
    const open = this.drafts(stored.path).find(({ name }) => name === stored.name)
    if (open && !open.hasText) {
      this.storage.remove('draft', stored.key)
      this.storage.remove('bases', stored.key)
      return open
    }
    return this.#open({ ...stored, name: open ? `${stored.name}~${stored.key}` : stored.name, snapshot: shown })
  }

  /**
   * The page is being closed. Autosaves are composed and stored; the first change of each record is sent in a request that
   * outlives the page. Without a response, the next page repeats it with the same key.
   */
  onPageHide() {
    this.sender.pause()
    for (const draft of this.#drafts.values()) draft.flush()
    let room = MOST_KEEPALIVE_BYTES
    for (const {
      mutations: [head],
    } of this.#queues.values()) {
      if (
        !head ||
        head.isOver ||
        !this.#maySendKeepalive(head) ||
        !this.#context.maySend() ||
        (head instanceof DraftSave && !head.isComposed)
      )
        continue
      room -= 500 + (head.body?.length ?? 0) * 3
      if (room < 0) return
      head.attempts += 1
      this.#mutationContext.changed(head)
      this.#context.transport.post(head.request)
    }
  }

  /**
   * Whether the server is known to have the data that a change started from.
   *
   * @param {Mutation} mutation
   */
  #maySendKeepalive(mutation) {
    const { isSure, generation } = this.#context.transport
    return mutation.generation === null || (isSure && !isLost(mutation, generation))
  }

  /** The page is restored from the back/forward cache. */
  onPageShow() {
    this.sender.resume()
  }

  /** The page is hidden: on a phone this may be the last event. */
  flush() {
    for (const draft of this.#drafts.values()) draft.flush()
  }
}
