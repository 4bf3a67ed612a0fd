// Actions: events, lines, acceptance, undo, deletion. Which are sent again automatically after another change, and which wait for the person.

import assert from 'node:assert/strict'
import { OFFICE, OFFICE2, changeElsewhere, newJob, onServer, person, tokenOf, whenPending, whenTold } from './support/people.mjs'
import { serverForThisFile } from './support/server.mjs'
import { test } from './support/test.mjs'
import { answerWith, loseAnswer } from './support/test-platform.mjs'

const server = await serverForThisFile()
const STEEL = { description: 'Steel', unit_rev: '100.00' }
const refusal = (promise) =>
  promise.then(
    () => assert.fail('it was done'),
    (error) => error,
  )

test("an event is sent again automatically after others' changes, and reports them", async (t) => {
  const [me, other] = [await person(t, server), await person(t, server, OFFICE2)]
  const job = await newJob(me)
  await changeElsewhere(other, job.id, { notes: 'Red.' })
  const merged = whenTold(me, 'merged')
  const { theirChanges, answer } = await me.addEvent(job, 'Cut')
  assert.equal(answer.event.description, 'Cut')
  assert.deepEqual(
    theirChanges.map(({ by }) => by.name),
    [other.person.name],
  )
  assert.equal((await merged).kind, 'event')
  const [refused, again] = me.network.sent('POST', '/events/')
  assert.equal(again.headers['idempotency-key'], refused.headers['idempotency-key'], 'the same change')
  assert.deepEqual((await onServer(server, me, job.id)).events, ['Cut'])
})

/** What others change, and which change of a quote's line is then sent again automatically. */
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

test('a changed line waits if anyone has changed its cost set', async (t) => {
  const me = await person(t, server)
  const {
    snapshot: opened,
    answer: { line },
  } = await me.addLine(await newJob(me), 'quote', STEEL)
  // The same page with another form, not queued behind the first: the form that was opened before has not seen this change.
  await me.changeLine(opened, 'quote', line.id, { quantity: '2.00' })
  const { conflict, mutation } = await refusal(me.changeLine(opened, 'quote', line.id, { quantity: '3.00' }))
  assert.deepEqual(
    conflict.changes.map(({ kind }) => kind),
    ['line_changed'],
  )
  await mutation.retry()
  assert.equal((await me.part(opened.id, 'quote')).data.lines[0].quantity, '3.00')
})

/** What another person made of the set, and whether a change of the first of its two lines needs a decision. */
const LINES = [
  ['the other line', (other, job, [, second]) => other.changeLine(job, 'quote', second.id, { quantity: '9' }), { change: [], remove: [] }],
  [
    'another field of it',
    (other, job, [first]) => other.changeLine(job, 'quote', first.id, { description: 'Zinc' }),
    { change: [], remove: ['description'] },
  ],
  [
    'the same field of it',
    (other, job, [first]) => other.changeLine(job, 'quote', first.id, { quantity: '9' }),
    { change: ['quantity'], remove: ['quantity'] },
  ],
  [
    'the same field, alike',
    (other, job, [first]) => other.changeLine(job, 'quote', first.id, { quantity: '3.00' }),
    { change: [], remove: ['quantity'] },
  ],
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
        assert.deepEqual(
          conflict.fields.map(({ field }) => field),
          expected[wish],
        )
        assert.equal((await me.part(job.id, 'cost-sets/quote')).data.lines.length, 2, 'no change is made unseen')
        await mutation.retry()
      } else assert.equal((await wished).theirChanges.length, 1)
      const now = (await me.part(job.id, 'cost-sets/quote')).data.lines.find((line) => line.id === id)
      assert.equal(now?.quantity, wish === 'change' ? '3.00' : undefined)
    })
  }
}

test('a line that both changed is sent with the chosen fields, as a new change', async (t) => {
  const [me, other] = [await person(t, server), await person(t, server, OFFICE2)]
  const {
    snapshot: job,
    answer: { line },
  } = await me.addLine(await newJob(me), 'quote', STEEL)
  const seen = await me.part(job.id, 'cost-sets/quote')
  await other.changeLine(job, 'quote', line.id, { quantity: '9', unit_rev: '90' })
  const { mutation } = await refusal(me.changeLine(seen, 'quote', line.id, { quantity: '3', unit_rev: '80' }))
  await mutation.retry({ unit_rev: '80' })
  const [now] = (await me.part(job.id, 'cost-sets/quote')).data.lines
  assert.deepEqual([now.quantity, now.unit_rev], ['9.00', '80.00'])
  const [refused, again] = me.network.sent('PATCH', '/lines/')
  assert.notEqual(again.headers['idempotency-key'], refused.headers['idempotency-key'])
})

test('lines requested before the refusal are not used for it', async (t) => {
  const [me, other] = [await person(t, server), await person(t, server, OFFICE2)]
  const {
    snapshot: job,
    answer: { line },
  } = await me.addLine(await newJob(me), 'quote', STEEL)
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
  // The client reads the refusal and sends the requests that follow from it.
  for (let turn = 0; turn < 10; turn += 1) await new Promise(setImmediate)
  late.release()
  assert.equal((await early).data.lines[0].quantity, '1.00', 'the old one')
  const { conflict } = await refusal(wished)
  assert.deepEqual(
    conflict.fields.map(({ theirs }) => theirs),
    ['9.00'],
  )
})

test('four people on two lines never overwrite a value that they have not seen', async (t) => {
  const people = await Promise.all([person(t, server), person(t, server, OFFICE2), person(t, server), person(t, server, OFFICE2)])
  const { snapshot: first } = await people[0].addLine(await newJob(people[0]), 'quote', STEEL)
  const { snapshot: job } = await people[0].addLine(first, 'quote', { description: 'Rivets' })
  const made = []
  let waited = 0
  await Promise.all(
    people.map(async (me, who) => {
      for (let round = 0; round < 25; round += 1) {
        const seen = await me.part(job.id, 'cost-sets/quote')
        const line = seen.data.lines[(round + who) % 2]
        const field = ['quantity', 'unit_rev', 'description'][(round * (who + 1)) % 3]
        const value = field === 'description' ? `Of ${who} in ${round}` : `${who + 1}${String(round).padStart(2, '0')}.00`
        try {
          const { snapshot } = await me.changeLine(seen, 'quote', line.id, { [field]: value })
          made.push({ what: line.id + field, saw: line[field], value, at: snapshot.updatedAt })
        } catch (error) {
          assert.deepEqual(
            error.conflict?.fields.map(({ field }) => field),
            [field],
            error,
          )
          error.mutation.discard()
          waited += 1
        }
      }
    }),
  )
  const values = new Map()
  for (const { what, saw, value } of made.sort((a, b) => (a.at < b.at ? -1 : 1))) {
    assert.equal(saw, values.get(what) ?? saw)
    values.set(what, value)
  }
  for (const line of (await people[0].part(job.id, 'cost-sets/quote')).data.lines) {
    for (const field of ['quantity', 'unit_rev', 'description']) assert.equal(line[field], values.get(line.id + field) ?? line[field])
  }
  assert.equal(made.length + waited, 100)
  assert.ok(waited > 0, 'there were changes that could conflict')
})

test('a line of a quote that was accepted in the meantime waits, even if nobody changed it', async (t) => {
  const [me, other] = [await person(t, server), await person(t, server, OFFICE2)]
  const {
    snapshot: job,
    answer: { line },
  } = await me.addLine(await newJob(me), 'quote', STEEL)
  const seen = await me.part(job.id, 'cost-sets/quote')
  await other.acceptQuote(job)
  const { conflict, mutation } = await refusal(me.changeLine(seen, 'quote', line.id, { unit_rev: '120.00' }))
  assert.deepEqual([conflict.fields, conflict.changes.map(({ kind }) => kind)], [[], ['quote_accepted']])
  await mutation.retry()
})

test('a changed line of a quote that was accepted in the meantime shows both sides first', async (t) => {
  const [me, other] = [await person(t, server), await person(t, server, OFFICE2)]
  const {
    snapshot: job,
    answer: { line },
  } = await me.addLine(await newJob(me), 'quote', STEEL)
  const seen = await me.part(job.id, 'cost-sets/quote')
  const { snapshot: changed } = await other.changeLine(job, 'quote', line.id, { unit_rev: '110.00' })
  await other.acceptQuote(changed)
  const { conflict } = await refusal(me.changeLine(seen, 'quote', line.id, { unit_rev: '120.00' }))
  assert.deepEqual(
    conflict.fields.map(({ base, theirs, yours }) => [base, theirs, yours]),
    [['100.00', '110.00', '120.00']],
  )
})

for (const [fault, how] of [
  ['lost', loseAnswer()],
  ['503', answerWith(503)],
  ['403', answerWith(403)],
]) {
  test(`a line is not sent unseen if the lines cannot be read (${fault})`, async (t) => {
    const [me, other] = [await person(t, server), await person(t, server, OFFICE2)]
    const {
      snapshot: job,
      answer: { line },
    } = await me.addLine(await newJob(me), 'quote', STEEL)
    const seen = await me.part(job.id, 'cost-sets/quote')
    await other.changeLine(job, 'quote', line.id, { unit_rev: '110.00' })
    me.network.on('GET', how, '/cost-sets/quote/')
    const { mutation, conflict } = await refusal(me.changeLine(seen, 'quote', line.id, { unit_rev: '120.00' }))
    assert.deepEqual(conflict.fields, [])
    const again = await refusal(mutation.retry())
    assert.deepEqual(
      again.conflict.fields.map(({ theirs }) => theirs),
      ['110.00'],
    )
    await again.mutation.retry()
    assert.equal((await me.part(job.id, 'cost-sets/quote')).data.lines[0].unit_rev, '120.00')
  })
}

test('conflicts are found against the lines that were shown last', async (t) => {
  const [me, other] = [await person(t, server), await person(t, server, OFFICE2)]
  const {
    snapshot: job,
    answer: { line },
  } = await me.addLine(await newJob(me), 'quote', STEEL)
  const seen = await me.part(job.id, 'cost-sets/quote')
  const { snapshot } = await other.changeLine(job, 'quote', line.id, { unit_rev: '110.00' })
  const { mutation } = await refusal(me.changeLine(seen, 'quote', line.id, { unit_rev: '120.00' }))
  // Another line is added in between: what was shown of this one is still current.
  await other.addLine(snapshot, 'quote', { description: 'Zinc' })
  await mutation.retry()
  assert.equal((await me.part(job.id, 'cost-sets/quote')).data.lines[0].unit_rev, '120.00')
})

test('a change sent after a reload is still compared with what the person saw', async (t) => {
  const [me, other] = [await person(t, server), await person(t, server, OFFICE2)]
  const {
    snapshot: job,
    answer: { line },
  } = await me.addLine(await newJob(me), 'quote', STEEL)
  const seen = await me.part(job.id, 'cost-sets/quote')
  me.network.isDown = true
  me.changeLine(seen, 'quote', line.id, { unit_rev: '120.00' }).catch(() => {})
  await whenPending(me, job.id, 'waiting')
  await other.changeLine(job, 'quote', line.id, { description: 'Zinc' })
  me.close()
  const next = await person(t, server, OFFICE, { browser: me.browser })
  await whenTold(next, 'merged')
  const [now] = (await next.part(job.id, 'cost-sets/quote')).data.lines
  assert.deepEqual([now.description, now.unit_rev], ['Zinc', '120.00'])
})

test("a person's own change of a line is not shown as another person's", async (t) => {
  const [me, other] = [await person(t, server), await person(t, server, OFFICE2)]
  const { snapshot } = await me.addLine(await newJob(me), 'quote', STEEL)
  const { snapshot: job } = await me.addLine(snapshot, 'quote', { description: 'Rivets' })
  const seen = await me.part(job.id, 'cost-sets/quote')
  const [first, second] = seen.data.lines
  const held = me.network.hold('PATCH', '/lines/')
  const one = me.changeLine(seen, 'quote', first.id, { quantity: '2' })
  const two = me.changeLine(seen, 'quote', first.id, { quantity: '3' })
  await held.arrived
  await other.changeLine(await other.job(job.id), 'quote', second.id, { quantity: '9' })
  held.release()
  await one
  assert.equal((await two).answer.line.quantity, '3.00')
})

test('lines added one after the other do not count as duplicates', async (t) => {
  const [me, other] = [await person(t, server), await person(t, server, OFFICE2)]
  const job = await newJob(me)
  const seen = await me.part(job.id, 'cost-sets/quote')
  const held = me.network.hold('POST', '/lines/')
  const one = me.addLine(seen, 'quote', { description: 'Zinc', quantity: '2' })
  const two = me.addLine(seen, 'quote', { description: 'Zinc', quantity: '2.0' })
  await held.arrived
  await other.addLine(await other.job(job.id), 'quote', STEEL)
  held.release()
  await one
  await two
  assert.equal((await me.part(job.id, 'cost-sets/quote')).data.lines.length, 3)
})

test('a change that is discarded while its lines are loaded is not made', async (t) => {
  const [me, other] = [await person(t, server), await person(t, server, OFFICE2)]
  const {
    snapshot: job,
    answer: { line },
  } = await me.addLine(await newJob(me), 'quote', STEEL)
  const seen = await me.part(job.id, 'cost-sets/quote')
  await other.changeLine(job, 'quote', line.id, { unit_rev: '110.00' })
  const held = me.network.hold('GET', '/cost-sets/quote/')
  const wished = refusal(me.changeLine(seen, 'quote', line.id, { unit_rev: '120.00' }))
  await held.arrived
  assert.ok(me.held(job.id).updatedAt > job.updatedAt, 'the newer job is loaded by then')
  me.pending(job.id)[0].discard()
  held.release()
  assert.equal((await wished).name, 'DiscardedError')
  await me.addEvent(me.held(job.id), 'The lane is free')
  assert.deepEqual(me.pending(job.id), [])
  assert.equal((await me.part(job.id, 'cost-sets/quote')).data.lines[0].unit_rev, '110.00')
})

test('undoing a change of a line waits for the person who has changed it', async (t) => {
  const [me, other] = [await person(t, server), await person(t, server, OFFICE2)]
  const {
    snapshot,
    answer: { line },
  } = await me.addLine(await newJob(me), 'actual', STEEL)
  const { snapshot: job } = await me.changeLine(snapshot, 'actual', line.id, { description: 'Zinc' })
  const seen = await me.part(job.id, 'cost-sets/actual')
  const [{ change_id: id }] = (await other.part(job.id, 'changes')).data.changes
  await other.undo(await other.job(job.id), id)
  const { conflict } = await refusal(me.changeLine(seen, 'actual', line.id, { quantity: '3' }))
  assert.deepEqual(
    conflict.changes.map(({ kind }) => kind),
    ['undone'],
  )
})

test('values that are not strings are left to the server, also after another change', async (t) => {
  const [me, other] = [await person(t, server), await person(t, server, OFFICE2)]
  const {
    snapshot: job,
    answer: { line },
  } = await me.addLine(await newJob(me), 'quote', STEEL)
  const seen = await me.part(job.id, 'cost-sets/quote')
  await other.changeLine(job, 'quote', line.id, { description: 'Zinc' })
  const { conflict, mutation } = await refusal(me.changeLine(seen, 'quote', line.id, { description: null }))
  assert.deepEqual(
    conflict.fields.map(({ field }) => field),
    ['description'],
  )
  assert.equal((await refusal(mutation.retry())).status, 400)
})

test('an action that a listener sends again settles the new promise', async (t) => {
  const [me, other] = [await person(t, server), await person(t, server, OFFICE2)]
  const { snapshot: job } = await me.addLine(await newJob(me), 'quote', STEEL)
  await changeElsewhere(other, job.id, { notes: 'Red.' })
  const settled = new Promise((resolve) => {
    const off = me.on('mutation', (mutation) => {
      if (mutation.state !== 'conflict') return
      off()
      resolve(mutation.retry())
    })
  })
  assert.ok((await refusal(me.acceptQuote(job))).conflict)
  assert.notEqual((await settled).snapshot.record.quote_acceptance_date, null)
})

test('the same line added by both waits for the person; a different one is sent', async (t) => {
  const [me, other] = [await person(t, server), await person(t, server, OFFICE2)]
  const { snapshot: job } = await me.addLine(await newJob(me), 'quote', STEEL)
  const seen = await me.part(job.id, 'cost-sets/quote')
  await other.addLine(job, 'quote', { description: 'Zinc', quantity: '2' })
  const { conflict } = await refusal(me.addLine(seen, 'quote', { description: 'Zinc', quantity: '2.00' }))
  assert.deepEqual(
    conflict.fields.map(({ field, theirs }) => [field, theirs]),
    [['description', 'Zinc']],
  )
  assert.equal((await me.addLine(seen, 'quote', { description: 'Zinc', quantity: '3' })).theirChanges.length, 1)
})

/** Decisions about the whole job as the person saw it. */
const DECISIONS = [
  ['accepting', 'acceptQuote', (me, job) => me.acceptQuote(job)],
  ['revising', 'reviseQuote', (me, job) => me.reviseQuote(job)],
  ['deleting', 'deleteJob', (me, job) => me.deleteJob(job)],
  ['undoing', 'undo', async (me, job, change) => me.undo(job, change)],
]
for (const [what, , act] of DECISIONS) {
  test(`${what} waits for the person, whatever has changed, and is then sent with one click`, async (t) => {
    const [me, other] = [await person(t, server), await person(t, server, OFFICE2)]
    const { snapshot: quoted } = await me.addLine(await newJob(me), 'quote', STEEL)
    const { snapshot: job } = await me.patch(quoted, { priority: 5 })
    const {
      data: {
        changes: [{ change_id: change }],
      },
    } = await me.part(job.id, 'changes')
    await other.addEvent(await other.job(job.id), 'Rang them')
    const before = me.network.changes.length
    const error = await refusal(act(me, job, change))
    assert.equal(me.network.changes.length, before + 1)
    assert.equal(error.merge, null)
    assert.deepEqual(error.conflict.fields, [])
    assert.deepEqual(
      error.conflict.by.map(({ name }) => name),
      [other.person.name],
    )
    const [pending] = me.pending(job.id)
    assert.deepEqual([pending, pending.state], [error.mutation, 'conflict'])
    await error.mutation.retry()
    assert.equal(me.network.changes.at(-1).headers['if-match'], error.currentEtag)
    assert.deepEqual(me.pending(job.id), [])
  })
}

for (const [what, , act] of DECISIONS.slice(0, 3)) {
  test(`${what} is sent again automatically after changes by this page itself`, async (t) => {
    const me = await person(t, server)
    const { snapshot: job } = await me.addLine(await newJob(me), 'quote', STEEL)
    await me.patch(job, { notes: 'Saved while the person was asked.' })
    const done = await act(me, job)
    assert.deepEqual(me.pending(job.id), [])
    assert.ok(done.answer)
  })
}

test('an action that waits for the person blocks nothing, and can be discarded', async (t) => {
  const [me, other] = [await person(t, server), await person(t, server, OFFICE2)]
  const job = await newJob(me)
  await changeElsewhere(other, job.id, { notes: 'Red.' })
  const { mutation } = await refusal(me.deleteJob(job))
  await me.addEvent(me.held(job.id), 'Cut')
  mutation.discard()
  assert.deepEqual([me.pending(job.id), me.browser.storage.work], [[], []])
  assert.deepEqual((await onServer(server, me, job.id)).events, ['Cut'])
})

test("a queued change continues from the response to an own one, but not past another person's", async (t) => {
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
  assert.deepEqual(
    conflict.changes.map(({ by, fields }) => [by.name, fields]),
    [
      [other.person.name, ['name']],
      [me.person.name, ['notes']],
    ],
  )
  assert.deepEqual(
    conflict.by.map(({ name }) => name),
    [other.person.name],
  )
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

test("a job can be restored with the tag of the deletion's response or of the deleted list", async (t) => {
  const me = await person(t, server)
  const job = await newJob(me)
  const gone = whenTold(me, 'gone')
  const { snapshot, answer } = await me.deleteJob(job)
  assert.deepEqual([snapshot, await gone, me.held(job.id)], [null, job.id, null])
  const { items } = await me.jobs({ deleted: true, q: job.record.name })
  assert.equal(items[0].etag, answer.etag)
  assert.equal(me.held(job.id), null, 'a list of deleted records restores none')
  await me.restoreJob(items[0])
  assert.equal(me.held(job.id).record.name, job.record.name)
})

test('creating a record is retried after a lost response, and creates one', async (t) => {
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

test('a refused event stays until the person has dealt with it', async (t) => {
  const me = await person(t, server)
  const job = await newJob(me)
  const error = await refusal(me.addEvent(job, '   '))
  assert.equal(error.status, 400)
  assert.deepEqual([me.pending(job.id)[0], error.mutation.state], [error.mutation, 'failed'])
  error.mutation.discard()
  assert.deepEqual(me.pending(job.id), [])
})

test('clients and contacts are created, changed and removed with their own tags', async (t) => {
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

test('no change is possible without a sign-in', async (t) => {
  const me = await person(t, server)
  const job = await newJob(me)
  await me.logout()
  // The token that other tests here share has ended; they sign in again.
  tokenOf.forget(server)
  await assert.rejects(me.addEvent(job, 'By whom?'), { status: 401 })
})
