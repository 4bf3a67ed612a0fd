// Two people on one job, in many random orders: typing, saving, dragging, events, background reads, lost responses, delays, crashes.
//
//   no acknowledged change is lost · none is applied twice · no unseen value is overwritten · no conflict without another person's change
//
// JOBTAG_JS_RUNS sets the number of orders (15), JOBTAG_JS_SEED the first seed.

import assert from 'node:assert/strict'
import { OFFICE, OFFICE2, newJob, onServer, person } from './support/people.mjs'
import { serverForThisFile } from './support/server.mjs'
import { test } from './support/test.mjs'
import { answerWith, breakOff, loseAnswer, neverSent, signal } from './support/test-platform.mjs'

const RUNS = Number(process.env.JOBTAG_JS_RUNS ?? 15)
const SEED = Number(process.env.JOBTAG_JS_SEED ?? 20261123)
const STEPS = 200

const server = await serverForThisFile()

/** Random numbers, the same in each run (mulberry32). */
function randomness(seed) {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const below = (limit) => Math.floor(next() * limit)
  return { below, pick: (list) => list[below(list.length)], chance: (share) => next() < share }
}

const lines = (text) => text.split('\n').filter((line) => line !== '')

/** One person at work, and what the client has reported to them as saved. */
class Worker {
  acknowledged = []
  /** Values of `priority` that this person saw before writing one. */
  seen = new Set()
  events = []
  underWay = new Set()
  failures = []
  /** The number of this page: it changes with each crash. */
  page = 0
  held = []
  #tokens = 0

  constructor(client, job, random, name, again) {
    Object.assign(this, { client, random, name, id: job.id, again })
    this.draft = client.edit(job, { follow: random.chance(0.8) })
  }

  token() {
    this.#tokens += 1
    return `${this.name}${this.#tokens}`
  }

  track(promise) {
    this.underWay.add(promise)
    const end = () => this.underWay.delete(promise)
    const { page } = this
    promise.then(end, (error) => {
      end()
      if (page === this.page) this.failures.push(error)
    })
    return promise
  }

  /** Another person must have caused a conflict, in one of its fields. */
  check({ changes, fields, by }) {
    const about = new Set(fields.filter(({ conflict }) => conflict).map(({ field }) => field))
    const foreign = changes.filter((change) => change.by.id !== this.client.person.id)
    assert.ok(
      foreign.some((change) => about.size === 0 || change.fields.some((field) => about.has(field))),
      'a conflict that no other person caused',
    )
    assert.ok(by.some(({ id }) => id !== this.client.person.id))
  }

  type() {
    const had = lines(this.draft.get('notes'))
    const token = this.token()
    had.splice(this.random.below(had.length + 1), 0, token)
    this.draft.set('notes', had.join('\n'))
  }

  save() {
    const typed = lines(this.draft.get('notes')).filter((line) => line.startsWith(this.name))
    this.track(
      this.draft.save().then(({ error }) => {
        if (error?.name === 'ConflictError') this.settle(error)
        else if (error) throw error
        else if (!this.draft.conflict) this.acknowledged.push(...typed)
      }),
    )
  }

  /** The person reads both texts and keeps the lines of both. */
  settle() {
    const { conflict } = this.draft
    if (!conflict) return
    this.check(conflict)
    const choices = Object.fromEntries(
      conflict.fields
        .filter((field) => field.conflict)
        .map(({ field, theirs, yours }) => {
          return [field, { text: [...new Set([...lines(theirs), ...lines(yours)])].join('\n') }]
        }),
    )
    this.draft.resolve(choices)
    this.save()
  }

  drag() {
    const shown = this.client.held(this.id)
    if (!shown) return
    this.move(shown)
  }

  move(shown) {
    this.seen.add(shown.record.priority)
    const priority = 1 + this.random.below(1_000_000)
    this.seen.add(priority)
    const { client, page } = this
    this.track(
      client.patch(shown, { priority }).then(
        () => {},
        (error) => {
          if (error.name !== 'ConflictError') throw error
          // A crashed page settles nothing.
          if (page !== this.page) return undefined
          this.check(error.conflict)
          this.seen.add(error.conflict.current.record.priority)
          // Two drags that were sent together are refused together; the first handler settles both.
          error.draft.resolve({ priority: this.random.pick(['mine', 'theirs']) })
          return this.finish(error.draft)
        },
      ),
    )
  }

  async finish(draft) {
    for (let result = await draft.save(); draft.conflict; result = await draft.save()) {
      assert.equal(result.state, 'conflict')
      this.check(draft.conflict)
      this.seen.add(draft.conflict.current.record.priority)
      draft.resolve({ priority: 'mine' })
    }
    draft.close()
  }

  event() {
    const text = `${this.name} did ${this.token()}`
    const shown = this.client.held(this.id)
    if (!shown) return
    // No event is undone here: each must be there in the end.
    this.events.push(text)
    this.track(this.client.addEvent(shown, text))
  }

  /** The page crashes and is loaded again. Its pending promises are gone. */
  async crash() {
    this.page += 1
    for (const { release } of this.held.splice(0)) release()
    this.underWay.clear()
    this.client.tab.crash()
    this.client.close()
    this.client = await this.again(this.client.browser)
    const [draft] = this.client.drafts(this.id).filter(({ name }) => name === 'edit')
    this.draft = draft ?? this.client.edit(await this.client.job(this.id), { follow: this.random.chance(0.8) })
  }

  read() {
    this.track(
      this.client.job(this.id).catch((error) => {
        if (error.name !== 'OfflineError') throw error
      }),
    )
  }

  trouble() {
    const method = this.random.pick(['PATCH', 'PATCH', 'POST', 'POST', 'GET'])
    const path = method === 'POST' ? '/events/' : ''
    const { network } = this.client
    const kind = this.random.below(8)
    if (kind < 3) network.on(method, loseAnswer(), path)
    else if (kind === 3) network.on(method, breakOff(), path)
    else if (kind === 4) network.on(method, neverSent(), path)
    else if (kind === 5) network.on(method, answerWith(503, { 'retry-after': '1' }), path)
    else if (kind === 6) this.held.push(network.hold(method, path))
    else this.held.push(network.holdBack(method, path))
  }

  release() {
    this.held.shift()?.release()
  }

  step() {
    return this.random
      .pick([
        this.type,
        this.type,
        this.type,
        this.save,
        this.save,
        this.drag,
        this.event,
        this.event,
        this.read,
        this.read,
        this.read,
        this.trouble,
        this.trouble,
        this.trouble,
        this.release,
        this.release,
        () => this.client.retryNow(),
        () => this.client.retryNow(),
        () => this.draft.show(),
        () => (this.random.chance(0.2) ? this.crash() : undefined),
      ])
      .call(this)
  }

  /** Settles what another page left. */
  settleOthers() {
    for (const draft of this.client.drafts(this.id)) {
      if (draft === this.draft || !draft.conflict) continue
      this.check(draft.conflict)
      this.seen.add(draft.conflict.current.record.priority)
      draft.resolve(Object.fromEntries(draft.conflict.unresolved.map((field) => [field, 'mine'])))
      void draft.save()
    }
  }

  /** The network works again, and all pending changes finish. */
  async end() {
    for (const { release } of this.held) release()
    this.save()
    const isBusy = () =>
      this.underWay.size > 0 ||
      this.client.pending(this.id).length > 0 ||
      this.client.drafts(this.id).some((draft) => draft.hasText && draft !== this.draft)
    while (isBusy()) {
      assert.deepEqual(this.failures, [])
      const stuck = this.client.pending(this.id).filter(({ state }) => state === 'failed' || state === 'conflict')
      assert.deepEqual(
        stuck.map(({ error }) => error),
        [],
        'no change here needs a decision',
      )
      const moved = signal()
      const ends = [this.client.on('mutation', moved.fire), this.client.on('draft', moved.fire)]
      for (const promise of this.underWay) promise.finally(moved.fire).catch(() => {})
      this.settleOthers()
      this.client.clock.advance(1)
      this.client.retryNow()
      if (isBusy()) await moved.promise
      for (const off of ends) off()
      await new Promise(setImmediate)
    }
  }
}

for (let run = 0; run < RUNS; run += 1) {
  const seed = SEED + run
  test(`two people on one job, order ${seed}`, async (t) => {
    const random = randomness(seed)
    const [one, two] = [await person(t, server, OFFICE), await person(t, server, OFFICE2)]
    const job = await newJob(one, { notes: '', priority: 0 })
    const again = (email) => (browser) => person(t, server, email, { browser })
    const workers = [new Worker(one, job, random, 'a', again(OFFICE)), new Worker(two, await two.job(job.id), random, 'b', again(OFFICE2))]
    for (let step = 0; step < STEPS; step += 1) {
      await random.pick(workers).step()
      // How much happens between two steps is random too.
      if (random.chance(0.7)) for (const { client } of workers) await client.network.quiet()
      for (let turns = random.below(4); turns > 0; turns -= 1) await new Promise(setImmediate)
    }
    for (const worker of workers) await worker.end()
    for (const { failures } of workers) assert.deepEqual(failures, [])

    const [{ client: last }] = workers
    const { job: now, events, changes } = await onServer(server, last, job.id)
    const kept = lines(now.notes)
    for (const { acknowledged, draft, name } of workers) {
      assert.deepEqual([draft.state, draft.dirtyFields], ['clean', []], `${name} has nothing unsaved left`)
      for (const token of acknowledged)
        assert.ok(kept.includes(token), `${token} was acknowledged, and is missing from ${JSON.stringify(kept)}`)
    }
    assert.equal(new Set(kept).size, kept.length, `a change was applied twice: ${JSON.stringify(kept)}`)
    const done = workers.flatMap(({ events: added }) => added)
    assert.deepEqual([...events].sort(), done.sort(), 'each event once')
    const writers = new Map(workers.map((worker) => [worker.client.person.id, worker]))
    for (const { by, fields, before } of changes) {
      if (!fields.includes('priority') || !writers.has(by.id) || before.priority === undefined) continue
      assert.ok(writers.get(by.id).seen.has(before.priority), `${by.name} overwrote ${before.priority} without having seen it`)
    }
    for (const { client } of workers) assert.deepEqual(client.browser.storage.work, [], 'no saved text stays in the storage')
  })
}
