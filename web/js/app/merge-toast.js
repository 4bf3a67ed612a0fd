import { boardJobs } from './board-jobs.js'
import { client } from './client.js'
import { fieldInSentence } from './labels.js'
import { listed, time } from './format.js'
import { toast } from './lazy-toasts.js'

/**
 * The toast after a save was merged with what others had changed.
 * @param {string} id
 * @param {any[]} changes what others have changed, merged with what was saved here
 */
export function showMergeToast(id, changes) {
  const others = changes.filter(({ by }) => by.id !== client.person?.id)
  if (!others.length) return
  const names = listed([...new Set(others.map(({ by }) => by.name))])
  const fields = listed([
    ...new Set(others.flatMap((change) => change.fields.filter((/** @type {string} */ field) => field !== 'deleted').map(fieldInSentence))),
  ])
  const number = (client.held(id) ?? boardJobs.snapshot(id))?.record.job_number
  const latest = others[others.length - 1].at
  const record = number ? `job ${number}` : 'it'
  const done = [
    ...['deleted', 'restored'].map((kind) => (others.some((change) => change.kind === kind) ? `${kind} ${record}` : '')),
    fields ? `changed ${fields}${number ? ` of job ${number}` : ''}` : '',
  ].filter(Boolean)
  toast(`Saved. ${names} also ${listed(done)} (${time(latest)}). Both changes are saved.`, { seconds: 10, key: `merged ${id}` })
}
