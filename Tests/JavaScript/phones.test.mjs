// A number that is tapped must be the number (RFC 3966).

import assert from 'node:assert/strict'
import { phone } from '../../web/js/app/phones.js'
import { test } from './support/test.mjs'

for (const [text, href] of [
  ['09 555 0123', 'tel:095550123'],
  ['(09) 555-0123', 'tel:095550123'],
  ['+64 21 555 0123', 'tel:+64215550123'],
  ['+64 (21) 555 0123', 'tel:+64215550123'],
  ['+64 (0)21 555 0123', 'tel:+64215550123'],
  ['+64(0)21-555-0123', 'tel:+64215550123'],
  ['0064 (0)21 555 0123', 'tel:0064215550123'],
  ['(0)21 555 0123', 'tel:0215550123'],
  ['09 555 0123 ext 42', 'tel:095550123;ext=42'],
  ['09 555 0123 ext. 42', 'tel:095550123;ext=42'],
  ['09 555 0123 (ext 42)', 'tel:095550123;ext=42'],
  ['09 555 0123, extension 42', 'tel:095550123;ext=42'],
  ['09 555 0123 x42', 'tel:095550123;ext=42'],
  ['09 555 0123x42', 'tel:095550123;ext=42'],
  ['09 555 0123 x4 (Kim)', 'tel:095550123;ext=4'],
  ['030 1234567 Durchwahl 12', 'tel:0301234567;ext=12'],
  ['09 555 0123 #42', 'tel:095550123;ext=42'],
  ['09 555 0123 / 021 555 0199', 'tel:095550123'],
  ['09 555 0123/021 555 0199', 'tel:095550123'],
  ['09 555 0123 or 021 555 0199', 'tel:095550123'],
  ['09 555 0123, 021 555 0199', 'tel:095550123'],
  ['09 555 0123; 021 555 0199', 'tel:095550123'],
  ['(09) 555 0123 (021) 555 0199', 'tel:095550123'],
  ['+64 21 555 0123 +64 9 555 0199', 'tel:+64215550123'],
  ['09 555 0123\n021 555 0199', 'tel:095550123'],
  ['030/1234567', 'tel:0301234567'],
  ['09 555 0123 (Kim, room 4)', 'tel:095550123'],
  ['09 555 0123 2nd floor', 'tel:095550123'],
  ['09 555 0123 8am-5pm', 'tel:095550123'],
  ['Tel: 111', 'tel:111'],
  ['Kim 021 555 0123', 'tel:0215550123'],
  ['\u202a+64 21 555 0123\u202c', 'tel:+64215550123'],
  ['０９ ５５５ ０１２３', 'tel:095550123'],
  ['٠٩ ٥٥٥ ٠١٢٣', 'tel:095550123'],
  ['0800 FLOWERS', null],
  ['0800 555 FLOW', null],
  ['+64 (021) 555 0123', null],
  ['64 (0)21 555 0123', null],
  ['09 555 0123 021 555 0199', null],
  ['ext 4242', null],
  ['Room 1200', null],
  ['42', null],
  ['ask Kim', null],
  ['', null],
]) {
  test(`${JSON.stringify(text)} dials ${href}`, () => assert.equal(phone(text).href, href))
}

test('what is shown is what was written, whatever is dialled', () => {
  for (const text of ['Tel. 09 555 0123 ext 42 (Kim)', '+64 (0)21 555 0123', '09 555 0123 / 021 555 0199', 'ask Kim', '0800 FLOWERS']) {
    const { before, number, after } = phone(text)
    assert.equal(before + number + after, text)
  }
  assert.equal(phone('Tel. 09 555 0123 ext 42 (Kim)').number, '09 555 0123 ext 42')
})
