// Folds texts for searching and sorting: ignores case, accents and spelling variants. Pure functions.
//
// docs/search.md has the rules, and a table that the tests use; the server has the same rules in Swift.

/**
 * @typedef {object} Folding
 * @property {string[]} words in their order
 * @property {string[]} also further single words by which the text is found, in code point order, without duplicates
 */

/**
 * The spellings of one typed word, as phrases: one of them must match.
 *
 * @typedef {string[]} Spellings
 */

/**
 * A term of a search. Every term must match, and a term matches if one of its readings does: a row of digits can be read as one number
 * or word by word.
 *
 * @typedef {Spellings[][]} Term
 */

export const MOST_WORDS = 20
export const MOST_BYTES = 500

const MOST_PARTS = 6
const FEWEST_DIGITS = 4
/** Query words that consist of digits form one number from this many digits on. */
const FEWEST_DIGITS_OF_A_NUMBER = 7

// ---- Characters

/** Letters of a folded text. Separators become ASCII signs, so that everything else is a letter. */
const LETTER = 'a-z\\x80-\\uffff'
/** Marks a letter that only exists in a spelled-out umlaut. It is from the private use area, which folded texts do not contain. */
const SPELLED = '\ue000'
const SEPARATOR = ';'

/** @param {string} ranges such as `300-36F 5BF`, in hexadecimal */
const anyOf = (ranges) => {
  const written = ranges.split(' ').map((range) =>
    range
      .split('-')
      .map((end) => `\\u{${end}}`)
      .join('-'),
  )
  return new RegExp(`^[${written.join('')}]$`, 'u')
}
const DROPPED = anyOf(
  '300-36F 483-489 591-5BD 5BF 5C1-5C2 5C4-5C5 5C7 610-61A 64B-65F 670 6D6-6DC 6DF-6E4 6E7-6E8 6EA-6ED 8D3-8FF 1AB0-1AFF 1DC0-1DFF ' +
    '20D0-20FF FE20-FE2F AD 61C 180B-180F 200B-200F 202A-202E 2060-206F FE00-FE0F FEFF E0000-E0FFF 115F 1160 17B4-17B5 3164 FFA0 640',
)
const APOSTROPHE = anyOf('27 60 B4 2B9-2BF 2C8 2CA-2CB 2018-201B 2032 2035 A78B-A78C FF07')
const HYPHEN = anyOf('2D 2010-2013')
const KEPT = /^[\p{L}\p{N}\p{M}]+$/u
/** Scripts that are written without spaces between words. */
const UNSPACED = /[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\p{Ideographic}]/u
/** The zeros of the scripts whose digits are read as `0` to `9`. */
const ZEROS = [0x660, 0x6f0, 0x966, 0x9e6, 0xe50]

/** @type {Map<string, string>} */
const REPLACED = new Map(
  Object.entries({
    ß: 'ss',
    æ: 'ae',
    œ: 'oe',
    þ: 'th',
    ø: `o${SPELLED}e`,
    ł: 'l',
    đ: 'd',
    ð: 'd',
    ħ: 'h',
    ŧ: 't',
    ı: 'i',
    ŋ: 'n',
    ĸ: 'k',
    ɨ: 'i',
    ƀ: 'b',
    ς: 'σ',
    '\u0649': '\u064a',
    '\u06cc': '\u064a',
    '\u06a9': '\u0643',
    '\u0629': '\u0647',
    '\u0671': '\u0627',
    '×': 'x',
    '\u2a2f': 'x',
    '\u2715': 'x',
    '\u2716': 'x',
    '\u2300': 'o',
    '\u2205': 'o',
  }),
)
for (const zero of ZEROS) for (let digit = 0; digit < 10; digit += 1) REPLACED.set(String.fromCodePoint(zero + digit), String(digit))

/**
 * The letter that replaces a mark when a language spells it out.
 *
 * @type {Record<string, string>}
 */
const SPELLED_OUT = { 'a\u0308': 'e', 'o\u0308': 'e', 'u\u0308': 'e', 'a\u030a': 'a' }

/**
 * Cache of folded characters: texts of one language have few.
 *
 * @type {Map<string, string>}
 */
const known = new Map()

/** @param {string} character of a decomposed text @returns {string} empty if it is dropped */
function foldedCharacter(character) {
  if (APOSTROPHE.test(character)) return "'"
  if (HYPHEN.test(character)) return '-'
  if (DROPPED.test(character)) return ''
  const lower = character.toLowerCase()
  const replaced = REPLACED.get(lower)
  if (replaced !== undefined) return replaced
  if (character < '\x80') return lower
  return KEPT.test(lower) ? lower : SEPARATOR
}

/** @param {string} text @returns {string} */
function foldedCharacters(text) {
  if (/^[\0-\x7f]*$/.test(text)) return text.toLowerCase().replaceAll('`', "'")
  let folded = ''
  // The letter that a mark belongs to. Looking it up in the text would copy the whole text at each mark.
  let last = ''
  for (const character of text.normalize('NFKD')) {
    let one = known.get(character)
    if (one === undefined) {
      one = foldedCharacter(character)
      known.set(character, one)
    }
    if (one === '') {
      const spelled = SPELLED_OUT[last + character]
      if (spelled) folded += SPELLED + spelled
    } else {
      folded += one
      last = one.includes(SPELLED) ? one[0] : one[one.length - 1]
    }
  }
  return folded
}

const WORD = new RegExp(`[${LETTER}]+(?:'+[${LETTER}]+)*|[0-9]+`, 'g')
const PART = `[${LETTER}0-9](?:[${LETTER}0-9]|'(?=[${LETTER}0-9]))*`
const COMPOUND = new RegExp(`${PART}(?:-${PART})+`, 'y')
const INSIDE = new RegExp(`[${LETTER}0-9']`)
// The zero of `+64 (0)21` is dialled only domestically; a group is not adjacent to a letter.
const GROUP = `[0-9]+(?![${LETTER}0-9])`
const NUMBER = new RegExp(`(?<![${LETTER}0-9])${GROUP}(?:(?: ?\\(0(?=\\))|(?! ?\\(0\\)))[ .,/()'-]{1,2}${GROUP})+`, 'g')
const HOME_ZERO = /(?<=[0-9] ?)\(0(?=\))/g

const SPELLING = new RegExp(`${SPELLED}.`, 'g')
/** @param {string} text without the letters that only spelled-out umlauts have */
const plain = (text) => (text.includes(SPELLED) ? text.replace(SPELLING, '') : text)
/** @param {string} number */
const groups = (number) => number.replace(HOME_ZERO, '').match(/[0-9]+/g) ?? []

// ---- Texts

/** @param {string} text @returns {Folding} */
export function fold(text) {
  const folded = foldedCharacters(text)
  const found = folded.match(WORD) ?? []
  /** @type {string[]} */
  const also = []
  const isASCII = !/[\x80-\uffff]/.test(folded)
  const hasUnspaced = !isASCII && UNSPACED.test(folded)
  const isPlain = isASCII && !folded.includes("'")
  /** @type {string[]} */
  const words = isPlain ? found : []
  for (let word of isPlain ? [] : found) {
    if (word.includes("'") || word.includes(SPELLED)) {
      also.push(...spellings(word))
      word = plain(word).replaceAll("'", '')
    }
    if (hasUnspaced) words.push(...parted(word))
    else words.push(word)
  }
  for (const compound of compounds(folded)) if (!/^[0-9'-]*$/.test(compound)) also.push(joinedParts(compound))
  for (const number of folded.match(NUMBER) ?? []) {
    const all = groups(number)
    for (let start = 0; start < all.length - 1; start += 1) {
      const joined = all.slice(start, start + MOST_PARTS).join('')
      if (joined.length >= FEWEST_DIGITS) also.push(joined)
    }
  }
  return { words, also: also.length > 1 ? [...new Set(also)].sort(byCodePoint) : also }
}

/**
 * Words joined by single hyphens. The search starts at the hyphens, because most texts have few.
 *
 * @param {string} folded
 */
function compounds(folded) {
  /** @type {string[]} */
  const found = []
  let from = 0
  for (let hyphen = folded.indexOf('-'); hyphen >= 0; hyphen = folded.indexOf('-', Math.max(from, hyphen + 1))) {
    let start = hyphen
    while (start > from && INSIDE.test(folded[start - 1])) start -= 1
    while (folded[start] === "'") start += 1
    COMPOUND.lastIndex = start
    const [compound] = COMPOUND.exec(folded) ?? []
    if (!compound) continue
    found.push(compound)
    from = start + compound.length
  }
  return found
}

/**
 * The letters after each of the first apostrophes, and the word with umlauts spelled out.
 *
 * @param {string} word with apostrophes and marked umlauts
 */
function spellings(word) {
  const parts = plain(word).split(/'+/)
  const behind = parts.slice(1, 1 + MOST_PARTS).map((_, index) => parts.slice(index + 1, index + 1 + MOST_PARTS).join(''))
  return word.includes(SPELLED) ? [...behind, word.replaceAll(SPELLED, '').replaceAll("'", '')] : behind
}

/** @param {string} compound */
const joinedParts = (compound) => plain(compound).replaceAll("'", '').split('-').slice(0, MOST_PARTS).join('')

/** @param {string} word */
function parted(word) {
  /** @type {string[]} */
  const parts = []
  let isOpen = false
  for (const character of word) {
    const isAlone = UNSPACED.test(character)
    if (isAlone || !isOpen) parts.push(character)
    else parts[parts.length - 1] += character
    isOpen = !isAlone
  }
  return parts
}

// ---- Queries

/** A search query. */
export class SearchQuery {
  /** @param {string} text */
  constructor(text) {
    const typed = text.split(/\p{White_Space}+/u).filter(Boolean)
    /** Whether the query is empty, which matches everything. */
    this.isEmpty = typed.length === 0
    /** Whether it exceeds the limits of a search. */
    this.isTooLong = typed.length > MOST_WORDS || new TextEncoder().encode(text).length > MOST_BYTES
    /** @type {Term[]} */
    this.terms = this.isTooLong ? [] : termsOf(typed)
  }

  /** Whether it cannot match anything: it is too long, or has no searchable characters. */
  get isFruitless() {
    return !this.isEmpty && this.terms.length === 0
  }
}

/** @param {string} query @returns {Term[]} */
export const terms = (query) => new SearchQuery(query).terms

/** @param {string[]} typed @returns {Term[]} */
function termsOf(typed) {
  /** @type {Term[]} */
  const found = []
  for (let index = 0; index < typed.length; ) {
    let end = index
    while (end < typed.length && isNumber(typed[end])) end += 1
    const row = typed.slice(index, Math.max(end, index + 1))
    index += row.length
    const all = row.map(spellingsOf).filter((one) => one.length > 0)
    const number = row.length > 1 ? groups(foldedCharacters(row.join(' '))).join('') : ''
    if (number.length >= FEWEST_DIGITS_OF_A_NUMBER) found.push([[[number]], all])
    else found.push(...all.map((spellings) => [[spellings]]))
  }
  return found
}

/**
 * Whether a word consists only of digits and signs.
 *
 * @param {string} word
 */
const isNumber = (word) => /^[^a-z\x80-\uffff]*[0-9][^a-z\x80-\uffff]*$/.test(foldedCharacters(word))

/** @param {string} word @returns {Spellings} empty if there is nothing to search for */
function spellingsOf(word) {
  const folded = foldedCharacters(word)
  const { words } = fold(word)
  const all = [words.join(' ')]
  if (folded.includes('-')) all.push(words.join(''))
  if (isNumber(word)) all.push(words.join(''), groups(folded).join(''))
  if (folded.includes(SPELLED)) all.push(fold(folded.replaceAll(SPELLED, '')).words.join(' '))
  return [...new Set(all)].filter(Boolean)
}

// ---- Matching

/**
 * Prepares texts for searching. A phrase never spans two texts.
 *
 * @param {(string | null | undefined)[]} texts
 * @returns {string}
 */
export function searchable(texts) {
  let all = ''
  for (const text of texts) {
    if (!text) continue
    const { words, also } = fold(text)
    all += `\n ${words.join(' ')}`
    for (const word of also) all += `\n ${word}`
  }
  return all
}

/** @param {SearchQuery} query @param {(phrase: string) => boolean} stands */
const finds = (query, stands) =>
  !query.isFruitless && query.terms.every((term) => term.some((reading) => reading.every((spellings) => spellings.some(stands))))

/**
 * Matching for jobs: each phrase starts at a word boundary.
 *
 * @param {string} text
 * @param {SearchQuery} query
 */
export const findsAtWords = (text, query) => finds(query, (phrase) => text.includes(` ${phrase}`))

/**
 * Matching for clients and the options of fields: each phrase can be anywhere.
 *
 * @param {string} text
 * @param {SearchQuery} query
 */
export const findsAnywhere = (text, query) => finds(query, (phrase) => text.includes(phrase))

// ---- Order

/**
 * Compares by code point, as the server does; UTF-16 order differs above U+D7FF.
 *
 * @param {string} a
 * @param {string} b
 */
export function byCodePoint(a, b) {
  const shorter = Math.min(a.length, b.length)
  let at = 0
  while (at < shorter && a.charCodeAt(at) === b.charCodeAt(at)) at += 1
  if (at === shorter) return a.length - b.length
  const [one, other] = [a.charCodeAt(at), b.charCodeAt(at)]
  // Surrogates sort after all other code units.
  return (
    (one >= 0xd800 && one < 0xe000 ? one + 0x2000 : one >= 0xe000 ? one - 0x800 : one) -
    (other >= 0xd800 && other < 0xe000 ? other + 0x2000 : other >= 0xe000 ? other - 0x800 : other)
  )
}

/** @param {string} text */
export const foldedText = (text) => fold(text).words.join(' ')

/**
 * The order of names in lists.
 *
 * @param {string} a
 * @param {string} b
 */
export const byName = (a, b) => byCodePoint(foldedText(a), foldedText(b)) || byCodePoint(a, b)
