// Known mistakes of other front ends. At least one test for each.

import assert from 'node:assert/strict'
import { OFFICE2, changeElsewhere, newJob, onServer, person, whenPending, whenState, whenTold } from './support/people.mjs'
import { serverForThisFile } from './support/server.mjs'
import { test } from './support/test.mjs'
import { answerWith, breakOff, loseAnswer, neverSent } from './support/test-platform.mjs'

const server = await serverForThisFile()

/** Waits until a retry is scheduled, and then lets it run. */
async function whenBack(me, id) {
  await whenPending(me, id, 'waiting')
  me.retryNow()
}

for (const [what, fault] of [
  ['is lost', loseAnswer],
  ['breaks off in its body', breakOff],
  ['never had a request', neverSent],
]) {
  test(`a save whose response ${what} is retried with the same key, tag and body, and is no conflict`, async (t) => {
    const me = await person(t, server)
    const job = await newJob(me)
    const draft = me.edit(job)
    draft.set('notes', 'Green.')
    me.network.on('PATCH', fault())
    const saved = draft.save()
    await whenBack(me, job.id)
    assert.equal((await saved).state, 'clean')
    const [first, again] = me.network.sent('PATCH')
    for (const part of ['idempotency-key', 'if-match']) assert.equal(again.headers[part], first.headers[part])
    assert.equal(again.body, first.body)
    assert.equal((await onServer(server, me, job.id)).changes.filter(({ kind }) => kind === 'updated').length, 1)
  })
}

test('a refusal with an incomplete body is retried, and merged', async (t) => {
  const [me, other] = [await person(t, server), await person(t, server, OFFICE2)]
  const job = await newJob(me)
  const draft = me.edit(job)
  draft.set('notes', 'Green.')
  await changeElsewhere(other, job.id, { priority: 4 })
  me.network.on('PATCH', breakOff())
  const saved = draft.save()
  await whenBack(me, job.id)
  assert.equal((await saved).state, 'clean')
  assert.deepEqual(
    me.network.sent('PATCH').map(({ status }) => status),
    [412, 412, 200],
  )
})

test('a lost response is no conflict, even if someone else has changed the same field since', async (t) => {
  const [me, other] = [await person(t, server), await person(t, server, OFFICE2)]
  const job = await newJob(me)
  const draft = me.edit(job)
  draft.set('notes', 'Green.')
  me.network.on('PATCH', loseAnswer())
  const saved = draft.save()
  await whenPending(me, job.id, 'waiting')
  await changeElsewhere(other, job.id, { notes: 'Green. Two coats.' })
  me.retryNow()
  const { state, replayed, theirChanges } = await saved
  assert.deepEqual([state, replayed, theirChanges], ['clean', true, []])
  assert.equal((await onServer(server, me, job.id)).job.notes, 'Green. Two coats.')
})

test('a timeout is a lost response', async (t) => {
  const me = await person(t, server)
  const job = await newJob(me)
  const late = me.network.hold('POST', '/events/')
  const event = me.addEvent(job, 'Cut')
  await late.arrived
  me.clock.advance(31_000)
  await whenBack(me, job.id)
  assert.equal((await event).replayed, true)
  assert.deepEqual((await onServer(server, me, job.id)).events, ['Cut'])
})

test('a busy server is retried after its Retry-After, with the same key', async (t) => {
  const me = await person(t, server)
  const job = await newJob(me)
  me.network.on(
    'POST',
    answerWith(503, { 'retry-after': '7', 'content-type': 'application/problem+json' }, '{"detail":"Busy."}'),
    '/events/',
  )
  const event = me.addEvent(job, 'Cut')
  await me.clock.whenSet((ms) => ms === 7000)
  me.clock.advance(6900)
  assert.equal(me.network.sent('POST', '/events/').length, 1)
  me.clock.advance(200)
  await event
  const [first, again] = me.network.sent('POST', '/events/')
  assert.equal(first.headers['idempotency-key'], again.headers['idempotency-key'])
})

test('the delays grow up to half a minute', async (t) => {
  const me = await person(t, server)
  const job = await newJob(me)
  const waits = []
  for (let attempt = 0; attempt < 8; attempt += 1) me.network.on('POST', neverSent(), '/events/')
  const event = me.addEvent(job, 'Cut')
  for (let attempt = 0; attempt < 8; attempt += 1) {
    await whenPending(me, job.id, 'waiting')
    const [wait] = me.clock.waits.filter((ms) => ms !== 30_000 || waits.length > 5)
    waits.push(wait)
    const next = whenTold(me, 'mutation', ({ state }) => state === 'sending')
    me.clock.advance(wait)
    await next
  }
  await event
  assert.deepEqual(waits, [750, 1500, 3000, 6000, 12_000, 22_500, 22_500, 22_500])
})

test("a captive portal's page is not a response", async (t) => {
  const me = await person(t, server)
  const job = await newJob(me)
  me.network.on('POST', answerWith(200, { 'content-type': 'text/html' }, '<h1>Welcome</h1>'), '/events/')
  const event = me.addEvent(job, 'Cut')
  await whenBack(me, job.id)
  await event
  assert.deepEqual((await onServer(server, me, job.id)).events, ['Cut'])
})

test('a server that keeps failing is reported, and the request can be retried unchanged', async (t) => {
  const me = await person(t, server)
  const job = await newJob(me)
  for (let attempt = 0; attempt < 5; attempt += 1) me.network.on('POST', answerWith(500), '/events/')
  const event = me.addEvent(job, 'Cut')
  for (let attempt = 0; attempt < 4; attempt += 1) {
    await whenPending(me, job.id, 'waiting')
    const next = whenTold(me, 'mutation', ({ state }) => state === 'sending')
    me.retryNow()
    await next
  }
  const error = await event.then(
    () => assert.fail(),
    (reason) => reason,
  )
  assert.equal(error.status, 500)
  const [{ state }] = me.pending(job.id)
  assert.equal(state, 'failed')
  await error.mutation.retry()
  assert.equal(new Set(me.network.sent('POST', '/events/').map(({ headers }) => headers['idempotency-key'])).size, 1)
  assert.deepEqual((await onServer(server, me, job.id)).events, ['Cut'])
})

test('two autosaves of one page do not conflict', async (t) => {
  const me = await person(t, server)
  const job = await newJob(me)
  const [header, body] = [me.edit(job, { name: 'header', autosave: 600 }), me.edit(job, { name: 'body', autosave: 600 })]
  const late = me.network.hold('PATCH')
  header.set('name', 'A new name')
  body.set('notes', 'New notes')
  me.clock.advance(600)
  await late.arrived
  header.set('name', 'A newer name')
  me.clock.advance(600)
  late.release()
  await Promise.all([whenState(header, 'clean'), whenState(body, 'clean')])
  assert.deepEqual(
    me.network.sent('PATCH').map(({ status }) => status),
    [200, 200, 200],
  )
  const { job: now } = await onServer(server, me, job.id)
  assert.deepEqual([now.name, now.notes], ['A newer name', 'New notes'])
})

test('"retry" does not re-send blindly: the person has seen the changes, and the version they saw is named', async (t) => {
  const [me, other] = [await person(t, server), await person(t, server, OFFICE2)]
  const job = await newJob(me)
  const { snapshot: withLine } = await me.addLine(job, 'quote', { description: 'Steel', unit_rev: '100.00' })
  await other.addLine(withLine, 'quote', { description: 'Zinc', unit_rev: '900.00' })
  const error = await me.acceptQuote(withLine).then(
    () => assert.fail(),
    (reason) => reason,
  )
  assert.equal(me.network.sent('POST', '/accept-quote/').length, 1, 'no request is sent again automatically')
  assert.deepEqual(
    error.conflict.changes.map(({ by, summary }) => [by.name, summary]),
    [[other.person.name, 'Added to the quote: Zinc']],
  )
  // Another change arrives while the person looks at the conflict: it is not overwritten unseen.
  await changeElsewhere(other, job.id, { notes: 'Never accept this.' })
  await me.job(job.id)
  const second = await error.mutation.retry().then(
    () => assert.fail(),
    (reason) => reason,
  )
  assert.equal(me.network.sent('POST', '/accept-quote/')[1].headers['if-match'], error.conflict.current.etag)
  assert.deepEqual(
    second.conflict.changes.map(({ fields }) => fields),
    [['notes']],
  )
  const { theirChanges } = await second.mutation.retry()
  assert.deepEqual(theirChanges, [], 'the person has seen everything')
  assert.equal((await onServer(server, me, job.id)).job.status, 'approved')
})

test('clearing a field is a change', async (t) => {
  const me = await person(t, server)
  const job = await newJob(me, { order_number: 'PO 7', delivery_date: '2026-12-24', price_cap: '100.00' })
  const draft = me.edit(job)
  for (const field of ['notes', 'order_number', 'delivery_date', 'price_cap']) draft.set(field, '')
  assert.deepEqual(draft.dirtyFields, ['notes', 'order_number', 'delivery_date', 'price_cap'])
  assert.equal(draft.get('notes'), '')
  assert.equal((await draft.save()).state, 'clean')
  const { job: now } = await onServer(server, me, job.id)
  assert.deepEqual([now.notes, now.order_number, now.delivery_date, now.price_cap], ['', null, null, null])
})

test('a cleared field stays cleared during a conflict, and can be kept or discarded', async (t) => {
  const [me, other] = [await person(t, server), await person(t, server, OFFICE2)]
  const job = await newJob(me, { order_number: 'PO 7' })
  const draft = me.edit(job)
  draft.set('order_number', null)
  await changeElsewhere(other, job.id, { order_number: 'PO 8' })
  assert.equal((await draft.save()).state, 'conflict')
  assert.equal(draft.get('order_number'), null)
  draft.resolve({ order_number: 'mine' })
  await draft.save()
  assert.equal((await onServer(server, me, job.id)).job.order_number, null)
})

test('an empty field that stays empty is no change', async (t) => {
  const me = await person(t, server)
  const draft = me.edit(await newJob(me))
  draft.set('order_number', '')
  draft.set('delivery_date', null)
  assert.deepEqual([draft.isDirty, (await draft.save()).state], [false, 'clean'])
  assert.equal(me.network.sent('PATCH').length, 0)
})

test("switching from job A to job B does not write A's edit to B", async (t) => {
  const me = await person(t, server)
  const [a, b] = [await newJob(me), await newJob(me)]
  const late = me.network.holdBack('PATCH', a.id)
  const ofA = me.edit(a, { autosave: 600 })
  ofA.set('notes', 'For A only.')
  me.clock.advance(600)
  await late.arrived
  ofA.set('notes', 'For A only!')
  const ofB = me.edit(b, { autosave: 600 })
  assert.equal(ofB.get('notes'), 'Blue.')
  ofB.set('name', 'B, renamed')
  ofA.close()
  me.clock.advance(600)
  await whenState(ofB, 'clean')
  late.release()
  await whenState(ofA, 'clean')
  const [nowA, nowB] = [await onServer(server, me, a.id), await onServer(server, me, b.id)]
  assert.deepEqual([nowA.job.notes, nowA.job.name], ['For A only!', a.record.name])
  assert.deepEqual([nowB.job.notes, nowB.job.name], ['Blue.', 'B, renamed'])
  assert.equal(me.edit(me.held(a.id)).get('notes'), 'For A only!')
})

test('the last keystrokes before the page closes are sent with tag and key in a request that outlives it', async (t) => {
  const me = await person(t, server)
  const job = await newJob(me)
  const draft = me.edit(job, { autosave: 600 })
  draft.set('notes', 'The last wor')
  draft.set('notes', 'The last word')
  me.tab.page.fire('pagehide')
  const [last] = me.network.sent('PATCH')
  assert.equal(last.keepalive, true)
  assert.equal(last.headers['if-match'], job.etag)
  assert.ok(last.headers['idempotency-key'])
  assert.deepEqual(JSON.parse(last.body), { notes: 'The last word' })
})

test('the next page repeats them with the same key, so that they are saved once', async (t) => {
  const me = await person(t, server)
  const job = await newJob(me)
  const draft = me.edit(job, { autosave: 600 })
  draft.set('notes', 'The last word')
  const arrived = me.network.hold('PATCH')
  me.tab.page.fire('pagehide')
  await arrived.arrived
  me.tab.crash()
  const next = await person(t, server, undefined, { browser: me.browser })
  await whenState(next.drafts(job.id)[0], 'clean')
  const [first] = me.network.sent('PATCH')
  const [again] = next.network.sent('PATCH')
  assert.equal(again.headers['idempotency-key'], first.headers['idempotency-key'])
  assert.equal(again.headers['if-match'], job.etag)
  const { job: now, changes } = await onServer(server, me, job.id)
  assert.equal(now.notes, 'The last word')
  assert.equal(changes.filter(({ kind }) => kind === 'updated').length, 1)
})

test('a save that is pending when the page closes is sent again, and later text is kept', async (t) => {
  const me = await person(t, server)
  const job = await newJob(me)
  const draft = me.edit(job, { autosave: 600 })
  draft.set('notes', 'One')
  const cut = me.network.holdBack('PATCH')
  void draft.save()
  await cut.arrived
  draft.set('notes', 'One, two')
  const last = me.network.hold('PATCH')
  me.tab.page.fire('pagehide')
  await last.arrived
  me.tab.crash()
  const [first, again] = me.network.sent('PATCH')
  assert.deepEqual([again.keepalive, again.body, again.headers], [true, first.body, first.headers])
  const next = await person(t, server, undefined, { browser: me.browser })
  const [restored] = next.drafts(job.id)
  assert.equal(restored.get('notes'), 'One, two')
  await whenState(restored, 'dirty')
  next.clock.advance(600)
  await whenState(restored, 'clean')
  assert.equal((await onServer(server, me, job.id)).job.notes, 'One, two')
  assert.deepEqual(
    next.network.sent('PATCH').map(({ status }) => status),
    [200, 200],
  )
})

test('text of a form without autosave is stored, not sent, when the page closes', async (t) => {
  const me = await person(t, server)
  const job = await newJob(me)
  me.edit(job).set('notes', 'Half a though')
  me.tab.page.fire('pagehide')
  assert.equal(me.network.sent('PATCH').length, 0)
  me.tab.crash()
  const next = await person(t, server, undefined, { browser: me.browser })
  const [draft] = next.drafts(job.id)
  assert.deepEqual([draft.state, draft.get('notes')], ['dirty', 'Half a though'])
})

test('a page from the back/forward cache continues', async (t) => {
  const me = await person(t, server)
  const job = await newJob(me)
  const draft = me.edit(job, { autosave: 600 })
  draft.set('notes', 'Before.')
  const kept = me.network.hold('PATCH')
  me.tab.page.fire('pagehide')
  await kept.arrived
  me.tab.page.fire('pageshow')
  await whenState(draft, 'clean')
  const event = await me.addEvent(draft.shown, 'After')
  assert.equal(event.replayed, false)
  assert.equal((await onServer(server, me, job.id)).job.notes, 'Before.')
})

test('a tab in the background still has the job open', async (t) => {
  const [me, other] = [await person(t, server), await person(t, server, OFFICE2)]
  const job = await newJob(me)
  me.follow(job.id)
  await whenTold(me, 'presence')
  other.follow(job.id)
  await whenTold(other, 'presence', ({ people }) => people.length === 2)
  const [stream] = me.network.sent('GET', '/changes/stream')
  me.tab.page.fire('hidden')
  me.clock.advance(9000)
  me.tab.page.fire('visible')
  me.tab.page.fire('hidden')
  const shown = whenTold(me, 'snapshot', ({ record }) => record.notes === 'Red.')
  await changeElsewhere(other, job.id, { notes: 'Red.' })
  await shown
  assert.deepEqual(me.network.sent('GET', '/changes/stream'), [stream], 'the one stream is still open')
  assert.deepEqual(
    other
      .presence(job.id)
      .map(({ name }) => name)
      .sort(),
    [me.person.name, other.person.name].sort(),
  )
})

test('hiding the page runs autosaves', async (t) => {
  const me = await person(t, server)
  const job = await newJob(me)
  const draft = me.edit(job, { autosave: 600 })
  draft.set('notes', 'In the pocket')
  me.tab.page.fire('hidden')
  await whenState(draft, 'clean')
  assert.equal((await onServer(server, me, job.id)).job.notes, 'In the pocket')
})

test('a double click adds one event; so do a double Enter and a slow network', async (t) => {
  const me = await person(t, server)
  const job = await newJob(me)
  const late = me.network.hold('POST', '/events/')
  const clicks = [me.addEvent(job, 'Cut'), me.addEvent(job, 'Cut'), me.addEvent(job, 'Cut')]
  await late.arrived
  clicks.push(me.addEvent(job, 'Cut'))
  late.release()
  const [first, ...others] = await Promise.all(clicks)
  assert.ok(others.every((done) => done === first))
  assert.deepEqual((await onServer(server, me, job.id)).events, ['Cut'])
  await assert.rejects(me.addEvent(first.snapshot, 'Cut'), { status: 409, type: '/problems/duplicate-event' })
})

test('quick drags of one card are sent one after the other', async (t) => {
  const me = await person(t, server)
  const job = await newJob(me)
  const late = me.network.hold('PATCH')
  const drags = [me.patch(job, { status: 'awaiting_approval' })]
  await late.arrived
  drags.push(me.patch(job, { status: 'approved' }), me.patch(job, { status: 'in_progress' }))
  late.release()
  await Promise.all(drags)
  assert.equal((await onServer(server, me, job.id)).job.status, 'in_progress')
  assert.deepEqual(
    me.network.sent('PATCH').map(({ status }) => status),
    [200, 200],
  )
  assert.deepEqual(me.drafts(job.id), [])
})

test('a drag in conflict is resolved by the next drag of the same card', async (t) => {
  const [me, other] = [await person(t, server), await person(t, server, OFFICE2)]
  const job = await newJob(me)
  await changeElsewhere(other, job.id, { status: 'special' })
  await assert.rejects(me.patch(job, { status: 'in_progress' }), { status: 412 })
  await me.patch(me.held(job.id), { priority: 3 })
  assert.equal(me.drafts(job.id).length, 1, 'another field does not matter')
  await me.patch(me.held(job.id), { status: 'approved' })
  assert.deepEqual(me.drafts(job.id), [])
  assert.deepEqual(me.browser.storage.work, [])
  assert.equal((await onServer(server, me, job.id)).job.status, 'approved')
})

test('a drag in conflict is shown to the person, and can be resolved', async (t) => {
  const [me, other] = [await person(t, server), await person(t, server, OFFICE2)]
  const job = await newJob(me)
  await changeElsewhere(other, job.id, { status: 'special' })
  const error = await me.patch(job, { status: 'in_progress' }).then(
    () => assert.fail(),
    (reason) => reason,
  )
  assert.deepEqual(error.conflict.unresolved, ['status'])
  error.draft.resolve({ status: 'mine' })
  assert.equal((await error.draft.save()).state, 'clean')
  assert.equal((await onServer(server, me, job.id)).job.status, 'in_progress')
})
