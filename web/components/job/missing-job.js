import { element } from '../../js/lib/html.js'
import { client, mayEdit } from '../../js/app/client.js'
import { listed, time } from '../../js/app/format.js'
import { boardAddress } from '../../js/app/router.js'
import { storageText } from '../../js/app/form-storage.js'
import { restore } from './actions.js'
import { copyLeft, discardLeft, leftList, leftText } from './left-text.js'

/**
 * What to say where a job is not there: it was deleted, perhaps while somebody was typing in it, or never was.
 * @param {string} id
 * @param {any} error the server's answer, where it was asked
 * @param {() => void} reload
 * @param {boolean} [isShown] whether what somebody typed stands in the page still, and need not be shown once more
 * @returns {Promise<HTMLElement>}
 */
export async function missingJobNotice(id, error, reload, isShown = false) {
  const answer = error ?? (client.deletion(id) ? null : await whyMissing(id))
  // Whether it is deleted is not known: that is not to say that there is none.
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
      ${mayEdit() ? element`<button type="button" class="button primary" name="restore" @click=${bringBack}>Restore the job</button>` : null}
      ${left.length ? element`<button type="button" class="button" name="copy-text" @click=${() => copyLeft(leftText(id))}>Copy my text</button>` : null}
      ${left.length ? element`<button type="button" class="button" name="discard-text" @click=${discard}>Discard my text</button>` : null}
      <a class="button quiet" href="${boardAddress()}">Back to the board</a>
    </div>`
  return root
}

/**
 * A job that nobody is known to have deleted: it is not in the backup that was restored, or never was.
 * @param {string} id
 */
function unknown(id) {
  const left = leftText(id)
  const isReplaced = client.drafts(id).some((draft) => draft.isOfReplacedData) || client.pending(id).some(({ error }) => /backup/.test(error?.message ?? ''))
  const why = isReplaced ? 'This job is not in the backup that was restored.' : 'There is no such job.'
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

/** Why a job is not there, as the server says it. */
const whyMissing = (/** @type {string} */ id) => client.job(id).then(() => new Error('The job is back: somebody has restored it.'), (error) => error)

const unloaded = (/** @type {any} */ error, /** @type {() => void} */ reload) => element`
  <div class="notice warn row" role="alert" data-kind="unloaded"><p>${error.message}</p><button type="button" class="button" @click=${reload}>Try again</button></div>`
