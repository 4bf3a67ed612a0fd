// Runs the Axios example of the integration guide against a server, step by step, and prints what each step gave.
//
// usage: node axios_walk.cjs ORIGIN TOKEN JOB_ID
//
// guide_example.ts is the guide's text, unchanged. It has no type annotations, so it is JavaScript; only its `import` line
// is taken away, because the text is evaluated as a function here. The `axios` it is given is the real one, except that
// `create` puts ORIGIN before the base URL and adds the sign-in, which a page on the same origin has from the browser.
'use strict'
const fs = require('node:fs')
const path = require('node:path')
const axios = require('axios')

const [origin, token, jobId] = process.argv.slice(2)
const headers = { Authorization: `Bearer ${token}` }

const axiosInAPage = Object.assign(Object.create(axios), {
  create: (config) => axios.create({ ...config, baseURL: origin + config.baseURL, headers, proxy: false, timeout: 10_000 }),
})

const text = fs.readFileSync(path.join(__dirname, 'guide_example.ts'), 'utf8')
const importLine = "import axios from 'axios'\n"
if (!text.startsWith(importLine)) throw new Error('the example does not begin with its import line')
const names = ['api', 'etagByJob', 'getJobEtag', 'setJobEtag', 'updateJob', 'addEvent']
const example = new Function('axios', `${text.slice(importLine.length)}\nreturn { ${names.join(', ')} }`)(axiosInAPage)

// A second person's client: plain axios, nothing shared with the example.
const other = axios.create({
  baseURL: `${origin}/api`,
  headers,
  proxy: false,
  timeout: 10_000,
  validateStatus: () => true,
})
const otherGet = (view = '') => other.get(`/jobs/${jobId}/${view}`)

async function outcome(promise) {
  try {
    const response = await promise
    return { status: response.status, data: response.data, etag: response.headers.etag ?? null }
  } catch (error) {
    return {
      rejected: error.message,
      status: error.response ? error.response.status : null,
      data: error.response ? error.response.data : null,
    }
  }
}

const steps = {}
async function step(name, promise) {
  steps[name] = { ...(await outcome(promise)), held: example.getJobEtag(jobId), current: (await otherGet()).headers.etag }
  return steps[name]
}

async function walk() {
  await step('update before loading', example.updateJob(jobId, {}))
  await step('event before loading', example.addEvent(jobId, 'too early'))

  const loaded = await step('load', example.api.get(`/jobs/${jobId}/`))
  await step(
    'load again',
    example.api.get(`/jobs/${jobId}/`, {
      headers: { 'If-None-Match': example.getJobEtag(jobId) },
      validateStatus: (status) => status === 304 || (status >= 200 && status < 300),
    }),
  )

  const form = { ...loaded.data, notes: 'from the form' }
  await step('update', example.updateJob(jobId, form))
  await step('event', example.addEvent(jobId, 'Sheet cut, bending tomorrow'))

  const theirs = await otherGet()
  await other.patch(`/jobs/${jobId}/`, { description: 'by another person' }, { headers: { 'If-Match': theirs.headers.etag } })
  const second = { ...loaded.data, notes: 'from the second form' }
  await step('stale update', example.updateJob(jobId, second))
  await step('retried update', example.updateJob(jobId, second))

  const before = await otherGet()
  await other.patch(`/jobs/${jobId}/`, { description: 'by another person again' }, { headers: { 'If-Match': before.headers.etag } })
  await step('stale event', example.addEvent(jobId, 'Galvanised'))
  await step('retried event', example.addEvent(jobId, 'Galvanised'))

  const rapid = await Promise.all(Array.from({ length: 5 }, () => outcome(example.addEvent(jobId, 'Called the client'))))
  steps['rapid events'] = { each: rapid, held: example.getJobEtag(jobId), current: (await otherGet()).headers.etag }
  await step('the same event once more', example.addEvent(jobId, 'Called the client'))

  await step('put without a tag', example.api.put(`/jobs/${jobId}/`, { ...loaded.data, notes: 'without a tag' }))
  await step('update after that', example.updateJob(jobId, { ...loaded.data, notes: 'the last word' }))
  steps['events in the end'] = (await otherGet('events/')).data.events.map((event) => event.description)
  await step('delete', example.api.delete(`/jobs/${jobId}/`, { headers: { 'If-Match': example.getJobEtag(jobId) } }))
}

walk()
  .then(() => {
    process.stdout.write(JSON.stringify(steps, null, 2))
  })
  .catch((error) => {
    process.stderr.write(`${error.stack}\n${JSON.stringify(steps, null, 2)}\n`)
    process.exitCode = 1
  })
