// Every list of the page shows that it is loading, empty or could not be loaded, with the same component.

import assert from 'node:assert/strict'
import { readFile, readdir } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import test from 'node:test'

const COMPONENTS = fileURLToPath(new URL('../../web/components/', import.meta.url))

/** Requests for something other than a list. */
const NO_LISTS = new Map([
  ['new-job/new-job.js', 'the client whose page one came from'],
  ['conflict/resolve.js', 'the quote as it is now'],
  ['clients/client-page.js', 'the contacts that go with a client, for a question'],
])

test('every list from the server shows its state', async () => {
  const names = (await readdir(COMPONENTS, { recursive: true })).filter((name) => name.endsWith('.js') && !NO_LISTS.has(name))
  const reading = []
  for (const name of names) {
    const text = await readFile(COMPONENTS + name, 'utf8')
    if (!/\bclient\.(get|part|jobs)\(|\bboardJobs\.(load|find)|\bsearch = async/.test(text)) continue
    reading.push(name)
    assert.match(text, /new ListState\(/, `${name} reads a list and has no ListState`)
  }
  assert.ok(reading.length >= 8, reading.join(' '))
})
