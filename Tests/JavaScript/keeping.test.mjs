// No typed text is lost: offline, signed out, reloaded, crashed, in several tabs.

import assert from 'node:assert/strict'
import { heartbeatTabs, webLockTabs } from '../../web/js/client/tab-liveness.js'
import {
  OFFICE,
  OFFICE2,
  changeElsewhere,
  newJob,
  onServer,
  person,
  tabOf,
  tokenOf,
  whenPending,
  whenState,
  whenTold,
} from './support/people.mjs'
import { PASSWORD, serverForThisFile } from './support/server.mjs'
import { test } from './support/test.mjs'
import { Browser, Locks, ManualClock, Page, Storage, answerWith, loseAnswer } from './support/test-platform.mjs'

const server = await serverForThisFile()

test('offline changes wait, and are sent in order when the network is back, each with its own tag and key', async (t) => {
  const me = await person(t, server)
  const [job, another] = [await newJob(me), await newJob(me)]
  me.network.isDown = true
  me.tab.page.fire('offline')
  const draft = me.edit(job)
  draft.set('notes', 'Written in the cellar.')
  const all = [draft.save(), me.addEvent(job, 'Cut'), me.addLine(job, 'actual', { description: 'Two hours' }), me.addEvent(another, 'Bent')]
  await whenPending(me, job.id, 'waiting')
  assert.equal(draft.state, 'waiting')
  assert.deepEqual(
    me.pending().map(({ kind, state }) => [kind, state]),
    [
      ['patch', 'waiting'],
      ['event', 'queued'],
      ['line-add', 'queued'],
      ['event', 'waiting'],
    ],
  )
  assert.ok(!me.isBusy(job.id), 'buttons are not disabled while the network is down')
  me.network.isDown = false
  me.network.log.length = 0
  me.tab.page.fire('online')
  await Promise.all(all)
  const sent = me.network.changes.filter(({ path }) => path.includes(job.id))
  assert.deepEqual(
    sent.map(({ method, status }) => [method, status]),
    [
      ['PATCH', 200],
      ['POST', 201],
      ['POST', 201],
    ],
  )
  assert.equal(sent[0].headers['if-match'], job.etag)
  const { job: now, events } = await onServer(server, me, job.id)
  assert.deepEqual([now.notes, events], ['Written in the cellar.', ['Cut']])
})

test("others' changes are merged when the network is back", async (t) => {
  const [me, other] = [await person(t, server), await person(t, server, OFFICE2)]
  const job = await newJob(me)
  me.network.isDown = true
  const draft = me.edit(job)
  draft.set('notes', 'Green.')
  const saved = draft.save()
  await whenPending(me, job.id, 'waiting')
  await changeElsewhere(other, job.id, { priority: 7 })
  me.network.isDown = false
  me.retryNow()
  const { state, theirChanges } = await saved
  assert.deepEqual([state, theirChanges.length], ['clean', 1])
  const { job: now } = await onServer(server, me, job.id)
  assert.deepEqual([now.notes, now.priority], ['Green.', 7])
})

test('reading offline fails with an error, and held data stays', async (t) => {
  const me = await person(t, server)
  const job = await newJob(me)
  me.network.isDown = true
  await assert.rejects(me.job(job.id), { name: 'OfflineError' })
  assert.equal(me.held(job.id), job)
})

test('a reload keeps text, base and key, so that the change is made once and from its own version', async (t) => {
  const [me, other] = [await person(t, server), await person(t, server, OFFICE2)]
  const job = await newJob(me)
  const draft = me.edit(job)
  draft.set('notes', 'Green.')
  me.network.on('PATCH', loseAnswer())
  void draft.save()
  await whenPending(me, job.id, 'waiting')
  draft.set('order_number', 'PO 7')
  const { id: mine } = me.person
  me.close()
  await changeElsewhere(other, job.id, { name: 'Their name' })
  const next = tabOf(t, server, { browser: me.browser, token: await tokenOf(server, OFFICE) })
  const restored = whenTold(next, 'restored')
  await next.start()
  const [back] = (await restored).drafts
  await whenState(back, 'dirty')
  assert.deepEqual([back.get('notes'), back.get('order_number'), back.dirtyFields], ['Green.', 'PO 7', ['order_number']])
  const [{ headers }] = me.network.sent('PATCH')
  const [again] = next.network.sent('PATCH')
  for (const name of ['idempotency-key', 'if-match']) assert.equal(again.headers[name], headers[name])
  assert.equal((await back.save()).state, 'clean')
  const { job: now, changes } = await onServer(server, me, job.id)
  assert.deepEqual([now.notes, now.order_number, now.name], ['Green.', 'PO 7', 'Their name'])
  assert.equal(changes.filter(({ kind, by, fields }) => kind === 'updated' && by.id === mine && fields.includes('notes')).length, 1)
  assert.deepEqual(me.browser.storage.work, [], 'saved text is removed from the storage')
})

test('a reloaded draft keeps its base: a field that others have changed since is a conflict', async (t) => {
  const [me, other] = [await person(t, server), await person(t, server, OFFICE2)]
  const job = await newJob(me)
  me.edit(job, { name: 'card' }).set('notes', 'Green.')
  me.close()
  await changeElsewhere(other, job.id, { notes: 'Red.' })
  const next = await person(t, server, OFFICE, { browser: me.browser })
  const draft = next.edit(await next.job(job.id), { name: 'card' })
  assert.equal(draft.get('notes'), 'Green.')
  assert.deepEqual(Object.keys(draft.incoming), ['notes'])
  assert.equal((await draft.save()).state, 'conflict')
  assert.equal(next.network.sent('PATCH')[0].headers['if-match'], job.etag)
})

test('unsent events survive a reload, and are sent in the order of the clicks', async (t) => {
  const me = await person(t, server)
  const job = await newJob(me)
  me.network.isDown = true
  const lost = [me.addEvent(job, 'One'), me.addEvent(job, 'Two'), me.addEvent(job, 'Three')]
  await whenPending(me, job.id, 'waiting')
  me.close()
  void Promise.allSettled(lost)
  const next = tabOf(t, server, { browser: me.browser, token: await tokenOf(server, OFFICE) })
  const restored = whenTold(next, 'restored')
  await next.start()
  const { mutations } = await restored
  assert.equal(mutations.length, 3)
  await Promise.all(mutations.map(({ promise }) => promise))
  assert.deepEqual((await onServer(server, me, job.id)).events, ['One', 'Two', 'Three'])
  assert.deepEqual(me.browser.storage.work, [])
})

test('a start without a network restores the last person', async (t) => {
  const me = await person(t, server)
  const job = await newJob(me)
  me.edit(job).set('notes', 'Green.')
  me.close()
  const next = tabOf(t, server, { browser: me.browser, token: await tokenOf(server, OFFICE) })
  next.network.isDown = true
  assert.equal(
    (await next.start()).id,
    me.browser.storage.getItem('jobtag:person') && JSON.parse(me.browser.storage.getItem('jobtag:person')).id,
  )
  assert.equal(next.drafts(job.id)[0].get('notes'), 'Green.')
})

test('an expired session loses nothing, and everything continues when the same person signs in', async (t) => {
  const me = await person(t, server)
  const job = await newJob(me)
  const draft = me.edit(job)
  draft.set('notes', 'Green.')
  const told = whenTold(me, 'signed-out')
  me.network.on('PATCH', answerWith(401, { 'content-type': 'application/problem+json' }, '{"detail":"Sign in."}'))
  const all = [draft.save(), me.addEvent(job, 'Cut')]
  await told
  await whenPending(me, job.id, 'signed-out')
  assert.deepEqual([me.isSignedOut, draft.state, draft.get('notes')], [true, 'signed-out', 'Green.'])
  assert.equal(me.network.sent('POST', '/events/').length, 0, 'no request is sent without a sign-in')
  await me.login(OFFICE, PASSWORD)
  const [{ state }] = await Promise.all(all)
  assert.deepEqual([state, me.isSignedOut], ['clean', false])
  const [refused, again] = me.network.sent('PATCH')
  assert.equal(again.headers['idempotency-key'], refused.headers['idempotency-key'])
  assert.deepEqual((await onServer(server, me, job.id)).events, ['Cut'])
})

test('another person sees none of it; the first person finds it again', async (t) => {
  const me = await person(t, server)
  const job = await newJob(me)
  me.edit(job).set('notes', 'Mine alone.')
  await me.login(OFFICE2, PASSWORD)
  assert.deepEqual([me.drafts(), me.pending(), me.held(job.id)], [[], [], null])
  assert.equal(me.edit(await me.job(job.id)).get('notes'), 'Blue.')
  await me.login(OFFICE, PASSWORD)
  assert.equal(me.drafts(job.id)[0].get('notes'), 'Mine alone.')
})

test('a response that arrives after another person has signed in is not shown, and its change is not repeated', async (t) => {
  const me = await person(t, server)
  const job = await newJob(me)
  const late = me.network.hold('POST', '/events/')
  void me.addEvent(job, 'Cut').catch(() => {})
  await late.arrived
  await me.login(OFFICE2, PASSWORD)
  late.release()
  await new Promise(setImmediate)
  assert.equal(me.held(job.id), null)
  await me.login(OFFICE, PASSWORD)
  assert.deepEqual([me.pending(), (await onServer(server, me, job.id)).events], [[], ['Cut']])
})

test('nothing is sent with the cookie of another person who has signed in in another tab', async (t) => {
  const me = await person(t, server, OFFICE, { signIn: 'cookie' })
  // Here a token replaces the cookie; what matters is that the client uses what the browser's tabs share.
  const job = await newJob(me)
  const cookie = tabOf(t, server, { browser: me.browser, signIn: 'cookie', network: me.network })
  cookie.network.on('GET', (send) => send({ headers: { Authorization: `Bearer ${me.token}` } }), '/auth/me/')
  await cookie.start()
  me.browser.storage.setItem('jobtag:person', JSON.stringify({ id: 'somebody-else', name: 'Somebody Else' }))
  const told = whenTold(cookie, 'signed-out')
  const before = cookie.network.changes.length
  void cookie.addEvent(job, 'By whom?')
  await told
  assert.equal(cookie.network.changes.length, before)
  assert.equal(cookie.pending(job.id)[0].state, 'signed-out')
})

test('signing out keeps unsaved changes for the next time', async (t) => {
  const browser = new Browser()
  const me = tabOf(t, server, { browser })
  await me.login(OFFICE, PASSWORD)
  const job = await newJob(me)
  me.edit(job).set('notes', 'Green.')
  await me.logout()
  assert.deepEqual([me.person, me.drafts(), me.token], [null, [], null])
  await me.login(OFFICE, PASSWORD)
  assert.equal(me.drafts(job.id)[0].get('notes'), 'Green.')
})

test('start makes no request if nobody has signed in with this browser', async (t) => {
  const browser = new Browser()
  const stranger = tabOf(t, server, { browser, signIn: 'cookie' })
  assert.equal(await stranger.start(), null)
  assert.deepEqual(stranger.network.log, [])
  browser.storage.setItem('jobtag:person', JSON.stringify({ id: 'somebody', name: 'Somebody' }))
  const returning = tabOf(t, server, { browser, signIn: 'cookie' })
  assert.equal(await returning.start(), null, 'the cookie has ended')
  assert.deepEqual(
    returning.network.log.map(({ path }) => path),
    ['/auth/me/'],
  )
})

test('a wrong password fails with a message, and changes nothing', async (t) => {
  const me = tabOf(t, server)
  await assert.rejects(me.login(OFFICE, 'wrong'), { name: 'JobtagError', status: 401 })
  assert.deepEqual([me.person, await me.start()], [null, null])
})

test('two tabs with a draft of the same job keep both', async (t) => {
  const browser = new Browser()
  const [one, two] = [await person(t, server, OFFICE, { browser }), await person(t, server, OFFICE, { browser })]
  const job = await newJob(one)
  one.edit(job).set('notes', 'From the first tab.')
  two.edit(await two.job(job.id)).set('notes', 'From the second tab.')
  const third = await person(t, server, OFFICE, { browser })
  assert.deepEqual(third.drafts(job.id), [], 'a new tab takes nothing from the open ones')
  assert.equal(one.drafts(job.id)[0].get('notes'), 'From the first tab.')
  two.tab.crash()
  one.tab.crash()
  const [first, second] = third
    .drafts(job.id)
    .map((draft) => draft.get('notes'))
    .sort()
  assert.deepEqual([first, second], ['From the first tab.', 'From the second tab.'])
  assert.notEqual(...third.drafts(job.id).map(({ name }) => name))
  assert.ok(browser.storage.work.every((key) => (key.split(':')[2] === third.drafts()[0] && true) || !key.includes('undefined')))
})

test('an open tab takes over what a crashed tab has left, into the open form if that is empty', async (t) => {
  const browser = new Browser()
  const [crashed, alive] = [await person(t, server, OFFICE, { browser }), null]
  const job = await newJob(crashed)
  crashed.edit(job, { name: 'card' }).set('notes', 'Almost lost.')
  const survivor = alive ?? (await person(t, server, OFFICE, { browser }))
  const form = survivor.edit(await survivor.job(job.id), { name: 'card' })
  const restored = whenTold(survivor, 'restored')
  crashed.tab.crash()
  assert.equal((await restored).drafts[0], form)
  assert.equal(form.get('notes'), 'Almost lost.')
  assert.equal((await form.save()).state, 'clean')
  assert.deepEqual(browser.storage.work, [])
})

test('text that is taken over keeps the base of the crashed tab', async (t) => {
  const browser = new Browser()
  const [crashed, other] = [await person(t, server, OFFICE, { browser }), await person(t, server, OFFICE2)]
  const job = await newJob(crashed)
  crashed.edit(job).set('notes', 'Green.')
  await changeElsewhere(other, job.id, { notes: 'Red.' })
  const survivor = await person(t, server, OFFICE, { browser })
  await survivor.job(job.id)
  crashed.tab.crash()
  const [draft] = survivor.drafts(job.id)
  assert.equal((await draft.save()).state, 'conflict')
  assert.equal(survivor.network.sent('PATCH')[0].headers['if-match'], job.etag)
})

test('another tab sends an unsent change of a crashed tab, with its key', async (t) => {
  const browser = new Browser()
  const [crashed, survivor] = [await person(t, server, OFFICE, { browser }), null]
  const job = await newJob(crashed)
  crashed.network.on('POST', loseAnswer(), '/events/')
  void crashed.addEvent(job, 'Cut')
  await whenPending(crashed, job.id, 'waiting')
  const next = survivor ?? (await person(t, server, OFFICE, { browser }))
  const restored = whenTold(next, 'restored')
  crashed.tab.crash()
  const {
    mutations: [mutation],
  } = await restored
  assert.equal((await mutation.promise).replayed, true)
  assert.deepEqual((await onServer(server, next, job.id)).events, ['Cut'])
})

test('a form with its own text keeps it besides what another tab has left', async (t) => {
  const browser = new Browser()
  const [one, two] = [await person(t, server, OFFICE, { browser }), await person(t, server, OFFICE, { browser })]
  const job = await newJob(one)
  one.edit(job).set('notes', 'From one.')
  const third = await person(t, server, OFFICE, { browser })
  third.edit(job).set('notes', 'From three.')
  const restored = whenTold(third, 'restored')
  one.tab.crash()
  await restored
  assert.deepEqual(
    third
      .drafts(job.id)
      .map((draft) => draft.get('notes'))
      .sort(),
    ['From one.', 'From three.'],
  )
  assert.equal(third.edit(job).get('notes'), 'From three.')
  two.close()
})

test('full storage is reported, and typed text lasts as long as the page', async (t) => {
  const me = await person(t, server)
  const draft = me.edit(await newJob(me))
  me.browser.storage.isFull = true
  const told = whenTold(me, 'storage-error')
  draft.set('notes', 'Green.')
  assert.equal((await told).name, 'QuotaExceededError')
  assert.equal(draft.get('notes'), 'Green.')
  assert.equal((await draft.save()).state, 'clean')
})

test('the record is not stored again at each keystroke', async (t) => {
  const me = await person(t, server)
  const draft = me.edit(await newJob(me))
  const written = []
  const { setItem } = me.browser.storage
  me.browser.storage.setItem = (key, value) => {
    written.push(key.split(':')[3])
    setItem(key, value)
  }
  for (const text of ['G', 'Gr', 'Gre', 'Gree', 'Green']) draft.set('notes', text)
  assert.deepEqual(written.filter((kind) => kind === 'bases').length, 1)
  assert.equal(written.filter((kind) => kind === 'draft').length, 5)
})

test('with Web Locks a tab is open as long as its lock, and one tab takes over', async () => {
  const tabs = webLockTabs(new Locks())
  const adopted = []
  const release = await tabs.hold('one')
  assert.equal(await tabs.ifGone('one', () => adopted.push('at once')), false)
  const [closed, waiting] = [new AbortController(), new AbortController()]
  const all = ['first', 'second'].map((who) => tabs.whenGone('one', () => adopted.push(who), waiting.signal))
  const given = tabs.whenGone('one', () => adopted.push('closed'), closed.signal)
  closed.abort()
  await given
  assert.deepEqual(adopted, [])
  release()
  await Promise.all(all)
  assert.deepEqual(adopted, ['first', 'second'], 'one after the other: nothing is left for the second')
  assert.equal(await tabs.ifGone('one', () => adopted.push('at once')), true)
})

test('without Web Locks a tab is open as long as its heartbeat', async () => {
  const [storage, clock, page] = [new Storage(), new ManualClock(), new Page()]
  const tabs = heartbeatTabs(storage, clock, page)
  const adopted = []
  await tabs.hold('one')
  clock.advance(600_000)
  assert.equal(await tabs.ifGone('one', () => adopted.push('one')), false)
  assert.equal(await tabs.ifGone('never seen', () => adopted.push('never seen')), true)
  page.fire('pagehide')
  assert.equal(await tabs.ifGone('one', () => adopted.push('one')), true, 'a page that closes announces it')
  page.fire('pageshow')
  assert.equal(await tabs.ifGone('one', () => adopted.push('one')), false)
  assert.deepEqual(adopted, ['never seen', 'one'])
})

test('without Web Locks a tab without a heartbeat counts as closed after three minutes', async () => {
  const [storage, clock] = [new Storage(), new ManualClock()]
  const tabs = heartbeatTabs(storage, clock, new Page())
  storage.setItem('jobtag-tab:crashed', String(clock.now()))
  let isAdopted = false
  const adopted = tabs.whenGone(
    'crashed',
    () => {
      isAdopted = true
    },
    new AbortController().signal,
  )
  for (let passed = 0; passed <= 170_000; passed += 10_000) {
    clock.advance(10_000)
    await Promise.resolve()
    await Promise.resolve()
    assert.equal(isAdopted, passed >= 180_000)
  }
  for (let more = 0; more < 3; more += 1) {
    clock.advance(10_000)
    await new Promise(setImmediate)
  }
  await adopted
  assert.ok(isAdopted)
})
