// What counts as one value. Reads the lists and the table of docs/values.md, as the server's tests do.

import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { LISTS, unitsOf, valuesIn } from '../../web/js/client/text-values.js'
import { inTime } from './support/in-time.mjs'
import { test } from './support/test.mjs'

const guide = await readFile(new URL('../../docs/values.md', import.meta.url), 'utf8')

/** The rows of a table, cell by cell. A literal `|` is written `\|`. */
const table = (heading) =>
  guide
    .slice(guide.indexOf(heading))
    .split('\n\n', 1)[0]
    .trim()
    .split('\n')
    .slice(2)
    .map((line) =>
      line
        .replace(/^\| | \|$/g, '')
        .split(' | ')
        .map((cell) => cell.replace(/^`|`$/g, '').replaceAll('\\|', '|')),
    )

/** Reads escapes for invisible characters. */
const seen = (text) => text.replace(/\\u\{([0-9a-f]+)\}/gi, (_, code) => String.fromCodePoint(parseInt(code, 16))).replaceAll('\\n', '\n')

const lists = table('| list | words |')
const rows = table('| text | values |')
const values = (text) => valuesIn(text).map(({ start, end }) => text.slice(start, end))

test('the lists and the table are parsed', () => {
  assert.ok(rows.length > 35 && rows.every(({ length }) => length === 2), String(rows.length))
  assert.ok(lists.length > 4 && lists.every(([, words]) => words.split(' ').length > 4))
})

test('the lists are those of the document', () => assert.deepEqual(LISTS, Object.fromEntries(lists)))

for (const [text, expected] of rows) {
  test(`values of ${JSON.stringify(text)}`, () => assert.equal(values(seen(text)).join(' | '), seen(expected)))
}

for (const [list, words] of lists) {
  test(`each of the ${list} joins two numbers`, () => {
    for (const word of words.split(' ')) {
      for (const written of [word, word.toUpperCase(), word.normalize('NFD')])
        assert.deepEqual(values(`1 ${written} ${written} 2`), [`1 ${written} ${written} 2`])
    }
  })
}

for (const [what, text, expected] of [
  ['a month of each spelling', 'Due 5 MAI 27', ['5 MAI 27']],
  ['a number in a script of its own', 'at १२ mm', ['१२ mm']],
  ['ideographs are words', '一 of 〇 〡', []],
  ['ideographs between numbers', '3 一 四 〇 三 五 4', ['3', '4']],
  ['four short words', '1 a b c d 2', ['1 a b c d 2']],
  ['five short words', '1 a b c d e 2', ['1', '2']],
  ['one long word', '1 hinges 2', ['1 hinges 2']],
  ['one long word and a particle', '23 of ноября 26', ['23 of ноября 26']],
  ['one long word and a month', '23 nov hinges 26', ['23 nov', '26']],
  ['one long word and a comma', '1 hinges, 2', ['1', '2']],
  ['one long word, a particle and a comma', '1 of hinges, 2', ['1 of hinges, 2']],
  ['two long words', '1 hinges bolts 2', ['1', '2']],
  ['what ends a sentence', '1! 2? 3; 4|5 ¿6 ¡7。8！9？0；1', ['1', '2', '3', '4', '5', '6', '7', '8', '9', '0', '1']],
  ['each end of a line', '1\n2\r\n3\r4\u20285\u000b6', ['1', '2', '3', '4', '5', '6']],
  ['signs that touch', '№5; ⌀5; ±3; -4; ~#6; −7', ['№5', '⌀5', '±3', '-4', '~#6', '−7']],
  ['three words before', 'Mon the nov the 5', ['nov the 5']],
  ['inches and amperes are not taken in behind', 'Cut 5 in blue; 6 a day', ['5', '6']],
  ['signs behind', '5 %; 6"; 7 °; 8 ‰', ['5 %', '6"', '7 °', '8 ‰']],
  ['a label and a long word', 'AB-1234 rev colour', ['AB-1234']],
  ['a particle and no month', '3 of them', ['3']],
  ['a fraction', '½', ['½']],
  ['letters of several code points', '1 e\u0301e\u0301e\u0301 a\u0301bc d 2', ['1 e\u0301e\u0301e\u0301 a\u0301bc d 2']],
]) {
  test(`one value or several: ${what}`, () => assert.deepEqual(values(text), expected))
}

test('a unit contains all adjacent characters, and the values that they are part of', () => {
  const units = (text) => unitsOf(text).map(({ start, end }) => text.slice(start, end))
  assert.deepEqual(units('Paint (5;6) blue, ring by 23 Nov, please'), ['Paint', '(5;6)', 'blue,', 'ring', 'by', '23 Nov,', 'please'])
  assert.deepEqual(units('切る。5、6 mm。塗る'), ['切る', '5、6 mm', '塗る'])
  assert.deepEqual(units('👨‍👩‍👧 a👍b'), ['👨‍👩‍👧', 'a👍b'])
})

// Each takes minutes to search in quadratic time.
for (const [what, text] of [
  ['numbers', '12 '.repeat(70_000)],
  ['dots', `1${'.'.repeat(200_000)}2`],
  ['signs', `1${'.,'.repeat(100_000)}2`],
  ['spaces', `1${' '.repeat(200_000)}2`],
  ['marks', `1 a${'\u0301'.repeat(200_000)} 2`],
  ['a word', `1 ${'a'.repeat(200_000)} 2`],
  ['apostrophes', `1 a${"'".repeat(200_000)}`],
  ['lines', '1\n'.repeat(100_000)],
  ['words without numbers', `1 ${'cut '.repeat(50_000)}`],
  ['brackets', `${'('.repeat(100_000)}${'$ '.repeat(50_000)}5`],
]) {
  test(`the values of a long text of ${what} are found quickly`, async () => {
    const found = await inTime(new URL('../../web/js/client/text-values.js', import.meta.url), 'valuesIn', text)
    assert.ok(found.length > 0 && found.every(({ start, end }, index) => start < end && start >= (found[index - 1]?.end ?? 0)))
  })
}
