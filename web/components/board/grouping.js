import { today } from '../../js/app/format.js'
import { boardJobs } from '../../js/app/board-jobs.js'
import { statuses } from '../../js/app/labels.js'
import { isOverdue } from '../../js/app/statuses.js'

/** @typedef {import('../../js/jobtag.js').Snapshot} Snapshot */
/** @typedef {import('./filters.js').Filters} Filters */
/** @typedef {import('../../js/app/search-index.js')} Search */
/** @typedef {{jobs: Snapshot[], total: number, overdue: number}} Group */

const newest = (/** @type {Snapshot} */ one, /** @type {Snapshot} */ other) => other.record.job_number - one.record.job_number
const later = (/** @type {string} */ one, /** @type {string} */ other) => (one < other ? 1 : one > other ? -1 : 0)

/** @type {Record<string, (one: Snapshot, other: Snapshot) => number>} */
const ORDERS = {
  priority: (one, other) => other.record.priority - one.record.priority || newest(one, other),
  due: (one, other) => later(other.record.delivery_date ?? '9999', one.record.delivery_date ?? '9999') || newest(one, other),
  updated: (one, other) => later(one.updatedAt, other.updatedAt),
  number: newest,
}

/**
 * The jobs of each column, in order.
 * @param {Filters} filters
 * @param {Search | null} search null: the search code is not loaded yet
 * @returns {Map<string, Group>}
 */
export function groupJobs(filters, search) {
  const now = today()
  const query = search && new search.SearchQuery(filters.q)
  /** @type {Map<string, Group>} */
  const groups = new Map(statuses().map(({ key }) => [key, { jobs: [], total: 0, overdue: 0 }]))
  for (const snapshot of boardJobs.all()) {
    const group = groups.get(boardJobs.status(snapshot.id))
    if (!group) continue
    group.total += 1
    const late = isOverdue(/** @type {any} */ (snapshot.record), now)
    if (!isWanted(snapshot, filters, late) || (query && !search.matches(snapshot, query))) continue
    if (late) group.overdue += 1
    group.jobs.push(snapshot)
  }
  const order = ORDERS[filters.sort] ?? ORDERS.priority
  for (const group of groups.values()) group.jobs.sort(order)
  return groups
}

/**
 * @param {Snapshot} snapshot
 * @param {Filters} filters
 * @param {boolean} late
 */
function isWanted(snapshot, filters, late) {
  const { client_id, assigned_to } = snapshot.record
  if (filters.overdue && !late) return false
  if (filters.client && client_id !== filters.client) return false
  if (filters.assignee === 'none' ? assigned_to.length : filters.assignee && !assigned_to.includes(filters.assignee)) return false
  return true
}
