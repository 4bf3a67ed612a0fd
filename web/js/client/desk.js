// One person's work that the server does not have yet: drafts, and changes on their way. It ends when somebody else signs in.

import { Courier } from './courier.js'
import { Draft } from './draft.js'
import { DraftSave } from './draft-save.js'
import { Keeper } from './keeper.js'
import { Lane } from './lane.js'
import { Action } from './mutations.js'
import { baseKey, isLost, makeSnapshot } from './snapshots.js'

/** @typedef {import('./types.js').Snapshot} Snapshot */
/** @typedef {import('./types.js').Change} Change */
/** @typedef {import('./types.js').Done} Done */
/** @typedef {import('./mutations.js').Mutation} Mutation */
/** @typedef {import('./keeper.js').Kept} Kept */

/** Two equal events within this time are one that was clicked twice; the server has the same rule. */
const SAME_CLICK = 10_000
/** What browsers take along from a page that goes, all requests together, is 64 KiB. */
const LAST_BYTES = 60_000

/**
 * What a desk needs of the client.
 *
 * @typedef {object} DeskSurroundings
 * @property {ReturnType<typeof import('./world.js').theWorld>} world
 * @property {import('./transport.js').Transport} transport
 * @property {import('./snapshots.js').SnapshotStore} snapshots
 * @property {string} tabID
 * @property {(path: string) => Promise<Snapshot>} load
 * @property {(path: string) => Promise<{data: any}>} part
 * @property {(path: string) => void} refresh asks for a record, to be held
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

export class Desk {
  /** @type {Map<string, Lane>} */
  #lanes = new Map()
  /** @type {Map<string, Action>} those that are not over, by id */
  #actions = new Map()
  /** @type {Map<string, Draft>} */
  #drafts = new Map()
  /** @type {Map<string, string>} which bases are kept of a draft */
  #keptBases = new Map()
  /** @type {Set<string>} versions that this client made: the record's id and `updated_at` */
  #made = new Set()
  #lastStamp = 0
  #around

  /** @param {string} personID @param {DeskSurroundings} around */
  constructor(personID, around) {
    const { world, transport, tabID } = around
    this.#around = around
    this.personID = personID
    this.courier = new Courier({
      transport, clock: world.clock, random: world.random, page: world.page, maySend: around.maySend, onSignedOut: around.onSignedOut,
    })
    this.keeper = new Keeper({
      storage: world.storage, tabs: world.tabs, tabID, personID, onError: around.onStorageError,
    })
  }

  /** Takes up what earlier pages left. */
  begin() {
    return this.keeper.begin((kept) => this.#takeUp(kept))
  }

  /** Leaves everything as it is kept. */
  close() {
    this.courier.close()
    this.keeper.close()
    for (const draft of this.#drafts.values()) draft.stop()
    this.#drafts.clear()
    this.#actions.clear()
    this.#lanes.clear()
  }

  /** Later at each call, so that what was clicked first goes first even after a reload. */
  #stamp() {
    this.#lastStamp = Math.max(this.#around.world.clock.now(), this.#lastStamp + 0.001)
    return this.#lastStamp
  }

  #generation = () => this.#around.transport.generation

  /** The server's data were restored from a backup: what began from those that are no more waits for the person. */
  restored() {
    this.#made.clear()
    // What the person was to decide over is no more either.
    for (const action of [...this.#actions.values()]) if (action.conflict && isLost(action.conflict.current, this.#generation())) void action.retry()
    this.resume()
  }

  /** Somebody signed in again: what could not be asked for without that is asked for now. */
  resume() {
    for (const draft of this.#drafts.values()) draft.restored()
    this.courier.wake()
  }

  // ---- Lanes

  /** @param {string} path */
  #lane(path) {
    let lane = this.#lanes.get(path)
    if (!lane) {
      lane = new Lane({
        courier: this.courier, snapshots: this.#around.snapshots, load: this.#around.load, part: this.#around.part,
        theirs: (recordID, changes) => this.#theirs(recordID, changes),
        made: (snapshot) => this.#remember(snapshot.id + snapshot.updatedAt),
        advance: (mutation, named, snapshot, etag, body) => this.#advance(mutation, named, snapshot, etag, body),
        merged: (mutation) => this.#around.onMerged(mutation),
      })
      this.#lanes.set(path, lane)
    }
    return lane
  }

  /** @param {string} version */
  #remember(version) {
    this.#made.add(version)
    if (this.#made.size > 1000) this.#made.delete(/** @type {string} */ (this.#made.values().next().value))
  }

  /**
   * Whether this client made a version.
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
    for (const waiting of this.#lanes.get(mutation.path)?.queue ?? []) {
      if (waiting instanceof Action && waiting.attempts === 0 && waiting.etag === named && etag !== null) {
        waiting.goOn(mutation, etag, body)
        this.keeper.write('mutation', waiting.id, waiting)
      }
    }
    if (!answer) return
    for (const draft of this.drafts(mutation.path)) {
      draft.advance(named, answer, mutation instanceof DraftSave && mutation.draft === draft)
    }
  }

  /** @param {string} path */
  isSending(path) {
    return this.#lanes.get(path)?.isSending ?? false
  }

  /** @param {string} [path] @returns {Mutation[]} */
  pending(path) {
    const saves = [...this.#lanes.values()].flatMap(({ queue }) => queue.filter((one) => one instanceof DraftSave))
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
   * @param {import('./lines.js').SeenLines | null} [what.seen]
   * @param {string | null} [what.generation]
   * @returns {Promise<Done>}
   */
  act({ body, ...what }) {
    const text = body === null ? null : JSON.stringify(body)
    const twin = this.#twin(what.kind, what.url, text)
    if (twin) return twin.promise
    const { random } = this.#around.world
    const action = new Action({ ...what, body: text, id: random.id(), key: random.id(), createdAt: this.#stamp(), generation: what.generation ?? this.#generation() }, this.#keeping)
    this.#lane(what.path).add(action)
    return action.promise
  }

  /**
   * The same click once more.
   *
   * @param {string} kind
   * @param {string} url
   * @param {string | null} body
   */
  #twin(kind, url, body) {
    return [...this.#actions.values()].find((one) => {
      const isOnItsWay = one.state !== 'conflict' && one.state !== 'failed'
      const isRecent = kind !== 'event' || this.#around.world.clock.now() - one.createdAt < SAME_CLICK
      return isOnItsWay && isRecent && one.kind === kind && one.url === url && one.body === body
    })
  }

  /** @type {import('./mutations.js').Keeping} */
  #keeping = {
    changed: (mutation) => {
      if (mutation instanceof DraftSave) mutation.draft.saveMoved()
      else if (mutation instanceof Action && !mutation.isOver) {
        this.#actions.set(mutation.id, mutation)
        this.keeper.write('mutation', mutation.id, mutation)
      }
      if (mutation.isOver) this.courier.wake()
      this.#around.onMutation(mutation)
    },
    forget: (mutation) => {
      if (!(mutation instanceof Action)) return
      this.#actions.delete(mutation.id)
      this.keeper.remove('mutation', mutation.id)
    },
    enqueue: (mutation) => this.#lane(mutation.path).add(mutation),
    newID: () => this.#around.world.random.id(),
    generation: () => this.#around.transport.generation,
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
    return this.#open({ key: this.#around.world.random.id(), name, snapshot, autosave, follow })
  }

  /** @param {ConstructorParameters<typeof Draft>[0]} what */
  #open(what) {
    const { world, snapshots, whoChanged, onMerged } = this.#around
    const draft = new Draft(what, {
      clock: world.clock,
      newID: () => world.random.id(),
      stamp: () => this.#stamp(),
      generation: this.#generation,
      refresh: this.#around.refresh,
      newest: (path) => snapshots.get(path),
      whoChanged,
      enqueue: (mutation) => this.#lane(mutation.path).add(mutation),
      keeping: this.#keeping,
      merged: onMerged,
      changed: (changed) => this.#keep(changed),
      closed: (closed) => {
        this.#drafts.delete(closed.key)
        this.#unkeep(closed.key)
        // Who counts what is not saved counts anew.
        this.#around.onDraft(closed)
      },
    })
    this.#drafts.set(draft.key, draft)
    return draft
  }

  /** @param {Draft} draft */
  #keep(draft) {
    if (this.#drafts.get(draft.key) !== draft) return
    if (draft.hasText) {
      // The records are long and seldom change, the text is short and changes with each keystroke: so apart, and the records first.
      const { bases } = draft
      const tags = [...bases.keys()].join()
      if (this.#keptBases.get(draft.key) !== tags) {
        this.keeper.write('bases', draft.key, [...bases.values()])
        this.#keptBases.set(draft.key, tags)
      }
      this.keeper.write('draft', draft.key, draft)
    } else {
      this.#unkeep(draft.key)
    }
    this.#around.onDraft(draft)
  }

  /** @param {string} key */
  #unkeep(key) {
    if (!this.#keptBases.delete(key)) return
    this.keeper.remove('draft', key)
    this.keeper.remove('bases', key)
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

  /** @param {Kept[]} kept */
  #takeUp(kept) {
    /** @type {Mutation[]} */
    const mutations = []
    /** @type {Draft[]} */
    const drafts = []
    for (const { kind, id, value } of kept) {
      if (kind === 'mutation') {
        const action = new Action(value, this.#keeping)
        action.attempts = value.attempts
        action.isRestored = true
        mutations.push(action)
      }
      if (kind !== 'draft') continue
      const records = /** @type {Snapshot[]} */ (kept.find((one) => one.kind === 'bases' && one.id === id)?.value ?? [])
      const snapshots = records.map(({ path, record, etag, generation = null }) => makeSnapshot(path, record, generation, etag))
      const bases = new Map(snapshots.map((snapshot) => [baseKey(snapshot), snapshot]))
      const draft = this.#takeUpDraft(value, bases)
      if (!draft) continue
      const save = draft.restore(value, bases)
      this.#keep(draft)
      drafts.push(draft)
      if (save) mutations.push(save)
    }
    for (const mutation of mutations.sort((a, b) => a.createdAt - b.createdAt)) this.#keeping.enqueue(mutation)
    if (drafts.length + mutations.length > 0) this.#around.onRestored({ drafts, mutations })
  }

  /**
   * An open draft that is empty takes it in, so that the text is back in its form. Where the form has text of its own, both stay.
   *
   * @param {any} kept
   * @param {Map<string, Snapshot>} bases
   */
  #takeUpDraft(kept, bases) {
    const shown = bases.get(kept.shown) ?? [...bases.values()][0]
    if (!shown) return null
    const open = this.drafts(kept.path).find(({ name }) => name === kept.name)
    if (open && !open.hasText) {
      this.keeper.remove('draft', kept.key)
      this.keeper.remove('bases', kept.key)
      return open
    }
    return this.#open({ ...kept, name: open ? `${kept.name}~${kept.key}` : kept.name, snapshot: shown })
  }

  /**
   * The page is going. What saves by itself is composed and kept; the first change of each record goes once more in a request that
   * outlives the page. If no answer is seen, the next page repeats it with the same key.
   */
  leave() {
    this.courier.pause()
    for (const draft of this.#drafts.values()) draft.flush()
    let room = LAST_BYTES
    for (const { queue: [head] } of this.#lanes.values()) {
      if (!head || head.isOver || !this.#mayPost(head) || !this.#around.maySend() || (head instanceof DraftSave && !head.isComposed)) continue
      room -= 500 + (head.body?.length ?? 0) * 3
      if (room < 0) return
      head.attempts += 1
      this.#keeping.changed(head)
      this.#around.transport.post(head.request)
    }
  }

  /**
   * Whether the server has, for all that is known, the data that a change began from.
   *
   * @param {Mutation} mutation
   */
  #mayPost(mutation) {
    const { isSure, generation } = this.#around.transport
    return mutation.generation === null || (isSure && !isLost(mutation, generation))
  }

  /** The page was kept by the browser, and is shown again. */
  comeBack() {
    this.courier.resume()
  }

  /** The page is hidden: on a phone that may be the last that is heard of it. */
  flush() {
    for (const draft of this.#drafts.values()) draft.flush()
  }
}
