/** Turns telephone numbers into links that dial them (RFC 3966). A number that cannot be read with certainty is no link: a wrong number is worse than none. */

/** @typedef {{before: string, number: string, after: string, href: string | null}} Phone `href` is null if there is nothing to dial */

const FEWEST = 3
/** The minimum number of digits after a word that may refer to something else, such as a room. */
const FEWEST_BEHIND_WORDS = 6
/** E.164 allows 15 including the country, which nobody uses; more digits than this are two numbers. */
const MOST = 13
const MOST_AT_HOME = 12
/** After this many digits, a slash or a parenthesis starts another number. */
const WHOLE = 7
/** A zero that is followed by this many digits starts another number. */
const BEHIND_ZERO = 7

/** Words before a number that is not a telephone number. */
const PLACE = /(?:^|[^\p{L}])(?:unit|flat|apt|apartment|room|rm|suite|level|floor|shop|lot|bay|gate|building|bldg|door|box)\W*$/iu
/** A letter for a digit (the O of `O123`), or a digit among letters: the number is uncertain. */
const MIXED = /^[\s.\-\u2010-\u2015()/]*(?:\p{L}+\d|\d+\p{L}+\d)/u
const LABEL = /^\W*(?:(?:t|p|m|h|w|tel|ph|phone|telephone|telefon|mob|mobile|mobil|handy|cell|home|work|office|direct|ddi|fon|tél)\W*)*$/iu
const EXTENSION_WORD = '(?:extension|extn?|durchwahl|dw|poste|anexo|x|#)'
const EXTENSION = new RegExp(`^[\\s,;]*\\(?\\s*${EXTENSION_WORD}[\\s.:#]*(\\d{1,7})(?![\\d\\p{L}])\\s*\\)?`, 'iu')
const AFTER_EXTENSION = new RegExp(`(?:^|[^\\p{L}])${EXTENSION_WORD}[\\s.:#]*$`, 'iu')
/** Invisible characters, as they come with pasted text. */
const UNSEEN = /[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/gu
const DIGITS = /\p{Nd}/gu
/** The next group of the same number, and the signs before it. */
const GROUP = new RegExp(`^([ \\t.\\-\\u2010-\\u2015()/]*)(\\d+)(?!\\d)(?!(?!${EXTENSION_WORD}[\\s.:#]*\\d)\\p{L})`, 'iu')

/** @param {string} digit of any script @returns {string} */
function plainDigit(digit) {
  const code = /** @type {number} */ (digit.codePointAt(0))
  // The ten digits of a script are in sequence; no digit precedes its zero.
  for (let value = 0; value < 10; value += 1) if (!/\p{Nd}/u.test(String.fromCodePoint(code - value - 1))) return String(value)
  return digit
}

/**
 * Finds the first number of a text, and the text around it.
 * @param {string} text
 * @returns {Phone}
 */
export function phone(text) {
  const none = { before: text, number: '', after: '', href: null }
  const plain = text.replace(UNSEEN, '').normalize('NFKC').replace(DIGITS, plainDigit)
  const begin = plain.search(/(?:[+(]\s*)*\d/u)
  if (begin < 0) return none
  const before = plain.slice(0, begin)
  const isLabelled = LABEL.test(before)
  if (/[*#/]\s*$/.test(before) || AFTER_EXTENSION.test(before) || PLACE.test(before) || (!isLabelled && /\p{L}$/u.test(before))) return none
  const read = readNumber(plain.slice(begin))
  if (!read) return none
  let rest = plain.slice(begin + read.length)
  const extension = EXTENSION.exec(rest)
  if (extension) rest = rest.slice(extension[0].length)
  // Letters that are dialled, as in 0800 FLOWERS.
  else if (/^[\s-]?\p{Lu}{2}/u.test(rest) || /^\p{L}/u.test(rest)) return none
  else if (MIXED.test(rest)) return none
  const count = read.digits.replace('+', '').length
  // More digits follow, and without them it is too short.
  if (count < WHOLE && /^[\s.\-()]*\d/.test(rest)) return none
  // After a word, one or two digits may belong to the word, and the telephone number starts after them.
  if (!isLabelled && /\p{L}/u.test(before) && read.first < 3 && !/^[+0]/.test(read.digits)) return none
  if (
    count < (isLabelled ? FEWEST : FEWEST_BEHIND_WORDS) ||
    count > (read.digits.startsWith('+') ? MOST : read.digits.startsWith('00') ? MOST + 2 : MOST_AT_HOME)
  )
    return none
  const number = plain.slice(begin, plain.length - rest.length)
  return {
    before,
    number: number.trimEnd(),
    after: `${/\s*$/.exec(number)?.[0] ?? ''}${rest}`,
    href: `tel:${read.digits}${extension ? `;ext=${extension[1]}` : ''}`,
  }
}

/**
 * @param {string} text that starts with a number
 * @returns {{digits: string, length: number, first: number} | null} the digits to dial, the length in the text, and the length of the first group
 */
function readNumber(text) {
  const isInternational = /^\(?\+/.test(text)
  let at = /** @type {RegExpExecArray} */ (/^[+(\s]*/.exec(text))[0].length
  let digits = isInternational ? '+' : ''
  let isOpen = text.slice(0, at).includes('(')
  /** The number of digits before each group that starts with a zero. */
  const zeros = []
  let first = 0
  let isSpaced = true
  for (let isFirst = true; ; isFirst = false) {
    const [all, signs, group] = GROUP.exec(text.slice(at)) ?? []
    if (all === undefined) break
    const count = digits.replace('+', '').length
    const isStroke = signs.includes('/')
    const isDash = !isFirst && /[-\u2010-\u2015]/.test(signs)
    // After a complete number, a dash means a range of numbers, or an extension.
    isSpaced &&= isFirst || (isDash && /\s/.test(signs))
    if (isDash && !isSpaced && count - countryDigits(digits) >= (/\s/.test(signs) || !/^[+01]/.test(digits) ? WHOLE : WHOLE + 1))
      return null
    if (isFirst) first = group.length
    else if (group.startsWith('0') && !signs.includes('(')) zeros.push(count)
    if (!isFirst && count >= WHOLE && (isStroke || signs.includes('('))) break
    // A slash continues a number only after an area code.
    if (isStroke && !/^(?:0|\+)/.test(digits)) break
    if (isStroke && group.length < 3 && count < WHOLE) return null
    const isBracketed = signs.endsWith('(') && text.slice(at + all.length).startsWith(')')
    if (isBracketed && !isFirst && group.startsWith('0')) {
      // The zero of +64 (0)21 is dialled only domestically. Without a country code, or with more in the brackets, it is uncertain.
      if (group !== '0' || !/^(?:\+|00)/.test(digits)) return null
    } else digits += group
    at += all.length
    for (const sign of signs) isOpen = sign === '(' ? true : sign === ')' ? false : isOpen
    if (isOpen && text[at] === ')') {
      isOpen = false
      at += 1
    }
  }
  if (isOpen || digits.length === 0 || digits === '+') return null
  const count = digits.replace('+', '').length
  // In Italy the zero of an area code is also dialled from abroad.
  if (!/^(?:\+|00)39/.test(digits) && zeros.some((before) => count - before > BEHIND_ZERO)) return null
  return { digits, length: at, first }
}

/** The maximum number of digits for the country code and the international prefix. */
const countryDigits = (/** @type {string} */ digits) => (digits.startsWith('+') ? 3 : digits.startsWith('00') ? 5 : 0)
