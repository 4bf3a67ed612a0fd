// Values in texts: what people read as a unit, such as a date in words, a phone number, or a size. A merge never combines parts of two values,
// because the result would be a value that nobody wrote. Pure functions.
//
// docs/values.md has the rules, the lists and a table that the tests use; the server has the same rules in Swift (ValueJoiner.swift). In case of
// doubt more text counts as one value, and the person is asked more often.

/** The lists of docs/values.md. */
export const LISTS = {
  months:
    'january february march april may june july august september october november december jan feb mar apr jun jul aug sep sept oct nov dec ' +
    'januar jänner februar märz mai juni juli oktober dezember jän mär mrz okt dez janvier février mars avril juin juillet août septembre ' +
    'octobre novembre décembre janv févr avr juil déc enero febrero marzo abril mayo junio julio agosto septiembre setiembre octubre noviembre ' +
    'diciembre ene abr ago dic gennaio febbraio aprile maggio giugno luglio settembre ottobre dicembre gen mag giu lug set ott janeiro ' +
    'fevereiro março maio junho julho setembro outubro novembro dezembro fev out januari februari maart mei augustus maj augusti marts desember',
  days:
    'monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun montag dienstag mittwoch donnerstag ' +
    'freitag samstag sonnabend sonntag lundi mardi mercredi jeudi vendredi samedi dimanche lunes martes miércoles jueves viernes sábado domingo ' +
    'lunedì martedì mercoledì giovedì venerdì sabato domenica maandag dinsdag woensdag donderdag vrijdag zaterdag zondag',
  units:
    'µm um mm cm dm m km in inch inches ft foot feet yd yard yards mm² cm² m² m2 mm2 sqm m³ m3 metre metres meter meters millimetre millimetres ' +
    'millimeter millimeters mètre mètres metro metros l ml litre litres liter liters mg g kg t lb lbs gram grams gramm kilo kilos kilogram ' +
    'kilograms tonne tonnes ton tons n kn nm bar mbar psi pa kpa mpa w kw v kv a ma hz khz rpm deg degrees c k gauge ga swg s sec secs second ' +
    "seconds min mins minute minutes h hr hrs hour hours day days week weeks month months year years am pm o'clock std stunde stunden minuten " +
    'tag tage woche wochen monat monate jahr jahre uhr heure heures jour jours semaine semaines hora horas minuto minutos día días pc pcs pce ' +
    'piece pieces off ea each stk stück pair pairs sheet sheets percent pct prozent hundred thousand million billion',
  currencies: 'nzd aud usd cad eur gbp chf sek dkk nok pln czk jpy cny dollar dollars euro euros pound pounds cent cents',
  particles:
    'of the to from until till through up by x times plus minus per bis von zu ab auf mal der den dem du de des del le la el au à al do da a ' +
    'por na',
  labels: 'no nr rev ext extension',
}

/** @param {string[]} lists */
const set = (...lists) => new Set(lists.flatMap((words) => words.split(' ')))
const LINKS = set(...Object.values(LISTS))
const PARTICLES = set(LISTS.particles)
const BEFORE = set(LISTS.months, LISTS.days, LISTS.currencies, LISTS.labels)
const BEHIND = set(LISTS.months, LISTS.units, LISTS.currencies)
// After a number, these words usually start the next phrase, and seldom mean inches or amperes.
for (const word of ['in', 'a']) BEHIND.delete(word)
const LABELS = set(LISTS.labels)
const MONTHS = set(LISTS.months)

/** Signs that separate values: ends of sentences, and separators of lists. */
const PARTING = set('; ! ? | ¿ ¡ 。 ！ ？ ；')
/** Between two numbers these continue a list, if there is also a word that is in none of the lists. */
const GOING_ON = set(', :')
/** Signs that belong to a number directly after them. */
const LEADING = set('+ - \u2212 ± ~ # $ € £ ¥ ( < > = № ⌀')
/** Signs that belong to a number before them, with or without a space. */
const TRAILING = set('% ‰ ° € $ £ ¥ " \' \u2032 \u2033 \u2019 \u201d')
/** Besides spaces, what may be between a number and a preceding word that belongs to it. */
const BETWEEN = set('. , $ € £ ¥ №')
/** A word of this length may be a unit, a month or a connecting word in a language without a list. */
const SHORT = 3
const MOST_LINKS = 4
const MOST_WORDS_BEFORE = 3
const MOST_BEHIND = 2

// ---- Words, signs and spaces

/** Characters that extend the preceding one. */
const EXTENDING = '\\p{M}\\u200c\\u200d\\u{1f3fb}-\\u{1f3ff}\\u{e0020}-\\u{e007f}'
const LINE_ENDS = '\\n\\r\\v\\f\\x85\\u2028\\u2029'
const LETTER = '[^\\p{P}\\p{S}\\p{White_Space}]'
// Joins two parts of one word: `1,250.00`, `2026-11-23`, `o'clock`, `M8/M10`.
const JOINER = `[.,:'/\\\\\\-_@&+=#%*~^$?\\u2019\\u2010\\u2011\\u2013\\xd7\\xb7](?![${EXTENDING}])`
const WORD = `${LETTER}(?:${LETTER}|[${EXTENDING}])*`
const TOKEN = new RegExp(
  [
    `(?<word>${WORD}(?:(?:${JOINER})+${WORD})*)`,
    `(?<lineEnd>\\r\\n|[${LINE_ENDS}])`,
    `(?<space>(?:(?![${LINE_ENDS}])\\p{White_Space}[${EXTENDING}]*)+)`,
    // One sign, however often it is repeated.
    `(?<sign>[\\p{P}\\p{S}][${EXTENDING}]*)(?:\\k<sign>(?![${EXTENDING}]))*`,
  ].join('|'),
  'gu',
)
const EXTENSION = new RegExp(`[${EXTENDING}]`, 'gu')
/** Excludes ideographs for numbers, which are more often ordinary words. */
const DIGIT = /(?!\p{Ideographic})\p{N}/u

/** @typedef {{start: number, end: number}} Span */

/** @typedef {Span & {kind: 'word' | 'sign' | 'space' | 'lineEnd', text: string, isNumber: boolean}} Token `text` is in lower case, and composed */

/** @param {string} text @returns {Token[]} */
const tokensOf = (text) =>
  [...text.matchAll(TOKEN)].map(({ 0: token, index: start = 0, groups = {} }) => ({
    start,
    end: start + token.length,
    text: token.normalize('NFC').toLowerCase(),
    isNumber: groups.word !== undefined && DIGIT.test(token),
    kind: groups.word !== undefined ? 'word' : groups.space !== undefined ? 'space' : groups.lineEnd !== undefined ? 'lineEnd' : 'sign',
  }))

/** @param {string} word */
const isShort = (word) => word.length <= SHORT || [...word.replace(EXTENSION, '')].length <= SHORT

// ---- Values

/**
 * The positions of values in a text, in order.
 *
 * @param {string} text
 * @returns {Span[]}
 */
export function valuesIn(text) {
  const tokens = DIGIT.test(text) ? tokensOf(text) : []
  /** @type {Span[]} */
  const found = []
  let free = 0
  for (let at = 0; at < tokens.length; at += 1) {
    if (!tokens[at].isNumber) continue
    let last = at
    for (let next = linkedNumber(tokens, last); next !== null; next = linkedNumber(tokens, last)) last = next
    const first = beginning(tokens, at, free)
    free = endBehind(tokens, last)
    found.push({ start: tokens[first].start, end: tokens[free - 1].end })
    at = free - 1
  }
  return found
}

/**
 * The next number on the line, if the text between joins the two.
 *
 * @param {Token[]} tokens
 * @param {number} number
 * @returns {number | null}
 */
function linkedNumber(tokens, number) {
  let [words, unknown, others, goesOn] = [0, 0, 0, false]
  for (let at = number + 1; at < tokens.length; at += 1) {
    const { kind, text, isNumber } = tokens[at]
    // `2 metres 40` and `23 ноября 2026`; not `2 hinges, 4 bolts`, nor `2 hinges and 4 bolts`.
    if (isNumber) return unknown === 0 || (unknown === 1 && others === 0 && (words > 1 || !goesOn)) ? at : null
    if (kind === 'lineEnd' || PARTING.has(text)) return null
    if (kind === 'word') {
      words += 1
      if (words > MOST_LINKS) return null
      if (!isShort(text) && !LINKS.has(text)) unknown += 1
      else if (!PARTICLES.has(text)) others += 1
    } else goesOn ||= GOING_ON.has(text)
  }
  return null
}

/**
 * Includes the signs and words before a number that belong to it: `+64`, `$ 500`, `Nov 23`, `Mon, 23 Nov`, `Monday the 23rd`.
 *
 * @param {Token[]} tokens
 * @param {number} number
 * @param {number} free the first token that does not belong to another value
 */
function beginning(tokens, number, free) {
  let start = number
  while (start > free && LEADING.has(tokens[start - 1].text)) start -= 1
  let at = start - 1
  for (let words = 0; words < MOST_WORDS_BEFORE; words += 1, at -= 1) {
    for (; at >= free && (tokens[at].kind === 'space' || BETWEEN.has(tokens[at].text)); at -= 1)
      if (LEADING.has(tokens[at].text)) start = at
    if (at < free || tokens[at].kind !== 'word') break
    if (BEFORE.has(tokens[at].text)) start = at
    else if (!PARTICLES.has(tokens[at].text)) break
  }
  return start
}

/**
 * Includes what follows a number and belongs to it: `2 mm`, `23 Nov`, `3rd of December`, `15 %`, `rev C`.
 *
 * @param {Token[]} tokens
 * @param {number} number
 * @returns {number} the first token that does not belong to it
 */
function endBehind(tokens, number) {
  let end = number + 1
  for (let taken = 0; taken < MOST_BEHIND; taken += 1) {
    const at = afterSpace(tokens, end)
    const text = tokens[at]?.text ?? ''
    const next = afterSpace(tokens, at + 1)
    const marked = tokens[next]?.kind === 'word' ? tokens[next].text : null
    if (BEHIND.has(text) || TRAILING.has(text)) end = at + 1
    else if (marked !== null && ((PARTICLES.has(text) && MONTHS.has(marked)) || (LABELS.has(text) && isShort(marked)))) end = next + 1
    else break
  }
  return end
}

/** @param {Token[]} tokens @param {number} at */
function afterSpace(tokens, at) {
  const first = tokens[at]?.kind === 'space' || tokens[at]?.text === '.' ? at + 1 : at
  return tokens[first]?.kind === 'space' ? first + 1 : first
}

// ---- Units

/** Separated by white space, and by punctuation of scripts without spaces. */
const CHUNK = /[^\s。、，；！？]+/gu

/**
 * The units that must not be split, in order: words with adjacent characters, and values.
 *
 * @param {string} text
 * @returns {Span[]}
 */
export function unitsOf(text) {
  const chunks = [...text.matchAll(CHUNK)].map(({ 0: chunk, index: start = 0 }) => ({ start, end: start + chunk.length }))
  /** @type {Span[]} */
  const units = []
  for (const { start, end } of [...chunks, ...valuesIn(text)].sort((a, b) => a.start - b.start)) {
    const last = units[units.length - 1]
    if (last && start < last.end) last.end = Math.max(last.end, end)
    else units.push({ start, end })
  }
  return units
}

/**
 * Whether every unit of a text is in one of two other texts.
 *
 * @param {string} text
 * @param {string} one
 * @param {string} other
 * @param {(text: string) => Span[]} [spans] the units to compare; default: words and values
 */
export function isOfBoth(text, one, other, spans = unitsOf) {
  const known = new Set([one, other].flatMap((source) => spans(source).map(({ start, end }) => source.slice(start, end))))
  return spans(text).every(({ start, end }) => known.has(text.slice(start, end)))
}
