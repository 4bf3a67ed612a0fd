// Values in texts: what people read as one thing, such as a date in words, a phone number, or a size. Two texts are never put together inside of one,
// for what came out would be a value that nobody wrote. Pure functions.
//
// A value is made of words with a digit that follow each other on one line, with nothing between them but signs and short words: "23 Nov 2026",
// "021 555 0123", "1950 x 1780 mm", "8 to 10 h". Where it is not sure what is one, more is taken for one: a person is asked more often then.

/** @param {string} words */
const set = (words) => new Set(words.split(' '))

/** Months and days, which stand before a number as well as behind it, and between two. */
const DAYS = set('jan january feb february mar march apr april may jun june jul july aug august sep sept september oct october nov november dec december '
  + 'mon monday tue tues tuesday wed wednesday thu thur thurs thursday fri friday sat saturday sun sunday '
  + 'januar februar märz mai juni juli okt oktober dez dezember montag dienstag mittwoch donnerstag freitag samstag sonntag '
  + 'janvier février mars avril juin juillet août septembre octobre novembre décembre '
  + 'enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre '
  + 'gennaio febbraio aprile maggio giugno luglio settembre ottobre dicembre janeiro fevereiro março maio junho julho setembro outubro novembro dezembro '
  + 'januari februari maart augustus augusti marts desember kohitātea huitanguru poutūterangi paengawhāwhā haratua pipiri hōngongoi hereturikōkā mahuru')
/** Units of more than two letters. Shorter words behind a number are taken for units anyway. */
const UNITS = set('metre metres meter meters inch inches foot feet yard yards mile miles gram grams kilo kilos ton tons tonne tonnes litre litres liter '
  + 'liters sec secs min mins minute minutes hrs hour hours day days week weeks month months year years pcs piece pieces sheet sheets pair pairs dozen each '
  + 'percent degree degrees amp amps volt volts watt watts kwh bar psi rpm usd eur nzd aud gbp chf dollar dollars euro euros pound pounds cent cents noon '
  + 'stück stunde stunden tag tage woche wochen monat monate jahr jahre uhr heures jours')
/** Written before a number. */
const LABELS = set('ext extension no nr tel fax rev item part page room level')
/** Between two numbers every word of so many letters is a link, and so are these. */
const SHORT = 3
const LINKS = set('till until from between through over plus minus times')

const CHUNK = /[^\s。、，；！？]+/gu
const DIGIT = /\p{N}/u
const WORDS = /[\p{L}\p{M}]+/gu
const CAPITALS = /^\P{L}*\p{Lu}{1,3}\P{L}*$/u

/** @typedef {{start: number, end: number}} Span */

/**
 * What stands between white space.
 *
 * @typedef {Span & {hasDigit: boolean, isLink: boolean, isBefore: boolean, isBehind: boolean}} Chunk whether it links two numbers, or belongs to
 *   the number that it stands before or behind
 */

/** @param {string} line @returns {Chunk[]} */
const chunksOf = (line) => [...line.matchAll(CHUNK)].map(({ 0: text, index: start = 0 }) => {
  const words = text.normalize('NFC').toLowerCase().match(WORDS) ?? []
  /** @param {(word: string) => boolean} fits */
  const are = (fits) => words.length > 0 && words.every(fits)
  const isKnown = are((word) => DAYS.has(word) || UNITS.has(word) || LABELS.has(word) || LINKS.has(word))
  return {
    start, end: start + text.length, hasDigit: DIGIT.test(text),
    isLink: isKnown || words.every(({ length }) => length <= SHORT),
    isBefore: are((word) => DAYS.has(word) || LABELS.has(word)) || CAPITALS.test(text),
    isBehind: are((word) => DAYS.has(word) || UNITS.has(word) || word.length < SHORT),
  }
})

/**
 * Where the values of a text stand, in order. Signs that touch a value belong to it.
 *
 * @param {string} text
 * @returns {Span[]}
 */
export function valuesIn(text) {
  /** @type {Span[]} */
  const found = []
  let from = 0
  for (const line of DIGIT.test(text) ? text.split('\n') : []) {
    const chunks = DIGIT.test(line) ? chunksOf(line) : []
    let free = 0
    for (let at = 0; at < chunks.length; at += 1) {
      if (!chunks[at].hasDigit) continue
      let [first, last] = [at, at]
      while (first > free && chunks[first - 1].isBefore) first -= 1
      for (let next = at + 1; next < chunks.length && (chunks[next].hasDigit || chunks[next].isLink); next += 1) if (chunks[next].hasDigit) last = next
      while (last + 1 < chunks.length && chunks[last + 1].isBehind) last += 1
      found.push({ start: from + chunks[first].start, end: from + chunks[last].end })
      at = last
      free = last + 1
    }
    from += line.length + 1
  }
  return found
}

/**
 * What a text must not be cut inside of, in order: words with all that touches them, which are whole characters too, and values.
 *
 * @param {string} text
 * @returns {Span[]}
 */
export function unitsOf(text) {
  const values = valuesIn(text)
  let next = 0
  /** @type {Span[]} */
  const units = []
  for (const { 0: chunk, index: start = 0 } of text.matchAll(CHUNK)) {
    while (next < values.length && values[next].end <= start) next += 1
    const value = values[next]
    if (!value || start + chunk.length <= value.start) units.push({ start, end: start + chunk.length })
    else if (start === value.start) units.push(value)
  }
  return units
}

/**
 * Whether a text has nothing that is in neither of two others.
 *
 * @param {string} text
 * @param {string} one
 * @param {string} other
 * @param {(text: string) => Span[]} [spans] what is compared: words and values
 */
export function isOfBoth(text, one, other, spans = unitsOf) {
  const known = new Set([one, other].flatMap((source) => spans(source).map(({ start, end }) => source.slice(start, end))))
  return spans(text).every(({ start, end }) => known.has(text.slice(start, end)))
}
