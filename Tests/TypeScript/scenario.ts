// A front end at work on a real server. Prints one line of JSON for each check: its name, and what went wrong or null.
// Usage: node scenario.js ORIGIN OFFICE_TOKEN OFFICE2_TOKEN ADMIN_TOKEN
import type { AxiosError, AxiosResponse } from 'axios'
import { createApiClient, endpoints, schemas, type Client, type Job } from '../../clients/typescript/api'
import { ConflictError, RecordConflictError, useConcurrency, type ConcurrencyOptions } from '../../clients/typescript/concurrency'

declare const process: { argv: string[]; exitCode?: number }
declare const console: { log(text: string): void }
const [, , origin = '', office = '', office2 = '', admin = ''] = process.argv

type Exchange = { method: string; url: string; headers: Record<string, unknown>; status: number | null; answer: Record<string, unknown> }

/** Somebody at a browser: a client, what went over the wire, and what to do to the next answer. */
function somebody(token: string, options?: ConcurrencyOptions) {
  const api = createApiClient(origin, { axiosConfig: { headers: { Authorization: `Bearer ${token}` } } })
  const wire: Exchange[] = []
  const upset: ((response: AxiosResponse) => unknown)[] = []
  function record(response: AxiosResponse) {
    const { config, status } = response
    const sent = JSON.parse(JSON.stringify(config.headers)) as Record<string, unknown>
    const url = api.axios.getUri(config)
    wire.push({ method: config.method ?? '', url, headers: sent, status, answer: { ...response.headers } })
  }
  api.axios.interceptors.response.use(
    async (response) => {
      record(response)
      await upset.shift()?.(response)
      return response
    },
    async (error: AxiosError) => {
      if (error.response) {
        record(error.response)
        await upset.shift()?.(error.response)
      }
      throw error
    },
  )
  return { api, wire, upset, ...useConcurrency(api, options) }
}

const checks: [name: string, check: () => Promise<void>][] = []
const check = (name: string, body: () => Promise<void>) => checks.push([name, body])

function expect(condition: unknown, ...seen: unknown[]): asserts condition {
  if (!condition) throw new Error(`not as expected: ${JSON.stringify(seen)}`)
}

function equal(seen: unknown, wanted: unknown) {
  if (JSON.stringify(seen) !== JSON.stringify(wanted)) throw new Error(`${JSON.stringify(seen)}, not ${JSON.stringify(wanted)}`)
}

async function refused<Refusal extends Error>(kind: new (...args: never[]) => Refusal, change: Promise<unknown>): Promise<Refusal> {
  let answer: unknown
  try {
    answer = await change
  } catch (error) {
    if (error instanceof kind) return error
    throw error
  }
  throw new Error(`this was not refused: ${JSON.stringify(answer)}`)
}

/** What went over the wire last. */
function last({ wire }: { wire: Exchange[] }): Exchange {
  const exchange = wire[wire.length - 1]
  expect(exchange, 'nothing was sent')
  return exchange
}

/** The answer never arrives, though the server has done its work. */
function lose(response: AxiosResponse): never {
  throw Object.assign(new Error('socket hang up'), { isAxiosError: true, code: 'ECONNRESET', config: response.config })
}

const me = somebody(office)
const other = somebody(office2)
const params = (job: { id: string }) => ({ params: { id: job.id } })
let count = 0

async function newJob(fields: Partial<Job> = {}): Promise<Job> {
  const { client, contact, ...own } = fields
  return me.api.createJob({ name: `Gate ${++count}`, ...own })
}

/** What the other person does, with a client of their own. */
async function theyChange(job: Job, fields: Parameters<typeof other.api.updateJob>[0]): Promise<Job> {
  return other.api.updateJob(fields, other.begin(await other.api.getJob(params(job))))
}

check('listing repeats a parameter for each status', async () => {
  const page = await me.api.listJobs({ queries: { status: ['draft', 'approved'], limit: 100 } })
  expect(last(me).url.includes('status=draft&status=approved'), last(me).url)
  equal([...new Set(page.results.map((job) => job.status))].sort(), ['approved', 'draft'])
})

check('an edit can begin from a list', async () => {
  const job = await newJob()
  const { results } = await me.api.listJobs({ queries: { limit: 1 } })
  equal(results[0]?.id, job.id)
  equal((await me.api.updateJob({ priority: 4 }, me.begin(results[0] as Job))).priority, 4)
})

check('creating sends a key and no condition', async () => {
  await newJob()
  const sent = last(me)
  equal([sent.method, sent.status], ['post', 201])
  expect(String(sent.headers['Idempotency-Key']).length > 20 && !('If-Match' in sent.headers), sent)
})

check('loading again is a 304 with the same job', async () => {
  const job = await newJob({ notes: 'one' })
  const first = await me.api.getJob(params(job))
  const again = await me.api.getJob(params(job))
  equal([last(me).status, last(me).headers['If-None-Match']], [304, first.etag])
  equal(again, first)
})

check('what a page does to its job is not what is held', async () => {
  const job = await newJob({ notes: 'one' })
  ;(await me.api.getJob(params(job))).notes = 'scribbled'
  equal((await me.api.getJob(params(job))).notes, 'one')
  const shown = me.latest(job.id)
  if (shown) shown.notes = 'scribbled'
  equal(me.latest(job.id)?.notes, 'one')
})

check('an edit is saved, and its answer is the latest version', async () => {
  const job = await newJob()
  const saved = await me.api.updateJob({ notes: 'Left hinge' }, me.begin(job))
  equal([saved.notes, saved.etag === job.etag], ['Left hinge', false])
  equal(me.latest(job.id), saved)
  equal(last(me).headers['If-Match'], job.etag)
})

check('a PUT of the whole job is saved', async () => {
  const job = await newJob()
  const saved = await me.api.replaceJob({ ...job, name: 'Painted gate' }, me.begin(job))
  equal([saved.name, saved.job_number], ['Painted gate', job.job_number])
})

check('a PUT of the whole job names the tag in its body where no other is given', async () => {
  const job = await newJob()
  const bare = { params: { id: job.id } } as unknown as ReturnType<typeof me.begin>
  equal((await me.api.replaceJob({ ...job, name: 'Bare' }, bare)).name, 'Bare')
  equal(last(me).headers['If-Match'], job.etag)
})

check('a stale edit is a typed conflict that merges cleanly, and is made again on top', async () => {
  const job = await newJob()
  const edit = me.begin(job)
  await theyChange(job, { delivery_date: '2027-03-01' })
  const conflict = await refused(ConflictError, me.api.updateJob({ notes: 'Mine' }, edit))
  equal([conflict.status, conflict.merge?.clean, conflict.conflicts], [412, true, []])
  equal([conflict.yourEtag, conflict.current.etag], [job.etag, conflict.currentEtag])
  const sentence = 'This job was updated by another user. We reloaded the latest data. Please re-apply your changes.'
  equal([conflict.message, conflict.response.status], [sentence, 412])
  equal(
    conflict.changes?.map((change) => change.fields),
    [['delivery_date']],
  )
  expect(conflict.changes?.[0]?.by.name && conflict.detail, conflict)
  const saved = await me.reapply(conflict)
  equal([saved.notes, saved.delivery_date], ['Mine', '2027-03-01'])
})

check('a stale PUT is made again with what the other changed', async () => {
  const job = await newJob()
  await theyChange(job, { priority: 9 })
  const conflict = await refused(ConflictError, me.api.replaceJob({ ...job, notes: 'Mine' }, me.begin(job)))
  equal(conflict.merge?.clean, true)
  const saved = await me.reapply(conflict)
  equal([saved.notes, saved.priority], ['Mine', 9])
})

check('two edits of one text merge line by line', async () => {
  const job = await newJob({ notes: 'one\ntwo\nthree\n' })
  await theyChange(job, { notes: 'one\ntwo\nTHREE\n' })
  const conflict = await refused(ConflictError, me.api.updateJob({ notes: 'ONE\ntwo\nthree\n' }, me.begin(job)))
  equal((await me.reapply(conflict)).notes, 'ONE\ntwo\nTHREE\n')
})

check('a merge to nothing is nothing, not what was typed', async () => {
  const job = await newJob({ order_number: 'A', price_cap: '10.00' })
  await theyChange(job, { price_cap: null })
  const conflict = await refused(ConflictError, me.api.replaceJob({ ...job, order_number: 'B' }, me.begin(job)))
  const saved = await me.reapply(conflict)
  equal([saved.order_number, saved.price_cap], ['B', null])
})

check('where both changed a field, people choose', async () => {
  const job = await newJob()
  await theyChange(job, { name: 'Theirs', priority: 5 })
  const conflict = await refused(ConflictError, me.api.updateJob({ name: 'Mine', notes: 'kept' }, me.begin(job)))
  equal([conflict.merge?.clean, conflict.conflicts], [false, ['name']])
  const field = conflict.merge?.fields.find((one) => one.field === 'name')
  equal([field?.base, field?.yours, field?.theirs], [job.name, 'Mine', 'Theirs'])
  const unchosen = await refused(Error, me.reapply(conflict, { notes: 'chosen' }))
  equal(unchosen.message, 'Choose a value for: name.')
  const saved = await me.reapply(conflict, { name: 'Both' })
  equal([saved.name, saved.notes, saved.priority], ['Both', 'kept', 5])
})

check('a load in the background does not arm an older form', async () => {
  const job = await newJob()
  const form = me.begin(job)
  await theyChange(job, { name: 'Theirs' })
  equal((await me.api.getJob(params(job))).name, 'Theirs')
  const conflict = await refused(ConflictError, me.api.updateJob({ name: 'Mine' }, form))
  equal([last(me).headers['If-Match'], conflict.yourEtag], [job.etag, job.etag])
  equal((await other.api.getJob(params(job))).name, 'Theirs')
})

check('a job that is refreshed in place does not arm an older form', async () => {
  const shown = await newJob()
  const form = me.begin(shown)
  Object.assign(shown, await theyChange(shown, { name: 'Theirs' }))
  await refused(ConflictError, me.api.updateJob({ name: 'Mine' }, form))
})

check('a second conflict on the way is the same again', async () => {
  const job = await newJob()
  await theyChange(job, { priority: 1 })
  const first = await refused(ConflictError, me.api.updateJob({ notes: 'Mine' }, me.begin(job)))
  await theyChange(job, { order_number: 'PO-1' })
  const second = await refused(ConflictError, me.reapply(first))
  equal(
    second.changes?.map((change) => change.fields),
    [['order_number']],
  )
  const saved = await me.reapply(second)
  equal([saved.notes, saved.priority, saved.order_number], ['Mine', 1, 'PO-1'])
})

check('with onMerged, what merges cleanly is saved at once and told', async () => {
  const told: (ConflictError | RecordConflictError)[] = []
  const eager = somebody(office, { onMerged: (conflict) => told.push(conflict) })
  const job = await newJob()
  await theyChange(job, { priority: 7 })
  const saved = await eager.api.updateJob({ notes: 'Mine' }, eager.begin(job))
  equal([saved.notes, saved.priority, told.length], ['Mine', 7, 1])
  equal(told[0]?.changes?.[0]?.fields, ['priority'])
  await theyChange(job, { notes: 'Theirs' })
  const conflict = await refused(ConflictError, eager.api.updateJob({ notes: 'Mine again' }, eager.begin(saved)))
  equal([conflict.conflicts, told.length], [['notes'], 1])
})

check('with onMerged, a request from an unknown version still waits for the person', async () => {
  const eager = somebody(office, { onMerged: () => expect(false, 'sent without asking') })
  const job = await newJob()
  const edit = { ...params(job), headers: { 'If-Match': job.etag.replace(/\d+"$/, '1"') } }
  const conflict = await refused(ConflictError, eager.api.addJobEvent({ description: 'Rang' }, edit))
  equal([conflict.resend, conflict.changes], ['same', null])
})

check('a page that is drawn anew has the rules once, and hears of merges where it listens now', async () => {
  const heard: string[] = []
  const page = somebody(office, { onMerged: () => heard.push('first') })
  const again = useConcurrency(page.api, { onMerged: () => heard.push('second') })
  const job = await page.api.createJob({ name: 'Drawn' })
  equal(again.latest(job.id)?.name, 'Drawn')
  const quote = await page.api.getQuote(params(job))
  await theyChange(job, { priority: 7 })
  equal((await page.api.updateJob({ notes: 'Mine' }, again.begin(quote))).priority, 7)
  equal(heard, ['second'])
})

check('after a conflict the refused version is forgotten', async () => {
  const job = await newJob()
  const theirs = await theyChange(job, { priority: 2 })
  equal(me.latest(job.id)?.etag, job.etag)
  await refused(ConflictError, me.api.updateJob({ notes: 'Mine' }, me.begin(job)))
  equal(me.latest(job.id)?.etag, theirs.etag)
})

check('without a tag, the job is loaded and the change is a conflict', async () => {
  const job = await newJob({ notes: 'as it was' })
  const bare = { params: { id: job.id } } as unknown as ReturnType<typeof me.begin>
  const conflict = await refused(ConflictError, me.api.updateJob({ notes: 'Mine', priority: 0 }, bare))
  equal([conflict.status, conflict.changes, conflict.merge, conflict.yourEtag], [428, null, null, null])
  equal([conflict.current, conflict.conflicts], [job, ['notes']])
  equal((await me.reapply(conflict, { notes: 'Mine' })).notes, 'Mine')
})

check("events are added with the job's tag, and a refused one is sent again as it was", async () => {
  const job = await newJob()
  const { event, job: after } = await me.api.addJobEvent({ description: 'Cut' }, me.begin(job))
  equal([event.description, event.kind], ['Cut', 'note'])
  equal(me.latest(job.id), after)
  const conflict = await refused(ConflictError, me.api.addJobEvent({ description: 'Bent' }, me.begin(job)))
  equal([conflict.merge, conflict.conflicts, conflict.changes?.map((change) => change.kind)], [null, [], ['event']])
  const key = last(me).headers['Idempotency-Key']
  const again = await me.reapply<{ event: { description: string } }>(conflict)
  equal(again.event.description, 'Bent')
  expect(last(me).headers['Idempotency-Key'] !== key, 'what is made on another version is a new change')
  const { events } = await me.api.listJobEvents(params(job))
  equal(
    events.filter((one) => one.kind === 'note').map((one) => one.description),
    ['Bent', 'Cut'],
  )
})

check('a quote is accepted, and only in the version that was seen', async () => {
  const job = await newJob()
  const { job: quoted } = await me.api.addQuoteLine({ description: 'Steel', unit_rev: '100.00' }, me.begin(job))
  const seen = me.begin(quoted)
  const { job: dearer } = await other.api.addQuoteLine({ description: 'Zinc', unit_rev: '900.00' }, other.begin(quoted))
  await refused(ConflictError, me.api.acceptQuote(undefined, seen))
  const accepted = await me.api.acceptQuote(undefined, me.begin(dearer))
  equal([accepted.status, accepted.quote_acceptance_date !== null], ['approved', true])
})

check('lines are edited with the tag of the cost set that showed them', async () => {
  const job = await newJob()
  await me.api.addEstimateLine({ description: 'Steel', unit_cost: '10' }, me.begin(job))
  const seen = await me.api.getEstimate(params(job))
  await theyChange(job, { priority: 1 })
  await me.api.getJob(params(job))
  const line = seen.lines[0]?.id ?? ''
  const conflict = await refused(ConflictError, me.api.updateEstimateLine({ quantity: '3' }, me.begin(seen, { line })))
  equal([conflict.resend, conflict.merge?.patch], ['merged', { quantity: '3.00' }])
  const { line: changed, job: after } = await me.reapply<Awaited<ReturnType<typeof me.api.updateEstimateLine>>>(conflict)
  equal([changed.quantity, changed.cost], ['3.00', '30.00'])
  const { job: without } = await me.api.deleteEstimateLine(undefined, me.begin(after, { line }))
  equal((await me.api.getEstimate(params(without))).lines, [])
})

check('an edit cannot begin from what has no tag', async () => {
  const { results } = await me.api.listClients({ queries: { limit: 1 } })
  const contacts = await me.api.listContacts(params(results[0] as Client))
  for (const one of [{ id: '1' }, await me.api.listStatusChoices(), contacts]) {
    const error = await refused(Error, (async () => me.begin(one))())
    expect(error.message.startsWith('This has no tag'), error.message)
  }
})

check('parts of a job have its tag', async () => {
  const job = await newJob()
  const header = await me.api.getJobHeader(params(job))
  equal(me.latest(job.id), job)
  equal((await me.api.updateJob({ priority: 2 }, me.begin(header))).priority, 2)
})

check('a change is undone with the tag of the history that showed it', async () => {
  const job = await newJob({ notes: 'before' })
  await me.api.updateJob({ notes: 'after' }, me.begin(job))
  const history = await me.api.listJobChanges(params(job))
  const undone = await me.api.undoJobChange({ change_id: history.changes[0]?.change_id ?? '' }, me.begin(history))
  equal(undone.notes, 'before')
})

check('a job is deleted, forgotten and restored', async () => {
  const job = await newJob()
  const deleted = await me.api.deleteJob(undefined, me.begin(job))
  equal([deleted.deleted, me.latest(job.id)], [true, undefined])
  const list = await other.api.listJobs({ queries: { deleted: true, limit: 1000 } })
  equal(list.results.find((one) => one.id === job.id)?.etag, deleted.etag)
  equal((await me.api.restoreJob(undefined, me.begin(deleted))).name, job.name)
})

check('deleting names the version that was seen', async () => {
  const job = await newJob()
  await theyChange(job, { notes: 'Do not delete' })
  const conflict = await refused(ConflictError, me.api.deleteJob(undefined, me.begin(job)))
  equal([conflict.current.notes, conflict.conflicts], ['Do not delete', []])
})

check('after a lost answer, a repeat has the same key and changes nothing twice', async () => {
  const job = await newJob()
  const edit = me.begin(job)
  me.upset.push(lose)
  equal((await refused(Error, me.api.addJobEvent({ description: 'Once' }, edit))).message, 'socket hang up')
  const first = last(me)
  const { job: after } = await me.api.addJobEvent({ description: 'Once' }, edit)
  const second = last(me)
  equal(second.headers['Idempotency-Key'], first.headers['Idempotency-Key'])
  equal([first.answer['idempotency-replayed'], second.answer['idempotency-replayed']], [undefined, 'true'])
  const { events } = await me.api.listJobEvents(params(job))
  equal(events.filter((one) => one.description === 'Once').length, 1)
  await me.api.updateJob({ priority: 3 }, me.begin(after))
  expect(last(me).headers['Idempotency-Key'] !== first.headers['Idempotency-Key'], 'a new change has a new key')
})

check('so has a repeat from the version that was loaded meanwhile', async () => {
  const job = await newJob()
  me.upset.push(lose)
  equal((await refused(Error, me.api.updateJob({ notes: 'Mine' }, me.begin(job)))).message, 'socket hang up')
  const saved = await me.api.updateJob({ notes: 'Mine' }, me.begin(await me.api.getJob(params(job))))
  equal([saved.notes, last(me).answer['idempotency-replayed']], ['Mine', 'true'])
})

check('the same change made on purpose has a key of its own', async () => {
  const job = await newJob()
  const { job: after } = await me.api.addActualLine({ description: 'Bolts' }, me.begin(job))
  await me.api.addActualLine({ description: 'Bolts' }, me.begin(after))
  equal((await me.api.getActual(params(job))).lines.length, 2)
})

check('a button pressed twice is pressed once', async () => {
  const job = await newJob()
  const before = me.wire.length
  const presses = [1, 2, 3].map(() => me.api.addJobEvent({ description: 'Pressed' }, me.begin(job)))
  const answers = await Promise.all(presses)
  equal([me.wire.length - before, new Set(answers.map((answer) => answer.event.id)).size], [1, 1])
})

check('changes of one job take turns', async () => {
  const told: unknown[] = []
  const eager = somebody(office, { onMerged: ({ changes }) => told.push(changes?.map((change) => change.fields)) })
  const job = await newJob()
  let isFree = true
  eager.api.axios.interceptors.request.use((config) => {
    expect(config.method === 'get' || isFree, 'two changes at once')
    isFree = false
    return config
  })
  const free = () => {
    isFree = true
  }
  eager.api.axios.interceptors.response.use(
    (response) => {
      free()
      return response
    },
    (error: unknown) => {
      free()
      return Promise.reject(error)
    },
  )
  const { line, job: now } = await eager.api.addActualLine({ description: 'Bolts' }, eager.begin(job))
  const edit = eager.begin(now)
  const changes = [{ notes: 'a' }, { priority: 2 }, { order_number: 'c' }].map((fields) => eager.api.updateJob(fields, edit))
  const late = eager.api.updateActualLine({ quantity: '2' }, eager.begin(now, { line: line.id }))
  equal((await Promise.all([...changes, late])).length, 4)
  const saved = await other.api.getJob(params(job))
  equal([saved.notes, saved.priority, saved.order_number], ['a', 2, 'c'])
  equal(told, [[['notes']], [['notes'], ['priority']], [['notes'], ['priority'], ['order_number']]])
})

check('a failed change lets the next one go', async () => {
  const job = await newJob()
  const edit = me.begin(job)
  me.upset.push(lose)
  const [first, second] = await Promise.allSettled([me.api.updateJob({ priority: 1 }, edit), me.api.deleteJob(undefined, edit)])
  equal([first?.status, second?.status], ['rejected', 'rejected'])
  equal((await me.api.updateJob({ priority: 2 }, me.begin(await me.api.getJob(params(job))))).priority, 2)
})

check('an answer that was overtaken is dropped', async () => {
  const job = await newJob()
  const reader = somebody(office)
  let arrive = () => {}
  reader.upset.push(
    () =>
      new Promise<void>((resolve) => {
        arrive = resolve
      }),
  )
  const late = reader.api.getJob(params(job))
  const theirs = await theyChange(job, { name: 'Newer' })
  while (!reader.wire.length) await reader.api.listStatusChoices()
  equal((await reader.api.getJob(params(job))).etag, theirs.etag)
  arrive()
  equal((await late).etag, theirs.etag)
  equal(reader.latest(job.id)?.etag, theirs.etag)
})

check("a 304 that was overtaken by a change of one's own gives what that made", async () => {
  const job = await newJob()
  let arrive = () => {}
  me.upset.push(
    () =>
      new Promise<void>((resolve) => {
        arrive = resolve
      }),
  )
  const late = me.api.getJob(params(job))
  while (last(me).status !== 304) await other.api.listStatusChoices()
  const saved = await me.api.updateJob({ notes: 'Mine' }, me.begin(job))
  arrive()
  equal(await late, saved)
})

check("what is held is forgotten when the server's data was restored from a backup", async () => {
  const job = await newJob()
  const reader = somebody(office)
  await reader.api.getJob(params(job))
  reader.upset.push((response) => {
    response.headers['jobtag-generation'] = 'another'
  })
  await reader.api.listStatusChoices()
  equal(reader.latest(job.id), undefined)
  equal((await reader.api.getJob(params(job))).etag, job.etag)
  equal([last(reader).status, last(reader).headers['If-None-Match']], [200, undefined])
})

check('a 304 from restored data is asked for again without a condition', async () => {
  const job = await newJob()
  const reader = somebody(office)
  await reader.api.getJob(params(job))
  reader.upset.push((response) => {
    response.headers['jobtag-generation'] = 'another'
  })
  equal((await reader.api.getJob(params(job))).etag, job.etag)
  equal(
    reader.wire.map(({ status }) => status),
    [200, 304, 200],
  )
})

check("an answer from before the server's data was restored is asked for again", async () => {
  const job = await newJob()
  const reader = somebody(office)
  await reader.api.listStatusChoices()
  let arrive = () => {}
  reader.upset.push(
    () =>
      new Promise<void>((resolve) => {
        arrive = resolve
      }),
  )
  const late = reader.api.getJob(params(job))
  while (reader.wire.length < 2) await other.api.listStatusChoices()
  reader.upset.push((response) => {
    response.headers['jobtag-generation'] = 'another'
  })
  await reader.api.listStatusChoices()
  arrive()
  equal((await late).etag, job.etag)
  equal(reader.wire.filter(({ url }) => url.includes(job.id)).length, 2)
})

check('whoever asks with a tag of their own is told 304', async () => {
  const job = await newJob()
  const asked = me.api.getJob({ ...params(job), headers: { 'If-None-Match': job.etag } })
  equal(((await refused(Error, asked)) as unknown as AxiosError).response?.status, 304)
})

check("without the ETag header the body's tag serves", async () => {
  const job = await newJob()
  const reader = somebody(office)
  reader.upset.push((response) => delete response.headers['etag'])
  const loaded = await reader.api.getJob(params(job))
  equal((await reader.api.updateJob({ notes: 'Mine' }, reader.begin(loaded))).notes, 'Mine')
})

check('a server that has learned more does not break the client', async () => {
  const job = await newJob()
  const reader = somebody(office)
  reader.upset.push((response) => Object.assign(response.data as object, { colour: 'red' }))
  const loaded = await reader.api.getJob(params(job))
  equal(loaded, job)
  equal((await reader.api.replaceJob({ ...loaded, notes: 'Mine' }, reader.begin(loaded))).notes, 'Mine')
})

check('an answer of the wrong shape is refused', async () => {
  const job = await newJob()
  const reader = somebody(office)
  reader.upset.push((response) => Object.assign(response.data as object, { priority: 'high' }))
  const error = await refused(Error, reader.api.getJob(params(job)))
  expect(error.message.includes('Invalid response'), error.message)
})

check('a field that does not exist is refused before it is sent', async () => {
  const job = await newJob()
  const before = me.wire.length
  const wrong = { remarks: '' } as unknown as { notes: string }
  const error = await refused(Error, me.api.updateJob(wrong, me.begin(job)))
  expect(error.message.includes('Invalid Body parameter'), error.message)
  equal(me.wire.length, before)
})

check('clients have tags of their own, and their conflicts name what both changed', async () => {
  const client = await me.api.createClient({ name: `Farm ${++count}`, phone: '1' })
  const edit = me.begin(client)
  const theirs = await other.api.updateClient({ email: 'a@b.example' }, other.begin(client))
  const clean = await refused(RecordConflictError, me.api.updateClient({ phone: '2' }, edit))
  equal([clean.conflicts, clean.current.etag, clean.resend, clean.merge?.patch], [[], theirs.etag, 'merged', { phone: '2' }])
  equal(
    clean.changes?.map((change) => change.fields),
    [['email']],
  )
  const saved = await me.reapply<Client>(clean)
  equal([saved.phone, saved.email], ['2', 'a@b.example'])
  equal(me.latest<Client>(client.id), saved)
  const both = await refused(RecordConflictError, me.api.updateClient({ email: 'c@d.example', phone: '3' }, edit))
  equal(both.conflicts, ['email', 'phone'])
  equal((await me.reapply<Client>(both, { email: null, phone: '4' })).phone, '4')
})

check('a stale PUT of a client keeps what the other changed', async () => {
  const client = await me.api.createClient({ name: `Farm ${++count}` })
  await other.api.updateClient({ phone: '7' }, other.begin(client))
  const conflict = await refused(RecordConflictError, me.api.replaceClient({ ...client, notes: 'Mine' }, me.begin(client)))
  equal(conflict.conflicts, [])
  const saved = await me.reapply<Client>(conflict)
  equal([saved.phone, saved.notes], ['7', 'Mine'])
})

check('a tag that is given by hand does as well', async () => {
  const client = await me.api.createClient({ name: `Farm ${++count}` })
  await other.api.updateClient({ phone: '7' }, other.begin(client))
  const options = { ...params(client), headers: { 'If-Match': client.etag } }
  const conflict = await refused(RecordConflictError, me.api.replaceClient({ ...client, notes: 'Mine' }, options))
  equal(conflict.conflicts, [])
  const kept = await me.reapply<Client>(conflict)
  equal([kept.phone, kept.notes], ['7', 'Mine'])
  const job = await newJob()
  const saved = await me.api.updateJob({ notes: 'Mine' }, { ...params(job), headers: { 'If-Match': job.etag } })
  equal(saved.notes, 'Mine')
})

check('contacts and staff have tags of their own', async () => {
  const client = await me.api.createClient({ name: `Farm ${++count}` })
  const contact = await me.api.createContact({ name: 'Ann' }, params(client))
  const path = { id: client.id, contact: contact.id }
  const renamed = await me.api.updateContact({ name: 'Anna' }, me.begin(contact, path))
  equal((await refused(RecordConflictError, me.api.deleteContact(undefined, me.begin(contact, path)))).current.name, 'Anna')
  equal((await me.api.getContact({ params: path })).etag, renamed.etag)
  equal(last(me).status, 304)
  await me.api.deleteContact(undefined, me.begin(renamed, path))
  equal(me.latest(contact.id), undefined)

  const boss = somebody(admin)
  const person = await boss.api.createStaff({ name: 'Bo', email: `bo${Date.now()}@example.com`, role: 'workshop', password: 'long enough' })
  await boss.api.updateStaff({ name: 'Bob' }, boss.begin(person))
  equal((await refused(RecordConflictError, boss.api.updateStaff({ name: 'B' }, boss.begin(person)))).conflicts, ['name'])
})

check('other errors are as Zodios and axios give them', async () => {
  const job = await newJob()
  const edit = me.begin(job)
  const missing = (await refused(Error, me.api.acceptQuote(undefined, edit))) as unknown as AxiosError<{ detail: string }>
  equal([missing.response?.status, missing.response?.data.detail.length !== 0], [409, true])
  await me.api.updateJob({ priority: 8 }, edit)
})

check('an answer without a body is undefined by its type, and a text is a text', async () => {
  const text = await me.api.getHealth()
  equal(text, 'ok\n')
  const { token } = await somebody('').api.login({ email: 'office@example.com', password: 'demo-workshop' })
  const guest = somebody(token)
  equal((await guest.api.getMe()).email, 'office@example.com')
  await guest.api.logout(undefined)
  equal(((await refused(Error, guest.api.getMe())) as unknown as AxiosError).response?.status, 401)
})

check('the problems fit their schemas', async () => {
  const job = await newJob()
  await theyChange(job, { notes: 'a\nb\n' })
  const conflict = await refused(ConflictError, me.api.updateJob({ notes: 'c\n' }, me.begin(job)))
  expect(schemas.JobConflictProblem.safeParse(conflict.response.data).success, conflict.response.data)
  const client = await me.api.createClient({ name: `Farm ${++count}` })
  await other.api.updateClient({ phone: '7' }, other.begin(client))
  const record = await refused(RecordConflictError, me.api.updateClient({ phone: '8' }, me.begin(client)))
  expect(schemas.RecordConflictProblem.safeParse(record.response.data).success, record.response.data)
})

check('the endpoints with conditions, and no others, are marked', async () => {
  const sentence = 'Concurrency is controlled in this endpoint (E-tag/If-Match)'
  const list: readonly { alias: string; description?: string; parameters?: readonly { name: string }[] }[] = endpoints
  for (const { alias, description, parameters } of list) {
    const isConditional = parameters?.some((one) => one.name === 'If-Match' || one.name === 'If-None-Match') ?? false
    equal([alias, String(description).includes(sentence)], [alias, isConditional])
  }
  expect(list.length > 50, list.length)
})

;(async () => {
  for (const [name, body] of checks) {
    const error = await body().then(
      () => null,
      (error: unknown) => (error instanceof Error ? (error.stack ?? error.message) : String(error)),
    )
    console.log(JSON.stringify({ name, error }))
  }
})().catch((error: unknown) => {
  console.log(String(error))
  process.exitCode = 1
})
