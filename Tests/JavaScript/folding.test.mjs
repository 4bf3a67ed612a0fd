// The folding of texts for search and sorting. Reads the table of docs/search.md, as the server's tests do.

import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import {
  MOST_BYTES,
  MOST_WORDS,
  SearchQuery,
  byCodePoint,
  byName,
  findsAnywhere,
  findsAtWords,
  fold,
  searchable,
} from '../../web/js/client/folding.js'
import { inTime } from './support/in-time.mjs'
import { test } from './support/test.mjs'

const guide = await readFile(new URL('../../docs/search.md', import.meta.url), 'utf8')

/** A cell of the table: between backticks, with escapes for invisible characters. */
const cell = (text) =>
  text
    .trim()
    .replace(/^`|`$/g, '')
    .replace(/\\u\{([0-9a-f]+)\}/gi, (_, code) => String.fromCodePoint(parseInt(code, 16)))
    .replaceAll('\\t', '\t')
    .replaceAll('\\n', '\n')

const rows = guide
  .slice(guide.indexOf('| text | words | also |'))
  .split('\n')
  .filter((line) => line.startsWith('| `'))
  .map((line) => line.slice(1, -1).split(' | ').map(cell))

test('the table is read', () => assert.ok(rows.length > 50 && rows.every(({ length }) => length === 3), String(rows.length)))

for (const [text, words, also] of rows) {
  test(`folded: ${JSON.stringify(text)}`, () => {
    const folded = fold(text)
    assert.deepEqual([folded.words.join(' '), folded.also.join(' ')], [words.normalize('NFKD'), also])
  })
}

const finds = (matcher, texts, query) => matcher(searchable([texts].flat()), new SearchQuery(query))

for (const [query, text] of [
  ['strasse', 'Straße 12'],
  ['STRASSE', 'straße'],
  ['otaki', 'Ōtaki'],
  ["o'brien", 'O’Brien'],
  ['obrien', "O'Brien"],
  ['brien', 'O’Brien'],
  ['3mm', 'Plate 3 mm'],
  ['3 mm', 'Plate 3mm'],
  ['coop', 'Co‑op'],
  ['co-op', 'the coop'],
  ['groesse', 'Größe'],
  ['Größe', 'Groesse 5'],
  ['215550123', '+64 (0)21 555 0123'],
  ['021-555-0123', '0215550123'],
  ['021 555 0123', 'ring 0215550123'],
  ['galv', 'galvanised'],
  ['m²', '2 m2'],
  ['1950x1780', 'Panel 1950 × 1780'],
  ['a\tsheet', 'A sheet'],
  ['zinc\u00a0sheet', 'sheet of zinc'],
  ['sheet "', 'sheet'],
  ['  ', 'anything'],
  ['٣', 'Item 3'],
  ['+64 (0)21 555 0123', '+64 21 555 0123'],
  ['(09) 555-0123', '095550123'],
  ['12:30', '1230'],
  ['電話', '電話をください'],
]) {
  test(`${JSON.stringify(query)} finds ${JSON.stringify(text)}`, () => assert.ok(finds(findsAtWords, text, query)))
}

for (const [query, text] of [
  ['heet', 'sheet'],
  ['3mm', '3 cm'],
  ['3 mm', 'mm'],
  ['"', 'a "quoted" word'],
  ['mm 3mm', '3 cm mm'],
  ['021 555 0124', '021 555 0123'],
  [
    Array(MOST_WORDS + 1)
      .fill('a')
      .join(' '),
    'a',
  ],
  ['x'.repeat(MOST_BYTES + 1), 'x'.repeat(MOST_BYTES + 1)],
]) {
  test(`${JSON.stringify(query.slice(0, 40))} does not find ${JSON.stringify(text.slice(0, 40))}`, () =>
    assert.ok(!finds(findsAtWords, text, query)))
}

test('a phrase matches within one text of a job', () => {
  assert.ok(!finds(findsAtWords, ['plate 3', 'mm of rain'], '3mm'))
  assert.ok(finds(findsAtWords, ['plate 3', 'rain'], 'rain plate'))
})

test('clients are found by the middle of a word', () => {
  for (const query of ['osé', 'JOSE', 'xample', '5550123', '0123'])
    assert.ok(finds(findsAnywhere, ['José', 'jose@example.com', '021 555 0123'], query), query)
  assert.ok(!finds(findsAnywhere, ['José', null], 'joan'))
})

test('a search that is too long is reported, and not cut', () => {
  assert.deepEqual(
    ['a '.repeat(20), 'a '.repeat(21), 'é'.repeat(250), 'é'.repeat(251)].map((text) => new SearchQuery(text).isTooLong),
    [false, true, false, true],
  )
})

test('a query of signs finds nothing, a query of white space everything', () => {
  assert.deepEqual(
    ['"', ' \t\u2003', 'a', '" a'].map((text) => new SearchQuery(text).isFruitless),
    [true, false, false, false],
  )
})

test('a long row of numbers is searched quickly', () => {
  const query = Array(MOST_WORDS).fill('1-2').join(' ')
  assert.ok(finds(findsAtWords, '1 2', query))
})

test('a word is found by six groups after its first six apostrophes, with runs counting as one', () => {
  assert.deepEqual(fold("a'b''c'd'e'f'g'h'i'j"), { words: ['abcdefghij'], also: ['bcdefg', 'cdefgh', 'defghi', 'efghij', 'fghij', 'ghij'] })
  assert.deepEqual(fold("a''''b"), { words: ['ab'], also: ['b'] })
})

test('a letter is spelled out by its mark, also after another mark', () => {
  assert.deepEqual(
    ['a\u0301\u0308', 'o\u0308\u0301', 'ß\u0308', 'a-\u0308', 'a1\u0308'].map((text) => fold(text).also),
    [['ae'], ['oe'], [], [], []],
  )
})

// Texts of about 200 kB. Each takes minutes to fold in quadratic time.
const SIZE = 200_000
const [HALF, THIRD] = [SIZE / 2, Math.floor(SIZE / 3)]
for (const [what, text, words, also] of [
  ['groups behind apostrophes', `${"a'".repeat(HALF)}a`, ['a'.repeat(HALF + 1)], ['aaaaaa']],
  ['apostrophes in a row', `a${"'".repeat(SIZE)}b`, ['ab'], ['b']],
  ['apostrophes of several kinds', `a${"'’ʻ`".repeat(SIZE / 4)}b`, ['ab'], ['b']],
  ['apostrophes behind a word', `a${"'".repeat(SIZE)}`, ['a'], []],
  ['umlauts', 'ä'.repeat(HALF), ['a'.repeat(HALF)], ['ae'.repeat(HALF)]],
  ['umlauts behind apostrophes', `${"ä'".repeat(THIRD)}o`, [`${'a'.repeat(THIRD)}o`], ['aaaaaa', `${'ae'.repeat(THIRD)}o`]],
  ['slashed letters', 'ø'.repeat(HALF), ['o'.repeat(HALF)], ['oe'.repeat(HALF)]],
  ['marks on one letter', `e${'\u0301'.repeat(HALF)}`, ['e'], []],
  ['parts that hyphens join', `${'a-'.repeat(HALF)}a`, Array(HALF + 1).fill('a'), ['aaaaaa']],
  ['hyphens behind a word', 'a'.repeat(HALF) + '-'.repeat(HALF), ['a'.repeat(HALF)], []],
  ['groups of digits', '12 '.repeat(THIRD), Array(THIRD).fill('12'), [2, 3, 4, 5, 6].map((count) => '12'.repeat(count))],
  ['digits', '1'.repeat(SIZE), ['1'.repeat(SIZE)], []],
  ['ideographs', '電'.repeat(THIRD), Array(THIRD).fill('電'), []],
]) {
  test(`a long text of ${what} is folded quickly`, async () => {
    const folded = await inTime(new URL('../../web/js/client/folding.js', import.meta.url), 'fold', text)
    // Not deepEqual, which prints the difference of two long texts.
    assert.ok(folded.words.join() === words.join() && folded.also.join() === [...also].sort(byCodePoint).join())
  })
}

test('names are sorted by their folding, then by their text', () => {
  const names = ['apple', 'Baker', 'de Vries', 'Éclair', 'Jose', 'José', 'Otago', 'Ōtaki', 'Zeller', '字']
  assert.deepEqual([...names].reverse().sort(byName), names)
})

test('the order is by code points, not UTF-16 units', () => {
  const names = ['a', '\u{d7ff}', '\u{e000}', '\u{ffff}', '\u{10000}', '\u{1f600}', '\u{10ffff}']
  assert.deepEqual([...names].reverse().sort(byCodePoint), names)
  assert.equal(byCodePoint('ab', 'a') > 0 && byCodePoint('a', 'ab') < 0, true)
})

test('two thousand jobs with notes are prepared quickly', () => {
  const text = 'Ring first. Cut the 3mm sheets 1950x1780 and deburr all edges, then deliver to the back gate of the yard.'
  const begun = performance.now()
  for (let job = 0; job < 2000; job += 1) searchable([String(job), `Bracket ${job}`, text, text, `PO-${job}`, 'Harbour Metals'])
  // A few tens of milliseconds on an idle machine; only a slow algorithm takes more than this.
  assert.ok(performance.now() - begun < 1000)
})
