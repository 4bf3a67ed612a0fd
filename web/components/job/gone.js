import { element } from '../../js/lib/html.js'
import { client, mayEdit } from '../../js/app/client.js'
import { fieldLabel } from '../../js/app/fields.js'
import { time } from '../../js/app/format.js'
import { deletedBy } from '../../js/app/watching.js'
import { toast, toastError } from '../../js/app/notes.js'
import { restore } from './actions.js'

/**
 * What to say where a job is not there: it was deleted, perhaps while somebody was typing in it, or never was.
 * @param {string} id
 * @param {any} error the server's answer, where it was asked
 * @param {() => void} reload
 * @param {import('../../js/client/draft.js').Draft | null} [draft] what somebody typed
 */
export async function goneNotice(id, error, reload, draft = null) {
  if (error && error.status !== 404) return unloaded(error, reload)
  /** @type {any} */
  let deleted
  try {
    deleted = await findDeleted(id)
  } catch (problem) {
    // Whether it is deleted is not known: that is not to say that there is none.
    return unloaded(problem, reload)
  }
  if (!deleted) return element`<div class="notice" role="alert" data-kind="unknown"><p>There is no such job. <a href="#/">Back to the board</a></p></div>`
  const who = deletedBy(id)
  const typed = draft?.isDirty ? draft.dirtyFields : []
  const bringBack = async () => {
    if (await restore({ id, path: `/jobs/${id}/`, etag: deleted.etag }, deleted.job_number)) reload()
  }
  const copy = async () => {
    const text = typed.map((field) => `${fieldLabel(field)}:\n${draft?.get(field) ?? ''}`).join('\n\n')
    try {
      await navigator.clipboard.writeText(text)
      toast('Your text is copied.', { tone: 'good' })
    } catch (problem) {
      toastError(problem, 'The text could not be copied')
    }
  }
  return element`
    <div class="notice warn row" role="alert" data-kind="gone">
      <p>Job ${deleted.job_number}, “${deleted.name}”, was deleted${who ? ` by ${who.by.name} (${time(who.at)})` : ` (${time(deleted.updated_at)})`}.
        ${typed.length ? `What you typed (${typed.map(fieldLabel).join(', ')}) is kept on this device.` : ''}</p>
      ${mayEdit() ? element`<button type="button" class="button primary" name="restore" @click=${bringBack}>Restore the job</button>` : null}
      ${typed.length ? element`<button type="button" class="button" name="copy-text" @click=${copy}>Copy my text</button>` : null}
      <a class="button quiet" href="#/">Back to the board</a>
    </div>`
}

const unloaded = (/** @type {any} */ error, /** @type {() => void} */ reload) => element`
  <div class="notice warn row" role="alert" data-kind="unloaded"><p>${error.message}</p><button type="button" class="button" @click=${reload}>Try again</button></div>`

async function findDeleted(/** @type {string} */ id) {
  const { data } = await client.get('/jobs/?deleted=true&limit=1000&order=-updated_at')
  return data.results.find((/** @type {any} */ job) => job.id === id) ?? null
}
