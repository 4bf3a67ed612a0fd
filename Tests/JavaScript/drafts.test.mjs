// Typed text, from the first keystroke until the server has it: during saves, while others write, and when it is refused.

import assert from 'node:assert/strict'
import { OFFICE, OFFICE2, changeElsewhere, newJob, onServer, person, whenPending, whenState, whenTold } from './support/people.mjs'
import { serverForThisFile } from './support/server.mjs'
import { test } from './support/test.mjs'
import { ManualClock } from './support/test-platform.mjs'

const server = await serverForThisFile()

test('text typed during a merge is carried over to the merged text', async (t) => {
  const [me, other] = [await person(t, server), await person(t, server, OFFICE2)]
  const job = await newJob(me, { notes: 'A.\nB.\nC.' })
  const draft = me.edit(job)
  await changeElsewhere(other, job.id, { notes: 'A, theirs.\nB.\nC.' })
  draft.set('notes', 'A.\nB.\nC, mine.')
  const late = me.network.hold('PATCH')
  const saved = draft.save()
  await late.arrived
  draft.set('notes', 'A.\nB.\nC, mine, and more.')
  late.release()
  await saved
  assert.equal(draft.get('notes'), 'A, theirs.\nB.\nC, mine, and more.')
  assert.equal((await draft.save()).state, 'clean')
  assert.equal((await onServer(server, me, job.id)).job.notes, 'A, theirs.\nB.\nC, mine, and more.')
  assert.deepEqual(
    me.network.sent('PATCH').map(({ status }) => status),
    [412, 200, 200],
  )
})

test('text that cannot be carried over is a conflict', async (t) => {
  const [me, other] = [await person(t, server), await person(t, server, OFFICE2)]
  const job = await newJob(me, { notes: 'A.\nB.\nC.' })
  const draft = me.edit(job)
  await changeElsewhere(other, job.id, { notes: 'A, theirs.\nB.\nC.' })
  draft.set('notes', 'A.\nB.\nC, mine.')
  const late = me.network.hold('PATCH')
  const saved = draft.save()
  await late.arrived
  draft.set('notes', 'Something else altogether.')
  late.release()
  const { state, error } = await saved
  assert.deepEqual([state, error.name, error.conflict.by[0].name], ['conflict', 'ConflictError', other.person.name])
  assert.equal(draft.get('notes'), 'Something else altogether.')
  const [{ theirs, yours, diff }] = draft.conflict.fields
  assert.deepEqual([theirs, yours], ['A, theirs.\nB.\nC, mine.', 'Something else altogether.'])
  assert.equal(
    diff
      .filter(({ op }) => op !== 'delete')
      .map(({ text }) => text)
      .join(''),
    yours,
  )
  draft.resolve({ notes: 'mine' })
  await draft.save()
  assert.equal((await onServer(server, me, job.id)).job.notes, 'Something else altogether.')
})

test('text typed into a field in conflict becomes "mine"', async (t) => {
  const [me, other] = [await person(t, server), await person(t, server, OFFICE2)]
  const job = await newJob(me)
  const draft = me.edit(job)
  await changeElsewhere(other, job.id, { notes: 'Red.' })
  draft.set('notes', 'Green.')
  await draft.save()
  draft.set('notes', 'Green and blue.')
  assert.equal(draft.conflict.fields[0].yours, 'Green and blue.')
  draft.resolve({ notes: 'mine' })
  await draft.save()
  assert.equal((await onServer(server, me, job.id)).job.notes, 'Green and blue.')
})

test('a field edited later is sent with an earlier one, and changes the person has seen do not conflict', async (t) => {
  const [me, other] = [await person(t, server), await person(t, server, OFFICE2)]
  const job = await newJob(me)
  const draft = me.edit(job, { follow: true })
  draft.set('notes', 'Green.')
  await changeElsewhere(other, job.id, { name: 'Their name' })
  await me.job(job.id)
  assert.equal(draft.get('name'), 'Their name')
  draft.set('name', 'Their name, mended')
  const { state } = await draft.save()
  assert.equal(state, 'clean')
  assert.equal(me.network.sent('PATCH')[0].headers['if-match'], job.etag, 'the oldest of the versions that its fields were typed on')
  const { job: now } = await onServer(server, me, job.id)
  assert.deepEqual([now.notes, now.name], ['Green.', 'Their name, mended'])
})

test('a change after the person saw the field is a conflict', async (t) => {
  const [me, other] = [await person(t, server), await person(t, server, OFFICE2)]
  const job = await newJob(me)
  const draft = me.edit(job, { follow: true })
  draft.set('notes', 'Green.')
  await changeElsewhere(other, job.id, { name: 'Their name' })
  await me.job(job.id)
  draft.set('name', 'Their name, mended')
  await changeElsewhere(other, job.id, { name: 'Their other name' })
  await draft.save()
  const { state } = await draft.save()
  assert.equal(state, 'conflict')
  assert.deepEqual(draft.conflict.unresolved, ['name'])
  const { job: now } = await onServer(server, me, job.id)
  assert.deepEqual([now.notes, now.name], ['Green.', 'Their other name'], 'the note is saved, the name waits')
})

test('a client changed on one side and a contact on the other are one conflict', async (t) => {
  const [me, other] = [await person(t, server), await person(t, server, OFFICE2)]
  const {
    data: { results },
  } = await me.get('/clients/?limit=20')
  const contacts = await Promise.all(results.map(async ({ id }) => (await me.get(`/clients/${id}/contacts/`)).data.results))
  const at = contacts.findIndex((list) => list.length > 0)
  const job = await newJob(me, { client_id: results[at].id })
  const draft = me.edit(job)
  draft.set('contact_id', contacts[at][0].id)
  await changeElsewhere(other, job.id, { client_id: results[at + 1].id })
  assert.equal((await draft.save()).state, 'conflict')
  assert.ok(draft.conflict.unresolved.includes('contact_id'))
  assert.equal((await onServer(server, me, job.id)).job.contact_id, null)
})

test('changing the client clears a contact of another client, and the draft shows it', async (t) => {
  const me = await person(t, server)
  const {
    data: { results },
  } = await me.get('/clients/?limit=20')
  const contacts = await Promise.all(results.map(async ({ id }) => (await me.get(`/clients/${id}/contacts/`)).data.results))
  const at = contacts.findIndex((list) => list.length > 0)
  const job = await newJob(me, { client_id: results[at].id, contact_id: contacts[at][0].id })
  const draft = me.edit(job)
  draft.set('client_id', results[at + 1].id)
  assert.equal((await draft.save()).state, 'clean')
  assert.deepEqual([draft.get('contact_id'), draft.isDirty], [null, false])
})

test('a refused value is marked with the reason, and kept', async (t) => {
  const me = await person(t, server)
  const draft = me.edit(await newJob(me))
  draft.set('price_cap', 'a lot')
  const { state, error } = await draft.save()
  assert.equal(state, 'invalid')
  assert.equal(error.status, 400)
  assert.match(draft.errors.price_cap, /./)
  assert.deepEqual([draft.fieldState('price_cap'), draft.get('price_cap')], ['invalid', 'a lot'])
  draft.set('price_cap', '900')
  assert.deepEqual([draft.errors, draft.state], [{}, 'dirty'])
  assert.equal((await draft.save()).state, 'clean')
  assert.equal(draft.get('price_cap'), '900')
  draft.settle('price_cap')
  assert.equal(draft.get('price_cap'), '900.00')
})

test('an invalid amount does not block the autosave of a note', async (t) => {
  const me = await person(t, server)
  const job = await newJob(me)
  const draft = me.edit(job, { autosave: 600 })
  draft.set('price_cap', 'a lot')
  draft.set('notes', 'Green.')
  me.clock.advance(600)
  await whenState(draft, 'invalid')
  await whenTold(me, 'draft', () => draft.fieldState('notes') === 'saved')
  assert.equal((await onServer(server, me, job.id)).job.notes, 'Green.')
  assert.deepEqual(draft.dirtyFields, ['price_cap'])
  assert.match(draft.errors.price_cap, /./)
})

test('a form without autosave saves everything or nothing', async (t) => {
  const me = await person(t, server)
  const job = await newJob(me)
  const draft = me.edit(job)
  draft.set('price_cap', 'a lot')
  draft.set('notes', 'Green.')
  assert.equal((await draft.save()).state, 'invalid')
  assert.equal((await onServer(server, me, job.id)).job.notes, 'Blue.')
  assert.equal(me.network.sent('PATCH').length, 1)
  assert.deepEqual(draft.dirtyFields, ['price_cap', 'notes'])
})

test('saved text stays as typed until the person leaves the field', async (t) => {
  const me = await person(t, server)
  const draft = me.edit(await newJob(me))
  draft.set('name', 'Two words ')
  const { state } = await draft.save()
  assert.deepEqual([state, draft.get('name'), draft.isDirty, draft.fieldState('name')], ['clean', 'Two words ', false, 'saved'])
  draft.set('name', 'Two words and')
  await draft.save()
  assert.equal(draft.get('name'), 'Two words and')
  assert.equal((await onServer(server, me, draft.id)).job.name, 'Two words and')
})

test("text typed back to the original is no change, and shows others' changes again", async (t) => {
  const [me, other] = [await person(t, server), await person(t, server, OFFICE2)]
  const draft = me.edit(await newJob(me), { follow: true })
  draft.set('notes', 'Green.')
  draft.set('notes', 'Blue.')
  assert.deepEqual([draft.isDirty, (await draft.save()).state], [false, 'clean'])
  assert.equal(me.network.sent('PATCH').length, 0)
  await changeElsewhere(other, draft.id, { notes: 'Red.' })
  await me.job(draft.id)
  assert.equal(draft.get('notes'), 'Red.')
})

test('text typed back while it is being saved is a change', async (t) => {
  const me = await person(t, server)
  const draft = me.edit(await newJob(me))
  draft.set('notes', 'Green.')
  const late = me.network.hold('PATCH')
  const saved = draft.save()
  await late.arrived
  draft.set('notes', 'Blue.')
  const again = draft.save()
  late.release()
  await saved
  assert.equal((await again).state, 'clean')
  assert.equal((await onServer(server, me, draft.id)).job.notes, 'Blue.')
})

test('text of a job deleted during an edit is kept, and saved after a restore', async (t) => {
  const [me, other] = [await person(t, server), await person(t, server, OFFICE2)]
  const job = await newJob(me)
  const draft = me.edit(job)
  draft.set('notes', 'Green.')
  const { answer } = await other.deleteJob(await other.job(job.id))
  const { state, error } = await draft.save()
  assert.deepEqual([state, error.status], ['gone', 404])
  assert.deepEqual([draft.get('notes'), draft.dirtyFields], ['Green.', ['notes']])
  assert.equal(me.browser.storage.work.length, 2, 'it is still stored')
  assert.equal(me.held(job.id), null)
  const { job_number, name } = job.record
  const { id, name: colleague } = other.person
  const { at, ...deletion } = me.deletion(job.id)
  assert.deepEqual(deletion, { job_id: job.id, job_number, name, by: { id, name: colleague }, etag: answer.etag })
  assert.ok(at > job.updatedAt, at)
  await other.restoreJob({ id: job.id, etag: answer.etag })
  assert.equal((await draft.save()).state, 'clean')
  assert.equal(me.deletion(job.id), null)
  assert.equal((await onServer(server, me, job.id)).job.notes, 'Green.')
})

test('a deletion in the stream reaches the draft at once', async (t) => {
  const [me, other] = [await person(t, server), await person(t, server, OFFICE2)]
  const job = await newJob(me)
  const draft = me.edit(job)
  draft.set('notes', 'Green.')
  me.follow(null)
  await whenTold(me, 'live', (status) => status === 'open')
  const gone = whenTold(me, 'gone', (id) => id === job.id)
  const { answer } = await other.deleteJob(await other.job(job.id))
  await gone
  assert.deepEqual([draft.state, draft.get('notes')], ['gone', 'Green.'])
  const told = me.deletion(job.id)
  await assert.rejects(me.job(job.id), { status: 404 })
  assert.deepEqual(told, me.deletion(job.id), 'the stream and a 404 say the same')
  assert.equal(told.etag, answer.etag)
})

test('a change without permission fails with a message, and the text is kept', async (t) => {
  const me = await person(t, server)
  const job = await newJob(me)
  const worker = await person(t, server, 'workshop@example.com')
  const draft = worker.edit(await worker.job(job.id))
  draft.set('notes', 'Green.')
  const { state, error } = await draft.save()
  assert.deepEqual([state, error.status, draft.get('notes')], ['failed', 403, 'Green.'])
})

test('discarding removes text, from storage too, and stops a pending save', async (t) => {
  const me = await person(t, server)
  const job = await newJob(me)
  const draft = me.edit(job)
  draft.set('notes', 'Green.')
  me.network.isDown = true
  const saved = draft.save()
  await whenPending(me, job.id, 'waiting')
  assert.equal(draft.state, 'waiting')
  draft.discard()
  assert.equal((await saved).error.name, 'DiscardedError')
  assert.deepEqual([draft.state, draft.get('notes'), me.browser.storage.work], ['clean', 'Blue.', []])
  me.network.isDown = false
  me.retryNow()
  await me.addEvent(job, 'The lane is free')
  assert.equal((await onServer(server, me, job.id)).job.notes, 'Blue.')
})

test('a conflict can be resolved by discarding the field', async (t) => {
  const [me, other] = [await person(t, server), await person(t, server, OFFICE2)]
  const job = await newJob(me)
  const draft = me.edit(job)
  draft.set('notes', 'Green.')
  draft.set('priority', 8)
  await changeElsewhere(other, job.id, { notes: 'Red.' })
  await draft.save()
  draft.discard('notes')
  assert.deepEqual([draft.conflict, draft.get('notes'), draft.dirtyFields], [null, 'Red.', ['priority']])
  assert.equal((await draft.save()).state, 'clean')
})

test('a conflict in one field does not block later edits of others', async (t) => {
  const [me, other] = [await person(t, server), await person(t, server, OFFICE2)]
  const job = await newJob(me)
  const draft = me.edit(job, { autosave: 600 })
  draft.set('notes', 'Green.')
  await changeElsewhere(other, job.id, { notes: 'Red.' })
  await draft.save()
  draft.set('priority', 8)
  me.clock.advance(600)
  await whenTold(me, 'draft', () => draft.fieldState('priority') === 'saved')
  assert.equal(draft.state, 'conflict')
  const { job: now } = await onServer(server, me, job.id)
  assert.deepEqual([now.notes, now.priority], ['Red.', 8])
  draft.resolve({ notes: 'mine' })
  assert.equal((await draft.save()).state, 'clean')
  assert.deepEqual(
    me.network.sent('PATCH').map(({ status }) => status),
    [412, 200, 200],
    'an own save causes no conflict',
  )
})

test('the same text typed by both is sent by nobody, and is no conflict', async (t) => {
  const [me, other] = [await person(t, server), await person(t, server, OFFICE2)]
  const job = await newJob(me)
  const draft = me.edit(job)
  draft.set('notes', 'Green.')
  await changeElsewhere(other, job.id, { notes: 'Green.' })
  assert.equal((await draft.save()).state, 'clean')
  assert.deepEqual(
    me.network.sent('PATCH').map(({ status }) => status),
    [412],
  )
})

test('a closed draft ends when its text is saved, and not before', async (t) => {
  const me = await person(t, server)
  const job = await newJob(me)
  const draft = me.edit(job)
  draft.set('notes', 'Green.')
  draft.close()
  assert.equal(me.edit(job), draft, 'shown again, with its text')
  await draft.save()
  assert.deepEqual(me.drafts(job.id), [draft], 'and open while it is shown')
  draft.set('notes', 'Green again.')
  const late = me.network.hold('PATCH')
  const saved = draft.save()
  await late.arrived
  draft.close()
  assert.deepEqual(me.drafts(job.id), [draft])
  late.release()
  await saved
  assert.deepEqual(me.drafts(job.id), [])
  assert.notEqual(me.edit(draft.shown), draft)
})

test('a client is edited with the same rules', async (t) => {
  const [me, other] = [await person(t, server), await person(t, server, OFFICE2)]
  const { snapshot: client } = await me.create('/clients/', { name: 'Ironworks', phone: '1' })
  const draft = me.edit(client)
  draft.set('phone', '2')
  const theirs = other.edit(await other.record(client.path))
  theirs.set('email', 'iron@example.com')
  await theirs.save()
  assert.equal((await draft.save()).state, 'clean', 'other fields: no conflict')
  theirs.show(await other.record(client.path))
  theirs.set('phone', '3')
  await theirs.save()
  draft.set('phone', '4')
  assert.equal((await draft.save()).state, 'conflict')
  assert.deepEqual(
    draft.conflict.fields.map(({ base, theirs: now, yours }) => [base, now, yours]),
    [['2', '3', '4']],
  )
  draft.resolve({ phone: 'mine' })
  await draft.save()
  const { record } = await me.record(client.path)
  assert.deepEqual([record.phone, record.email], ['4', 'iron@example.com'])
})

test('text typed to the other version and left is no conflict; text typed on is', async (t) => {
  const [me, other] = [await person(t, server), await person(t, server, OFFICE2)]
  const job = await newJob(me, { name: 'Bracket', notes: 'Blue.' })
  const draft = me.edit(job)
  await changeElsewhere(other, job.id, { name: 'Theirs', notes: 'Red.' })
  draft.set('name', 'Mine')
  draft.set('notes', 'Green.')
  assert.equal((await draft.save()).state, 'conflict')
  draft.set('name', 'Theirs')
  assert.deepEqual(draft.conflict.unresolved, ['notes'])
  draft.set('name', 'Theirs!')
  assert.deepEqual(draft.conflict.unresolved, ['name', 'notes'])
  draft.set('name', 'Theirs')
  draft.set('notes', 'Red.')
  assert.equal(draft.state, 'conflict')
  draft.settle('notes')
  assert.equal(draft.conflict, null)
  assert.equal(draft.state, 'clean')
  assert.deepEqual((await onServer(server, me, job.id)).job.name, 'Theirs')
})

// While the person types, the text is for a moment the same as the other person's.
for (const [theirs, way] of [
  ['', ['', 'N', 'New text']],
  ['P', ['P', 'PO', 'PO-17']],
]) {
  test(`typing through “${theirs}”, the other version, chooses nothing`, async (t) => {
    const clock = new ManualClock()
    const [me, other] = [await person(t, server, OFFICE, { clock }), await person(t, server, OFFICE2)]
    const job = await newJob(me, { name: 'Bracket', notes: 'Blue.' })
    const draft = me.edit(job, { autosave: 700 })
    await changeElsewhere(other, job.id, { notes: theirs })
    draft.set('notes', 'Green.')
    assert.equal((await draft.save()).state, 'conflict')
    for (const text of way) {
      draft.set('notes', text)
      clock.advance(1000)
    }
    draft.settle('notes')
    assert.equal((await draft.save()).state, 'conflict')
    assert.deepEqual(
      draft.conflict.fields.map(({ theirs, yours }) => [theirs, yours]),
      [[theirs, way.at(-1)]],
    )
    assert.equal((await onServer(server, me, job.id)).job.notes, theirs)
    draft.resolve({ notes: 'mine' })
    assert.equal((await draft.save()).state, 'clean')
    assert.equal((await onServer(server, me, job.id)).job.notes, way.at(-1))
  })
}

test('text that could not be saved to a deleted job is saved after a restore', async (t) => {
  const clock = new ManualClock()
  const [me, other] = [await person(t, server, OFFICE, { clock }), await person(t, server, OFFICE2)]
  const job = await newJob(me)
  const draft = me.edit(job, { autosave: 700 })
  const { answer } = await other.deleteJob(await other.job(job.id))
  draft.set('notes', 'Green.')
  assert.equal((await draft.save()).error.status, 404)
  await other.restoreJob({ id: job.id, etag: answer.etag })
  await me.job(job.id)
  assert.deepEqual([draft.state, draft.error], ['dirty', null])
  clock.advance(700)
  await whenState(draft, 'clean')
  assert.equal((await onServer(server, me, job.id)).job.notes, 'Green.')
})

test('text pasted with other line endings is saved once, and is then no change', async (t) => {
  const me = await person(t, server)
  const job = await newJob(me)
  const draft = me.edit(job, { autosave: 100, follow: true })
  draft.set('notes', 'Cut.\r\nRing.\rPaint.')
  const { state } = await draft.save()
  assert.equal(state, 'clean')
  assert.equal(draft.fieldState('notes'), 'saved')
  assert.deepEqual(draft.dirtyFields, [])
  me.clock.advance(10_000)
  assert.equal(me.network.sent('PATCH').length, 1)
  draft.settle('notes')
  assert.equal(draft.get('notes'), 'Cut.\nRing.\nPaint.')
})
