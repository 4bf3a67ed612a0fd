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
 * @param {Snapshot} snapshot
 * @param {string[]} wanted
 */
export function matches(snapshot, wanted) {
  if (!wanted.length) return true
  let text = texts.get(snapshot)
  if (text === undefined) {
    const { job_number, name, description, notes, order_number, client } = snapshot.record
    text = ` ${plain([job_number, name, description, notes, order_number ?? '', client?.name ?? ''].join(' '))}`
    texts.set(snapshot, text)
  }
  return wanted.every((word) => /** @type {string} */ (text).includes(` ${word}`))
}
