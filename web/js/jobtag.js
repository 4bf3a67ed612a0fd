// The JavaScript client of Jobtag, for any front end. Guide: docs/javascript-client.md.
//
//     import { Client } from './jobtag.js'
//
//     const client = new Client({ baseURL: 'http://127.0.0.1:8080/api' })
//     await client.start()
//     if (!client.person) await client.login('office@example.com', 'demo-workshop')
//
//     const { items: [job] } = await client.jobs({ status: ['in_progress'], limit: 1 })
//     const draft = client.edit(job)                // an edit starts from the snapshot that is shown
//     draft.set('notes', 'Ring first.')
//     const { state } = await draft.save()          // PATCH {notes}, with If-Match of that snapshot
//     if (state === 'conflict') {                   // someone else changed the notes too; see draft.conflict
//       draft.resolve({ notes: 'mine' })
//       await draft.save()
//     }
//     await client.addEvent(draft.shown, 'Rang the client')
//
// Every function that changes a job takes the snapshot that the change started from. None takes an id and looks up "the tag": that is how a
// background refresh gives an old form the newest tag, and its next save overwrites a colleague's text unseen.

import { carryText } from './client/carry-text.js'
import { costLineConflicts } from './client/cost-line-conflicts.js'
import { comparing } from './client/reconcile.js'
import { wordDiff } from './client/text-diff.js'

export { Client } from './client/client.js'
export {
  CONFLICT_MESSAGE,
  ConflictError,
  DiscardedError,
  JobtagError,
  MalformedAnswer,
  OfflineError,
  RESTORED_MESSAGE,
} from './client/errors.js'
export { textOfBoth, wordDiff } from './client/text-diff.js'
export { pageStorage } from './client/platform.js'

/** @typedef {import('./client/types.js').Snapshot} Snapshot */
/** @typedef {import('./client/types.js').Seen} Seen */
/** @typedef {import('./client/types.js').Part} Part */
/** @typedef {import('./client/types.js').Page} Page */
/** @typedef {import('./client/types.js').Person} Person */
/** @typedef {import('./client/types.js').Done} Done */
/** @typedef {import('./client/types.js').Deletion} Deletion */
/** @typedef {import('./client/draft.js').Draft} Draft */
/** @typedef {import('./client/mutations.js').Mutation} Mutation */
/** @typedef {'estimate' | 'quote' | 'actual'} CostKind */

// Jobtag's own page loads these on demand.
comparing.texts = wordDiff
comparing.carryText = carryText
comparing.costLines = async () => costLineConflicts
