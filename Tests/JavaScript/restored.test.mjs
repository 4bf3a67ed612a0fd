// The server's data are restored from a backup under open pages: the pages show the restored data; typed text is not lost and not sent by itself.

import assert from 'node:assert/strict'
import { createRequire } from 'node:module'
import { installEtags } from '../../web/js/axios-etag.js'
import { OFFICE2, changeElsewhere, newJob, onServer, person, tabOf, tokenOf, whenPending, whenState, whenTold } from './support/people.mjs'
import { PASSWORD, restorableServer } from './support/server.mjs'
import { test } from './support/test.mjs'
import { Browser, answerWith } from './support/test-platform.mjs'

const SENTENCE = 'The server’s data was restored from a backup. Your change is not lost; review it before it is saved.'
const server = await restorableServer()
// Signed in before the first backup, so that the sign-ins are in all backups.
await tokenOf(server, 'office@example.com')
await tokenOf(server, OFFICE2)

/** A job as it is in the backup, changed since. */
async function changedJob(me) {
  const job = await newJob(me, { notes: 'as in the backup' })
  await server.backUp()
  const newer = await me.patch(job, { notes: 'written after the backup' })
  return { job, newer: newer.snapshot }
}

test('watched records are replaced by the restored ones, even if these are older', async (t) => {
  const me = await person(t, server)
  const { job, newer } = await changedJob(me)
  const extra = await newJob(me)
  const told = []
  me.watch(job.id, (now, before) => told.push([now?.record.notes, before?.record.notes]))
  const list = await me.jobs({ q: extra.record.name })
  assert.equal(list.items.length, 1)
  await server.restore()
  const heard = []
  me.on('generation', ({ generation, before }) => heard.push([generation !== before, me.held(job.id)]))
  const shown = whenTold(me, 'snapshot', ({ id }) => id === job.id)
  assert.deepEqual((await me.jobs({ q: extra.record.name })).items, [], 'a job that is in no backup is gone')
  await shown
  assert.deepEqual(heard, [[true, null]], 'reported once, when nothing is loaded any more')
  assert.equal(me.held(job.id).record.notes, 'as in the backup')
  assert.ok(me.held(job.id).updatedAt < newer.updatedAt)
  assert.deepEqual(told.slice(-1), [['as in the backup', undefined]])
  await assert.rejects(me.job(extra.id), { status: 404 })
  assert.equal(me.held(extra.id), null)
})

test('an ordinary restart is not a restore', async (t) => {
  const me = await person(t, server)
  const job = await newJob(me, { notes: 'one' })
  me.on('generation', () => assert.fail('nothing was restored'))
  const draft = me.edit(job)
  draft.set('notes', 'two')
  await server.restart()
  assert.equal((await draft.save()).state, 'clean')
})

test('an open draft without text shows the restored record', async (t) => {
  const me = await person(t, server)
  const { job, newer } = await changedJob(me)
  const draft = me.edit(newer, { follow: true, autosave: 100 })
  await server.restore()
  const shown = whenTold(me, 'draft', () => draft.get('notes') === 'as in the backup')
  await me.get('/auth/me/')
  await shown
  assert.equal(draft.state, 'clean')
  draft.set('notes', 'typed after the restore')
  assert.equal((await draft.save()).state, 'clean', 'an edit continues from the restored data')
  assert.equal((await onServer(server, me, job.id)).job.notes, 'typed after the restore')
})

for (const options of [
  { follow: true, autosave: 100 },
  { follow: false, autosave: false },
]) {
  test(`unsent text is in conflict with the restored text: ${JSON.stringify(options)}`, async (t) => {
    const me = await person(t, server)
    const { job, newer } = await changedJob(me)
    const draft = me.edit(newer, options)
    draft.set('notes', 'mine')
    await server.restore()
    const asked = whenState(draft, 'conflict')
    await me.get('/auth/me/')
    await asked
    me.clock.advance(10_000)
    const { conflict } = draft
    assert.deepEqual([conflict.message, conflict.isRestored, conflict.by, conflict.changes], [SENTENCE, true, [], null])
    const [{ field, base, theirs, yours }] = conflict.fields
    assert.deepEqual([field, base, theirs, yours], ['notes', 'written after the backup', 'as in the backup', 'mine'])
    const { state, error } = await draft.save()
    assert.deepEqual([state, error.message], ['conflict', SENTENCE])
    assert.deepEqual(
      me.network.sent('PATCH').map(({ status }) => status),
      [200],
      'no request was sent except the save before the restore',
    )
    draft.resolve({ notes: 'mine' })
    assert.equal((await draft.save()).state, 'clean')
    assert.equal((await onServer(server, me, job.id)).job.notes, 'mine')
  })
}

test('a conflict is asked about again when another backup is restored', async (t) => {
  const me = await person(t, server)
  const { job, newer } = await changedJob(me)
  const draft = me.edit(newer, { follow: true, autosave: 100 })
  draft.set('notes', 'mine')
  await server.restore()
  const asked = whenState(draft, 'conflict')
  await me.get('/auth/me/')
  await asked
  const [first] = [draft.conflict.current]
  await server.restore()
  const again = whenTold(me, 'draft', () => draft.conflict && draft.conflict.current.generation !== first.generation)
  await me.get('/auth/me/')
  await again
  assert.deepEqual([draft.conflict.message, draft.conflict.fields[0].theirs, draft.get('notes')], [SENTENCE, 'as in the backup', 'mine'])
  draft.resolve({ notes: 'mine' })
  assert.equal((await draft.save()).state, 'clean')
  assert.equal((await onServer(server, me, job.id)).job.notes, 'mine')
})

for (const choice of ['theirs', 'mine']) {
  test(`a conflict from before the restore can no longer be resolved: ${choice}`, async (t) => {
    const me = await person(t, server)
    const { job, newer } = await changedJob(me)
    const draft = me.edit(newer)
    draft.set('notes', 'mine')
    await changeElsewhere(await person(t, server, OFFICE2), job.id, { notes: 'theirs' })
    assert.equal((await draft.save()).state, 'conflict')
    const held = me.network.hold('GET', `/jobs/${job.id}/`)
    const sent = me.network.sent('PATCH').length
    await server.restore()
    await me.get('/auth/me/')
    await held.arrived
    // Chosen in a dialog that shows data from before the restore.
    assert.deepEqual([draft.state, draft.conflict], ['waiting', null])
    draft.resolve({ notes: choice })
    const saving = draft.save()
    assert.equal(draft.get('notes'), 'mine')
    held.release()
    assert.equal((await saving).state, 'conflict')
    const {
      isRestored,
      fields: [{ theirs, yours, choice: made }],
    } = draft.conflict
    assert.deepEqual([isRestored, theirs, yours, made], [true, 'as in the backup', 'mine', null])
    assert.equal(me.network.sent('PATCH').length, sent)
    draft.resolve({ notes: 'mine' })
    assert.equal((await draft.save()).state, 'clean')
    assert.equal((await onServer(server, me, job.id)).job.notes, 'mine')
  })
}

test('text equal to the restored text is no conflict', async (t) => {
  const me = await person(t, server)
  const { job, newer } = await changedJob(me)
  const draft = me.edit(newer)
  draft.set('notes', 'as in the backup')
  await changeElsewhere(await person(t, server, OFFICE2), job.id, { notes: 'theirs' })
  assert.equal((await draft.save()).state, 'conflict')
  await server.restore()
  const settled = whenState(draft, 'clean')
  await me.get('/auth/me/')
  await settled
  draft.set('notes', 'typed after')
  draft.set('notes', 'as in the backup')
  assert.deepEqual([draft.state, draft.conflict], ['clean', null])
})

test('an action in conflict is asked about again after a restore', async (t) => {
  const me = await person(t, server)
  const { job, newer } = await changedJob(me)
  await changeElsewhere(await person(t, server, OFFICE2), job.id, { notes: 'theirs' })
  const { mutation } = await me.acceptQuote(newer).then(
    () => assert.fail('it was done'),
    (error) => error,
  )
  assert.equal(mutation.conflict.isRestored, false)
  await server.restore()
  const sent = me.network.changes.length
  const asked = whenTold(me, 'mutation', ({ state, conflict }) => state === 'conflict' && conflict.isRestored)
  const held = me.network.hold('GET', `/jobs/${job.id}/`)
  await me.get('/auth/me/')
  await held.arrived
  assert.deepEqual([mutation.state, mutation.conflict], ['sending', null], 'the conflict no longer exists')
  held.release()
  assert.equal((await asked).id, mutation.id)
  assert.deepEqual([mutation.conflict.message, me.network.changes.length], [SENTENCE, sent])
})

test('a failed action that is retried after a restore is asked about, not sent', async (t) => {
  const me = await person(t, server)
  const job = await newJob(me)
  await server.backUp()
  me.network.on('POST', answerWith(418), 'events')
  const { mutation } = await me.addEvent(job, 'Rang').then(
    () => assert.fail('it was done'),
    (error) => error,
  )
  assert.equal(mutation.state, 'failed')
  await server.restore()
  await me.get('/auth/me/')
  await assert.rejects(mutation.retry(), { name: 'ConflictError', isRestored: true })
  assert.deepEqual((await onServer(server, me, job.id)).events.includes('Rang'), false)
  await mutation.retry()
  assert.ok((await onServer(server, me, job.id)).events.includes('Rang'))
})

test('unsent text equal to the restored text is no conflict', async (t) => {
  const me = await person(t, server)
  const { newer } = await changedJob(me)
  const draft = me.edit(newer, { follow: true })
  draft.set('notes', 'as in the backup')
  await server.restore()
  const settled = whenState(draft, 'clean')
  await me.get('/auth/me/')
  await settled
})

test('text of a record that is not in the backup is kept, and not sent', async (t) => {
  const me = await person(t, server)
  await server.backUp()
  const job = await newJob(me)
  const draft = me.edit(job, { follow: true, autosave: 100 })
  draft.set('notes', 'mine')
  await server.restore()
  const gone = whenState(draft, 'gone')
  await me.get('/auth/me/')
  await gone
  assert.equal(draft.get('notes'), 'mine')
  assert.deepEqual(me.network.sent('PATCH'), [])
})

test('an event for a job that is not in the backup is kept, with a message', async (t) => {
  const me = await person(t, server)
  await server.backUp()
  const job = await newJob(me)
  const draft = me.edit(job, { follow: true, autosave: 100 })
  draft.set('notes', 'mine')
  me.network.isDown = true
  const done = me.addEvent(job, 'Rang')
  done.catch(() => {})
  const accepted = me.acceptQuote(job)
  accepted.catch(() => {})
  await whenPending(me, job.id, 'waiting')
  assert.equal(draft.isOfReplacedData, false)
  await server.restore()
  me.network.isDown = false
  me.retryNow()
  await assert.rejects(done, { status: 404, message: 'This job is not in the restored backup. Your text is still here.' })
  await assert.rejects(accepted, { status: 404, message: 'This job is not in the restored backup.' })
  assert.deepEqual(
    me.pending(job.id).map(({ kind, state }) => [kind, state]),
    [['event', 'failed']],
  )
  await whenState(draft, 'gone')
  assert.deepEqual([draft.isOfReplacedData, draft.get('notes'), (await draft.save()).state], [true, 'mine', 'gone'])
})

test('a waiting save is not sent after a restore, even if the version is the same', async (t) => {
  const me = await person(t, server)
  const job = await newJob(me, { notes: 'as in the backup' })
  await server.backUp()
  const draft = me.edit(job, { follow: true })
  draft.set('notes', 'mine')
  me.network.isDown = true
  const saving = draft.save()
  await whenState(draft, 'waiting')
  await server.restore()
  const before = me.network.sent('PATCH').length
  me.network.isDown = false
  me.retryNow()
  assert.equal((await saving).state, 'conflict')
  assert.equal(draft.conflict.message, SENTENCE)
  assert.equal(me.network.sent('PATCH').length, before)
  assert.equal((await onServer(server, me, job.id)).job.notes, 'as in the backup')
})

test('a save that detects the restore is in conflict, with the restore message', async (t) => {
  const me = await person(t, server)
  const { newer } = await changedJob(me)
  const draft = me.edit(newer, { follow: true })
  draft.set('name', 'mine')
  await server.restore()
  const { state, error } = await draft.save()
  assert.deepEqual([state, error.isRestored, error.message], ['conflict', true, SENTENCE], 'although nobody has changed the name')
  assert.deepEqual(
    me.network
      .sent('PATCH', newer.id)
      .map(({ status }) => status)
      .slice(-1),
    [412],
  )
})

for (const [what, act, kind] of [
  ['an event', (me, job) => me.addEvent(job, 'Rang'), 'event'],
  [
    'a line',
    (me, job) => me.addLine(job, 'actual', { kind: 'material', description: 'Zinc', quantity: '1', unit_cost: '1', unit_rev: '2' }),
    'line-add',
  ],
  ['a deletion', (me, job) => me.deleteJob(job), 'delete'],
]) {
  test(`${what} that waited for the network waits for the person after a restore`, async (t) => {
    const me = await person(t, server)
    const job = await newJob(me)
    await server.backUp()
    me.network.isDown = true
    const done = act(me, job)
    const mutation = await whenPending(me, job.id, 'waiting')
    await server.restore()
    const sent = me.network.changes.length
    me.network.isDown = false
    me.retryNow()
    await assert.rejects(done, { name: 'ConflictError', isRestored: true, message: SENTENCE })
    assert.deepEqual([mutation.kind, mutation.state, mutation.conflict.message], [kind, 'conflict', SENTENCE])
    assert.equal(me.network.changes.length, sent, 'it was not sent automatically')
    await mutation.retry()
    assert.equal(me.pending(job.id).length, 0)
  })
}

/** A person who signed in after the backup: the restore removes the sign-in. */
async function signedInAfter(t) {
  const me = tabOf(t, server)
  await me.login(OFFICE2, PASSWORD)
  return me
}

for (const [what, act, kind] of [
  ['a move', (me, job) => me.patch(job, { status: 'approved' }), 'patch'],
  ['an event', (me, job) => me.addEvent(job, 'Rang'), 'event'],
  [
    'a line',
    (me, job) => me.addLine(job, 'actual', { kind: 'material', description: 'Zinc', quantity: '1', unit_cost: '1', unit_rev: '2' }),
    'line-add',
  ],
  ['an acceptance', (me, job) => me.acceptQuote(job), 'accept'],
  ['a deletion', (me, job) => me.deleteJob(job), 'delete'],
]) {
  test(`${what} that waited during a restore that ended the session is asked about after the next sign-in`, async (t) => {
    const made = await newJob(await person(t, server))
    await server.backUp()
    const me = await signedInAfter(t)
    const job = await me.job(made.id)
    me.network.isDown = true
    const done = act(me, job)
    done.catch(() => {})
    await whenPending(me, job.id, 'waiting')
    await server.restore()
    const sent = me.network.changes.length
    me.network.isDown = false
    me.retryNow()
    const waiting = await whenPending(me, job.id, 'signed-out')
    assert.equal(waiting.kind, kind)
    assert.equal(me.isSignedOut, true)
    await me.login(OFFICE2, PASSWORD)
    const error = await done.then(
      () => assert.fail('it went out'),
      (failure) => failure,
    )
    assert.deepEqual([error.name, error.isRestored, error.message], ['ConflictError', true, SENTENCE])
    assert.equal(me.network.changes.length, sent, 'it was not sent automatically')
    if (error.draft) assert.equal(error.draft.state, 'conflict')
    else assert.equal((await whenPending(me, job.id, 'conflict')).conflict.message, SENTENCE)
  })
}

test('text typed before a restore that ended the session is asked about after the next sign-in', async (t) => {
  const made = await newJob(await person(t, server), { notes: 'as in the backup' })
  await server.backUp()
  const me = await signedInAfter(t)
  const draft = me.edit(await me.job(made.id))
  draft.set('notes', 'mine')
  await server.restore()
  const signedOut = whenTold(me, 'signed-out')
  assert.equal(await me.me(), null)
  await signedOut
  const saving = draft.save()
  await me.network.quiet()
  await me.login(OFFICE2, PASSWORD)
  assert.equal((await saving).state, 'conflict')
  assert.deepEqual([draft.conflict.message, draft.get('notes'), me.network.sent('PATCH')], [SENTENCE, 'mine', []])
})

test('a session that ends without a restore only delays a change', async (t) => {
  const me = await signedInAfter(t)
  const job = await newJob(me)
  await fetch(`${server.baseURL}/auth/logout/`, { method: 'POST', headers: { Authorization: `Bearer ${me.token}` } })
  const done = me.addEvent(job, 'Rang')
  await whenPending(me, job.id, 'signed-out')
  await me.login(OFFICE2, PASSWORD)
  assert.equal((await done).answer.event.description, 'Rang')
})

test('a line edited before the restore is asked about, even if the version is the same', async (t) => {
  const me = await person(t, server)
  const job = await newJob(me)
  const {
    answer: { line },
  } = await me.addLine(job, 'actual', { kind: 'material', description: 'Zinc', quantity: '1', unit_cost: '1', unit_rev: '2' })
  const shown = await me.part(job.id, 'cost-sets/actual')
  await server.backUp()
  await server.restore()
  await me.get('/auth/me/')
  const changed = me.changeLine(shown, 'actual', line.id, { quantity: '5' })
  const error = await changed.then(
    () => assert.fail('it went out'),
    (failure) => failure,
  )
  assert.deepEqual([error.message, me.network.sent('PATCH')], [SENTENCE, []])
  await error.mutation.retry()
  assert.equal((await me.part(job.id, 'cost-sets/actual')).data.lines[0].quantity, '5.00')
})

test('a move that waited for the network waits for the person after a restore', async (t) => {
  const me = await person(t, server)
  const job = await newJob(me)
  await server.backUp()
  me.network.isDown = true
  const moved = me.patch(job, { status: 'approved' })
  await whenPending(me, job.id, 'waiting')
  await server.restore()
  me.network.isDown = false
  me.retryNow()
  const error = await moved.then(
    () => assert.fail('it went out'),
    (failure) => failure,
  )
  assert.deepEqual([error.name, error.message, error.draft.state], ['ConflictError', SENTENCE, 'conflict'])
  assert.equal((await onServer(server, me, job.id)).job.status, 'draft')
  error.draft.resolve({ status: 'mine' })
  await error.draft.save()
  assert.equal((await onServer(server, me, job.id)).job.status, 'approved')
})

test('a new record that waited for the network waits for the person after a restore', async (t) => {
  const me = await person(t, server)
  await server.backUp()
  me.network.isDown = true
  const made = me.create('/jobs/', { name: 'Zinkonce' })
  const [mutation] = me.pending()
  await whenTold(me, 'mutation', ({ state }) => state === 'waiting')
  await server.restore()
  me.network.isDown = false
  me.retryNow()
  await assert.rejects(made, { message: SENTENCE })
  assert.deepEqual((await me.jobs({ q: 'Zinkonce' })).items, [])
  await mutation.retry()
  assert.equal((await me.jobs({ q: 'Zinkonce' })).items.length, 1)
})

test('a page opened after the restore asks about stored changes', async (t) => {
  const browser = new Browser()
  const first = await person(t, server, undefined, { browser })
  const { job, newer } = await changedJob(first)
  const draft = first.edit(newer, { follow: true, autosave: 100 })
  draft.set('notes', 'mine')
  first.network.isDown = true
  const event = first.addEvent(newer, 'Rang')
  event.catch(() => {})
  await whenPending(first, job.id, 'waiting')
  first.tab.crash()
  first.close()
  await server.restore()
  const me = await person(t, server, undefined, { browser })
  const [kept] = me.drafts(job.id)
  await whenState(kept, 'conflict')
  me.clock.advance(10_000)
  assert.deepEqual([kept.conflict.message, kept.get('notes')], [SENTENCE, 'mine'])
  const waiting = await whenPending(me, job.id, 'conflict')
  assert.equal(waiting.conflict.message, SENTENCE)
  assert.deepEqual(me.network.changes, [])
  // After a reload during the question, the page asks again.
  me.tab.crash()
  me.close()
  const again = await person(t, server, undefined, { browser })
  const [asked] = again.drafts(job.id)
  await whenState(asked, 'conflict')
  asked.resolve({ notes: 'mine' })
  assert.equal((await asked.save()).state, 'clean')
  await (await whenPending(again, job.id, 'conflict')).retry()
  const { job: now, events } = await onServer(server, again, job.id)
  assert.equal(now.notes, 'mine')
  assert.ok(events.includes('Rang'))
})

test('a pending response from before the restore is ignored', async (t) => {
  const me = await person(t, server)
  const { job, newer } = await changedJob(me)
  const old = me.network.hold('GET', `/jobs/${job.id}/`)
  const reading = me.job(job.id)
  await old.arrived
  const list = me.network.hold('GET', '/jobs/?q=')
  const listing = me.jobs({ q: newer.record.name })
  await list.arrived
  await server.restore()
  await me.get('/auth/me/')
  old.release()
  list.release()
  assert.equal((await reading).record.notes, 'as in the backup')
  assert.deepEqual(
    (await listing).items.map(({ record }) => record.notes),
    ['as in the backup'],
  )
  assert.equal(me.held(job.id).record.notes, 'as in the backup')
})

test('the response to a save from before the restore counts as lost', async (t) => {
  const me = await person(t, server)
  const job = await newJob(me, { notes: 'as in the backup' })
  await server.backUp()
  const draft = me.edit(job, { follow: true })
  draft.set('notes', 'mine')
  const held = me.network.hold('PATCH')
  const saving = draft.save()
  await held.arrived
  await server.restore()
  await me.get('/auth/me/')
  held.release()
  await whenState(draft, 'waiting')
  me.retryNow()
  assert.equal((await saving).state, 'conflict')
  assert.equal(draft.get('notes'), 'mine')
  assert.equal((await onServer(server, me, job.id)).job.notes, 'as in the backup')
})

test('the stream restarts, without resuming in replaced data', async (t) => {
  const me = await person(t, server)
  const { job } = await changedJob(me)
  me.follow(null)
  await whenTold(me, 'live', (status) => status === 'open')
  const seen = whenTold(me, 'change', ({ job_id }) => job_id === job.id)
  const other = await person(t, server, OFFICE2)
  await other.patch(await other.job(job.id), { priority: 7 })
  await seen
  const told = whenTold(me, 'generation')
  const closed = whenTold(me, 'live', (status) => status === 'connecting')
  await server.restore()
  await closed
  await me.clock.whenSet((ms) => ms >= 1000 && ms <= 30_000)
  const open = whenTold(me, 'live', (status) => status === 'open')
  me.clock.advance(4000)
  await told
  await open
  const streams = me.network.sent('GET', '/changes/stream')
  assert.deepEqual(
    streams.slice(-2).map(({ headers }) => headers['last-event-id'] !== undefined),
    [true, false],
  )
})

test('axios-etag.js forgets its tags', async (t) => {
  const me = await person(t, server)
  const { job } = await changedJob(me)
  const api = createRequire(import.meta.url)('axios').create({
    baseURL: server.baseURL,
    proxy: false,
    headers: { Authorization: `Bearer ${me.token}` },
  })
  const etags = installEtags(api)
  const { data: seen } = await api.get(`/jobs/${job.id}/`)
  await server.restore()
  const { data: now, notModified } = await api.get(`/jobs/${job.id}/`)
  assert.deepEqual([now.notes, notModified, etags.held(job.id).notes], ['as in the backup', undefined, 'as in the backup'])
  await assert.rejects(api.put(`/jobs/${job.id}/`, { ...seen, name: 'mine' }), { status: 412 })
})
