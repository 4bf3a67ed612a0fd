import { element } from '../../js/lib/html.js'
import { client, mayEdit } from '../../js/app/client.js'
import { listed, time } from '../../js/app/format.js'
import { boardAddress } from '../../js/app/router.js'
import { storageText } from '../../js/app/form-storage.js'
import { restore } from './actions.js'
import { copyLeft, discardLeft, leftList, leftText } from './left-text.js'

/**
 * The notice for a job that does not exist: it was deleted, perhaps during an edit, or never existed.
 * @param {string} id
 * @param {any} error the error of the request, if there was one
 * @param {() => void} reload
 * @param {boolean} [isShown] whether the page still shows the typed text
 * @returns {Promise<HTMLElement>}
 */
export async function missingJobNotice(id, error, reload, isShown = false) {
  const answer = error ?? (client.deletion(id) ? null : await whyMissing(id))
  // Any other error does not mean that the job does not exist.
  if (answer && answer.status !== 404) return unloaded(answer, reload)
  const deletion = client.deletion(id)
  if (!deletion) return unknown(id)
  const { job_number: number, name, by, at } = deletion
  const left = leftText(id)
  const bringBack = async () => {
    if (await restore({ id, path: `/jobs/${id}/`, etag: deletion.etag }, number)) reload()
  }
  const discard = async () => {
    if (await discardLeft(leftText(id))) root.replaceWith(await missingJobNotice(id, null, reload, isShown))
  }
  const root = element`
    <div class="notice warn row" role="alert" data-kind="gone">
      <p>Job ${number}, “${name}”, was deleted${by ? ` by ${by.name}` : ''} (${time(at)}).
        ${left.length ? `What you typed (${listed(left.map(({ label }) => label))}) is ${storageText()}.` : ''}</p>
      ${left.length && !isShown ? leftList(left) : null}
      ${mayEdit() ? element`<button type="button" class="button primary" name="restore" @click=${bringBack}>Restore job</button>` : null}
      ${left.length ? element`<button type="button" class="button" name="copy-text" @click=${() => copyLeft(leftText(id))}>Copy my text</button>` : null}
      ${left.length ? element`<button type="button" class="button" name="discard-text" @click=${discard}>Discard my text</button>` : null}
      <a class="button quiet" href="${boardAddress()}">Back to the board</a>
    </div>`
  return root
}

/**
 * The notice for a job without a known deletion: it is not in the restored backup, or never existed.
 * @param {string} id
 */
function unknown(id) {
  const left = leftText(id)
  const isReplaced =
    client.drafts(id).some((draft) => draft.isOfReplacedData) || client.pending(id).some(({ error }) => /backup/.test(error?.message ?? ''))
  const why = isReplaced ? 'This job is not in the restored backup.' : 'This job does not exist.'
  const root = element`
    <div class="notice ${left.length ? 'warn' : ''}" role="alert" data-kind="${isReplaced ? 'unrestored' : 'unknown'}">
      <p>${why} ${left.length ? `Your text is ${storageText()}.` : null}</p>
      ${left.length ? leftList(left) : null}
      <div class="row">
        ${left.length ? element`<button type="button" class="button primary" name="copy-text" @click=${() => copyLeft(left)}>Copy my text</button>` : null}
        ${left.length ? element`<button type="button" class="button" name="discard-text" @click=${discard}>Discard my text</button>` : null}
        <a class="button quiet" href="${boardAddress()}">Back to the board</a>
      </div>
    </div>`
  async function discard() {
    if (await discardLeft(left)) root.replaceWith(unknown(id))
  }
  return root
}

/** Asks the server why a job does not exist. */
const whyMissing = (/** @type {string} */ id) =>
  client.job(id).then(
    () => new Error('The job has been restored.'),
    (error) => error,
  )

const unloaded = (/** @type {any} */ error, /** @type {() => void} */ reload) => element`
  <div class="notice warn row" role="alert" data-kind="unloaded"><p>${error.message}</p><button type="button" class="button" @click=${reload}>Try again</button></div>`
