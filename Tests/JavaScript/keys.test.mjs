// The page ignores all keys while an input method composes a word.

import assert from 'node:assert/strict'
import { readFile, readdir } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { onKey } from '../../web/js/lib/keys.js'
import { test } from './support/test.mjs'

const WEB = fileURLToPath(new URL('../../web/', import.meta.url))
const HELPER = 'js/lib/keys.js'

test('every key listener of the page uses onKey', async () => {
  const names = (await readdir(WEB, { recursive: true })).filter((name) => /\.(js|html)$/.test(name) && !name.startsWith('docs/'))
  const using = []
  for (const name of names) {
    const text = await readFile(WEB + name, 'utf8')
    if (text.includes('onKey(')) using.push(name)
    if (name === HELPER) continue
    // However it is written: as a listener, an attribute, or in a list of events. "keyup" may show that something was typed, but no key acts on it.
    assert.doesNotMatch(text, /['"`@.]on?key(down|press)\b|['"`@]key(down|press)\b|onkey(down|up|press)/i, name)
  }
  assert.ok(using.length > 10, using.join(' '))
})

const press = (/** @type {Record<string, any>} */ properties) =>
  Object.assign(new Event('keydown'), { isComposing: false, keyCode: 13, key: 'Enter', ...properties })

test('a key does not act while a word is composed, however the browser reports that', () => {
  const target = new EventTarget()
  /** @type {string[]} */
  const heard = []
  const end = onKey(target, (event) => heard.push(event.key))
  target.dispatchEvent(press({ isComposing: true }))
  target.dispatchEvent(press({ keyCode: 229 }))
  target.dispatchEvent(press({ isComposing: true, keyCode: 229 }))
  assert.deepEqual(heard, [])
  target.dispatchEvent(press({}))
  assert.deepEqual(heard, ['Enter'])
  end()
  target.dispatchEvent(press({}))
  assert.deepEqual(heard, ['Enter'])
})
