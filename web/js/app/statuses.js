/** The ways of a job through the workshop, in the order of the board's columns. */
export const STATUSES = [
  { key: 'draft', label: 'Draft' },
  { key: 'awaiting_approval', label: 'Awaiting approval' },
  { key: 'approved', label: 'Approved' },
  { key: 'in_progress', label: 'In progress' },
  { key: 'unusual', label: 'Unusual' },
  { key: 'special', label: 'Special' },
  { key: 'recently_completed', label: 'Recently completed' },
  { key: 'archived', label: 'Archived' },
]

const labels = new Map(STATUSES.map(({ key, label }) => [key, label]))

/** @param {string} key */
export const statusLabel = (key) => labels.get(key) ?? key

/** In these nothing is owed to the client any more, so that a day gone by is no delay. */
const DONE = new Set(['recently_completed', 'archived'])

/**
 * @param {{delivery_date: string | null, status: string}} job
 * @param {string} today
 */
export const isOverdue = (job, today) => job.delivery_date !== null && job.delivery_date < today && !DONE.has(job.status)
