// The stream: following, resuming, catching up, presence.

import assert from 'node:assert/strict'
import { EventParser } from '../../web/js/client/event-parser.js'
import { OFFICE, OFFICE2, changeElsewhere, newJob, person, tabOf, whenTold } from './support/people.mjs'
import { PASSWORD, serverForThisFile } from './support/server.mjs'
import { test } from './support/test.mjs'
import { Browser, ManualClock, answerWith, signal } from './support/test-platform.mjs'

const server = await serverForThisFile()
const isOpen = (status) => status === 'open'

/** Breaks the next stream on request, like a network failure. */
function breakable(network) {
  const broken = signal()
  network.on(
    'GET',
    async (send) => {
      const answer = await send()
      const reader = answer.body.getReader()
      const body = new ReadableStream({
        start: (out) => void broken.promise.then(() => out.error(new TypeError('the connection broke'))),
        pull: async (out) => {
          const { value, done } = await reader.read()
          if (done) out.close()
          else out.enqueue(value)
        },
        cancel: () => reader.cancel(),
      })
      return new Response(body, answer)
    },
    '/changes/stream',
  )
  return broken.fire
}

test('a change elsewhere arrives at once with its author; an own change is marked as own', async (t) => {
  const [me, other] = [await person(t, server), await person(t, server, OFFICE2)]
  const job = await newJob(me)
  me.follow(null)
  await whenTold(me, 'live', isOpen)
  const [told, seen] = [whenTold(me, 'change', ({ job_id: id }) => id === job.id), signal()]
  const end = me.watch(job.id, (snapshot, before) => seen.fire([snapshot, before]))
  await changeElsewhere(other, job.id, { notes: 'Red.' })
  const { by, own, kind, fields } = await told
  assert.deepEqual([by.name, own, kind, fields], [other.person.name, false, 'updated', ['notes']])
  const [snapshot, before] = await seen.promise
  assert.deepEqual([snapshot.record.notes, before.record.notes], ['Red.', 'Blue.'])
  end()
  const ownTold = whenTold(me, 'change', ({ job_id: id }) => id === job.id)
  await me.addEvent(me.held(job.id), 'Cut')
  assert.equal((await ownTold).own, true)
})

test('a new job by someone else arrives on the board', async (t) => {
  const [me, other] = [await person(t, server), await person(t, server, OFFICE2)]
  me.follow(null)
  await whenTold(me, 'live', isOpen)
  const arrived = whenTold(me, 'snapshot', ({ record }) => record.name === 'Brand new')
  const { snapshot } = await other.create('/jobs/', { name: 'Brand new' })
  assert.equal((await arrived).id, snapshot.id)
})

test('the stream resumes after a lost connection, and misses nothing', async (t) => {
  const [me, other] = [await person(t, server), await person(t, server, OFFICE2)]
  const job = await newJob(me)
  const breakIt = breakable(me.network)
  me.follow(job.id)
  await whenTold(me, 'live', isOpen)
  const first = whenTold(me, 'change')
  await changeElsewhere(other, job.id, { notes: 'One.' })
  await first
  breakIt()
  await whenTold(me, 'live', (status) => status === 'connecting')
  await changeElsewhere(other, job.id, { notes: 'Two.' })
  const missed = whenTold(me, 'change', ({ fields }) => fields.includes('notes'))
  await me.clock.whenSet((ms) => ms === 1500)
  me.clock.advance(1500)
  const { etag } = await missed
  assert.ok(me.network.sent('GET', '/changes/stream')[1].headers['last-event-id'])
  assert.equal(etag, other.held(job.id).etag)
})

test('switching streams misses nothing in between', async (t) => {
  const [me, other] = [await person(t, server), await person(t, server, OFFICE2)]
  const [a, b] = [await newJob(me), await newJob(me)]
  me.follow(a.id)
  await whenTold(me, 'presence', ({ id }) => id === a.id)
  const opened = whenTold(me, 'live', isOpen)
  const seen = whenTold(me, 'change', ({ job_id: id }) => id === b.id)
  await changeElsewhere(other, b.id, { notes: 'While you looked at A.' })
  const ofA = whenTold(me, 'change', ({ job_id: id }) => id === a.id)
  await changeElsewhere(other, a.id, { notes: 'Red.' })
  await ofA
  me.follow(null)
  await opened
  await changeElsewhere(other, b.id, { notes: 'And after.' })
  await seen
})

test('a silent dead connection is detected and replaced', async (t) => {
  const [me, other] = [await person(t, server), await person(t, server, OFFICE2)]
  const job = await newJob(me)
  me.network.on(
    'GET',
    async () => new Response(new ReadableStream({ start: (out) => out.enqueue(new TextEncoder().encode('retry: 2000\n\n')) })),
    '/changes/stream',
  )
  me.follow(job.id)
  await whenTold(me, 'live', isOpen)
  await changeElsewhere(other, job.id, { notes: 'Unheard.' })
  const caughtUp = whenTold(me, 'snapshot', ({ record }) => record.notes === 'Unheard.')
  me.watch(job.id, () => {})
  me.clock.advance(20_000)
  await me.clock.whenSet((ms) => ms === 1500)
  me.clock.advance(1500)
  await caughtUp
  assert.equal(me.network.sent('GET', '/changes/stream').length, 2)
})

test('after sleep the page catches up as soon as it is visible', async (t) => {
  const [me, other] = [await person(t, server), await person(t, server, OFFICE2)]
  const job = await newJob(me)
  me.network.on(
    'GET',
    async () => new Response(new ReadableStream({ start: (out) => out.enqueue(new TextEncoder().encode(':\n\n')) })),
    '/changes/stream',
  )
  me.watch(job.id, () => {})
  me.follow(null)
  await whenTold(me, 'live', isOpen)
  await changeElsewhere(other, job.id, { notes: 'While it slept.' })
  const caughtUp = whenTold(me, 'snapshot', ({ record }) => record.notes === 'While it slept.')
  const lists = whenTold(me, 'catch-up')
  // The clock continues, but no timer of a sleeping page runs.
  me.clock.now = () => Date.parse('2026-11-23T12:00:00Z')
  me.tab.page.fire('visible')
  await me.clock.whenSet((ms) => ms === 1500)
  me.tab.page.fire('online')
  await caughtUp
  await lists
  assert.equal(me.network.sent('GET', job.id).at(-1).headers['if-none-match'], job.etag, 'by a conditional GET')
})

test('a list catches up with one conditional GET', async (t) => {
  const [me, other] = [await person(t, server), await person(t, server, OFFICE2)]
  const job = await newJob(me)
  const query = { limit: 5, order: '-job_number' }
  await me.jobs(query)
  assert.equal((await me.jobs(query)).notModified, true)
  await changeElsewhere(other, job.id, { notes: 'Red.' })
  const { items, notModified } = await me.jobs(query)
  assert.deepEqual([notModified, items.find(({ id }) => id === job.id).record.notes], [false, 'Red.'])
})

test('stale records are reloaded when the network is back', async (t) => {
  const [me, other] = [await person(t, server), await person(t, server, OFFICE2)]
  const job = await newJob(me)
  me.watch(job.id, () => {})
  await changeElsewhere(other, job.id, { notes: 'Red.' })
  me.network.isDown = true
  await me.catchUp()
  assert.equal(me.held(job.id).etag, job.etag)
  me.network.isDown = false
  await me.catchUp()
  assert.equal(me.held(job.id).record.notes, 'Red.')
})

test('a deletion needs no GET with a 404; a restore brings the job back', async (t) => {
  const [me, other] = [await person(t, server), await person(t, server, OFFICE2)]
  const job = await newJob(me)
  me.follow(null)
  await whenTold(me, 'live', isOpen)
  const gone = whenTold(me, 'gone')
  const { answer } = await other.deleteJob(await other.job(job.id))
  assert.equal(await gone, job.id)
  await assert.rejects(me.part(job.id, 'events'), { status: 404 })
  assert.deepEqual(
    me.network.log.filter(({ status }) => status === 404),
    [],
  )
  const back = whenTold(me, 'snapshot', ({ id }) => id === job.id)
  await other.restoreJob({ id: job.id, etag: answer.etag })
  assert.equal((await back).record.name, job.record.name)
})

test('a record that could not be fetched is fetched at the next catch-up', async (t) => {
  const [me, other] = [await person(t, server), await person(t, server, OFFICE2)]
  const job = await newJob(me)
  me.follow(null)
  await whenTold(me, 'live', isOpen)
  const failed = signal()
  me.network.on(
    'GET',
    async () => {
      failed.fire()
      throw new TypeError('no route to host')
    },
    job.id,
  )
  await changeElsewhere(other, job.id, { notes: 'Red.' })
  await failed.promise
  await new Promise(setImmediate)
  assert.equal(me.held(job.id).etag, job.etag)
  await me.catchUp()
  assert.equal(me.held(job.id).record.notes, 'Red.')
})

test('presence shows who has the job open, and who has left', async (t) => {
  const [me, other] = [await person(t, server), await person(t, server, OFFICE2)]
  const job = await newJob(me)
  me.follow(job.id)
  await whenTold(me, 'presence')
  const both = whenTold(me, 'presence', ({ people }) => people.length === 2)
  other.follow(job.id)
  await both
  assert.deepEqual(
    me
      .presence(job.id)
      .map(({ name }) => name)
      .sort(),
    [me.person.name, other.person.name].sort(),
  )
  const left = whenTold(me, 'presence', ({ people }) => people.length === 1)
  other.unfollow()
  await left
})

test('signing out closes the stream; the next person gets a new one', async (t) => {
  const [me, other] = [tabOf(t, server), await person(t, server, OFFICE2)]
  await me.login(OFFICE, PASSWORD)
  const job = await newJob(me)
  me.follow(job.id)
  await whenTold(me, 'presence')
  other.follow(job.id)
  await whenTold(other, 'presence', ({ people }) => people.length === 2)
  const left = whenTold(other, 'presence', ({ people }) => people.length === 1)
  const closed = whenTold(me, 'live', (status) => status === 'closed')
  await me.logout()
  assert.ok(me.network.sent('GET', '/changes/stream')[0].signal.aborted)
  await me.clock.whenSet((ms) => ms === 1500)
  me.clock.advance(1500)
  await Promise.all([left, closed])
  const opened = whenTold(me, 'live', isOpen)
  await me.login(OFFICE2, PASSWORD)
  await opened
})

test('at most four tabs have a stream, and a background tab gives its own to a visible one', async (t) => {
  const [browser, clock] = [new Browser(), new ManualClock()]
  const tabs = []
  for (let made = 0; made < 5; made += 1) tabs.push(await person(t, server, OFFICE, { browser, clock }))
  const job = await newJob(tabs[0])
  for (const tab of tabs.slice(0, 4)) {
    const opened = whenTold(tab, 'live', isOpen)
    tab.follow(null)
    await opened
  }
  const [background, , , , late] = tabs
  background.tab.page.fire('hidden')
  const heard = whenTold(background, 'change')
  await background.addEvent(job, 'With a slot to spare, the background keeps its stream')
  await heard
  const caughtUp = whenTold(late, 'catch-up')
  late.follow(null)
  await caughtUp
  assert.equal(late.network.sent('GET', '/changes/stream').length, 0, 'it works without the stream, and polls')
  const given = whenTold(background, 'live', (status) => status === 'closed')
  await late.addEvent(await late.job(job.id), 'Something to hear')
  await given
  const opened = whenTold(late, 'live', isOpen)
  clock.advance(3000)
  await opened
  assert.deepEqual(
    tabs.map(({ network }) => network.sent('GET', '/changes/stream').length),
    [1, 1, 1, 1, 1],
  )
  // When one is closed, the one in the background gets its stream back.
  const closed = whenTold(tabs[1], 'live', (status) => status === 'closed')
  tabs[1].close()
  await closed
  const again = whenTold(background, 'live', isOpen)
  clock.advance(3000)
  await again
})

test('a crashed tab keeps no slot', async (t) => {
  const [browser, clock] = [new Browser(), new ManualClock()]
  for (const crashed of ['one', 'two', 'three', 'four']) browser.storage.setItem(`jobtag-stream:${crashed}`, String(clock.now()))
  const me = await person(t, server, OFFICE, { browser, clock })
  me.follow(null)
  await clock.whenSet((ms) => ms === 3000)
  const opened = whenTold(me, 'live', isOpen)
  for (let waited = 0; waited < 21_000; waited += 3000) {
    assert.equal(me.network.sent('GET', '/changes/stream').length, 0)
    clock.advance(3000)
    await new Promise(setImmediate)
  }
  await opened
})

test('the stream of a deleted job ends, and reports the deletion', async (t) => {
  const me = await person(t, server)
  const job = await newJob(me)
  await me.deleteJob(job)
  const [told, closed] = [whenTold(me, 'live', (status) => status === 'closed'), whenTold(me, 'live', (status) => status === 'connecting')]
  me.follow(job.id)
  await closed
  await told
  assert.equal(me.network.sent('GET', '/changes/stream').length, 1)
  assert.equal(me.deletion(job.id).by.name, me.person.name)
})

test('an expired session closes the stream, and the next sign-in opens it', async (t) => {
  const me = await person(t, server)
  me.network.on('GET', answerWith(401), '/changes/stream')
  const told = whenTold(me, 'signed-out')
  me.follow(null)
  await told
  const opened = whenTold(me, 'live', isOpen)
  await me.me()
  await opened
})

test('events are parsed however the network splits them', () => {
  const stream =
    ': hello\nretry: 2000\n\nid: 5\n\nid: 6\nevent: job\ndata: {"a":\ndata: 1}\n\n:x\nevent: presence\r\ndata: é\r\n\r\ndata: plain\n\nid: 9\ndata: unfinished'
  const expected = [
    { event: 'job', data: '{"a":\n1}' },
    { event: 'presence', data: 'é' },
    { event: 'message', data: 'plain' },
  ]
  for (let size = 1; size <= stream.length; size += 1) {
    const parser = new EventParser()
    const events = []
    for (let at = 0; at < stream.length; at += size) events.push(...parser.feed(stream.slice(at, at + size)))
    assert.deepEqual([events, parser.lastEventID, parser.retry], [expected, '6', 2000], `in pieces of ${size}`)
    parser.restart()
    assert.deepEqual(parser.feed('data: next\n\n'), [{ event: 'message', data: 'next' }])
    assert.equal(parser.lastEventID, '6', 'an incomplete event is ignored')
  }
})
