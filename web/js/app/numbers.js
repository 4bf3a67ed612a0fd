import { numberLocale } from './format.js'

/**
 * Parses numbers as people type them, in the language in which the page shows them. What the page prints is parsed back to the same value; the notation of another
 * language is accepted if it is unambiguous; otherwise the person is asked.
 */

/**
 * The result of parsing: the value, why there is none, or a question with choices.
 * @typedef {{value: any} | {refusal: string} | {question: string, choices: {label: string, value: any}[]}} Verdict
 */

/** @typedef {{value: string, decimals: number, needed: number, isOnlyGrouped: boolean, group: string}} Reading */

/** Bidirectional control characters. */
const INVISIBLE = /[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]/g
/** These separate groups of digits, and never the decimals. */
const GROUPING = /[\s'’٬_]/
const SEPARATORS = /[.,\s'’٬_]/g
const THOUSANDS = /^[1-9]\d{0,2}(?:#\d{3})+$|^[1-9]\d?(?:#\d{2})+#\d{3}$/

/** The ASCII digit for a digit of any script. Each script has its ten digits in sequence. */
function plainDigit(/** @type {string} */ digit) {
  const code = digit.charCodeAt(0)
  let zero = code
  while (code - zero < 9 && /\p{Nd}/u.test(String.fromCharCode(zero - 1))) zero -= 1
  return String(code - zero)
}

/** Converts digits, points and commas to ASCII, whatever keyboard or input method they come from. */
const plainSigns = (/** @type {string} */ text) =>
  text
    .replace(INVISIBLE, '')
    .replace(/[\uff01-\uff5e]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) - 0xfee0))
    .replace(/\p{Nd}/gu, (digit) => (digit.length === 1 ? plainDigit(digit) : digit))
    .replace(/[。｡]/g, '.')
    .replace(/[、､،]/g, ',')
    .replace(/[−‐‑–﹣]/g, '-')
    .replace(/^[\s\p{Sc}]+|[\s\p{Sc}]+$/gu, '')

/** Reads and writes numbers in one language. */
export class Numbers {
  #decimal
  #group
  #minus
  #digits

  /** @param {string} locale */
  constructor(locale) {
    const parts = new Intl.NumberFormat(locale, { minimumFractionDigits: 2 }).formatToParts(-1234567.5)
    const part = (/** @type {string} */ type) => parts.find((one) => one.type === type)?.value ?? ''
    const digit = new Intl.NumberFormat(locale, { useGrouping: false })
    this.#decimal = part('decimal') || '.'
    this.#group = part('group')
    this.#minus = part('minusSign') || '-'
    this.#digits = Array.from({ length: 10 }, (_, number) => digit.format(number))
  }

  /**
   * Formats a plain number, such as "1250.5", for a field. Any other text is returned unchanged.
   * @param {string | number | null | undefined} value
   */
  write(value) {
    const text = String(value ?? '')
    if (!/^-?\d+(\.\d+)?$/.test(text)) return text
    return text
      .replace(/\d/g, (digit) => this.#digits[Number(digit)])
      .replace('.', this.#decimal)
      .replace('-', this.#minus)
  }

  /**
   * The plain numbers that a text can mean: one, several, or none.
   * @param {string} text
   * @param {number} places the maximum number of decimals
   * @returns {{values: string[], isSure: boolean, isTooPrecise: boolean}}
   */
  read(text, places) {
    const [, sign, digits] = /^([-+]?)\s*(.*)$/s.exec(plainSigns(text)) ?? []
    const own = reading(digits, this.#decimal)
    const isOwn = own !== null && (own.group === '' || own.group === this.#group || GROUPING.test(own.group))
    const all = /** @type {Reading[]} */ (
      [...new Set([this.#decimal, '.', ',', '٫'])].map((decimal) => reading(digits, decimal)).filter(Boolean)
    )
    const signed = (/** @type {string} */ value) => (sign === '-' && /[1-9]/.test(value) ? `-${value}` : value)
    const sure = (/** @type {string} */ value) => ({ values: [signed(value)], isSure: true, isTooPrecise: false })
    const canBeDecimal = all.some((one) => one.decimals > 0 && one.decimals <= places)
    if (isOwn && own.decimals <= places && !(own.isOnlyGrouped && canBeDecimal)) return sure(own.value)
    const fitting = all.filter(({ needed }) => needed <= places).map((one) => ({ ...one, value: atMost(one, places) }))
    const values = [
      ...new Map(fitting.map((one) => [one.value.replace(/\.?0*$/, (end) => (end.includes('.') ? '' : end)), one.value])).values(),
    ]
    if (values.length === 1 && fitting.some(({ isOnlyGrouped }) => !isOnlyGrouped)) return sure(values[0])
    return { values: values.map(signed), isSure: false, isTooPrecise: values.length === 0 && all.length > 0 }
  }
}

const atMost = (/** @type {Reading} */ { value, decimals, needed }, /** @type {number} */ places) =>
  decimals <= places ? value : needed ? value.slice(0, value.indexOf('.') + 1 + places) : value.slice(0, value.indexOf('.'))

/**
 * Parses a text, with a given decimal separator.
 * @param {string} text
 * @param {string} decimal
 * @returns {Reading | null}
 */
function reading(text, decimal) {
  const at = text.lastIndexOf(decimal)
  const [whole, decimals] = at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)]
  if (!/^\d*$/.test(decimals) || whole + decimals === '' || whole.includes(decimal)) return null
  const separators = whole.match(SEPARATORS) ?? []
  const [group = ''] = separators
  const isOneKind = separators.every((one) => one === group || (/\s/.test(one) && /\s/.test(group)))
  if (group ? !isOneKind || !THOUSANDS.test(whole.replace(SEPARATORS, '#')) : !/^\d*$/.test(whole)) return null
  const plain = whole.replace(SEPARATORS, '').replace(/^0+(?=\d)/, '') || '0'
  return {
    value: decimals ? `${plain}.${decimals}` : plain,
    decimals: decimals.length,
    needed: decimals.replace(/0+$/, '').length,
    group,
    // "1.250" and "1,250": in another language that is one and a quarter.
    isOnlyGrouped: at < 0 && separators.length === 1 && (group === '.' || group === ','),
  }
}

/** Numbers in the browser's language. */
export const numbers = new Numbers(numberLocale)
const printed = new Intl.NumberFormat(numberLocale, { maximumFractionDigits: 3 })

/**
 * Parses the number of a field.
 * @param {string} text
 * @param {{places: number, refusal: string, name?: string}} what `refusal` says what the field accepts
 * @returns {Verdict}
 */
export function judgeNumber(text, { places, refusal, name = 'This' }) {
  const { values, isSure, isTooPrecise } = numbers.read(text, places)
  if (isSure) return { value: values[0] }
  if (!values.length) return { refusal: isTooPrecise && places ? `${name} can have at most ${places} decimal places.` : refusal }
  const choices = values.map((value) => ({ label: printed.format(/** @type {any} */ (value)), value }))
  return { question: `${name === 'This' ? '' : `${name}: `}what does “${text.trim()}” mean?`.replace(/^w/, 'W'), choices }
}
