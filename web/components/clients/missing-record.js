import { element } from '../../js/lib/html.js'
import { client, mayEdit } from '../../js/app/client.js'
import { clearStoredForm, storageText, storedForm } from '../../js/app/form-storage.js'
import { time } from '../../js/app/format.js'
import { toast } from '../../js/app/lazy-toasts.js'
import { act } from '../../js/app/busy-buttons.js'
import { copyLeft, discardLeft, leftList, leftOf } from '../job/left-text.js'

/** The notice for a client or contact that does not exist: it was deleted, perhaps during an edit, or never existed. */

/**
 * @param {string} path
 * @param {'client' | 'contact'} noun
 * @param {{again: () => void, isShown?: boolean}} more `again`: called if it was restored, or to try again;
 *   `isShown`: whether the page still shows the typed text
 * @returns {Promise<HTMLElement | null>} null if it does exist
 */
export async function missingRecordNotice(path, noun, { again, isShown = false }) {
  const error = client.recordDeletion(path)
    ? null
    : await client.record(path).then(
        () => 'there',
        (/** @type {any} */ problem) => problem,
      )
  if (error === 'there') return null
  if (error && error.status !== 404) return failed(error, again)
  const deletion = client.recordDeletion(path)
  const left = leftOfRecord(path)
  const what = noun === 'client' ? 'The client' : 'The contact'
  const isReplaced = !deletion && client.drafts().some((draft) => draft.path === path && draft.isOfReplacedData)
  const said = deletion
    ? `${what} “${deletion.name}” was deleted by ${deletion.by.name} (${time(deletion.at)}).`
    : isReplaced
      ? `This ${noun} is not in the restored backup.`
      : `This ${noun} does not exist.`
  const bringBack = async () => {
    if (deletion && (await restore({ id: idOf(path), path, etag: deletion.etag }, deletion.name))) again()
  }
  const discard = async () => {
    if (!(await discardLeft(leftOfRecord(path), noun))) return
    root.dispatchEvent(new CustomEvent('discard', { bubbles: true }))
    const after = await missingRecordNotice(path, noun, { again, isShown })
    if (after && root.isConnected) root.replaceWith(after)
  }
  const root = element`
    <div class="notice warn" role="alert" data-kind="${deletion ? 'gone' : isReplaced ? 'unrestored' : 'unknown'}">
      <p>${said} ${left.length ? `What you typed is ${storageText()}.` : null}</p>
      ${left.length && !isShown ? leftList(left) : null}
      <div class="row">
        ${deletion && mayEdit() ? element`<button type="button" class="button primary" name="restore" @click=${bringBack}>Restore ${noun}</button>` : null}
        ${left.length ? element`<button type="button" class="button" name="copy-text" @click=${() => copyLeft(leftOfRecord(path))}>Copy my text</button>` : null}
        ${left.length ? element`<button type="button" class="button" name="discard-text" @click=${discard}>Discard my text</button>` : null}
        ${noun === 'client' ? element`<a class="button quiet" href="#/clients">All clients</a>` : null}
      </div>
    </div>`
  return root
}

/**
 * The notice for a record that could not be loaded, with a button to try again.
 * @param {any} error
 * @param {() => void} again
 */
export const failed = (error, again) => element`
  <div class="notice warn row" role="alert" data-kind="unloaded"><p>${error.message}</p>
    <button type="button" class="button" name="try-again" @click=${again}>Try again</button></div>`

const idOf = (/** @type {string} */ path) => path.split('/').slice(-2)[0]

/** @param {string} path */
function leftOfRecord(path) {
  const slot = `new-contact.${idOf(path)}`
  const contact = storedForm(slot)
  return [...leftOf(path), ...(contact ? [{ label: 'A new contact', text: contact, discard: () => clearStoredForm(slot) }] : [])]
}

/**
 * @param {{id: string, path: string, etag: string}} seen
 * @param {string} name
 * @returns {Promise<boolean>}
 */
export async function restore(seen, name) {
  const change = client.restoreRecord(seen)
  const refusal = await change.then(
    () => null,
    (error) => error,
  )
  if (
    refusal &&
    (refusal.status === 409 || refusal.conflict) &&
    (await client.record(seen.path).then(
      () => true,
      () => false,
    ))
  ) {
    // Someone else has restored it: there is nothing left to decide.
    refusal.mutation?.discard()
    toast(`${name} has already been restored.`, { tone: 'good' })
    return true
  }
  const done = await act(change, `${name} was not restored`)
  if (done) toast(`${name} was restored.`, { tone: 'good' })
  return Boolean(done)
}
