import { element } from '../../js/lib/html.js'
import { times } from '../../js/client/decimal.js'
import { AMOUNTS, sameLineValue } from '../../js/client/lines.js'
import { fieldLabel } from '../../js/app/fields.js'
import { money } from '../../js/app/format.js'
import { isDecimal, plainAmount } from '../field/controls.js'

/** The inputs of a cost line, for lines that are there and for the one that is being added. */

export const LINE_KINDS = /** @type {[string, string][]} */ ([['time', 'Time'], ['material', 'Material'], ['adjustment', 'Adjustment']])

/**
 * Decimals of amounts that are no money.
 * @type {Record<string, number>}
 */
const PLACES = { quantity: 3 }

/**
 * @param {string} field
 * @param {string} typed
 * @param {string} value
 */
export const sameValue = (field, typed, value) => sameLineValue(field, asSent([field, typed])[1], value)

/**
 * The text as it is sent: amounts without the commas they are printed with.
 * @param {[string, string]} entry
 * @returns {[string, string]}
 */
export const asSent = ([field, text]) => [field, AMOUNTS.has(field) ? plainAmount(text, PLACES[field]) : text]

/**
 * Why a line was refused, in the words of a form.
 * @param {{field: string, message: string}[]} errors
 * @param {Record<string, string>} sent
 */
export const refusalText = (errors, sent) => errors.map(({ field, message }) =>
  (AMOUNTS.has(field) && !isDecimal(sent[field] ?? '') ? `${fieldLabel(field)} must be ${field === 'quantity' ? 'a number, such as 1.5' : 'an amount, such as 1250.00'}.` : message)).join(' ')

/**
 * @param {{label: string, kinds?: [string, string][]}} options
 */
export function lineFields({ label, kinds = LINE_KINDS }) {
  const amount = (/** @type {string} */ name, /** @type {string} */ title) => element`
    <input class="input number" name="${name}" inputmode="decimal" autocomplete="off" aria-label="${title} of ${label}" />`
  /** @type {Record<string, any>} */
  const inputs = {
    kind: element`<select class="input" name="kind" aria-label="Kind of ${label}">${kinds.map(([key, text]) =>
      element`<option value="${key}">${text}</option>`)}</select>`,
    description: element`<input class="input" name="description" autocomplete="off" aria-label="Description of ${label}" />`,
    quantity: amount('quantity', 'Quantity'),
    unit_cost: amount('unit_cost', 'Unit cost'),
    unit_rev: amount('unit_rev', 'Unit price'),
  }
  const cost = element`<output class="line__sum number" data-sum="cost"></output>`
  const revenue = element`<output class="line__sum number" data-sum="revenue"></output>`
  const cells = [
    cell('kind', 'Kind', inputs.kind), cell('description', 'Description', inputs.description), cell('quantity', 'Quantity', inputs.quantity),
    cell('unit_cost', 'Unit cost', inputs.unit_cost), cell('unit_rev', 'Unit price', inputs.unit_rev),
    cell('cost', 'Cost', cost), cell('revenue', 'Price', revenue),
  ]
  return {
    inputs,
    cells,
    reckon() {
      const [quantity, unitCost, unitRevenue] = ['quantity', 'unit_cost', 'unit_rev'].map((name) => plainAmount(inputs[name].value, PLACES[name]) || inputs[name].placeholder)
      cost.textContent = money(times(quantity, unitCost))
      revenue.textContent = money(times(quantity, unitRevenue))
    },
  }
}

const cell = (/** @type {string} */ name, /** @type {string} */ title, /** @type {Node} */ content) =>
  element`<td class="line__cell is-${name}" data-title="${title}">${content}</td>`
