import { element } from '../../js/lib/html.js'
import { PRICING, TRADEOFF, fieldLabel, statuses } from '../../js/app/labels.js'
import { Field } from '../field/field.js'
import { area, choice, date, line, money, whole } from '../field/controls.js'
import { title } from '../field/title.js'
import { clientPicker, contactPicker, flag, peoplePicker } from '../field/pickers.js'

/** The fields of a job, in the order in which people need them. */

const FLAGS = ['paid', 'collected', 'fully_invoiced', 'rejected_flag']

/**
 * @param {{isReadOnly: boolean, clientID: () => string | null}} options
 */
export function jobFields({ isReadOnly, clientID }) {
  const fields = {
    name: new Field({ name: 'name', control: title({ name: 'name', isReadOnly }) }),
    status: new Field({
      name: 'status',
      control: choice({ name: 'status', choices: statuses().map(({ key, label }) => [key, label]), isReadOnly }),
    }),
    client_id: new Field({ name: 'client_id', control: clientPicker({ isReadOnly }) }),
    contact_id: new Field({ name: 'contact_id', control: contactPicker({ clientID, isReadOnly }) }),
    order_number: new Field({ name: 'order_number', control: line({ name: 'order_number', isNullable: true, isReadOnly }) }),
    delivery_date: new Field({ name: 'delivery_date', control: date({ name: 'delivery_date', isReadOnly }) }),
    priority: new Field({
      name: 'priority',
      control: whole({ name: 'priority', isReadOnly, title: 'Jobs with a higher number come first' }),
    }),
    assigned_to: new Field({ name: 'assigned_to', control: peoplePicker({ isReadOnly }), isWide: true }),
    description: new Field({
      name: 'description',
      control: area({ name: 'description', isReadOnly, placeholder: 'What needs to be made' }),
      isWide: true,
    }),
    notes: new Field({
      name: 'notes',
      control: area({ name: 'notes', isReadOnly, placeholder: 'What everyone on this job should know' }),
      isWide: true,
    }),
    pricing_methodology: new Field({
      name: 'pricing_methodology',
      control: choice({ name: 'pricing_methodology', choices: Object.entries(PRICING), isReadOnly }),
    }),
    price_cap: new Field({ name: 'price_cap', control: money({ name: 'price_cap', isReadOnly }) }),
    charge_out_rate: new Field({ name: 'charge_out_rate', control: money({ name: 'charge_out_rate', isReadOnly }) }),
    speed_quality_tradeoff: new Field({
      name: 'speed_quality_tradeoff',
      control: choice({ name: 'speed_quality_tradeoff', choices: Object.entries(TRADEOFF), isReadOnly }),
    }),
    ...Object.fromEntries(FLAGS.map((name) => [name, new Field({ name, label: '', control: flag(name, fieldLabel(name), isReadOnly) })])),
  }
  return /** @type {Record<string, Field>} */ (fields)
}

/**
 * @param {Record<string, Field>} fields
 * @param {Node} reach the contact's phone and e-mail
 */
export function detailsPanel(fields, reach) {
  const { client_id, contact_id, order_number, delivery_date, priority, assigned_to } = fields
  return element`
    <section class="panel details" aria-labelledby="details-title">
      <h2 class="kicker" id="details-title">Details</h2>
      <div class="fields">
        <div class="fields__pair">${client_id.root}${contact_id.root}${reach}</div>
        ${delivery_date.root}${order_number.root}${priority.root}${assigned_to.root}
      </div>
    </section>`
}

/** @param {Record<string, Field>} fields */
export function textsPanel({ description, notes }) {
  return element`
    <section class="panel texts" aria-label="Description and notes">${description.root}${notes.root}</section>`
}

/** @param {Record<string, Field>} fields */
export function pricingPanel(fields) {
  const { pricing_methodology, price_cap, charge_out_rate, speed_quality_tradeoff } = fields
  return element`
    <section class="panel pricing" aria-labelledby="pricing-title">
      <h2 class="kicker" id="pricing-title">Pricing and invoicing</h2>
      <div class="fields">${pricing_methodology.root}${price_cap.root}${charge_out_rate.root}${speed_quality_tradeoff.root}</div>
      <div class="flags" role="group" aria-label="Checkboxes">${FLAGS.map((name) => fields[name].root)}</div>
    </section>`
}
