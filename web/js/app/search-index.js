import { MOST_BYTES, MOST_WORDS, SearchQuery, byName, findsAtWords, searchable } from '../client/folding.js'

/**
 * Finds jobs as the server's `q` does (docs/search.md), without a request. It is loaded after the first board: when the filters get the focus, or when
 * the page is idle.
 */

/** @typedef {import('../jobtag.js').Snapshot} Snapshot */

export { SearchQuery, byName }

/** The message for a search that is too long. */
export const TOO_LONG = `A search can have at most ${MOST_WORDS} words and ${MOST_BYTES} bytes.`

/** @type {WeakMap<Snapshot, string>} */
const texts = new WeakMap()

/**
 * The searchable text of a job, computed once for each version.
 * @param {Snapshot} snapshot
 */
function textOf(snapshot) {
  let text = texts.get(snapshot)
  if (text === undefined) {
    const { job_number, name, description, notes, order_number, client } = snapshot.record
    text = searchable([String(job_number), name, description, notes, order_number, client?.name])
    texts.set(snapshot, text)
  }
  return text
}

/**
 * Computes the texts in advance, so that the first letter of a search is fast.
 * @param {Iterable<Snapshot>} snapshots
 */
export function index(snapshots) {
  for (const snapshot of snapshots) textOf(snapshot)
}

/**
 * @param {Snapshot} snapshot
 * @param {SearchQuery} query
 */
export const matches = (snapshot, query) => query.isEmpty || (!query.isFruitless && findsAtWords(textOf(snapshot), query))
