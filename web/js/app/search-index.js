import { MOST_BYTES, MOST_WORDS, SearchQuery, byName, findsAtWords, searchable } from '../client/folding.js'

/**
 * Finds jobs as the server's `q` does (docs/search.md), without asking it. The board is drawn sooner without this: it comes when somebody reaches for
 * the filters, or in a quiet moment.
 */

/** @typedef {import('../jobtag.js').Snapshot} Snapshot */

export { SearchQuery, byName }

/** What is said where somebody searches for more than can be searched for. */
export const TOO_LONG = `A search can have at most ${MOST_WORDS} words and ${MOST_BYTES} bytes.`

/** @type {WeakMap<Snapshot, string>} */
const texts = new WeakMap()

/**
 * The text that is searched. It is made once for each version of a job.
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
 * Makes the texts before the first letter is typed, which then has less to wait for.
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
