/** Finds jobs as the server's `q` does (each word begins a word of the job; case and accents do not count), without asking it. */

/** @typedef {import('../jobtag.js').Snapshot} Snapshot */

/** @type {WeakMap<Snapshot, string>} */
const texts = new WeakMap()

/** @param {string} text */
export const plain = (text) => text.normalize('NFD').replace(/\p{M}+/gu, '').toLowerCase().replace(/[^\p{L}\p{N}]+/gu, ' ')

/**
 * @param {string} query
 * @returns {string[]}
 */
export const words = (query) => plain(query).split(' ').filter(Boolean).slice(0, 20)

/**
 * The text that is searched. It is made once for each version of a job.
 * @param {Snapshot} snapshot
 */
function textOf(snapshot) {
  let text = texts.get(snapshot)
  if (text === undefined) {
    const { job_number, name, description, notes, order_number, client } = snapshot.record
    text = ` ${plain([job_number, name, description, notes, order_number ?? '', client?.name ?? ''].join(' '))}`
    texts.set(snapshot, text)
  }
  return text
}

/**
 * Makes the texts before the first letter is typed, which then has less to wait for.
 * @param {Iterable<Snapshot>} snapshots
 */
export function index(snapshots) {
  for (const snapshot of snapshots) textOf(snapshot)
}

/**
 * @param {Snapshot} snapshot
 * @param {string[]} wanted
 */
export function matches(snapshot, wanted) {
  if (!wanted.length) return true
  const text = textOf(snapshot)
  return wanted.every((word) => text.includes(` ${word}`))
}
