// The JavaScript client of Jobtag, for any front end. docs/javascript-client.md is its guide.
//
//     import { Client } from './jobtag.js'
//
//     const client = new Client({ baseURL: 'http://127.0.0.1:8080/api' })
//     await client.start()
//     if (!client.person) await client.login('office@example.com', 'demo-workshop')
//
//     const { items: [job] } = await client.jobs({ status: ['in_progress'], limit: 1 })
//     const draft = client.edit(job)                // an edit begins from the snapshot that is shown
//     draft.set('notes', 'Ring first.')
//     const { state } = await draft.save()          // PATCH {notes}, with If-Match of that snapshot
//     if (state === 'conflict') {                   // somebody else wrote notes too; draft.conflict shows what
//       draft.resolve({ notes: 'mine' })
//       await draft.save()
//     }
//     await client.addEvent(draft.shown, 'Rang the client')
//
// What changes a job takes the snapshot that it began from. Nothing here takes an id and looks up "the tag": that is how a
// background refresh arms an old form with the newest tag, and its next save wipes out a colleague's text unseen.

import { carryText } from './client/carry-text.js'
import { costLineConflicts } from './client/cost-line-conflicts.js'
import { comparing } from './client/reconcile.js'
import { wordDiff } from './client/text-diff.js'

export { Client } from './client/client.js'
export { CONFLICT_MESSAGE, ConflictError, DiscardedError, JobtagError, MalformedAnswer, OfflineError, RESTORED_MESSAGE } from './client/errors.js'
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

// Jobtag's own page loads these only when they are needed.
comparing.texts = wordDiff
comparing.carryText = carryText
comparing.costLines = async () => costLineConflicts
