// An existing axios instance with installEtags: a correct version of the guide's example. Uses Debian's node-axios.

import assert from 'node:assert/strict'
import { createRequire } from 'node:module'
import { CONFLICT_MESSAGE, ConflictError } from '../../web/js/jobtag.js'
import { installEtags } from '../../web/js/axios-etag.js'
import { OFFICE, OFFICE2, onServer, tokenOf } from './support/people.mjs'
import { PASSWORD, serverForThisFile } from './support/server.mjs'
import { test } from './support/test.mjs'
import { ManualClock, signal } from './support/test-platform.mjs'

const axios = createRequire(import.meta.url)('axios')
const server = await serverForThisFile()

/** An instance like an application's, with its own interceptors. */
async function application(options = {}, email = OFFICE) {
  const token = await tokenOf(server, email)
  const api = axios.create({ baseURL: server.baseURL, headers: { Authorization: `Bearer ${token}` }, proxy: false })
  const sent = []
  const faults = []
  // Below the client: what is really sent over the network, and what fails there.
  const network = axios.create({ proxy: false })
  api.defaults.adapter = async (config) => {
    const entry = { method: config.method, url: config.url, headers: { ...config.headers }, data: config.data, status: null }
    sent.push(entry)
    const real = async () => {
      const passing = { transformRequest: [(data) => data], transformResponse: [(data) => data] }
      try {
        const response = await network.request({ ...config, ...passing, adapter: ['http'] })
        entry.status = response.status
        return response
      } catch (error) {
        entry.status = error.response?.status ?? null
        throw error
      }
    }
    const at = faults.findIndex(({ method }) => method === config.method)
    return at < 0 ? real() : faults.splice(at, 1)[0].act(real, config)
  }
  const clock = new ManualClock()
  const etags = installEtags(api, { clock, ...options })
  return { api, etags, sent, faults, clock, token }
}

const lost = async (real) => {
  await real()
  throw new axios.AxiosError('socket hang up', 'ECONNRESET')
}

let made = 0
async function newJob({ api }, fields = {}) {
  made += 1
  return (await api.post('/jobs/', { name: `Axiosbracket${made}`, notes: 'Blue.', ...fields })).data
}

const refusal = (promise) =>
  promise.then(
    () => assert.fail('it was done'),
    (error) => error,
  )
const changes = ({ sent }) => sent.filter(({ method, url }) => method !== 'get' && url !== '/jobs/')

test('a PUT of a loaded job names the version it was loaded with', async () => {
  const app = await application()
  const { id } = await newJob(app)
  const { data: job } = await app.api.get(`/jobs/${id}/`)
  const { data, headers } = await app.api.put(`/jobs/${id}/`, { ...job, notes: 'Green.' })
  assert.equal(data.notes, 'Green.')
  assert.equal(headers.etag, data.etag)
  assert.equal(changes(app)[0].headers['If-Match'], job.etag)
  await app.api.patch(`/jobs/${id}/`, { order_number: 'PO 7' }, { snapshot: data })
  await app.api.post(`/jobs/${id}/events/`, { description: 'Cut' }, { snapshot: app.etags.held(id) })
  assert.deepEqual(
    changes(app).map(({ status }) => status),
    [200, 200, 201],
  )
})

test('a background GET does not give an old form the new tag', async () => {
  const [app, other] = [await application(), await application({}, OFFICE2)]
  const { id } = await newJob(app)
  const { data: form } = await app.api.get(`/jobs/${id}/`)
  await other.api.put(`/jobs/${id}/`, { ...(await other.api.get(`/jobs/${id}/`)).data, notes: 'Red.' })
  const { data: refreshed } = await app.api.get(`/jobs/${id}/`)
  assert.equal(refreshed.notes, 'Red.')
  const error = await refusal(app.api.put(`/jobs/${id}/`, { ...form, notes: 'Green.' }))
  assert.equal(changes(app)[0].headers['If-Match'], form.etag)
  assert.ok(error instanceof ConflictError)
  assert.equal((await onServer(server, app, id)).job.notes, 'Red.')
})

test('a 304 returns what was loaded, unaffected by later edits of the copy', async () => {
  const app = await application()
  const { id } = await newJob(app)
  const first = await app.api.get(`/jobs/${id}/`)
  first.data.notes = 'typed into the object itself'
  const again = await app.api.get(`/jobs/${id}/`)
  assert.deepEqual([app.sent.at(-1).status, again.status, again.notModified], [304, 200, true])
  assert.equal(again.data.notes, 'Blue.')
  const list = await app.api.get('/jobs/', { params: { limit: 2 } })
  const listAgain = await app.api.get('/jobs/', { params: { limit: 2 } })
  assert.deepEqual([app.sent.at(-1).status, listAgain.data], [304, list.data])
  await app.api.get('/jobs/', { params: { limit: 3 } })
  assert.equal(app.sent.at(-1).status, 200, 'another query is another resource')
  await app.api.get('/jobs/', { params: { limit: 2 } })
  assert.equal(app.sent.at(-1).status, 304)
})

test("the caller's own conditions are left unchanged", async () => {
  const app = await application()
  const { id, etag } = await newJob(app)
  await app.api.get(`/jobs/${id}/`)
  const answer = await app.api.get(`/jobs/${id}/`, { headers: { 'If-None-Match': etag }, validateStatus: () => true })
  assert.equal(answer.status, 304)
  const { data: now } = await app.api.patch(`/jobs/${id}/`, { notes: 'Green.' }, { headers: { 'if-match': etag } })
  const { yourEtag } = await refusal(app.api.patch(`/jobs/${id}/`, { notes: 'Red.' }, { headers: { 'If-Match': etag }, snapshot: now }))
  assert.equal(yourEtag, etag)
})

test('an older response that arrives later is ignored', async () => {
  const [app, other] = [await application(), await application({}, OFFICE2)]
  const job = await newJob(app)
  const [arrived, released] = [signal(), signal()]
  app.faults.push({
    method: 'get',
    act: async (real) => {
      const answer = await real()
      arrived.fire()
      await released.promise
      return answer
    },
  })
  const late = app.api.get(`/jobs/${job.id}/`)
  await arrived.promise
  await other.api.patch(`/jobs/${job.id}/`, { notes: 'Newer.' }, { snapshot: job })
  await app.api.get(`/jobs/${job.id}/`)
  released.fire()
  assert.equal((await late).data.notes, 'Newer.')
})

test('a clean merge is sent again at once with only the merged fields, and is reported', async () => {
  const told = []
  const [app, other] = [await application({ onMerged: (merged) => told.push(merged) }), await application({}, OFFICE2)]
  const job = await newJob(app, { notes: 'A.\nB.' })
  const theirs = (await other.api.patch(`/jobs/${job.id}/`, { notes: 'A.\nB, theirs.', priority: 4 }, { snapshot: job })).data
  const response = await app.api.put(`/jobs/${job.id}/`, { ...job, notes: 'A, mine.\nB.' })
  assert.equal(response.status, 200)
  assert.deepEqual([response.data.notes, response.data.priority], ['A, mine.\nB, theirs.', 4])
  assert.equal(response.theirChanges.length, 1)
  assert.deepEqual(told, [{ id: job.id, changes: response.theirChanges }])
  const again = changes(app).at(-1)
  assert.deepEqual(
    [again.method, again.headers['If-Match'], JSON.parse(again.data)],
    ['patch', theirs.etag, { notes: 'A, mine.\nB, theirs.' }],
  )
})

test('a conflict is a ConflictError with the merge, and an axios error', async () => {
  const [app, other] = [await application(), await application({}, OFFICE2)]
  const seen = []
  app.api.interceptors.response.use(
    (response) => response,
    (error) => {
      seen.push([axios.isAxiosError(error), error.response.status, error.response.data.type])
      return Promise.reject(error)
    },
  )
  const job = await newJob(app)
  const theirs = (await other.api.patch(`/jobs/${job.id}/`, { notes: 'Red.' }, { snapshot: job })).data
  const error = await refusal(app.api.put(`/jobs/${job.id}/`, { ...job, notes: 'Green.', order_number: 'PO 7' }))
  assert.deepEqual(seen, [[true, 412, '/problems/precondition-failed']])
  assert.equal(error.message, CONFLICT_MESSAGE)
  assert.deepEqual([error.yourEtag, error.currentEtag, error.current.record.notes], [job.etag, theirs.etag, 'Red.'])
  assert.deepEqual(error.merge.fields.map(({ field, conflict }) => [field, conflict]).sort(), [
    ['notes', true],
    ['order_number', false],
  ])
  assert.throws(() => error.retry(), TypeError, 'not unseen')
  const { data } = await error.retry({ notes: { text: 'Red and green.' } })
  assert.deepEqual([data.notes, data.order_number], ['Red and green.', 'PO 7'])
  assert.equal(changes(app).at(-1).headers['If-Match'], theirs.etag)
})

test('a second conflict is handled like the first', async () => {
  const [app, other] = [await application(), await application({}, OFFICE2)]
  const job = await newJob(app)
  const first = (await other.api.patch(`/jobs/${job.id}/`, { notes: 'Red.' }, { snapshot: job })).data
  const error = await refusal(app.api.patch(`/jobs/${job.id}/`, { notes: 'Green.' }, { snapshot: job }))
  await other.api.patch(`/jobs/${job.id}/`, { notes: 'Crimson.' }, { snapshot: first })
  await app.api.get(`/jobs/${job.id}/`)
  const second = await refusal(error.retry({ notes: 'mine' }))
  assert.deepEqual(
    second.merge.fields.map(({ base, theirs, yours }) => [base, theirs, yours]),
    [['Red.', 'Crimson.', 'Green.']],
  )
  assert.equal((await second.retry({ notes: 'mine' })).data.notes, 'Green.')
})

test('after a 428 the job is loaded, and the person sends the change again', async () => {
  const app = await application()
  const job = await newJob(app)
  const error = await refusal(app.api.post(`/jobs/${job.id}/events/`, { description: 'Cut' }))
  assert.ok(error instanceof ConflictError)
  assert.deepEqual([error.status, error.current.etag, error.merge], [428, job.etag, null])
  assert.deepEqual((await onServer(server, app, job.id)).events, [])
  await error.retry()
  assert.deepEqual((await onServer(server, app, job.id)).events, ['Cut'])
})

test('a lost response is retried with the same key', async () => {
  const app = await application()
  const job = await newJob(app)
  app.faults.push({ method: 'post', act: lost })
  const added = app.api.post(`/jobs/${job.id}/events/`, { description: 'Cut' }, { snapshot: job })
  await app.clock.whenSet(() => true)
  app.clock.advance(500)
  const { status, headers } = await added
  assert.deepEqual([status, headers['idempotency-replayed']], [201, 'true'])
  const [first, again] = changes(app)
  assert.equal(again.headers['Idempotency-Key'], first.headers['Idempotency-Key'])
  assert.deepEqual((await onServer(server, app, job.id)).events, ['Cut'])
})

test('a later retry by the application has the same key', async () => {
  const app = await application({ retries: 0 })
  const job = await newJob(app)
  app.faults.push({ method: 'put', act: lost })
  const save = () => app.api.put(`/jobs/${job.id}/`, { ...job, notes: 'Green.' })
  assert.equal((await refusal(save())).code, 'ECONNRESET')
  assert.equal((await save()).headers['idempotency-replayed'], 'true')
  const [first, again] = changes(app)
  assert.equal(again.headers['Idempotency-Key'], first.headers['Idempotency-Key'])
})

test('a cancelled request is not retried', async () => {
  const app = await application()
  const job = await newJob(app)
  const aborter = new AbortController()
  app.faults.push({
    method: 'post',
    act: async () => {
      aborter.abort()
      throw new axios.CanceledError()
    },
  })
  const error = await refusal(app.api.post(`/jobs/${job.id}/events/`, { description: 'Cut' }, { snapshot: job, signal: aborter.signal }))
  assert.ok(axios.isCancel(error))
  assert.equal(changes(app).length, 1)
})

test('changes of a job are sent one at a time, each based on the previous response', async () => {
  const app = await application()
  const [job, another] = [await newJob(app), await newJob(app)]
  const [arrived, released] = [signal(), signal()]
  app.faults.push({
    method: 'post',
    act: async (real) => {
      arrived.fire()
      await released.promise
      return real()
    },
  })
  const all = ['Cut', 'Bent', 'Painted'].map((description) => app.api.post(`/jobs/${job.id}/events/`, { description }, { snapshot: job }))
  all.push(
    app.api.patch(`/jobs/${job.id}/`, { priority: 3 }, { snapshot: job }),
    app.api.patch(`/jobs/${job.id}/`, { notes: 'Green.' }, { snapshot: job }),
  )
  await arrived.promise
  await app.api.post(`/jobs/${another.id}/events/`, { description: 'Another job does not wait' }, { snapshot: another })
  assert.equal(changes(app).length, 2)
  released.fire()
  await Promise.all(all)
  assert.deepEqual(
    changes(app)
      .filter(({ url }) => url.includes(job.id))
      .map(({ status }) => status),
    [201, 201, 201, 200, 200],
  )
})

test('a waiting PUT does not overwrite an earlier change with old values', async () => {
  const app = await application()
  const job = await newJob(app)
  const all = [
    app.api.patch(`/jobs/${job.id}/`, { priority: 3 }, { snapshot: job }),
    app.api.put(`/jobs/${job.id}/`, { ...job, notes: 'Green.' }),
  ]
  await Promise.all(all)
  const { job: now } = await onServer(server, app, job.id)
  assert.deepEqual([now.priority, now.notes], [3, 'Green.'])
})

test('a waiting change of the same field does not overwrite it unseen', async () => {
  const app = await application()
  const job = await newJob(app)
  const first = app.api.patch(`/jobs/${job.id}/`, { notes: 'From one form.' }, { snapshot: job })
  const second = refusal(app.api.patch(`/jobs/${job.id}/`, { notes: 'From another form.' }, { snapshot: job }))
  await first
  assert.ok((await second) instanceof ConflictError)
  assert.equal((await onServer(server, app, job.id)).job.notes, 'From one form.')
})

test("an event is sent again automatically after others' changes; accepting a quote is not", async () => {
  const [app, other] = [await application(), await application({}, OFFICE2)]
  const job = await newJob(app)
  await app.api.post(`/jobs/${job.id}/cost-sets/quote/lines/`, { description: 'Steel', unit_rev: '10.00' }, { snapshot: job })
  const stale = app.etags.held(job.id)
  await other.api.patch(`/jobs/${job.id}/`, { notes: 'Red.' }, { snapshot: stale })
  assert.equal((await app.api.post(`/jobs/${job.id}/events/`, { description: 'Cut' }, { snapshot: stale })).theirChanges.length, 1)
  const error = await refusal(app.api.post(`/jobs/${job.id}/accept-quote/`, {}, { snapshot: stale }))
  assert.deepEqual(
    error.changes.map(({ kind }) => kind),
    ['updated', 'event'],
  )
  assert.equal((await error.retry()).data.status, 'approved')
})

test('a request from a version that the server does not know waits for the person, even if it overwrites nothing', async () => {
  const app = await application()
  const job = await newJob(app)
  const unknown = job.etag.replace(/\d+"$/, '1"')
  const error = await refusal(app.api.post(`/jobs/${job.id}/events/`, { description: 'Rang' }, { snapshot: unknown }))
  assert.deepEqual([error.resend, error.changes], ['same', null])
  assert.equal((await error.retry()).data.event.description, 'Rang')
})

test('a change of a cost line is merged with other changes of its set; where both changed one field, the person chooses', async () => {
  const [mine, other] = [await application(), await application()]
  const job = await newJob(mine)
  const path = `/jobs/${job.id}/cost-sets/estimate/lines/`
  const { data: first } = await mine.api.post(path, { description: 'Zinc' }, { snapshot: job })
  const { data: theirs } = await other.api.patch(`${path}${first.line.id}/`, { quantity: '2.00' }, { snapshot: first.job })
  const merged = await mine.api.patch(`${path}${first.line.id}/`, { unit_cost: '5.00' }, { snapshot: first.job })
  assert.deepEqual([merged.data.line.quantity, merged.data.line.unit_cost], ['2.00', '5.00'])
  assert.deepEqual(
    merged.theirChanges.map(({ fields }) => fields),
    [['estimate']],
  )
  const error = await refusal(mine.api.patch(`${path}${first.line.id}/`, { quantity: '3.00' }, { snapshot: first.job }))
  assert.deepEqual([error.resend, error.merge.fields.filter(({ conflict }) => conflict).map(({ field }) => field)], ['ask', ['quantity']])
  assert.equal((await error.retry({ quantity: 'mine' })).data.line.quantity, '3.00')
  assert.equal(theirs.line.quantity, '2.00')
})

test('a tag of one job is never sent for another', async () => {
  const app = await application()
  const [a, b] = [await newJob(app), await newJob(app)]
  await assert.rejects(app.api.patch(`/jobs/${b.id}/`, { notes: 'Green.' }, { snapshot: a }), TypeError)
  await assert.rejects(app.api.put(`/jobs/${b.id}/`, { ...a }), TypeError)
  assert.deepEqual(changes(app), [])
})

test('refusals and other URLs are unchanged', async () => {
  const app = await application()
  const job = await newJob(app)
  const error = await refusal(app.api.patch(`/jobs/${job.id}/`, { price_cap: 'a lot' }, { snapshot: job }))
  assert.ok(axios.isAxiosError(error))
  assert.deepEqual([error.response.status, error.response.data.errors[0].field], [400, 'price_cap'])
  assert.equal((await refusal(app.api.get('/jobs/00000000-0000-7000-8000-000000000000/'))).response.status, 404)
  assert.equal((await app.api.get('/auth/me/')).data.email, OFFICE)
  const {
    data: { token },
  } = await app.api.post('/auth/login/', { email: OFFICE, password: PASSWORD })
  assert.ok(token)
  assert.equal(app.sent.at(-1).headers['Idempotency-Key'], undefined)
})

test('a deletion returns the tag that restoring needs', async () => {
  const app = await application()
  const job = await newJob(app)
  const { data } = await app.api.delete(`/jobs/${job.id}/`, { snapshot: job })
  assert.equal((await app.api.post(`/jobs/${job.id}/restore/`, {}, { snapshot: data })).data.name, job.name)
})

test('clients and their contacts have their own tags', async () => {
  const app = await application()
  const { data: client } = await app.api.post('/clients/', { name: 'Axiosworks' })
  const { data: contact } = await app.api.post(`/clients/${client.id}/contacts/`, { name: 'Ada' })
  const { data: changed } = await app.api.put(`/clients/${client.id}/contacts/${contact.id}/`, { ...contact, phone: '12' })
  assert.equal(changed.phone, '12')
  const error = await refusal(app.api.patch(`/clients/${client.id}/contacts/${contact.id}/`, { phone: '13' }, { snapshot: contact }))
  assert.deepEqual([error.status, error.current.record.phone, error.merge.clean], [412, '12', false])
})
