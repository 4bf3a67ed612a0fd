// The statuses that the page starts with, until the server's list arrives.

import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { setStatuses, statuses } from '../../web/js/app/labels.js'
import { OFFICE, tokenOf } from './support/people.mjs'
import { serverForThisFile } from './support/server.mjs'
import { test } from './support/test.mjs'

const server = await serverForThisFile()

test('the page starts with the statuses and labels of the server', async () => {
  const headers = { Authorization: `Bearer ${await tokenOf(server, OFFICE)}` }
  const answer = await fetch(`${server.baseURL}/jobs/status-choices/`, { headers })
  assert.equal(setStatuses((await answer.json()).statuses), false)
})

test('start.js requests the jobs with these statuses, except archived ones', async () => {
  const start = await readFile(new URL('../../web/js/start.js', import.meta.url), 'utf8')
  const asked = [...start.matchAll(/[?&]status=(\w+)/g)].map(([, key]) => key)
  assert.deepEqual(
    asked,
    statuses()
      .map(({ key }) => key)
      .filter((key) => key !== 'archived'),
  )
})
