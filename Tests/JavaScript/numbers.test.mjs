// Numbers are read in the language in which they are shown: what the page prints reads back the same, and an ambiguous number is asked about.

import assert from 'node:assert/strict'
import { test } from './support/test.mjs'

globalThis.navigator ??= /** @type {any} */ ({ language: 'en' })
const { Numbers } = await import('../../web/js/app/numbers.js')

const LOCALES = [
  'en-GB',
  'de-DE',
  'de-CH',
  'fr-FR',
  'fr-CH',
  'ja-JP',
  'ar-EG',
  'ar',
  'hi-IN',
  'mr-IN',
  'fa-IR',
  'sv-SE',
  'es-ES',
  'pl-PL',
  'pt-PT',
  'he-IL',
  'en-IN',
]
const AMOUNTS = [
  '0.00',
  '0.50',
  '1.00',
  '12.50',
  '999.99',
  '1250.00',
  '1250.50',
  '12345.67',
  '1234567.05',
  '9999999999.99',
  '-0.50',
  '-1250.00',
  '-1234567.80',
]
const QUANTITIES = [...AMOUNTS, '0.125', '2.125', '1250.125', '1234567.005', '-2.125']
const amountOf = (/** @type {string} */ value) => Number(value)

for (const locale of LOCALES) {
  test(`in ${locale} a formatted number is parsed to the same value`, () => {
    const numbers = new Numbers(locale)
    const printed = new Intl.NumberFormat(locale, { minimumFractionDigits: 2, maximumFractionDigits: 3 })
    for (const [places, values] of /** @type {[number, string[]][]} */ ([
      [2, AMOUNTS],
      [3, QUANTITIES],
    ])) {
      for (const value of values) {
        for (const text of [
          numbers.write(value),
          printed.format(/** @type {any} */ (value)),
          ` ${printed.format(/** @type {any} */ (value))} `,
        ]) {
          const read = numbers.read(text, places)
          assert.ok(read.isSure, `${text} is asked about`)
          assert.equal(amountOf(read.values[0]), amountOf(value), text)
        }
        assert.equal(numbers.read(numbers.write(value), places).values[0], value, 'to the digit')
      }
    }
    for (const value of ['0', '7', '1250', '-3']) assert.deepEqual(numbers.read(numbers.write(value), 0).values, [value])
  })
}

/** @type {[string, number, Record<string, string | string[] | null>][]} a value, the question, or null for something that is not a number */
const CASES = [
  [
    'en-GB',
    2,
    {
      '1250,5': '1250.5',
      '1,250': '1250',
      '1,250.50': '1250.50',
      '1,250,000': '1250000',
      '1.250,50': '1250.50',
      '12,50': '12.50',
      ' 7 ': '7',
      '-1,5': '-1.5',
      '-1,250': '-1250',
      '.5': '0.5',
      ',5': '0.5',
      '5.': '5',
      '+3': '3',
      '007': '7',
      '1 250.5': '1250.5',
      "1'250": '1250',
      '$ 12.50': '12.50',
      '12.50 €': '12.50',
      '1.250': ['1.25', '1250'],
      12.501: ['12501'],
      '12.5000': '12.50',
      '0,125': null,
      1.2345: null,
      twelve: null,
      '': null,
      '.': null,
      '-': null,
      '1.2.3': null,
      '1,25,0': null,
      '12 5': null,
      '1e3': null,
      '2:30': null,
      '5 5': null,
      '½': null,
      '5²': null,
      '--5': null,
      '1250 000': null,
    },
  ],
  [
    'en-GB',
    3,
    {
      '0,125': '0.125',
      '-0,250': '-0.250',
      '1,250': ['1250', '1.250'],
      '1250,125': '1250.125',
      '1,250.5': '1250.5',
      '1,5': '1.5',
      2.125: '2.125',
      '1.250': '1.250',
    },
  ],
  [
    'de-DE',
    2,
    {
      '1.250': '1250',
      '1.250,00': '1250.00',
      '1.250.000': '1250000',
      '12.50': '12.50',
      '1,250.50': '1250.50',
      '1,5': '1.5',
      0.5: '0.5',
      '1,250': ['1.25', '1250'],
      '-,5': '-0.5',
    },
  ],
  ['de-DE', 3, { '1.250': ['1250', '1.250'], '2,125': '2.125', 0.125: '0.125', 2.5: '2.5', '1.250,5': '1250.5' }],
  ['de-CH', 2, { '1’250.50': '1250.50', "1'250.50": '1250.50', '1250,50': '1250.50', '1,250': ['1250', '1.25'] }],
  [
    'fr-FR',
    2,
    {
      '1\u202f250,50': '1250.50',
      '1\u00a0250,50': '1250.50',
      '1 250,50': '1250.50',
      12.5: '12.5',
      '1.250': ['1.25', '1250'],
      1.255: ['1255'],
    },
  ],
  ['ja-JP', 2, { '１，２５０．５': '1250.5', '１２５０。５': '1250.5', '－５': '-5', '￥1,250': '1250' }],
  ['ar-EG', 2, { '١٬٢٥٠٫٥٠': '1250.50', '١٢٥٠': '1250', 1250.5: '1250.5', '1,250.50': '1250.50', '١٢،٥': '12.5', '\u061c-٥٫٠٠': '-5.00' }],
  ['hi-IN', 2, { '12,34,567.50': '1234567.50', '१२,३४,५६७.५०': '1234567.50', '1,234,567.50': '1234567.50' }],
  ['sv-SE', 2, { '\u22121\u00a0250,50': '-1250.50' }],
  ['de-DE', 0, { '1.250': '1250', 5: '5', '5,0': '5', '1,5': null }],
]
for (const [locale, places, cases] of CASES) {
  test(`in ${locale}, with ${places} decimals, typed numbers are accepted, asked about or refused`, () => {
    for (const [text, expected] of Object.entries(cases)) {
      const { values, isSure } = new Numbers(locale).read(text, places)
      if (typeof expected === 'string') assert.deepEqual({ values, isSure }, { values: [expected], isSure: true }, text)
      else assert.deepEqual({ values: [...values].sort(), isSure }, { values: [...(expected ?? [])].sort(), isSure: false }, text)
    }
  })
}

test('no typed number has two values, whatever the language', () => {
  for (const locale of LOCALES) {
    for (const text of ['1.250', '1,250']) {
      const own = new Intl.NumberFormat(locale).formatToParts(1.5).find(({ type }) => type === 'decimal')?.value
      const { values, isSure } = new Numbers(locale).read(text, 3)
      assert.deepEqual([isSure, values.length], text[1] === own ? [true, 1] : [false, 2], `${text} in ${locale}`)
    }
  }
})
