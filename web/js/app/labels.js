/** Texts that the page shows in several places: names of fields, choices and statuses, and the states of saving. */

/** @type {Record<string, string>} */
const FIELDS = {
  name: 'Name',
  description: 'Description',
  status: 'Status',
  client_id: 'Client',
  contact_id: 'Contact',
  order_number: 'Order number',
  delivery_date: 'Delivery date',
  notes: 'Notes',
  pricing_methodology: 'Pricing',
  price_cap: 'Price cap',
  charge_out_rate: 'Charge-out rate',
  speed_quality_tradeoff: 'Speed or quality',
  quote_acceptance_date: 'Quote accepted',
  completed_at: 'Completed',
  paid: 'Paid',
  collected: 'Collected',
  fully_invoiced: 'Fully invoiced',
  rejected_flag: 'Rejected',
  priority: 'Priority',
  assigned_to: 'Assigned to',
  events: 'events',
  estimate: 'the estimate',
  quote: 'the quote',
  actual: 'actual costs',
  quote_revision: 'the quote revision',
  deleted: 'Deleted',
  email: 'E-mail',
  phone: 'Phone',
  address: 'Address',
  position: 'Position',
  client: 'Client',
  contact: 'Contact',
  kind: 'Kind',
  quantity: 'Quantity',
  unit_cost: 'Unit cost',
  unit_rev: 'Unit price',
  cost: 'Cost',
  revenue: 'Price',
  margin: 'Margin',
  hours: 'Hours',
}

/** @param {string} field */
export const fieldLabel = (field) => FIELDS[field] ?? field.replaceAll('_', ' ')

/** Field names within a sentence, where they are not "the" and the label. */
const IN_SENTENCE = /** @type {Record<string, string>} */ ({
  events: 'the events',
  estimate: 'the estimate',
  quote: 'the quote',
  actual: 'the actual costs',
  quote_revision: 'the quote revision',
  quote_acceptance_date: 'the quote acceptance',
  completed_at: 'the completion date',
  assigned_to: 'the people assigned',
  email: 'the e-mail address',
  paid: 'the “Paid” checkbox',
  collected: 'the “Collected” checkbox',
  fully_invoiced: 'the “Fully invoiced” checkbox',
  rejected_flag: 'the “Rejected” checkbox',
  speed_quality_tradeoff: 'the choice of speed or quality',
})

/** @param {string} field */
export const fieldInSentence = (field) => IN_SENTENCE[field] ?? `the ${fieldLabel(field).toLowerCase()}`

export const PRICING = { time_materials: 'Time and materials', fixed_price: 'Fixed price' }
export const TRADEOFF = { faster: 'Faster', balanced: 'Balanced', quality: 'Quality' }
export const COST_SETS = /** @type {[string, string][]} */ ([
  ['estimate', 'Estimate'],
  ['quote', 'Quote'],
  ['actual', 'Actual'],
])
export const LINE_KINDS = /** @type {[string, string][]} */ ([
  ['time', 'Time'],
  ['material', 'Material'],
  ['adjustment', 'Adjustment'],
])

/**
 * The state of saving of a draft, a field, or another change.
 * @type {Record<string, string>}
 */
export const SAVE_LABELS = {
  clean: 'All changes saved',
  dirty: 'Not saved yet',
  queued: 'Saving…',
  sending: 'Saving…',
  saving: 'Saving…',
  saved: 'Saved',
  waiting: 'Waiting for the network',
  'signed-out': 'Sign in to save',
  conflict: 'Needs you',
  invalid: 'Not accepted',
  failed: 'Not saved',
  gone: 'Deleted',
}

/**
 * The same for the menu of unsaved changes, where the text is at the end of an entry.
 * @type {Record<string, string>}
 */
export const OUTBOX_LABELS = {
  dirty: 'not saved',
  saving: 'saving',
  queued: 'next',
  sending: 'sending',
  waiting: 'waiting',
  'signed-out': 'sign in',
  conflict: 'needs you',
  failed: 'needs you',
  invalid: 'not accepted',
  gone: 'deleted',
  typed: 'typed',
  unrestored: 'not in the backup',
}

/** @typedef {{key: string, label: string}} Status */

const named = (/** @type {string} */ key) => ({ key, label: key.charAt(0).toUpperCase() + key.slice(1).replaceAll('_', ' ') })

/**
 * The statuses, until the server's list is loaded (`statuses.js`). The first board is drawn before any response, and requests the jobs with these statuses,
 * as `start.js` does before it.
 */
let known = ['draft', 'awaiting_approval', 'approved', 'in_progress', 'unusual', 'special', 'recently_completed', 'archived'].map(named)

/** The statuses of a job, in the order of the board's columns. */
export const statuses = () => known

/** Statuses of jobs that are done. */
const DONE = new Set(['recently_completed', 'archived'])

/** @param {string} key */
export const isDone = (key) => DONE.has(key)

/**
 * Uses the server's list. On the board, open statuses come first, whatever the order of the list.
 * @param {Status[]} list
 * @returns {boolean} whether anything has changed
 */
export function setStatuses(list) {
  const before = JSON.stringify(known)
  known = [...list.filter(({ key }) => !isDone(key)), ...list.filter(({ key }) => isDone(key))].map(({ key, label }) => ({ key, label }))
  return JSON.stringify(known) !== before
}

/** @param {string} key */
export const statusLabel = (key) => known.find((status) => status.key === key)?.label ?? named(key).label
