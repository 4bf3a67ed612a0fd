// The imports of the page's files: finds here what would stop the page from starting, before a slow network does.

import assert from 'node:assert/strict'
import { readFile, readdir } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { test } from './support/test.mjs'

const WEB = fileURLToPath(new URL('../../web/', import.meta.url))
const MODULES = (
  await Promise.all(
    ['js', 'components'].map(async (folder) =>
      (await readdir(join(WEB, folder), { recursive: true })).filter((name) => name.endsWith('.js')).map((name) => join(folder, name)),
    ),
  )
).flat()
const text = (name) => readFile(join(WEB, name), 'utf8')

/** The static imports of a module, with theirs. */
async function importedBy(name, found = new Set()) {
  if (found.has(name)) return found
  found.add(name)
  for (const [, from] of (await text(name)).matchAll(/^(?:import|export)\b[^'(]*'(\.[^']*)'/gm)) {
    await importedBy(relative(WEB, fileURLToPath(new URL(from, pathToFileURL(join(WEB, name))))), found)
  }
  return found
}

test('index.html names exactly the modules that the first board needs', async () => {
  const needed = new Set([...(await importedBy('js/app/main.js')), ...(await importedBy('components/board/board.js'))])
  needed.delete('js/app/main.js') // The script itself.
  const named = [...(await text('index.html')).matchAll(/<link rel="modulepreload" href="([^"]+)">/g)].map(([, name]) => name)
  assert.deepEqual(named.sort(), [...needed].sort())
})

test('no module has a top-level await, which can hang in Safari', async () => {
  assert.ok(MODULES.length > 80)
  for (const name of MODULES) assert.doesNotMatch(await text(name), /^(?!.*\basync\b)(?:[^\s/*].*\b)?await\b/m, name)
})

test('modules loaded on demand are loaded by load(), which retries and shows errors', async () => {
  // These continue without a module that did not arrive, and load it again later.
  const others = ['js/app/prefetch.js', 'js/app/client.js', "js/app/main.js: import('./prefetch.js')"]
  for (const name of MODULES) {
    if (others.includes(name)) continue
    // A type in a comment is in braces, or is followed by a name.
    for (const [, before, from] of (await text(name)).matchAll(/(.{0,14})(?<!typeof |\{)\bimport\('([^']+)'\)(?!\.[A-Z])/g)) {
      if (others.includes(`${name}: import('${from}')`)) continue
      assert.match(before, /load\(\(\) => $/, `${name} imports ${from}`)
    }
  }
})

test('the first script uses only syntax that every browser understands', async () => {
  // Syntax of 2015 and later, which an older browser cannot parse and so shows no message.
  assert.doesNotMatch(
    (await text('js/start.js')).replace(/\/\/.*|\/\*\*.*\*\/|'[^'\n]*'/g, ''),
    /=>|`|\b(?:const|let|class|async|await|import|export)\b|\?\.|\?\?/,
  )
})
