/** Amounts as the server reckons with them: exact, two digits after the point, half rounded away from zero. */

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
 * @returns {string} empty where one of them is no number yet
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
 * Whether two texts are the same amount, however they are written.
 * @param {string} one
 * @param {string} other
 */
export function sameAmount(one, other) {
  if (one === other) return true
  const [a, b] = [parse(one), parse(other)]
  return a !== null && b !== null && a.units * 10n ** BigInt(b.places) === b.units * 10n ** BigInt(a.places)
}
