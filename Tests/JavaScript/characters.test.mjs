// Texts are cut at the characters that people see, not at code units.

import assert from 'node:assert/strict'
import { test } from './support/test.mjs'

globalThis.navigator ??= /** @type {any} */ ({ language: 'en' })
const load = async (/** @type {string} */ name) => import(`../../web/js/app/format.js?${name}`)
const { characters, initials } = await load('segmenter')
const { Segmenter } = Intl
Reflect.deleteProperty(Intl, 'Segmenter')
const without = await load('none')
Object.assign(Intl, { Segmenter })

for (const [name, expected] of [
  ['Ana Rangi', 'AR'],
  ['ana', 'A'],
  ['Ana van der Berg', 'AB'],
  ['Émile Zola', 'ÉZ'],
  ['E\u0301mile Zola', 'E\u0301Z'],
  ['', '?'],
  ['  ', '?'],
  ['𝔸da 𝔹yron', '𝔸𝔹'],
  ['𠮷田 太郎', '𠮷太'],
  ['(Kim) Lee', 'KL'],
  ['“Ana” Rangi', 'AR'],
  ['Ana – Rangi &', 'AR'],
  ['👩‍🔧 Ana', 'A'],
  ['👩‍🔧', '👩‍🔧'],
  ['🇳🇿', '🇳🇿'],
  ['أحمد محمد', 'أم'],
  ['\u200fמיכל כהן', 'מכ'],
  ['हिन्दी', 'हि'],
  ['ßen', 'ß'],
  ['-', '-'],
  ['2nd Floor', '2F'],
]) {
  test(`the initials of ${JSON.stringify(name)} are ${expected}`, () => {
    assert.equal(initials(name), expected)
    assert.equal(without.initials(name), expected, 'without a segmenter')
  })
}

test('a text is split into the characters that people see', () => {
  const text = 'a👍🏽👨‍👩‍👧🇳🇿e\u0301\r'
  assert.deepEqual(characters(text), ['a', '👍🏽', '👨‍👩‍👧', '🇳🇿', 'e\u0301', '\r'])
  assert.deepEqual(without.characters(text), characters(text))
})

test('a text in a sentence is shortened between characters', async () => {
  const shorten = async (/** @type {string} */ text) =>
    (await import('../../web/js/app/mutations.js')).describeMutation({ kind: 'event', body: { description: text } })
  for (const one of ['👍', '👨‍👩‍👧', 'e\u0301', '🇳🇿']) {
    assert.equal(await shorten(one.repeat(60)), `add the event “${one.repeat(60)}”`)
    assert.equal(await shorten(one.repeat(61)), `add the event “${one.repeat(59)}…”`)
  }
})
