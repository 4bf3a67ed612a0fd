// The sources themselves: their types are correct, they have no dependencies, and the examples at their beginning run.

import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { OFFICE, tokenOf } from './support/people.mjs'
import { serverForThisFile } from './support/server.mjs'
import { test } from './support/test.mjs'

const WEB = fileURLToPath(new URL('../../web/js/', import.meta.url))
const server = await serverForThisFile()
const sources = ['jobtag.js', 'axios-etag.js', ...(await readdir(join(WEB, 'client'))).map((name) => `client/${name}`)]

test('the types pass strict checking', async () => {
  const options = [
    '--checkJs',
    '--allowJs',
    '--strict',
    '--noEmit',
    '--target',
    'ES2022',
    '--lib',
    'ES2022,DOM,DOM.Iterable',
    '--moduleResolution',
    'node',
  ]
  const { stdout } = await promisify(execFile)('tsc', [...options, join(WEB, 'jobtag.js'), join(WEB, 'axios-etag.js')]).catch((error) =>
    error.code === 'ENOENT' ? assert.fail('tsc is not there: install node-typescript') : error,
  )
  assert.equal(stdout, '')
})

test('modules import only files of the client', async () => {
  for (const name of sources) {
    const text = await readFile(join(WEB, name), 'utf8')
    for (const [, from] of text.matchAll(/^(?:import|export) .*?from '(.*)'$/gm))
      assert.match(from, /^\.{1,2}\//, `${name} imports ${from}`)
  }
})

test('the server serves each byte as it is in the repository', async () => {
  for (const name of sources) {
    const response = await fetch(new URL(`/js/${name}`, server.baseURL))
    assert.equal(response.status, 200, name)
    assert.equal(await response.text(), await readFile(join(WEB, name), 'utf8'), name)
  }
})

/** The example in a module's opening comment. */
async function example(name) {
  const [opening] = (await readFile(join(WEB, name), 'utf8')).split(/\n(?!\/\/)/)
  return opening
    .split('\n')
    .filter((line) => line.startsWith('//     ') || line === '//')
    .map((line) => line.slice(7))
    .join('\n')
}

/** Runs a text as a module. */
async function run(text) {
  const folder = await mkdtemp(join(tmpdir(), 'jobtag-example-'))
  try {
    await writeFile(join(folder, 'example.mjs'), text)
    return await import(pathToFileURL(join(folder, 'example.mjs')))
  } finally {
    await rm(folder, { recursive: true })
  }
}

test('the example of jobtag.js runs', async () => {
  const text = (await example('jobtag.js'))
    .replace('./jobtag.js', pathToFileURL(join(WEB, 'jobtag.js')))
    .replace(/http:[^']*/, server.baseURL)
  const { client, job, draft } = await run(`${text}\nexport { client, job, draft }`)
  assert.equal(draft.shown.record.notes, 'Ring first.')
  assert.equal((await client.part(job.id, 'events')).data.events[0].description, 'Rang the client')
  client.close()
})

test('the example of axios-etag.js runs', async () => {
  globalThis.axiosForTheExample = createRequire(import.meta.url)('axios')
  const token = await tokenOf(server, OFFICE)
  const {
    results: [{ id }],
  } = await (await fetch(`${server.baseURL}/jobs/?limit=1`, { headers: { Authorization: `Bearer ${token}` } })).json()
  const text = (await example('axios-etag.js'))
    .replace('./axios-etag.js', pathToFileURL(join(WEB, 'axios-etag.js')))
    .replace("baseURL: '/api'", `baseURL: '${server.baseURL}', proxy: false, headers: { Authorization: 'Bearer ${token}' }`)
  const { api, id: same } = await run(`const axios = globalThis.axiosForTheExample, id = '${id}'\n${text}\nexport { api, id }`)
  assert.equal((await api.get(`/jobs/${same}/`)).data.notes, 'Ring first.')
})

/** The static imports of a module, with theirs. */
async function importedBy(url, found = new Set()) {
  if (found.has(url.pathname)) return found
  found.add(url.pathname)
  const text = await readFile(url, 'utf8')
  for (const [, from] of text.matchAll(/^(?:import|export)\b[^'(]*'(\.[^']*)'/gm)) await importedBy(new URL(from, url), found)
  return found
}

test('the first board does not load code for typing and searching', async () => {
  const first = new Set()
  for (const name of ['app/main.js', '../components/board/board.js']) await importedBy(new URL(name, pathToFileURL(WEB)), first)
  const names = [...first].map((path) => path.slice(path.indexOf('/web/') + 4))
  assert.ok(names.length > 30 && names.includes('/js/client/draft.js'), names.join(' '))
  for (const name of ['carry-text', 'text-values', 'text-diff', 'folding', 'cost-line-conflicts'])
    assert.ok(!names.includes(`/js/client/${name}.js`), name)
})
