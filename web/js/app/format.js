/** Formats dates, times and amounts in the browser's language. Amounts stay strings, because a float would round them. */

/** The browser's language; the system's if the browser reports an invalid one ("C"). */
const locale = (() => {
  try {
    return Intl.getCanonicalLocales(navigator.language)[0]
  } catch {
    return undefined
  }
})()
const dayShort = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short' })
const dayYear = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', year: 'numeric' })
const weekday = new Intl.DateTimeFormat(locale, { weekday: 'short', day: 'numeric', month: 'short' })
const clock = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit' })
const full = new Intl.DateTimeFormat(locale, { dateStyle: 'full', timeStyle: 'medium' })
const plain = new Intl.NumberFormat(locale, { useGrouping: false })
const amount = new Intl.NumberFormat(locale, { minimumFractionDigits: 2, maximumFractionDigits: 3 })
/** The language in which numbers are shown, and parsed (`numbers.js`). */
export const numberLocale = amount.resolvedOptions().locale

/** Today's date in the person's time zone, as `YYYY-MM-DD`. */
export function today(now = new Date()) {
  const two = (/** @type {number} */ number) => String(number).padStart(2, '0')
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`
}

const parts = (/** @type {string} */ day) => {
  const [year, month, date] = day.split('-').map(Number)
  return new Date(year, month - 1, date)
}

/** The number of days between two dates, independent of daylight saving time. */
const daysBetween = (/** @type {string} */ from, /** @type {string} */ to) =>
  Math.round((parts(to).getTime() - parts(from).getTime()) / 86_400_000)

/** @param {string | null} day */
export function day(day) {
  if (!day || !/^\d{4}-\d\d-\d\d$/.test(day)) return day ?? ''
  return (day.slice(0, 4) === today().slice(0, 4) ? dayShort : dayYear).format(parts(day))
}

/**
 * A due date in words.
 * @param {string} date
 * @param {string} now
 */
export function due(date, now = today()) {
  const days = daysBetween(now, date)
  if (days === 0) return 'Today'
  if (days === 1) return 'Tomorrow'
  if (days === -1) return 'Yesterday'
  if (days > 1 && days < 7) return weekday.format(parts(date))
  return day(date)
}

/** @param {string} date */
export function daysLate(date, now = today()) {
  const days = daysBetween(date, now)
  return days === 1 ? '1 day late' : `${days} days late`
}

/**
 * A date and time; today, only the time.
 * @param {string | null} moment
 */
export function time(moment) {
  if (!moment) return ''
  const at = new Date(moment)
  return today(at) === today() ? clock.format(at) : `${day(today(at))}, ${clock.format(at)}`
}

/** @param {string} moment */
export const timeInFull = (moment) => full.format(new Date(moment))

/** @param {string | null | undefined} text */
export function money(text) {
  if (text === null || text === undefined || text === '') return ''
  return /^-?\d+(\.\d+)?$/.test(text) ? amount.format(/** @type {any} */ (text)) : text
}

/** A whole number. @param {number} number */
export const whole = (number) => plain.format(number)

const segmenter = typeof Intl.Segmenter === 'function' ? new Intl.Segmenter(undefined, { granularity: 'grapheme' }) : null
/** For browsers without Intl.Segmenter: flags, and characters with everything that is joined to them. */
const CHARACTER = /\p{RI}{2}|\P{M}(?:[\p{M}\p{EMod}\u200d]|(?<=\u200d)\P{M})*|\p{M}+/gsu

/**
 * Splits a text into the characters that people see, each of which may be several code units.
 * @param {string} text
 * @returns {string[]}
 */
export const characters = (text) =>
  segmenter ? Array.from(segmenter.segment(text), ({ segment }) => segment) : (text.match(CHARACTER) ?? [])

/** @param {string} name */
export function initials(name) {
  // Ignore signs before a name; if it has no letters, use its first character.
  const first = name
    .trim()
    .split(/\s+/)
    .flatMap((word) => characters(word).find((character) => /^[\p{L}\p{N}]/u.test(character)) ?? [])
  const shown = first.length > 1 ? [first[0], first[first.length - 1]] : first.length ? first : characters(name.trim()).slice(0, 1)
  // Keep a letter whose capital form is two letters, such as ß.
  return shown.map((letter) => (characters(letter.toUpperCase()).length > 1 ? letter : letter.toUpperCase())).join('') || '?'
}

/**
 * @param {number} count
 * @param {string} one
 * @param {string} [many]
 */
export const counted = (count, one, many = `${one}s`) => `${count.toLocaleString(locale)} ${count === 1 ? one : many}`

/**
 * Joins names: "A, B and C".
 * @param {string[]} names
 */
export function listed(names) {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names[names.length - 1]}`
}
