import { act, disableWhileBusy } from '../../js/app/busy-buttons.js'
import { client, mayEdit } from '../../js/app/client.js'
import { boardAddress, go } from '../../js/app/router.js'
import { ask } from '../ask/ask.js'
import { openMenu } from '../menu/menu.js'
import { clearToasts, toast, toastError } from '../../js/app/lazy-toasts.js'

/** Actions on a whole job. */
export class JobActions {
  #page

  /** @param {import('./job-page.js').JobPage} page */
  constructor(page) {
    this.#page = page
  }

  update() {
    disableWhileBusy(this.#page, this.#page.job)
  }

  /** @param {HTMLElement} anchor */
  openMenu(anchor) {
    openMenu(
      anchor,
      [
        { label: 'Print', hint: 'Ctrl P', run: () => window.print() },
        { label: 'Copy link', run: () => this.#copy() },
        ...(mayEdit() ? /** @type {any[]} */ (['line', { label: 'Delete job', tone: 'danger', run: () => this.#delete() }]) : []),
      ],
      { label: 'Actions for this job' },
    )
  }

  async #copy() {
    try {
      await navigator.clipboard.writeText(location.href)
      toast('Link copied.', { tone: 'good' })
    } catch (error) {
      toastError(error, 'The link could not be copied')
    }
  }

  async #delete() {
    const { shown } = /** @type {import('../../js/client/draft.js').Draft} */ (this.#page.draft)
    const { job_number: number, name } = shown.record
    const text = `“${name}” will be removed from the board. You can restore it from “Deleted jobs and clients” for 30 days.`
    const isSure = await ask({ title: `Delete job ${number}?`, text, yes: 'Delete job', tone: 'danger' })
    if (!isSure) return
    const done = await act(client.deleteJob(shown), `Job ${number} was not deleted`)
    if (!done) return
    go(boardAddress())
    const seen = { id: shown.id, path: shown.path, etag: done.answer.etag }
    toast(`Job ${number} was deleted.`, {
      actions: [{ label: 'Restore', run: () => restore(seen, number) }],
      seconds: 20,
      key: `deleted ${seen.id}`,
    })
  }
}

/**
 * @param {{id: string, path: string, etag: string}} seen
 * @param {number} number
 * @returns {Promise<boolean>}
 */
export async function restore(seen, number) {
  const change = client.restoreJob(seen)
  const refusal = await change.then(
    () => null,
    (error) => error,
  )
  if (refusal?.conflict && (await isThere(seen.id))) {
    // Someone else has restored it: there is nothing left to decide.
    refusal.mutation?.discard()
    clearToasts(`deleted ${seen.id}`)
    toast(`Job ${number} has already been restored.`, { tone: 'good' })
    return true
  }
  const done = await act(change, `Job ${number} was not restored`)
  if (done) {
    clearToasts(`deleted ${seen.id}`)
    toast(`Job ${number} was restored.`, { tone: 'good' })
  }
  return Boolean(done)
}

const isThere = (/** @type {string} */ id) =>
  client.job(id).then(
    () => true,
    () => false,
  )
