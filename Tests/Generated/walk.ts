// What a front end does with the client that openapi-generator makes for axios: sign in, list, load, save, a stale save, an event.
// It compiles beside that client, which lies in the folder `client`.

import { isAxiosError } from 'axios'
import { Configuration, JobPartsApi, JobsApi, JobStatus, SigningInApi } from './client'
import type { FieldMerge, Job, JobConflictProblem, JobPatch, NotFoundProblem } from './client'

declare const process: { argv: string[]; exitCode: number }
const [origin, password, ...people] = process.argv.slice(2) as [string, string, string, string]

function check(condition: unknown, sentence: string): asserts condition {
  if (!condition) throw new Error(sentence)
}

/** What the server says to a request that it refuses, in the shape that the schema gives it. */
async function refusal<Problem>(status: number, request: Promise<unknown>): Promise<Problem> {
  try {
    await request
  } catch (error) {
    check(isAxiosError<Problem>(error) && error.response, `${error}`)
    check(error.response.status === status, `${status}, not ${error.response.status}: ${JSON.stringify(error.response.data)}`)
    return error.response.data
  }
  throw new Error(`This should be ${status}.`)
}

async function signIn(email: string): Promise<Configuration> {
  const { data } = await new SigningInApi(new Configuration({ basePath: origin })).login({ email, password })
  check(data.staff.email === email, 'the answer says who signed in')
  return new Configuration({ basePath: origin, accessToken: data.token })
}

async function walk(): Promise<void> {
  const [mine, theirs] = [await signIn(people[0]), await signIn(people[1])]
  const jobs = new JobsApi(mine)
  const name = `gate${Math.random().toString(36).slice(2)}`
  const made: Job = (await jobs.createJob({ name, priority: 3 })).data

  // List, with several of one parameter, and load.
  const list = (await jobs.listJobs([JobStatus.Draft, JobStatus.Approved], undefined, undefined, name)).data
  check(list.results.length === 1 && list.results[0]?.id === made.id && list.next === null, 'the list has the job, and no more')
  const loaded = await jobs.getJob(made.id)
  const snapshot = loaded.data
  check(loaded.headers.etag === snapshot.etag && snapshot.etag === made.etag, 'header and body have one tag')
  await refusal<unknown>(304, jobs.getJob(made.id, snapshot.etag))

  // Save.
  const saved = (await new JobsApi(theirs).updateJob(made.id, snapshot.etag, { name: `${name} of theirs` })).data
  check(saved.name === `${name} of theirs` && saved.etag !== snapshot.etag, 'a save has its new tag')

  // A stale save: one field that they changed as well, and one that they did not.
  const patch: JobPatch = { name: `${name} of mine`, notes: 'Mine.' }
  const problem = await refusal<JobConflictProblem>(412, jobs.updateJob(made.id, snapshot.etag, patch))
  check(problem.status === 412 && problem.type === '/problems/precondition-failed', 'it is the problem that the type says')
  check(problem.current.etag === saved.etag && problem.current_etag === saved.etag, '`current` is the job as it is now')
  check(problem.your_etag === snapshot.etag, '`your_etag` is what was sent')
  check(problem.changes?.length === 1 && problem.changes[0]?.fields.join() === 'name', '`changes` has what they did')
  check(problem.merge && !problem.merge.clean, 'people must choose')
  const merge = new Map(problem.merge.fields.map((field: FieldMerge) => [field.field as string, field]))
  check([...merge.keys()].join() === 'name,notes', '`merge` has the fields that either changed')
  const [named, noted] = [merge.get('name'), merge.get('notes')]
  check(named?.conflict && named.merged === null && named.theirs === saved.name, 'the name is a conflict')
  check(noted && !noted.conflict && noted.merged === 'Mine.', 'the notes are not')
  check((await jobs.getJob(made.id)).data.etag === saved.etag, 'a refused save changes nothing')

  // What people chose, with the tag of the answer.
  const choice: JobPatch = { name: `${name} of both`, notes: 'Mine.' }
  const again = (await jobs.updateJob(made.id, problem.current_etag, choice, `key-${name}`)).data
  check(again.name === choice.name && again.notes === 'Mine.', 'what was chosen is saved')

  // An event needs the job's tag, and raises it.
  const parts = new JobPartsApi(mine)
  const event = { description: 'Measured.' }
  const stale = await refusal<JobConflictProblem>(412, parts.addJobEvent(made.id, saved.etag, event))
  check(stale.merge === null, 'an event has nothing to merge')
  const added = (await parts.addJobEvent(made.id, stale.current_etag, event)).data
  check(added.event.description === 'Measured.' && added.job.etag !== again.etag, 'the event is added, and the tag is new')
  const events = (await parts.listJobEvents(made.id)).data.events
  check(events.length === 1 && events[0]?.id === added.event.id, 'and there it is')

  const missing = await refusal<NotFoundProblem>(404, jobs.getJob('0198f000-0000-7000-8000-000000000000'))
  check(missing.status === 404 && missing.type === '/problems/not-found', 'what is missing is typed too')
  console.log('walked')
}

walk().catch((error) => {
  console.log(`${error.stack}`)
  process.exitCode = 1
})
