// Clients and contacts: they follow the stream as jobs do; deletions are reported and can be undone.

import assert from 'node:assert/strict'
import { OFFICE2, person, whenState, whenTold } from './support/people.mjs'
import { serverForThisFile } from './support/server.mjs'
import { test } from './support/test.mjs'

const server = await serverForThisFile()
const isOpen = (status) => status === 'open'

async function following(t) {
  const [me, other] = [await person(t, server), await person(t, server, OFFICE2)]
  const { snapshot: client } = await other.create('/clients/', { name: 'Tinsmiths' })
  const { snapshot: contact } = await other.create(`${client.path}contacts/`, { name: 'Ada' })
  me.follow(null)
  await whenTold(me, 'live', isOpen)
  return { me, other, client: await me.record(client.path), contact: await me.record(contact.path) }
}

test('only what is watched or edited of a client is reloaded when it changes elsewhere', async (t) => {
  const { me, other, client, contact } = await following(t)
  const draft = me.edit(contact, { follow: true })
  const changed = whenTold(me, 'client-change', ({ id, deleted }) => id === client.id && !deleted)
  const shown = whenTold(me, 'snapshot', ({ path, record }) => path === contact.path && record.phone === '12')
  const edit = other.edit(await other.record(contact.path))
  edit.set('phone', '12')
  await edit.save()
  await Promise.all([changed, shown])
  assert.equal(draft.get('phone'), '12')
  // No page here shows the client itself.
  assert.equal((await me.record(client.path)).etag, (await other.record(client.path)).etag)
  assert.equal((await other.record(client.path)).etag, client.etag, 'a contact has its own version')
})

test('unsaved text of a deleted client is kept, reported, and saved after a restore', async (t) => {
  const { me, other, client, contact } = await following(t)
  const drafts = [me.edit(client), me.edit(contact)]
  drafts[0].set('notes', 'Ring first.')
  drafts[1].set('position', 'Foreman')
  const { answer } = await other.remove(await other.record(client.path))
  await Promise.all(drafts.map((draft) => whenState(draft, 'gone')))
  const { at, ...deletion } = me.recordDeletion(client.path)
  const { id, name } = other.person
  assert.deepEqual(deletion, { client_id: client.id, name: 'Tinsmiths', by: { id, name }, etag: answer.etag })
  assert.ok(at > client.updatedAt, at)
  const { snapshot } = await me.restoreRecord({ id: client.id, path: client.path, etag: answer.etag })
  assert.equal(me.recordDeletion(client.path), null)
  assert.ok(snapshot.updatedAt > at)
  for (const draft of drafts) assert.equal((await draft.save()).state, 'clean')
  assert.equal((await other.record(contact.path)).record.position, 'Foreman')
})

test('a missed deletion and a missed restore are found when the stream is open again', async (t) => {
  const { me, other, contact } = await following(t)
  const draft = me.edit(contact)
  draft.set('position', 'Foreman')
  me.unfollow()
  await whenTold(me, 'live', (status) => status === 'closed')
  const { answer } = await other.remove(await other.record(contact.path))
  me.follow(null)
  await whenState(draft, 'gone')
  assert.equal(me.recordDeletion(contact.path).contact_id, contact.id)
  me.unfollow()
  await whenTold(me, 'live', (status) => status === 'closed')
  await other.restoreRecord({ id: contact.id, path: contact.path, etag: answer.etag })
  me.follow(null)
  await whenState(draft, 'dirty')
  assert.equal((await draft.save()).state, 'clean')
})
