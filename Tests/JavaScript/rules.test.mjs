// docs/http-contract.md and the nine rules for every client. At least one test for each, against the real server.

import assert from 'node:assert/strict'
import { CONFLICT_MESSAGE } from '../../web/js/jobtag.js'
import { OFFICE2, changeElsewhere, newJob, onServer, person, whenTold } from './support/people.mjs'
import { serverForThisFile } from './support/server.mjs'
import { test } from './support/test.mjs'
import { dropRequestHeader, rewriteHeaders } from './support/test-platform.mjs'

const server = await serverForThisFile()

test('rule 1: each job keeps its own tag while the person is elsewhere', async (t) => {
  const me = await person(t, server)
  const [a, b] = [await newJob(me), await newJob(me)]
  const reads = me.network.sent('GET').length
  await me.addEvent(me.held(a.id), 'Cut')
  await me.addEvent(me.held(b.id), 'Bent')
  await me.addEvent(me.held(a.id), 'Painted')
  assert.equal(me.network.sent('GET').length, reads, 'reconnecting needs no GET')
  for (const { path, headers } of me.network.changes.filter(({ headers }) => headers['if-match'])) {
    assert.ok(headers['if-match'].includes(path.split('/')[2]), `${headers['if-match']} went to ${path}`)
  }
})

test('rule 2: a background GET does not give an open form the new tag', async (t) => {
  const [me, other] = [await person(t, server), await person(t, server, OFFICE2)]
  const opened = await newJob(me)
  const form = me.edit(opened)
  await changeElsewhere(other, opened.id, { notes: 'Red, says the client.' })
  const refreshed = await me.job(opened.id)
  assert.notEqual(refreshed.etag, opened.etag)
  form.set('notes', 'Green.')
  const { state } = await form.save()
  assert.equal(me.network.sent('PATCH')[0].headers['if-match'], opened.etag)
  assert.equal(state, 'conflict')
  assert.equal((await onServer(server, me, opened.id)).job.notes, 'Red, says the client.')
})

test('rule 2: another form of the page does not give an open form the new tag', async (t) => {
  const me = await person(t, server)
  const opened = await newJob(me)
  const [form, popup] = [me.edit(opened, { name: 'card' }), me.edit(opened, { name: 'popup' })]
  form.set('notes', 'From the card.')
  popup.set('notes', 'From the popup.')
  await popup.save()
  assert.equal((await form.save()).state, 'conflict')
  assert.equal((await onServer(server, me, opened.id)).job.notes, 'From the popup.')
  assert.equal(form.get('notes'), 'From the card.')
})

test('rule 2: a stream event does not give an open form the new tag', async (t) => {
  const [me, other] = [await person(t, server), await person(t, server, OFFICE2)]
  const opened = await newJob(me)
  const form = me.edit(opened)
  form.set('notes', 'Green.')
  me.follow(opened.id)
  await whenTold(me, 'presence')
  const newer = whenTold(me, 'snapshot', ({ id }) => id === opened.id)
  await changeElsewhere(other, opened.id, { notes: 'Red.' })
  await newer
  await form.save()
  assert.equal(me.network.sent('PATCH')[0].headers['if-match'], opened.etag)
})

test('rule 2: a redrawn form starts from what it then shows', async (t) => {
  const [me, other] = [await person(t, server), await person(t, server, OFFICE2)]
  const opened = await newJob(me)
  const form = me.edit(opened, { follow: true })
  await changeElsewhere(other, opened.id, { notes: 'Red.' })
  const seen = await me.job(opened.id)
  assert.equal(form.get('notes'), 'Red.')
  form.set('notes', 'Red. Two coats.')
  assert.equal((await form.save()).state, 'clean')
  assert.equal(me.network.sent('PATCH')[0].headers['if-match'], seen.etag)
})

test('rule 2: a snapshot and its tag are one value that cannot be changed', async (t) => {
  const me = await person(t, server)
  const job = await newJob(me)
  assert.throws(() => {
    job.etag = '"other"'
  }, TypeError)
  assert.throws(() => {
    job.record.notes = 'other'
  }, TypeError)
  assert.throws(() => job.record.assigned_to.push('x'), TypeError)
  await assert.rejects(me.addEvent({ id: job.id }, 'From nothing'), TypeError)
})

test('rule 3: an older response that arrives later is ignored', async (t) => {
  const [me, other] = [await person(t, server), await person(t, server, OFFICE2)]
  const job = await newJob(me)
  const late = me.network.hold('GET', '/jobs/?')
  const list = me.jobs({ q: job.record.name })
  await late.arrived
  const theirs = await changeElsewhere(other, job.id, { notes: 'Newer.' })
  await me.job(job.id)
  late.release()
  const { items } = await list
  assert.equal(me.held(job.id).etag, theirs.etag)
  assert.equal(items.find(({ id }) => id === job.id).record.notes, 'Newer.')
})

test('rule 3: a late response to an own change does not restore an old version', async (t) => {
  const [me, other] = [await person(t, server), await person(t, server, OFFICE2)]
  const job = await newJob(me)
  const late = me.network.hold('POST', '/events/')
  const event = me.addEvent(job, 'Cut')
  await late.arrived
  const theirs = await changeElsewhere(other, job.id, { notes: 'Newer.' })
  await me.job(job.id)
  late.release()
  await event
  assert.equal(me.held(job.id).etag, theirs.etag)
})

test('rule 3: a response from before a deletion does not restore the job', async (t) => {
  const me = await person(t, server)
  const job = await newJob(me)
  const late = me.network.hold('GET', '/jobs/?')
  const list = me.jobs({ q: job.record.name })
  await late.arrived
  await me.deleteJob(job)
  late.release()
  assert.deepEqual((await list).items, [])
  assert.equal(me.held(job.id), null)
})

test('rule 4: one change of a job at a time, of all kinds, in the order of the clicks', async (t) => {
  const me = await person(t, server)
  const [job, another] = [await newJob(me), await newJob(me)]
  const draft = me.edit(job)
  draft.set('notes', 'Green.')
  const late = me.network.hold('PATCH')
  const all = [
    draft.save(),
    me.addEvent(job, 'Cut'),
    me.addLine(job, 'quote', { description: 'Steel' }),
    me.acceptQuote(job),
    me.addEvent(job, 'Bent'),
  ]
  await late.arrived
  assert.ok(me.isBusy(job.id))
  assert.ok(!me.isBusy(another.id))
  await me.addEvent(another, 'Another job does not wait')
  late.release()
  await Promise.all(all)
  assert.ok(!me.isBusy(job.id))
  const sent = me.network.changes.filter(({ path }) => path.includes(job.id))
  assert.deepEqual(
    sent.map(({ path }) => path.split('/').slice(3).join('/')),
    ['', 'events/', 'cost-sets/quote/lines/', 'accept-quote/', 'events/'],
  )
  assert.deepEqual(
    sent.map(({ status }) => status),
    [200, 201, 201, 200, 201],
    'each sends the tag from the previous response',
  )
  for (let index = 1; index < sent.length; index += 1) assert.ok(sent[index].began > sent[index - 1].ended, 'they overlap')
})

test('rule 4: text typed during a save is kept, and sent next based on the response', async (t) => {
  const me = await person(t, server)
  const draft = me.edit(await newJob(me))
  draft.set('notes', 'One')
  const late = me.network.hold('PATCH')
  const first = draft.save()
  const { headers } = await late.arrived
  draft.set('notes', 'One, two')
  draft.set('order_number', 'PO 7')
  assert.equal(draft.fieldState('notes'), 'saving')
  const second = draft.save()
  late.release()
  await first
  assert.equal(draft.get('notes'), 'One, two')
  assert.equal((await second).state, 'clean')
  const [, next] = me.network.sent('PATCH')
  assert.equal(next.headers['if-match'], headers.get('etag'))
  assert.deepEqual(JSON.parse(next.body), { notes: 'One, two', order_number: 'PO 7' })
})

test('rule 5: each change has its own key', async (t) => {
  const me = await person(t, server)
  const job = await newJob(me)
  const { snapshot } = await me.addEvent(job, 'Cut')
  await me.addEvent(snapshot, 'Bent')
  await me.patch(me.held(job.id), { priority: 3 })
  const keys = me.network.changes.map(({ headers }) => headers['idempotency-key'])
  assert.ok(keys.every((key) => /^[\x21-\x7e]{1,255}$/.test(key)))
  assert.equal(new Set(keys).size, keys.length)
})

test('rule 6: a clean merge is sent again at once on the current version, and reported', async (t) => {
  const [me, other] = [await person(t, server), await person(t, server, OFFICE2)]
  const job = await newJob(me, { notes: 'First line.\nSecond line.\nThird line.' })
  const draft = me.edit(job)
  const theirs = await changeElsewhere(other, job.id, { notes: 'First line.\nSecond line.\nThird line, theirs.', name: 'Their name' })
  draft.set('notes', 'First line, mine.\nSecond line.\nThird line.')
  const merged = whenTold(me, 'merged')
  const { state, theirChanges } = await draft.save()
  assert.equal(state, 'clean')
  assert.equal(draft.get('notes'), 'First line, mine.\nSecond line.\nThird line, theirs.')
  assert.equal(draft.get('name'), 'Their name')
  const [refused, again] = me.network.sent('PATCH')
  assert.equal(refused.status, 412)
  assert.equal(again.headers['if-match'], theirs.etag)
  assert.notEqual(again.headers['idempotency-key'], refused.headers['idempotency-key'], 'another request needs another key')
  assert.deepEqual(
    theirChanges.map(({ by, fields }) => [by.name, fields]),
    [[other.person.name, ['name', 'notes']]],
  )
  assert.deepEqual((await merged).theirChanges, theirChanges)
})

test('rule 6: a conflict shows the sentence, who, when, and the difference by field', async (t) => {
  const [me, other] = [await person(t, server), await person(t, server, OFFICE2)]
  const job = await newJob(me)
  const draft = me.edit(job)
  const theirs = await changeElsewhere(other, job.id, { notes: 'Red.', priority: 4 })
  draft.set('notes', 'Green.')
  draft.set('order_number', 'PO 7')
  const { state, error } = await draft.save()
  assert.equal(state, 'conflict')
  const { message, by, at, current, fields, unresolved, changes } = draft.conflict
  assert.equal(message, CONFLICT_MESSAGE)
  assert.equal(message, 'This job was updated by another user. We reloaded the latest data. Please re-apply your changes.')
  assert.equal(error.message, message)
  assert.deepEqual(
    by.map(({ name }) => name),
    [other.person.name],
  )
  assert.equal(at, changes.at(-1).at)
  assert.equal(current.etag, theirs.etag)
  assert.deepEqual(unresolved, ['notes'])
  const [notes, order] = ['notes', 'order_number'].map((field) => fields.find((one) => one.field === field))
  assert.deepEqual([notes.base, notes.theirs, notes.yours, notes.merged, notes.conflict], ['Blue.', 'Red.', 'Green.', null, true])
  assert.equal(
    notes.diff
      .filter(({ op }) => op !== 'insert')
      .map(({ text }) => text)
      .join(''),
    'Red.',
  )
  assert.equal(
    notes.diff
      .filter(({ op }) => op !== 'delete')
      .map(({ text }) => text)
      .join(''),
    'Green.',
  )
  assert.deepEqual([order.merged, order.conflict], ['PO 7', false])
  assert.equal(draft.get('notes'), 'Green.', 'the typed text is still there')
  assert.equal(draft.fieldState('notes'), 'conflict')
  assert.equal((await onServer(server, me, job.id)).job.order_number, null, 'no request is sent before the person has chosen')
})

for (const [choice, expected] of [
  ['mine', 'Green.'],
  ['theirs', 'Red.'],
  [{ text: 'Red and green.' }, 'Red and green.'],
]) {
  test(`rule 6: the person chooses ${typeof choice === 'string' ? choice : 'an edited text'}, and re-applies`, async (t) => {
    const [me, other] = [await person(t, server), await person(t, server, OFFICE2)]
    const job = await newJob(me)
    const draft = me.edit(job)
    const theirs = await changeElsewhere(other, job.id, { notes: 'Red.' })
    draft.set('notes', 'Green.')
    draft.set('priority', 9)
    await draft.save()
    draft.resolve({ notes: choice })
    assert.equal(draft.conflict, null)
    assert.equal((await draft.save()).state, 'clean')
    assert.equal(me.network.sent('PATCH').at(-1).headers['if-match'], theirs.etag)
    const { job: now } = await onServer(server, me, job.id)
    assert.deepEqual([now.notes, now.priority], [expected, 9])
  })
}

test('rule 6: a second conflict is handled like the first', async (t) => {
  const [me, other] = [await person(t, server), await person(t, server, OFFICE2)]
  const job = await newJob(me)
  const draft = me.edit(job)
  draft.set('notes', 'Mine.')
  await changeElsewhere(other, job.id, { notes: 'Theirs, one.' })
  await draft.save()
  draft.resolve({ notes: { text: 'Mine and theirs, one.' } })
  const second = await changeElsewhere(other, job.id, { notes: 'Theirs, two.' })
  assert.equal((await draft.save()).state, 'conflict')
  assert.equal(draft.get('notes'), 'Mine and theirs, one.')
  const [{ base, theirs, yours }] = draft.conflict.fields
  assert.deepEqual([base, theirs, yours], ['Theirs, one.', 'Theirs, two.', 'Mine and theirs, one.'])
  draft.resolve({ notes: 'mine' })
  assert.equal((await draft.save()).state, 'clean')
  assert.equal(me.network.sent('PATCH').at(-1).headers['if-match'], second.etag)
})

test('rule 6: a conflict between the merge and its re-application is handled like the first', async (t) => {
  const [me, other] = [await person(t, server), await person(t, server, OFFICE2)]
  const job = await newJob(me, { notes: 'A.\nB.\nC.' })
  const draft = me.edit(job)
  draft.set('notes', 'A, mine.\nB.\nC.')
  await changeElsewhere(other, job.id, { notes: 'A.\nB.\nC, theirs.' })
  const first = me.network.holdBack('PATCH')
  const saved = draft.save()
  await first.arrived
  const again = me.network.holdBack('PATCH')
  first.release()
  await again.arrived
  await changeElsewhere(other, job.id, { notes: 'A.\nB.\nC, theirs.\nD, theirs.' })
  again.release()
  const { state, theirChanges } = await saved
  assert.equal(state, 'clean')
  assert.equal(draft.get('notes'), 'A, mine.\nB.\nC, theirs.\nD, theirs.')
  assert.equal(theirChanges.length, 2)
  assert.equal(me.network.sent('PATCH').length, 3)
})

test('rule 7: a 428 loads the job and continues like a 412', async (t) => {
  const [me, other] = [await person(t, server), await person(t, server, OFFICE2)]
  const job = await newJob(me)
  const draft = me.edit(job)
  await changeElsewhere(other, job.id, { notes: 'Red.' })
  draft.set('notes', 'Green.')
  me.network.on('PATCH', dropRequestHeader('If-Match'))
  assert.equal((await draft.save()).state, 'conflict')
  assert.deepEqual(
    draft.conflict.fields.map(({ theirs, yours }) => [theirs, yours]),
    [['Red.', 'Green.']],
  )
  draft.resolve({ notes: 'mine' })
  assert.equal((await draft.save()).state, 'clean')
})

test('rule 7: a 428 without a change is retried once', async (t) => {
  const me = await person(t, server)
  const job = await newJob(me)
  me.network.on('POST', dropRequestHeader('If-Match'))
  await me.addEvent(job, 'Cut')
  me.network.on('POST', dropRequestHeader('If-Match'))
  me.network.on('POST', dropRequestHeader('If-Match'))
  await assert.rejects(me.addEvent(me.held(job.id), 'Bent'), { status: 428 })
  assert.deepEqual((await onServer(server, me, job.id)).events, ['Cut'])
})

test('rule 7: a tag that was refused is forgotten', async (t) => {
  const [me, other] = [await person(t, server), await person(t, server, OFFICE2)]
  const job = await newJob(me)
  const theirs = await changeElsewhere(other, job.id, { notes: 'Red.' })
  await assert.rejects(me.deleteJob(job), { status: 412 })
  assert.equal(me.held(job.id).etag, theirs.etag)
})

test('rule 8: a live update marks a field with unsaved text, and keeps the text', async (t) => {
  const [me, other] = [await person(t, server), await person(t, server, OFFICE2)]
  const job = await newJob(me)
  const draft = me.edit(job, { follow: true })
  draft.set('notes', 'Gre')
  me.follow(job.id)
  await whenTold(me, 'presence')
  const newer = whenTold(me, 'snapshot', ({ id }) => id === job.id)
  await changeElsewhere(other, job.id, { notes: 'Red.', name: 'Their name' })
  await newer
  assert.equal(draft.get('notes'), 'Gre')
  assert.equal(draft.get('name'), 'Their name', 'an untouched field follows')
  assert.deepEqual(Object.keys(draft.incoming), ['notes'])
  const { value, base, by } = draft.incoming.notes
  assert.deepEqual([value, base, by.name], ['Red.', 'Blue.', other.person.name])
  draft.takeIncoming('notes')
  assert.deepEqual([draft.get('notes'), draft.isDirty, Object.keys(draft.incoming)], ['Red.', false, []])
})

test('rule 8: typing on in a marked field does not take the newer tag', async (t) => {
  const [me, other] = [await person(t, server), await person(t, server, OFFICE2)]
  const job = await newJob(me)
  const draft = me.edit(job, { follow: true })
  draft.set('notes', 'Gre')
  await changeElsewhere(other, job.id, { notes: 'Red.' })
  await me.job(job.id)
  draft.set('notes', 'Green.')
  assert.equal((await draft.save()).state, 'conflict')
  assert.equal(me.network.sent('PATCH')[0].headers['if-match'], job.etag)
  assert.equal((await onServer(server, me, job.id)).job.notes, 'Red.')
})

test('rule 9: without an ETag header, the tag in the body is used', async (t) => {
  const me = await person(t, server)
  const { id } = await newJob(me)
  const fresh = await person(t, server)
  fresh.network.on(
    'GET',
    rewriteHeaders((headers) => headers.delete('etag')),
  )
  const job = await fresh.job(id)
  fresh.network.on(
    'POST',
    rewriteHeaders((headers) => headers.delete('etag')),
  )
  const { snapshot } = await fresh.addEvent(job, 'Cut')
  await fresh.addEvent(snapshot, 'Bent')
  assert.ok(fresh.network.sent('POST', '/events/').every(({ status }) => status === 201))
})

test('rule 9: a header that a proxy has changed is not used in If-Match', async (t) => {
  const me = await person(t, server)
  const { id, etag } = await newJob(me)
  const fresh = await person(t, server)
  fresh.network.on(
    'GET',
    rewriteHeaders((headers) => headers.set('etag', `W/${etag.replace(/"$/, '-gzip"')}`)),
  )
  assert.equal((await fresh.job(id)).etag, etag)
})

test('GET is conditional: a 304 returns the held job, part or list', async (t) => {
  const me = await person(t, server)
  const { id } = await newJob(me)
  const held = await me.job(id)
  assert.equal(await me.job(id), held)
  assert.equal(me.network.sent('GET', id).at(-1).status, 304)
  const events = await me.part(id, 'events')
  const again = await me.part(id, 'events')
  assert.deepEqual([events.notModified, again.notModified, again.data === events.data], [false, true, true])
  const page = await me.jobs({ limit: 3 })
  const pageAgain = await me.jobs({ limit: 3 })
  assert.deepEqual([page.notModified, pageAgain.notModified], [false, true])
  assert.deepEqual(pageAgain.items, page.items)
  assert.match(page.etag, /^W\//)
})

test('a list starts an edit without another GET', async (t) => {
  const me = await person(t, server)
  const {
    record: { name },
  } = await newJob(me)
  const fresh = await person(t, server)
  const {
    items: [item],
  } = await fresh.jobs({ q: name, limit: 1 })
  const draft = fresh.edit(item)
  draft.set('notes', 'From the list.')
  assert.equal((await draft.save()).state, 'clean')
  assert.equal(fresh.network.sent('GET', item.id).length, 0)
})
