import { day, money, time, whole } from './format.js'
import { PRICING, TRADEOFF, statusLabel } from './labels.js'
import { personName } from './people.js'

/** How the values of a record's fields read: in the difference of a conflict, in history and in notes. */

export const LONG_TEXTS = new Set(['description', 'notes', 'address'])

/**
 * Names of clients and contacts by id, because the values of these fields are ids.
 * @type {Map<string, string>}
 */
const names = new Map()

/** @param {any} record a job, client or contact */
export function learnNames(record) {
  for (const named of [record?.client, record?.contact, record]) if (named?.id && named.name) names.set(named.id, named.name)
}

/**
 * @param {string} field
 * @param {any} value
 */
export function fieldText(field, value) {
  if (value === null || value === undefined || value === '') return ''
  if (typeof value === 'boolean') return value ? 'Yes' : 'No'
  switch (field) {
    case 'status':
      return statusLabel(value)
    case 'client_id':
    case 'contact_id':
      return names.get(value) ?? 'another one'
    case 'assigned_to':
      return value.map((/** @type {string} */ id) => personName(id) ?? 'someone').join(', ')
    case 'delivery_date':
      return day(value)
    case 'price_cap':
    case 'charge_out_rate':
    case 'quantity':
    case 'unit_cost':
    case 'unit_rev':
      return money(value)
    case 'priority':
      return typeof value === 'number' ? whole(value) : String(value)
    case 'quote_acceptance_date':
    case 'completed_at':
      return time(value)
    case 'pricing_methodology':
      return /** @type {any} */ (PRICING)[value] ?? value
    case 'speed_quality_tradeoff':
      return /** @type {any} */ (TRADEOFF)[value] ?? value
    default:
      return typeof value === 'object' ? JSON.stringify(value) : String(value)
  }
}

/**
 * The server's summary of a change, with the amount formatted like all others.
 * @param {string} summary
 */
export const summaryText = (summary) => summary.replace(/(?<=\bthe quote of )-?\d+\.\d+$/, money)
