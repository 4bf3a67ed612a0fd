// The pure functions: comparing values, carrying edits over, showing differences, reconciling a merge.

import assert from 'node:assert/strict'
import { carryText } from '../../web/js/client/carry-text.js'
import { negated, plus } from '../../web/js/client/decimal.js'
import { CONFLICT_MESSAGE, conflictMessage } from '../../web/js/client/errors.js'
import { reconcile } from '../../web/js/client/reconcile.js'
import { textOfBoth, wordDiff } from '../../web/js/client/text-diff.js'
import { carry as carryAny, same, sameFields, toSend, untouched } from '../../web/js/client/values.js'
import { test } from './support/test.mjs'

const carry = (from, to, typed) => carryAny(from, to, typed, carryText)

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

test('values are compared by their meaning', () => {
  for (const [a, b] of [
    [null, ''],
    [undefined, null],
    [
      ['a', 'b'],
      ['b', 'a'],
    ],
    [{ x: 1, y: null }, { x: 1 }],
    [0, 0],
  ])
    assert.ok(same(a, b))
  for (const [a, b] of [
    ['', ' '],
    [0, null],
    [false, null],
    [['a'], ['a', 'b']],
    ['1', 1],
    [{ x: 1 }, { x: 2 }],
  ])
    assert.ok(!same(a, b))
})

test('fields are the same only if they have the same names', () => {
  assert.ok(sameFields({ x: '1', y: 'a\r\nb' }, { y: 'a\nb', x: '1' }))
  for (const [a, b] of [
    [{ x: '' }, {}],
    [{}, { x: '' }],
    [{ x: '' }, { y: '' }],
    [{ x: '1' }, { x: '2' }],
  ])
    assert.ok(!sameFields(a, b))
})

test('a contact is unchanged only if its client is', () => {
  const [a, b] = [
    { client_id: '1', contact_id: null, notes: 'x' },
    { client_id: '2', contact_id: null, notes: 'x' },
  ]
  assert.deepEqual(
    ['contact_id', 'client_id', 'notes'].map((field) => untouched(field, a, b)),
    [false, false, true],
  )
})

test('an empty input is null if the server requires null', () => {
  assert.deepEqual(
    [toSend('delivery_date', ''), toSend('notes', ''), toSend('order_number', ''), toSend('priority', undefined)],
    [null, '', '', null],
  )
})

test('a difference compares words, and contains both texts', () => {
  const [theirs, yours] = ['Cut the red sheet, then paint.', 'Cut the two red sheets, then zinc it.']
  const diff = wordDiff(theirs, yours)
  const read = (without) =>
    diff
      .filter(({ op }) => op !== without)
      .map(({ text }) => text)
      .join('')
  assert.deepEqual([read('insert'), read('delete')], [theirs, yours])
  assert.ok(diff.some(({ op, text }) => op === 'equal' && text.includes('red')))
  assert.deepEqual(wordDiff('same', 'same'), [{ op: 'equal', text: 'same' }])
  assert.equal(wordDiff(1, 2), null)
})

test('lines that have nothing in common are not compared word by word', () => {
  assert.deepEqual(wordDiff('Cut.\nBolts are M12, not M10.\nPaint.', 'Cut.\nDeliver to the back gate.\nPaint.'), [
    { op: 'equal', text: 'Cut.\n' },
    { op: 'delete', text: 'Bolts are M12, not M10.\n' },
    { op: 'insert', text: 'Deliver to the back gate.\n' },
    { op: 'equal', text: 'Paint.' },
  ])
})

for (const [what, base, theirs, mine, expected] of [
  [
    'two lines at one place',
    'Cut.\nPaint.',
    'Cut.\nBolts are M12, not M10.\nPaint.',
    'Cut.\nDeliver to the back gate.\nPaint.',
    'Cut.\nBolts are M12, not M10.\nDeliver to the back gate.\nPaint.',
  ],
  ['two lines at the end', 'Cut.', 'Cut.\nBolts M12', 'Cut.\nBack gate', 'Cut.\nBolts M12\nBack gate'],
  ['a blank line before both', 'Cut.', 'Cut.\n\nBolts M12', 'Cut.\n\nBack gate', 'Cut.\n\nBolts M12\nBack gate'],
  ['two texts where none was', '', 'Bolts M12', 'Back gate', 'Bolts M12\nBack gate'],
  ['a word each in one line', 'Ring first.', 'Ring Tama first.', 'Ring Ana first.', 'Ring Tama Ana first.'],
  ['one word for another', 'Paint it blue.', 'Paint it red.', 'Paint it black.', 'Paint it red black.'],
  [
    'beside a conflict, what only one side changed',
    'Paint it blue.\nRing.\nDrill.\nCut.',
    'Paint it red.\nRing.\nDrill.',
    'Paint it black.\nRing Ana.\nDrill.\nCut.',
    'Paint it red black.\nRing Ana.\nDrill.',
  ],
  ['a line that one removed and the other changed', 'Cut.\nRing.', 'Cut.', 'Cut.\nRing Ana.', 'Cut.\nRing Ana.'],
  ['the same by both', 'Cut.', 'Cut.\nRing.', 'Cut.\nRing.', 'Cut.\nRing.'],
]) {
  test(`combined text: ${what}`, () => assert.equal(textOfBoth(base, theirs, mine), expected))
}

test('the combined text has all words of both sides', () => {
  let seed = 7
  const random = (most) => {
    seed = (seed * 48271) % 2147483647
    return seed % most
  }
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
    const read = (without) =>
      wordDiff(theirs, mine)
        .filter(({ op }) => op !== without)
        .map(({ text: one }) => one)
        .join('')
    assert.deepEqual([read('insert'), read('delete')], [theirs, mine])
  }
})

test('the difference of long texts is computed quickly', () => {
  const words = (seed) => Array.from({ length: 20_000 }, (_, index) => `w${(index * seed) % 997}`).join(' ')
  const [theirs, yours] = [words(3), words(5)]
  const diff = wordDiff(theirs, yours)
  assert.ok(diff.length <= 4, 'the whole middle as one')
  assert.equal(
    diff
      .filter(({ op }) => op !== 'insert')
      .map(({ text }) => text)
      .join(''),
    theirs,
  )
})

// The result for a field after a 412: base → theirs, and what was sent.
const snapshot = (etag, record, updatedAt = etag) => ({
  id: 'j',
  path: '/jobs/j/',
  etag,
  updatedAt,
  record: { client_id: null, contact_id: null, ...record },
})
const merge = (...fields) => ({ clean: fields.every(({ conflict }) => !conflict), fields })
for (const [what, { base, named = base.etag, theirs, value, merged }, expected] of [
  [
    'left alone by the others',
    { base: snapshot('1', { f: 'a' }), theirs: { f: 'a' }, value: 'b', merged: merge({ field: 'f', merged: 'b', conflict: false }) },
    ['send', 'b'],
  ],
  [
    'merged',
    { base: snapshot('1', { f: 'a' }), theirs: { f: 'c' }, value: 'b', merged: merge({ field: 'f', merged: 'bc', conflict: false }) },
    ['send', 'bc'],
  ],
  [
    'merged to what is there',
    { base: snapshot('1', { f: 'a' }), theirs: { f: 'c' }, value: 'b', merged: merge({ field: 'f', merged: 'c', conflict: false }) },
    ['settled'],
  ],
  ['the same on both sides', { base: snapshot('1', { f: 'a' }), theirs: { f: 'b' }, value: 'b', merged: merge() }, ['settled']],
  [
    'in conflict',
    { base: snapshot('1', { f: 'a' }), theirs: { f: 'c' }, value: 'b', merged: merge({ field: 'f', merged: null, conflict: true }) },
    ['conflict'],
  ],
  ['no merge, the same on both sides', { base: snapshot('1', { f: 'a' }), theirs: { f: 'b' }, value: 'b', merged: null }, ['settled']],
  ['no merge, left alone', { base: snapshot('1', { f: 'a' }), theirs: { f: 'a' }, value: 'b', merged: null }, ['send', 'b']],
  ['no merge, in conflict', { base: snapshot('1', { f: 'a' }), theirs: { f: 'c' }, value: 'b', merged: null }, ['conflict']],
  [
    'begun later, left alone since',
    {
      base: snapshot('2', { f: 'a' }),
      named: '1',
      theirs: { f: 'a' },
      value: 'b',
      merged: merge({ field: 'f', merged: null, conflict: true }),
    },
    ['send', 'b'],
  ],
  [
    'begun later, changed since',
    {
      base: snapshot('2', { f: 'a' }),
      named: '1',
      theirs: { f: 'c' },
      value: 'b',
      merged: merge({ field: 'f', merged: 'x', conflict: false }),
    },
    ['later'],
  ],
  [
    'a contact begun later, whose client changed since',
    {
      base: snapshot('2', { contact_id: null, client_id: '1' }),
      named: '1',
      field: 'contact_id',
      theirs: { client_id: '2' },
      value: 'b',
      merged: merge(),
    },
    ['later'],
  ],
]) {
  test(`after a 412, a field ${what}`, () => {
    const field = what.includes('contact') ? 'contact_id' : 'f'
    const result = reconcile(new Map([[field, { value, typed: value, base }]]), named, snapshot('9', theirs), merged)
    const outcome = result.conflicts.has(field)
      ? ['conflict']
      : result.send.has(field)
        ? ['send', result.send.get(field)]
        : result.settled.includes(field)
          ? ['settled']
          : ['later']
    assert.deepEqual(outcome, expected)
  })
}

// What people read as one value is never combined from two. A merge changed `from` to `to` while the person typed on.
for (const [what, from, to, typed] of [
  ['a date in words', '23 Nov 2026', '24 Nov 2026', '23 Nov 2027'],
  ['a date in words, month first', 'Due Nov 23, 2026', 'Due Dec 23, 2026', 'Due Nov 24, 2026'],
  ['a weekday and its date', 'Mon 23 Nov', 'Tue 23 Nov', 'Mon 24 Nov'],
  ['a phone number', 'Ring +64 21 555 0123.', 'Ring +61 21 555 0123.', 'Ring +64 21 555 0199.'],
  ['digits in groups', '1 250 000', '2 250 000', '1 250 999'],
  ['a size', '1950 x 1780 mm', '1960 x 1780 mm', '1950 x 1790 mm'],
  ['a size with its sign', '1950 × 1780', '1960 × 1780', '1950 × 1790'],
  ['an amount and its unit', 'Take 5 kg', 'Take 6 kg', 'Take 5 lb'],
  ['an amount and its currency', 'NZD 500', 'AUD 500', 'NZD 600'],
  ['a range', '8 to 10 h', '9 to 10 h', '8 to 11 h'],
  ['a date in another language', '23 augustus 2026', '24 augustus 2026', '23 augustus 2027'],
  ['a range in another language', '8 bis 10 Stunden', '9 bis 10 Stunden', '8 bis 11 Stunden'],
  ['a time on a day', '23 Nov at 8:30', '24 Nov at 8:30', '23 Nov at 9:30'],
  ['a formula', '3 + 4 = 7', '5 + 4 = 7', '3 + 4 = 8'],
  ['a word', 'brown', 'browner', 'clown'],
  ['an address', 'kim@example.com', 'tim@example.com', 'kim@example.org'],
  ['a word with a hyphen', 'pre-cut', 're-cut', 'pre-cuts'],
  ['a character of two units', 'a👍b', 'a👎b', 'a👍c'],
  ['a character with a skin tone', '👍🏽', '👎🏽', '👍🏿'],
  ['a family', '👨‍👩‍👧', '👩‍👩‍👧', '👨‍👩‍👦'],
  ['a letter and its mark', 'e\u0301', 'a\u0301', 'e\u0300'],
]) {
  test(`nothing is carried into the middle of ${what}`, () => {
    assert.equal(carry(from, to, typed), null)
    assert.equal(carry(from, typed, to), null)
  })
}

for (const [what, from, to, typed, expected] of [
  ['beside a date', 'Paint blue by 23 Nov 2026', 'Paint red by 23 Nov 2026', 'Paint blue by 24 Nov 2026', 'Paint red by 24 Nov 2026'],
  ['on another line', 'Due 23 Nov\nRing 021 555', 'Due 24 Nov\nRing 021 555', 'Due 23 Nov\nRing 021 556', 'Due 24 Nov\nRing 021 556'],
  ['between words', 'Cut three sheets now', 'Cut four sheets now', 'Cut three sheets later', 'Cut four sheets later'],
  ['past a character of two units', '👍 cut 🔩 now', '👎 cut 🔩 now', '👍 cut 🔩 later', '👎 cut 🔩 later'],
  ['with line ends of another kind', 'Cut.\nRing.', 'Saw.\nRing.', 'Cut.\r\nRing Ana.', 'Saw.\nRing Ana.'],
]) {
  test(`carried over ${what}`, () => assert.equal(carry(from, to, typed)?.value, expected))
}

// What nobody would call two values, found without the client's own code: numbers with signs, or with signs and one word, between them; and
// a number with the unit, month or currency beside it.
const NUMBER = String.raw`\d+(?:[ .+\-/()×]*\p{L}*[ .+\-/()×]*\d+)*`
const ORACLES = [
  NUMBER,
  `${NUMBER} ?(?:mm|kg|h|EUR|Nov|mai|juin|Stunden|Stück|mayo|metres)(?!\\S)`,
  `(?<!\\S)(?:NZD|Nov|Mon|enero|März|rev) ${NUMBER}`,
  '[+$(]\\d+',
  '\\S+',
].map((pattern) => new RegExp(pattern, 'gu'))

/** What is in a text but in neither of two others. */
const newIn = (text, one, other) =>
  ORACLES.flatMap((oracle) => {
    const known = new Set([one, other].flatMap((source) => source.match(oracle) ?? []))
    return (text.match(oracle) ?? []).filter((stretch) => !known.has(stretch))
  })

const WRITTEN = [
  '23',
  '24',
  '5',
  '2026',
  '1950',
  '1,250.00',
  '021',
  'M8',
  ' ',
  ' ',
  ' ',
  ' ',
  ' ',
  ' ',
  ' ',
  ' ',
  ' ',
  '\n',
  '-',
  '.',
  '+',
  '(',
  ')',
  '/',
  '×',
  '$',
  ', ',
  '; ',
  'Nov',
  'März',
  'mai',
  'juin',
  'enero',
  'mayo',
  'Mon',
  'mm',
  'kg',
  'h',
  'Stunden',
  'Stück',
  'metres',
  'EUR',
  'NZD',
  'x',
  'to',
  'bis',
  'de',
  'of',
  'rev',
  'ноября',
  'hinges',
  'cut',
  'paint the',
  'ring Ana and Tama',
  '👍',
  'e\u0301',
]

/** Texts, and two changes of each, the same in each run. */
function* changedTexts(rounds, seed) {
  const random = (most) => {
    seed = (seed * 48271) % 2147483647
    return seed % most
  }
  const made = (most) => Array.from({ length: 1 + random(most) }, () => WRITTEN[random(WRITTEN.length)])
  const changed = (parts) => parts.toSpliced(random(parts.length + 1), random(3), ...made(2))
  // Half of them type letter by letter.
  const retyped = (text) => {
    const at = random(text.length + 1)
    return text.slice(0, at) + made(1)[0] + text.slice(at + random(3))
  }
  for (let round = 0; round < rounds; round += 1) {
    const parts = made(24)
    const text = parts.join('')
    const change = () => (random(2) ? changed(parts).join('') : retyped(text))
    yield { from: text, to: change(), typed: change() }
  }
}

test('carried over text contains only words and values that someone wrote', () => {
  let carried = 0
  for (const { from, to, typed } of changedTexts(60_000, 11)) {
    const result = carry(from, to, typed)
    if (!result || result.value === to || result.value === typed) continue
    carried += 1
    assert.deepEqual(newIn(result.value, to, typed), [], JSON.stringify({ from, to, typed, value: result.value }))
  }
  assert.ok(carried > 5000, `${carried} were carried over`)
})

for (const [what, base, theirs, mine, expected] of [
  ['a date', 'Due 23 Nov 2026.', 'Due 24 Nov 2026.', 'Due 23 Nov 2027.', 'Due 24 Nov 2026.\nDue 23 Nov 2027.'],
  [
    'a phone number',
    'Ring Ana on 021 555 0123 first.',
    'Ring Ana on 021 555 0199 first.',
    'Ring Ana on 027 555 0123 first.',
    'Ring Ana on 021 555 0199 first.\nRing Ana on 027 555 0123 first.',
  ],
  [
    'beside a date that one side changed',
    'Paint it blue by 23 Nov.',
    'Paint it red by 23 Nov.',
    'Paint it blue by 24 Nov.',
    'Paint it red by 24 Nov.',
  ],
  ['a number where none was', 'Cut the sheets.', 'Cut the 5 sheets.', 'Cut the 6 sheets.', 'Cut the 5 sheets.\nCut the 6 sheets.'],
]) {
  test(`the combined text never has a value that nobody wrote: ${what}`, () => assert.equal(textOfBoth(base, theirs, mine), expected))
}

test('different line endings are no change', () => {
  for (const [a, b] of [
    ['a\r\nb', 'a\nb'],
    ['a\rb', 'a\nb'],
    ['\r\n', '\n'],
    [['a\r\n'], ['a\n']],
  ])
    assert.ok(same(a, b))
  assert.ok(!same('a\r\n\r\nb', 'a\nb'))
})

test('amounts are added exactly, and keep their digits', () => {
  assert.deepEqual(
    [
      ['0.10', '0.20'],
      ['10', '-10.00'],
      ['-0.05', '0.01'],
      ['1.125', '2'],
      ['5.00', 'x'],
    ].map(([one, other]) => plus(one, other)),
    ['0.30', '0.00', '-0.04', '3.125', '5.00'],
  )
  assert.deepEqual(['1.50', '-1.50', ' 2'].map(negated), ['-1.50', '1.50', '-2'])
})

test('the conflict message names the kind of record', () => {
  const first = (path) => conflictMessage(path).split('.')[0]
  assert.equal(conflictMessage('/jobs/1/'), CONFLICT_MESSAGE)
  assert.equal(first('/clients/1/'), 'This client was updated by another user')
  assert.equal(first('/clients/1/contacts/2/'), 'This contact was updated by another user')
  assert.equal(first('/staff/1/'), 'This record was updated by another user')
})
