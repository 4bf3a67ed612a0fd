// A half-typed date or amount is stored like all text, and only sent when it is complete.

import assert from 'node:assert/strict'
import { OFFICE, OFFICE2, changeElsewhere, newJob, onServer, person } from './support/people.mjs'
import { serverForThisFile } from './support/server.mjs'
import { test } from './support/test.mjs'
import { Browser, ManualClock } from './support/test-platform.mjs'

const server = await serverForThisFile()

test('an incomplete value is dirty, and sent only when complete', async (t) => {
  const clock = new ManualClock()
  const me = await person(t, server, OFFICE, { clock })
  const job = await newJob(me)
  const draft = me.edit(job, { autosave: 700 })
  draft.setUnfinished('delivery_date', '0002-11-11')
  draft.set('notes', 'Ring first.')
  assert.deepEqual([draft.isUnfinished('delivery_date'), draft.dirtyFields, draft.state], [true, ['delivery_date', 'notes'], 'dirty'])
  await draft.save()
  me.tab.page.fire('hidden')
  const { job: between } = await onServer(server, me, job.id)
  assert.deepEqual([between.notes, between.delivery_date, draft.state], ['Ring first.', null, 'dirty'])
  draft.set('delivery_date', '2026-11-11')
  assert.ok(!draft.isUnfinished('delivery_date'))
  assert.equal((await draft.save()).state, 'clean')
  assert.equal((await onServer(server, me, job.id)).job.delivery_date, '2026-11-11')
  assert.deepEqual(
    me.network.sent('PATCH').map(({ body }) => JSON.parse(body)),
    [{ notes: 'Ring first.' }, { delivery_date: '2026-11-11' }],
  )
})

test('an incomplete value survives a reload with its base', async (t) => {
  const browser = new Browser()
  const [me, other] = [await person(t, server, OFFICE, { browser }), await person(t, server, OFFICE2)]
  const job = await newJob(me)
  me.edit(job, { name: 'card', autosave: 0 }).setUnfinished('price_cap', '1.250,5')
  me.tab.page.fire('pagehide')
  me.tab.crash()
  await changeElsewhere(other, job.id, { price_cap: '9.00' })
  const again = await person(t, server, OFFICE, { browser })
  const [draft] = again.drafts(job.id)
  assert.deepEqual([draft.get('price_cap'), draft.isUnfinished('price_cap'), draft.state], ['1.250,5', true, 'dirty'])
  assert.equal((await onServer(server, again, job.id)).job.price_cap, '9.00')
  draft.set('price_cap', '1250.5')
  assert.equal((await draft.save()).state, 'conflict')
  assert.deepEqual(
    draft.conflict.fields.map(({ theirs, yours }) => [theirs, yours]),
    [['9.00', '1250.50']],
  )
})

test('an incomplete value does not overwrite another person’s value unseen', async (t) => {
  const [me, other] = [await person(t, server), await person(t, server, OFFICE2)]
  const job = await newJob(me, { price_cap: '1.00' })
  const draft = me.edit(job)
  draft.set('price_cap', '2.00')
  const late = me.network.hold('PATCH')
  const saved = draft.save()
  await late.arrived
  draft.setUnfinished('price_cap', '3')
  late.release()
  await saved
  assert.deepEqual([draft.get('price_cap'), draft.isUnfinished('price_cap')], ['3', true])
  await changeElsewhere(other, job.id, { price_cap: '9.00' })
  draft.set('price_cap', '3')
  assert.equal((await draft.save()).state, 'conflict')
})

test('an incomplete value stays incomplete when its conflict is resolved, and is not sent', async (t) => {
  const [me, other] = [await person(t, server), await person(t, server, OFFICE2)]
  const job = await newJob(me, { price_cap: '1.00' })
  const draft = me.edit(job)
  await changeElsewhere(other, job.id, { price_cap: '9.00' })
  draft.set('price_cap', '2.00')
  assert.equal((await draft.save()).state, 'conflict')
  draft.setUnfinished('price_cap', '1.250')
  const sent = me.network.sent('PATCH').length
  draft.resolve({ price_cap: 'mine' })
  await draft.save()
  assert.deepEqual([draft.get('price_cap'), draft.isUnfinished('price_cap')], ['1.250', true])
  assert.equal(me.network.sent('PATCH').length, sent)
  assert.equal((await onServer(server, me, job.id)).job.price_cap, '9.00')
})
