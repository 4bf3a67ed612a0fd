// The pure parts: comparing, carrying over, showing differences, judging a merge.

import assert from 'node:assert/strict'
import { reconcile } from '../../web/js/client/reconcile.js'
import { textOfBoth, wordDiff } from '../../web/js/client/texts.js'
import { plainAmount } from '../../web/components/field/controls.js'
import { carry, same, toSend, untouched } from '../../web/js/client/values.js'
import { test } from './support/test.mjs'

for (const [what, from, to, typed, expected] of [
  ['typing after what changed', 'one two', 'ONE two', 'one two three', 'ONE two three'],
  ['typing before what changed', 'one two', 'one TWO', 'zero one two', 'zero one TWO'],
  ['deleting elsewhere', 'one two three', 'one two THREE', 'two three', 'two THREE'],
  ['nothing typed', 'one', 'two', 'one', 'two'],
  ['nothing changed', 'one', 'one', 'two', 'two'],
  ['the same typed', 'one', 'two', 'two', 'two'],
  ['emptied meanwhile', 'one', '', 'one', ''],
  ['typing in a text that grew on both ends of what was typed', 'ab', 'xabx', 'aYb', null],
  ['the same place', 'one', 'two', 'three', null],
  ['touching places', 'ab', 'aXb', 'aYb', null],
  ['a list', ['a', 'b'], ['a', 'b', 'c'], ['a', 'd'], ['a', 'd', 'c']],
  ['a list that both shortened', ['a', 'b', 'c'], ['b', 'c'], ['a', 'b'], ['b']],
  ['a choice', 'draft', 'approved', 'special', null],
  ['a flag', false, true, false, true],
]) {
  test(`carried over: ${what}`, () => {
    assert.deepEqual(carry(from, to, typed)?.value ?? null, expected)
  })
}

test('carried over text has both edits, wherever they are', () => {
  const text = 'The quick brown fox jumps over the lazy dog.'
  for (let mine = 0; mine < text.length; mine += 1) {
    for (let theirs = 0; theirs < text.length; theirs += 1) {
      const insert = (at, what) => text.slice(0, at) + what + text.slice(at)
      const carried = carry(text, insert(theirs, 'ÄÄ'), insert(mine, 'Ñ'))
      if (mine === theirs) assert.equal(carried, null)
      else if (carried) assert.equal(carried.value.replace('Ñ', '').replace('ÄÄ', ''), text)
    }
  }
})

test('what is the same, and what is not', () => {
  for (const [a, b] of [[null, ''], [undefined, null], [['a', 'b'], ['b', 'a']], [{ x: 1, y: null }, { x: 1 }], [0, 0]]) assert.ok(same(a, b))
  for (const [a, b] of [['', ' '], [0, null], [false, null], [['a'], ['a', 'b']], ['1', 1], [{ x: 1 }, { x: 2 }]]) assert.ok(!same(a, b))
})

test('a contact is only untouched if its client is', () => {
  const [a, b] = [{ client_id: '1', contact_id: null, notes: 'x' }, { client_id: '2', contact_id: null, notes: 'x' }]
  assert.deepEqual(['contact_id', 'client_id', 'notes'].map((field) => untouched(field, a, b)), [false, false, true])
})

test('an empty box is null where the server wants null', () => {
  assert.deepEqual([toSend('delivery_date', ''), toSend('notes', ''), toSend('order_number', ''), toSend('priority', undefined)], [null, '', '', null])
})

test('a difference is told by words, and both texts can be read out of it', () => {
  const [theirs, yours] = ['Cut the red sheet, then paint.', 'Cut the two red sheets, then zinc it.']
  const diff = wordDiff(theirs, yours)
  const read = (without) => diff.filter(({ op }) => op !== without).map(({ text }) => text).join('')
  assert.deepEqual([read('insert'), read('delete')], [theirs, yours])
  assert.ok(diff.some(({ op, text }) => op === 'equal' && text.includes('red')))
  assert.deepEqual(wordDiff('same', 'same'), [{ op: 'equal', text: 'same' }])
  assert.equal(wordDiff(1, 2), null)
})

test('lines that have nothing in common are not told word by word', () => {
  assert.deepEqual(wordDiff('Cut.\nBolts are M12, not M10.\nPaint.', 'Cut.\nDeliver to the back gate.\nPaint.'), [
    { op: 'equal', text: 'Cut.\n' }, { op: 'delete', text: 'Bolts are M12, not M10.\n' }, { op: 'insert', text: 'Deliver to the back gate.\n' },
    { op: 'equal', text: 'Paint.' },
  ])
})

for (const [what, base, theirs, mine, expected] of [
  ['two lines at one place', 'Cut.\nPaint.', 'Cut.\nBolts are M12, not M10.\nPaint.', 'Cut.\nDeliver to the back gate.\nPaint.', 'Cut.\nBolts are M12, not M10.\nDeliver to the back gate.\nPaint.'],
  ['two lines at the end', 'Cut.', 'Cut.\nBolts M12', 'Cut.\nBack gate', 'Cut.\nBolts M12\nBack gate'],
  ['a blank line before both', 'Cut.', 'Cut.\n\nBolts M12', 'Cut.\n\nBack gate', 'Cut.\n\nBolts M12\nBack gate'],
  ['two texts where none was', '', 'Bolts M12', 'Back gate', 'Bolts M12\nBack gate'],
  ['a word each in one line', 'Ring first.', 'Ring Tama first.', 'Ring Ana first.', 'Ring Tama Ana first.'],
  ['one word for another', 'Paint it blue.', 'Paint it red.', 'Paint it black.', 'Paint it red black.'],
  ['beside a clash, what only one side changed', 'Paint it blue.\nRing.\nDrill.\nCut.', 'Paint it red.\nRing.\nDrill.', 'Paint it black.\nRing Ana.\nDrill.\nCut.', 'Paint it red black.\nRing Ana.\nDrill.'],
  ['a line that one removed and the other changed', 'Cut.\nRing.', 'Cut.', 'Cut.\nRing Ana.', 'Cut.\nRing Ana.'],
  ['the same by both', 'Cut.', 'Cut.\nRing.', 'Cut.\nRing.', 'Cut.\nRing.'],
]) {
  test(`one text of both: ${what}`, () => assert.equal(textOfBoth(base, theirs, mine), expected))
}

test('no word of either side is missing in the text of both', () => {
  let seed = 7
  const random = (most) => (seed = (seed * 48271) % 2147483647) % most
  const words = ['cut', 'ring', 'M12', 'gate', 'red.', '\n', '\n', ' ', ' ', ' ']
  const made = () => Array.from({ length: random(14) }, () => words[random(words.length)]).join('')
  const changed = (text) => {
    const parts = text.match(/\s+|\S+/g) ?? []
    parts.splice(random(parts.length + 1), random(3), made())
    return parts.join('')
  }
  for (let round = 0; round < 5000; round += 1) {
    const base = made()
    const [theirs, mine] = [changed(base), changed(base)]
    const text = textOfBoth(base, theirs, mine)
    const count = (of, word) => of.split(/\s+/).join(' ').split(word).length - 1
    for (const word of ['cut', 'ring', 'M12', 'gate', 'red.']) {
      const [was, there, here, now] = [base, theirs, mine, text].map((of) => count(of, word))
      assert.ok(now >= Math.max(there, here) - Math.max(0, was - Math.min(there, here)), JSON.stringify({ base, theirs, mine, text, word }))
    }
    const read = (without) => wordDiff(theirs, mine).filter(({ op }) => op !== without).map(({ text: one }) => one).join('')
    assert.deepEqual([read('insert'), read('delete')], [theirs, mine])
  }
})

test('a difference of long texts is made at once', () => {
  const words = (seed) => Array.from({ length: 20_000 }, (_, index) => `w${(index * seed) % 997}`).join(' ')
  const [theirs, yours] = [words(3), words(5)]
  const diff = wordDiff(theirs, yours)
  assert.ok(diff.length <= 4, 'the whole middle as one')
  assert.equal(diff.filter(({ op }) => op !== 'insert').map(({ text }) => text).join(''), theirs)
})

// What becomes of a field after a 412. base → theirs, and what was sent.
const snapshot = (etag, record, updatedAt = etag) => ({ id: 'j', path: '/jobs/j/', etag, updatedAt, record: { client_id: null, contact_id: null, ...record } })
const merge = (...fields) => ({ clean: fields.every(({ conflict }) => !conflict), fields })
for (const [what, { base, named = base.etag, theirs, value, merged }, expected] of [
  ['left alone by the others', { base: snapshot('1', { f: 'a' }), theirs: { f: 'a' }, value: 'b', merged: merge({ field: 'f', merged: 'b', conflict: false }) }, ['send', 'b']],
  ['merged', { base: snapshot('1', { f: 'a' }), theirs: { f: 'c' }, value: 'b', merged: merge({ field: 'f', merged: 'bc', conflict: false }) }, ['send', 'bc']],
  ['merged to what is there', { base: snapshot('1', { f: 'a' }), theirs: { f: 'c' }, value: 'b', merged: merge({ field: 'f', merged: 'c', conflict: false }) }, ['settled']],
  ['the same on both sides', { base: snapshot('1', { f: 'a' }), theirs: { f: 'b' }, value: 'b', merged: merge() }, ['settled']],
  ['clashing', { base: snapshot('1', { f: 'a' }), theirs: { f: 'c' }, value: 'b', merged: merge({ field: 'f', merged: null, conflict: true }) }, ['clash']],
  ['no merge, the same on both sides', { base: snapshot('1', { f: 'a' }), theirs: { f: 'b' }, value: 'b', merged: null }, ['settled']],
  ['no merge, left alone', { base: snapshot('1', { f: 'a' }), theirs: { f: 'a' }, value: 'b', merged: null }, ['send', 'b']],
  ['no merge, clashing', { base: snapshot('1', { f: 'a' }), theirs: { f: 'c' }, value: 'b', merged: null }, ['clash']],
  ['begun later, left alone since', { base: snapshot('2', { f: 'a' }), named: '1', theirs: { f: 'a' }, value: 'b', merged: merge({ field: 'f', merged: null, conflict: true }) }, ['send', 'b']],
  ['begun later, changed since', { base: snapshot('2', { f: 'a' }), named: '1', theirs: { f: 'c' }, value: 'b', merged: merge({ field: 'f', merged: 'x', conflict: false }) }, ['later']],
  ['a contact begun later, whose client changed since', { base: snapshot('2', { contact_id: null, client_id: '1' }), named: '1', field: 'contact_id', theirs: { client_id: '2' }, value: 'b', merged: merge() }, ['later']],
]) {
  test(`after a 412, a field ${what}`, () => {
    const field = what.includes('contact') ? 'contact_id' : 'f'
    const verdict = reconcile(new Map([[field, { value, typed: value, base }]]), named, snapshot('9', theirs), merged)
    const outcome = verdict.clashes.has(field) ? ['clash'] : verdict.send.has(field) ? ['send', verdict.send.get(field)]
      : verdict.settled.includes(field) ? ['settled'] : ['later']
    assert.deepEqual(outcome, expected)
  })
}

test('a comma is taken for what it can only mean', () => {
  const money = { '1250,5': '1250.5', '1,250': '1250', '1,250.50': '1250.50', '1,250,000': '1250000', '0,125': '0,125', '12,50': '12.50', ' 7 ': '7', '-1,5': '-1.5', '-1,250': '-1250' }
  for (const [typed, value] of Object.entries(money)) assert.equal(plainAmount(typed), value, typed)
  const quantity = { '0,125': '0.125', '-0,250': '-0.250', '1,250': '1,250', '1250,125': '1250.125', '1,250.5': '1250.5', '1,250,000': '1250000', '1,5': '1.5', '0.5': '0.5' }
  for (const [typed, value] of Object.entries(quantity)) assert.equal(plainAmount(typed, 3), value, typed)
})
