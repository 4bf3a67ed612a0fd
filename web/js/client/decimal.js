/** Calculates amounts as the server does: exact, two decimals, halves rounded away from zero. */

/**
 * @param {string} text
 * @returns {{units: bigint, places: number} | null}
 */
function parse(text) {
  const match = /^\s*(-?)(\d+)(?:\.(\d{1,3}))?\s*$/.exec(text)
  if (!match) return null
  const [, sign, whole, fraction = ''] = match
  const units = BigInt(whole + fraction)
  return { units: sign ? -units : units, places: fraction.length }
}

/**
 * Quantity times unit price.
 * @param {string} quantity
 * @param {string} unit
 * @returns {string} empty if one of them is not a number yet
 */
export function times(quantity, unit) {
  const [one, other] = [parse(quantity), parse(unit)]
  if (!one || !other) return ''
  const places = one.places + other.places
  let units = one.units * other.units
  const isNegative = units < 0n
  if (isNegative) units = -units
  if (places > 2) {
    const by = 10n ** BigInt(places - 2)
    units = (units * 2n + by) / (2n * by)
  } else units *= 10n ** BigInt(2 - places)
  const digits = units.toString().padStart(3, '0')
  return `${isNegative && units ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`
}

/**
 * @param {string} one
 * @param {string} other
 * @returns {string} with at least two decimals; the first argument if one of them is not a number yet
 */
export function plus(one, other) {
  const [a, b] = [parse(one), parse(other)]
  if (!a || !b) return one
  const places = Math.max(2, a.places, b.places)
  const units = a.units * 10n ** BigInt(places - a.places) + b.units * 10n ** BigInt(places - b.places)
  const digits = (units < 0n ? -units : units).toString().padStart(places + 1, '0')
  return `${units < 0n ? '-' : ''}${digits.slice(0, -places)}.${digits.slice(-places)}`
}

/** @param {string} amount */
export const negated = (amount) => (amount.trim().startsWith('-') ? amount.trim().slice(1) : `-${amount.trim()}`)

/**
 * Whether two texts are the same amount, however they are written.
 * @param {string} one
 * @param {string} other
 */
export function sameAmount(one, other) {
  if (one === other) return true
  const [a, b] = [parse(one), parse(other)]
  return a !== null && b !== null && a.units * 10n ** BigInt(b.places) === b.units * 10n ** BigInt(a.places)
}
