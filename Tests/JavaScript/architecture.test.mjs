// docs/architecture.md: every file that it names exists, and contains the names listed after it.

import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { test } from './support/test.mjs'

const ROOT = new URL('../../', import.meta.url)
const PATH = /^(?:Sources|Plugins|Tests|Benchmarks|web|clients|openapi|docs)\/[\w.+/-]+$|^(?:Package\.swift|README\.md)$/

/** Table cells, list items and paragraphs, one line each; without diagrams. */
function units(markdown) {
  const found = []
  let open = ''
  for (const line of markdown.replace(/```[\s\S]*?```/g, '').split('\n')) {
    const begins = !line.trim() || /^\s*(?:\d+\.|-|#+|\|)/.test(line)
    if (begins && open) {
      found.push(open)
      open = ''
    }
    if (line.startsWith('|')) found.push(...line.split('|'))
    else open += ` ${line.trim()}`
  }
  return open ? [...found, open] : found
}

/** The files named: a path in backticks, and after a colon the names in backticks up to the end of the sentence. */
function* claims(markdown) {
  for (const unit of units(markdown)) {
    for (const { 1: path, index, 0: whole } of unit.matchAll(/`([^`]+)`/g)) {
      if (!PATH.test(path)) continue
      const rest = unit.slice(index + whole.length)
      const sentence = rest.startsWith(':') ? rest.match(/^(?:`[^`]*`|\.(?!\s|$)|[^`.])*/)[0] : ''
      const names = [...sentence.matchAll(/`([^`(]+)[^`]*`/g)].map(([, name]) => name)
      yield { path, names, isList: rest.startsWith(':') }
    }
  }
}

/** The errors in a map, one line each. */
function faults(markdown) {
  const wrong = []
  for (const { path, names, isList } of claims(markdown)) {
    if (!existsSync(new URL(path, ROOT))) wrong.push(`${path} does not exist`)
    else if (isList && !names.length) wrong.push(`no name stands after ${path}:`)
    else if (names.length) {
      const source = readFileSync(new URL(path, ROOT), 'utf8')
      const isThere = (name) => new RegExp(String.raw`(?<!\w)${name.replace(/[^\w]/g, '\\$&')}(?!\w)`).test(source)
      wrong.push(...names.filter((name) => !isThere(name)).map((name) => `${path} has no ${name}`))
    }
  }
  return wrong
}

test('the map names only existing files and functions', () => {
  const map = readFileSync(new URL('docs/architecture.md', ROOT), 'utf8')
  const all = [...claims(map)]
  assert.ok(all.length > 150 && all.flatMap(({ names }) => names).length > 300, 'the map can no longer be parsed')
  assert.deepEqual(faults(map), [])
})

test('a missing file and a missing function are reported', () => {
  assert.deepEqual(faults('1. A hop. `Sources/JobtagCore/Gone.swift`: `gone()`.'), ['Sources/JobtagCore/Gone.swift does not exist'])
  assert.deepEqual(faults('| a | `Package.swift`: `targets`, `gone()`. More. |'), ['Package.swift has no gone'])
  assert.deepEqual(faults('`Package.swift`: nothing.'), ['no name stands after Package.swift:'])
})
