import { boardJobs } from '../../js/app/board-jobs.js'
import { client } from '../../js/app/client.js'
import { listed } from '../../js/app/format.js'
import { storedSlots } from '../../js/app/form-storage.js'
import { OUTBOX_LABELS, fieldLabel } from '../../js/app/labels.js'
import { load } from '../../js/app/load.js'
import { describeMutation } from '../../js/app/mutations.js'
import { unsaved } from '../../js/app/unsaved.js'
import { openMenu } from '../menu/menu.js'

/** The menu of unsaved changes, with links to them: typed fields, waiting or refused changes, and texts that were not submitted. */

/** @typedef {Exclude<import('../menu/menu.js').Item, 'line'>} Entry */

/** @param {HTMLElement} anchor */
export function openOutbox(anchor) {
  const { drafts, mutations } = unsaved()
  /** @type {import('../menu/menu.js').Item[]} */
  const items = [...drafts.map(draftEntry), ...mutations.map(mutationEntry), ...storedSlots('').flatMap(storedEntry)]
  if (!items.length) items.push({ label: 'Everything is saved', isDisabled: true })
  if (client.pending().some(({ state }) => state === 'waiting'))
    items.push('line', { label: 'Try again now', run: () => client.retryNow() })
  openMenu(anchor, items, { label: 'Not saved yet' })
}

/**
 * @param {import('../../js/client/draft.js').Draft} draft
 * @returns {Entry}
 */
function draftEntry(draft) {
  const label = `${nameOf(draft.path, draft.shown.record)}: ${listed(draft.dirtyFields.map(fieldLabel))}`
  const decide = async () => (await load(() => import('../conflict/resolve.js'))).resolveDraft(draft)
  return draft.state === 'conflict'
    ? { label, hint: OUTBOX_LABELS.conflict, run: decide }
    : {
        label,
        hint: draft.state === 'gone' && draft.isOfReplacedData ? OUTBOX_LABELS.unrestored : OUTBOX_LABELS[draft.state],
        href: addressOf(draft.path),
      }
}

/**
 * @param {any} mutation
 * @returns {Entry}
 */
function mutationEntry(mutation) {
  const { path, recordID, state } = mutation
  const label = `${nameOf(path, boardJobs.snapshot(recordID ?? '')?.record)}: ${describeMutation(mutation)}`
  const decide = async () => (await load(() => import('../conflict/resolve.js'))).resolveMutation(mutation)
  const hint = OUTBOX_LABELS[state] ?? state
  return state === 'conflict' || state === 'failed' ? { label, hint, run: decide } : { label, hint, href: addressOf(path) }
}

/**
 * A text that was typed but not submitted.
 * @param {string} slot
 * @returns {Entry[]}
 */
function storedEntry(slot) {
  const [what, id] = slot.split('.')
  const hint = OUTBOX_LABELS.typed
  const name = nameOf('/jobs/', boardJobs.snapshot(id)?.record)
  switch (what) {
    case 'event':
      return [{ label: `${name}: an event`, hint, href: `#/jobs/${id}` }]
    case 'line':
    case 'new-line':
      return [{ label: `${name}: a cost line`, hint, href: `#/jobs/${id}` }]
    case 'new-job':
      return [{ label: 'A new job', hint, href: '#/jobs/new' }]
    case 'new-client':
      return [{ label: 'A new client', hint, href: '#/clients/new' }]
    case 'new-contact':
      return [{ label: 'A new contact', hint, href: `#/clients/${id}` }]
    default:
      return []
  }
}

const nameOf = (/** @type {string} */ path, /** @type {any} */ record) =>
  record?.job_number ? `Job ${record.job_number}` : (record?.name ?? (path.startsWith('/clients') ? 'Client' : 'Job'))

const addressOf = (/** @type {string} */ path) => {
  const [, place, id] = /^\/(jobs|clients)\/([0-9a-f-]{36})?/.exec(path) ?? []
  return id ? `#/${place}/${id}` : '#/'
}
