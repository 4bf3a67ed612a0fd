// Actions: events, lines, acceptance, undo, deletion. What goes past another's change by itself, and what waits for the person.

import assert from 'node:assert/strict'
import { OFFICE2, changeElsewhere, newJob, onServer, person, tokenOf, whenTold } from './support/people.mjs'
import { serverForThisFile } from './support/server.mjs'
import { test } from './support/test.mjs'
import { loseAnswer } from './support/world.mjs'

const server = await serverForThisFile()
const STEEL = { description: 'Steel', unit_rev: '100.00' }
const refusal = (promise) => promise.then(() => assert.fail('it was done'), (error) => error)

test('an event goes past others\' changes by itself, and reports them', async (t) => {
  const [me, other] = [await person(t, server), await person(t, server, OFFICE2)]
  const job = await newJob(me)
  await changeElsewhere(other, job.id, { notes: 'Red.' })
  const merged = whenTold(me, 'merged')
  const { theirChanges, answer } = await me.addEvent(job, 'Cut')
  assert.equal(answer.event.description, 'Cut')
  assert.deepEqual(theirChanges.map(({ by }) => by.name), [other.person.name])
  assert.equal((await merged).kind, 'event')
  const [refused, again] = me.network.sent('POST', '/events/')
  assert.equal(again.headers['idempotency-key'], refused.headers['idempotency-key'], 'the same act')
  assert.deepEqual((await onServer(server, me, job.id)).events, ['Cut'])
})

/** What others do, and which change of a quote's line then goes past it by itself. */
const MEANWHILE = [
  ['renamed the job', (other, job) => changeElsewhere(other, job.id, { name: 'Their name' }), { quote: 'passes', actual: 'passes' }],
  ['added an event', (other, job) => other.addEvent(job, 'Rang them'), { quote: 'passes', actual: 'passes' }],
  ['changed the estimate', (other, job) => other.addLine(job, 'estimate', STEEL), { quote: 'passes', actual: 'passes' }],
  ['changed the quote', (other, job) => other.addLine(job, 'quote', STEEL), { quote: 'waits', actual: 'passes' }],
  ['accepted the quote', (other, job) => other.acceptQuote(job), { quote: 'waits', actual: 'passes' }],
  ['moved the job', (other, job) => changeElsewhere(other, job.id, { status: 'special' }), { quote: 'waits', actual: 'passes' }],
]
for (const [what, act, expected] of MEANWHILE) {
  for (const kind of ['quote', 'actual']) {
    test(`others ${what}: a new line of the ${kind} ${expected[kind]}`, async (t) => {
      const [me, other] = [await person(t, server), await person(t, server, OFFICE2)]
      const { snapshot: job } = await me.addLine(await newJob(me), 'quote', STEEL)
      await act(other, job)
      const added = me.addLine(job, kind, { description: 'Zinc' })
      if (expected[kind] === 'passes') {
        assert.equal((await added).theirChanges.length, 1)
      } else {
        const { conflict, mutation } = await refusal(added)
        assert.equal(conflict.changes.length, 1)
        await mutation.retry()
      }
      const lines = (await me.part(job.id, `cost-sets/${kind}`)).data.lines.map(({ description }) => description)
      assert.equal(lines.filter((description) => description === 'Zinc').length, 1)
    })
  }
}

test('a changed line waits where its cost set was touched, by whomever', async (t) => {
  const me = await person(t, server)
  const { snapshot: opened, answer: { line } } = await me.addLine(await newJob(me), 'quote', STEEL)
  // The same page, another form, and not queued behind one another: the form that was opened before has not seen this.
  await me.changeLine(opened, 'quote', line.id, { quantity: '2.00' })
  const { conflict, mutation } = await refusal(me.changeLine(opened, 'quote', line.id, { quantity: '3.00' }))
  assert.deepEqual(conflict.changes.map(({ kind }) => kind), ['line_changed'])
  await mutation.retry()
  assert.equal((await me.part(opened.id, 'quote')).data.lines[0].quantity, '3.00')
})

/** What another made of the set that was seen, and whether a change of the first of its two lines must be looked at. */
const LINES = [
  ['the other line', (other, job, [, second]) => other.changeLine(job, 'quote', second.id, { quantity: '9' }), { change: [], remove: [] }],
  ['another field of it', (other, job, [first]) => other.changeLine(job, 'quote', first.id, { description: 'Zinc' }), { change: [], remove: ['description'] }],
  ['the same field of it', (other, job, [first]) => other.changeLine(job, 'quote', first.id, { quantity: '9' }), { change: ['quantity'], remove: ['quantity'] }],
  ['the same field, alike', (other, job, [first]) => other.changeLine(job, 'quote', first.id, { quantity: '3.00' }), { change: [], remove: ['quantity'] }],
  ['a line more', (other, job) => other.addLine(job, 'quote', { description: 'Zinc' }), { change: [], remove: [] }],
]
for (const [what, act, expected] of LINES) {
  for (const wish of ['change', 'remove']) {
    test(`others made ${what}: to ${wish} a line that was seen ${expected[wish].length ? 'waits' : 'passes'}`, async (t) => {
      const [me, other] = [await person(t, server), await person(t, server, OFFICE2)]
      const { snapshot } = await me.addLine(await newJob(me), 'quote', STEEL)
      const { snapshot: job } = await me.addLine(snapshot, 'quote', { description: 'Rivets' })
      const seen = await me.part(job.id, 'cost-sets/quote')
      await act(other, job, seen.data.lines)
      const [{ id }] = seen.data.lines
      const wished = wish === 'change' ? me.changeLine(seen, 'quote', id, { quantity: '3' }) : me.removeLine(seen, 'quote', id)
      if (expected[wish].length) {
        const { conflict, mutation } = await refusal(wished)
        assert.deepEqual(conflict.fields.map(({ field }) => field), expected[wish])
        assert.equal((await me.part(job.id, 'cost-sets/quote')).data.lines.length, 2, 'nothing is done unseen')
        await mutation.retry()
      } else assert.equal((await wished).theirChanges.length, 1)
      const now = (await me.part(job.id, 'cost-sets/quote')).data.lines.find((line) => line.id === id)
      assert.equal(now?.quantity, wish === 'change' ? '3.00' : undefined)
    })
  }
}

test('a line that both changed goes as it is chosen, field by field, as another act', async (t) => {
  const [me, other] = [await person(t, server), await person(t, server, OFFICE2)]
  const { snapshot: job, answer: { line } } = await me.addLine(await newJob(me), 'quote', STEEL)
  const seen = await me.part(job.id, 'cost-sets/quote')
  await other.changeLine(job, 'quote', line.id, { quantity: '9', unit_rev: '90' })
  const { mutation } = await refusal(me.changeLine(seen, 'quote', line.id, { quantity: '3', unit_rev: '80' }))
  await mutation.retry({ unit_rev: '80' })
  const [now] = (await me.part(job.id, 'cost-sets/quote')).data.lines
  assert.deepEqual([now.quantity, now.unit_rev], ['9.00', '80.00'])
  const [refused, again] = me.network.sent('PATCH', '/lines/')
  assert.notEqual(again.headers['idempotency-key'], refused.headers['idempotency-key'])
})

test('lines that were asked for before the refusal do not answer for it', async (t) => {
  const [me, other] = [await person(t, server), await person(t, server, OFFICE2)]
  const { snapshot: job, answer: { line } } = await me.addLine(await newJob(me), 'quote', STEEL)
  const seen = await me.part(job.id, 'cost-sets/quote')
  const late = me.network.hold('GET')
  const early = me.part(job.id, 'cost-sets/quote')
  await late.arrived
  await other.changeLine(job, 'quote', line.id, { quantity: '9' })
  const refused = me.network.hold('PATCH', '/lines/')
  const wished = me.changeLine(seen, 'quote', line.id, { quantity: '3' })
  await refused.arrived
  refused.release()
  await me.network.quiet()
  // The refusal is read, and what it asks for is asked.
  for (let turn = 0; turn < 10; turn += 1) await new Promise(setImmediate)
  late.release()
  assert.equal((await early).data.lines[0].quantity, '1.00', 'the old one')
  const { conflict } = await refusal(wished)
  assert.deepEqual(conflict.fields.map(({ theirs }) => theirs), ['9.00'])
})

test('four people at two lines: nobody overwrites a value that they have not seen', async (t) => {
  const people = await Promise.all([person(t, server), person(t, server, OFFICE2), person(t, server), person(t, server, OFFICE2)])
  const { snapshot: first } = await people[0].addLine(await newJob(people[0]), 'quote', STEEL)
  const { snapshot: job } = await people[0].addLine(first, 'quote', { description: 'Rivets' })
  const made = []
  let waited = 0
  await Promise.all(people.map(async (me, who) => {
    for (let round = 0; round < 25; round += 1) {
      const seen = await me.part(job.id, 'cost-sets/quote')
      const line = seen.data.lines[(round + who) % 2]
      const field = ['quantity', 'unit_rev', 'description'][(round * (who + 1)) % 3]
      const value = field === 'description' ? `Of ${who} in ${round}` : `${who + 1}${String(round).padStart(2, '0')}.00`
      try {
        const { snapshot } = await me.changeLine(seen, 'quote', line.id, { [field]: value })
        made.push({ what: line.id + field, saw: line[field], value, at: snapshot.updatedAt })
      } catch (error) {
        assert.deepEqual(error.conflict?.fields.map((clash) => clash.field), [field], error)
        error.mutation.discard()
        waited += 1
      }
    }
  }))
  const values = new Map()
  for (const { what, saw, value } of made.sort((a, b) => (a.at < b.at ? -1 : 1))) {
    assert.equal(saw, values.get(what) ?? saw)
    values.set(what, value)
  }
  for (const line of (await people[0].part(job.id, 'cost-sets/quote')).data.lines) {
    for (const field of ['quantity', 'unit_rev', 'description']) assert.equal(line[field], values.get(line.id + field) ?? line[field])
  }
  assert.equal(made.length + waited, 100)
  assert.ok(waited > 0, 'there was something to race for')
})

test('the same line, added by both, is asked about; another one passes', async (t) => {
  const [me, other] = [await person(t, server), await person(t, server, OFFICE2)]
  const { snapshot: job } = await me.addLine(await newJob(me), 'quote', STEEL)
  const seen = await me.part(job.id, 'cost-sets/quote')
  await other.addLine(job, 'quote', { description: 'Zinc', quantity: '2' })
  const { conflict } = await refusal(me.addLine(seen, 'quote', { description: 'Zinc', quantity: '2.00' }))
  assert.deepEqual(conflict.fields.map(({ field, theirs }) => [field, theirs]), [['description', 'Zinc']])
  assert.equal((await me.addLine(seen, 'quote', { description: 'Zinc', quantity: '3' })).theirChanges.length, 1)
})

/** Decisions about the whole job as it was seen. */
const DECISIONS = [
  ['accepting', 'acceptQuote', (me, job) => me.acceptQuote(job)],
  ['revising', 'reviseQuote', (me, job) => me.reviseQuote(job)],
  ['deleting', 'deleteJob', (me, job) => me.deleteJob(job)],
  ['undoing', 'undo', async (me, job, change) => me.undo(job, change)],
]
for (const [what, , act] of DECISIONS) {
  test(`${what} waits for the person, whatever the other changed, and then goes in one click`, async (t) => {
    const [me, other] = [await person(t, server), await person(t, server, OFFICE2)]
    const { snapshot: quoted } = await me.addLine(await newJob(me), 'quote', STEEL)
    const { snapshot: job } = await me.patch(quoted, { priority: 5 })
    const { data: { changes: [{ change_id: change }] } } = await me.part(job.id, 'changes')
    await other.addEvent(await other.job(job.id), 'Rang them')
    const before = me.network.changes.length
    const error = await refusal(act(me, job, change))
    assert.equal(me.network.changes.length, before + 1)
    assert.equal(error.merge, null)
    assert.deepEqual(error.conflict.fields, [])
    assert.deepEqual(error.conflict.by.map(({ name }) => name), [other.person.name])
    const [pending] = me.pending(job.id)
    assert.deepEqual([pending, pending.state], [error.mutation, 'conflict'])
    await error.mutation.retry()
    assert.equal(me.network.changes.at(-1).headers['if-match'], error.currentEtag)
    assert.deepEqual(me.pending(job.id), [])
  })
}

test('an action that waits for the person holds nobody up, and can be discarded', async (t) => {
  const [me, other] = [await person(t, server), await person(t, server, OFFICE2)]
  const job = await newJob(me)
  await changeElsewhere(other, job.id, { notes: 'Red.' })
  const { mutation } = await refusal(me.deleteJob(job))
  await me.addEvent(me.held(job.id), 'Cut')
  mutation.discard()
  assert.deepEqual([me.pending(job.id), me.browser.storage.work], [[], []])
  assert.deepEqual((await onServer(server, me, job.id)).events, ['Cut'])
})

test('a change queued behind an own one goes on from its answer, but not past a foreign one unseen', async (t) => {
  const [me, other] = [await person(t, server), await person(t, server, OFFICE2)]
  const { snapshot: job } = await me.addLine(await newJob(me), 'quote', STEEL)
  const draft = me.edit(job)
  draft.set('notes', 'Mine.')
  const first = me.network.holdBack('PATCH')
  const [saved, accepted] = [draft.save(), refusal(me.acceptQuote(job))]
  await first.arrived
  await changeElsewhere(other, job.id, { name: 'Their name' })
  first.release()
  assert.equal((await saved).state, 'clean')
  const { conflict } = await accepted
  assert.deepEqual(conflict.changes.map(({ by, fields }) => [by.name, fields]), [[other.person.name, ['name']], [me.person.name, ['notes']]])
  assert.deepEqual(conflict.by.map(({ name }) => name), [other.person.name])
  assert.equal((await onServer(server, me, job.id)).job.status, 'draft')
})

test('a part of a job names the version that it shows', async (t) => {
  const [me, other] = [await person(t, server), await person(t, server, OFFICE2)]
  const { snapshot: job } = await me.addLine(await newJob(me), 'quote', STEEL)
  const quote = await me.part(job.id, 'quote')
  await other.addLine(await other.job(job.id), 'quote', STEEL)
  await me.job(job.id)
  const { yourEtag } = await refusal(me.acceptQuote(quote))
  assert.equal(yourEtag, quote.etag)
})

test('delete, and restore with the tag of the answer or of the list of the deleted', async (t) => {
  const me = await person(t, server)
  const job = await newJob(me)
  const gone = whenTold(me, 'gone')
  const { snapshot, answer } = await me.deleteJob(job)
  assert.deepEqual([snapshot, await gone, me.held(job.id)], [null, job.id, null])
  const { items } = await me.jobs({ deleted: true, q: job.record.name })
  assert.equal(items[0].etag, answer.etag)
  assert.equal(me.held(job.id), null, 'a list of the deleted brings none back')
  await me.restoreJob(items[0])
  assert.equal(me.held(job.id).record.name, job.record.name)
})

test('creating is repeated after a lost answer, and makes one', async (t) => {
  const me = await person(t, server)
  me.network.on('POST', loseAnswer(), '/jobs/')
  const created = me.create('/jobs/', { name: 'Onlyoncebracket' })
  await whenTold(me, 'mutation', ({ state }) => state === 'waiting')
  me.retryNow()
  const { snapshot, replayed } = await created
  assert.ok(replayed)
  assert.equal(snapshot.path, `/jobs/${snapshot.id}/`)
  assert.equal((await me.jobs({ q: 'Onlyoncebracket' })).items.length, 1)
})

test('a refused event is kept until the person has dealt with it', async (t) => {
  const me = await person(t, server)
  const job = await newJob(me)
  const error = await refusal(me.addEvent(job, '   '))
  assert.equal(error.status, 400)
  assert.deepEqual([me.pending(job.id)[0], error.mutation.state], [error.mutation, 'failed'])
  error.mutation.discard()
  assert.deepEqual(me.pending(job.id), [])
})

test('clients and contacts are made, changed and removed with tags of their own', async (t) => {
  const me = await person(t, server)
  const { snapshot: client } = await me.create('/clients/', { name: 'Tinsmiths' })
  const { snapshot: contact } = await me.create(`${client.path}contacts/`, { name: 'Ada' })
  const draft = me.edit(contact)
  draft.set('phone', '12')
  await draft.save()
  assert.equal((await me.record(contact.path)).record.phone, '12')
  await assert.rejects(me.remove(contact), { status: 412 })
  const [{ snapshot }] = [await me.remove(draft.shown)]
  assert.equal(snapshot, null)
  await assert.rejects(me.record(contact.path), { status: 404 })
})

test('nothing is done for nobody', async (t) => {
  const me = await person(t, server)
  const job = await newJob(me)
  await me.logout()
  // The token that others here share has ended; they sign in anew.
  tokenOf.forget(server)
  await assert.rejects(me.addEvent(job, 'By whom?'), { status: 401 })
})
