import { element, show } from '../../js/lib/html.js'
import { SAVE_LABELS } from '../../js/app/labels.js'
import { isPaused, unsavedSubmissions } from '../../js/app/submissions.js'
import { same } from '../../js/client/values.js'
import { toast } from '../../js/app/lazy-toasts.js'
import { ask, askWhich } from '../ask/ask.js'

/** The list of submissions that are not saved yet, below their form, with buttons to edit or discard them. */

/** @typedef {import('../../js/app/submissions.js').FormID} FormID */

/**
 * Whether a waiting submission may be withdrawn for editing. If it was sent and there was no response, the server may have it: ask.
 * @param {any} mutation
 * @returns {Promise<boolean>}
 */
export async function mayWithdraw(mutation) {
  if (mutation.attempts === 0) return true
  const isMeant = await ask({
    title: 'It may already have been saved',
    text: 'It was sent, but no response came back. If you change it now, it may be saved twice. Check once the network is back.',
    yes: 'Change it anyway',
    no: 'Wait for the network',
    tone: 'danger',
  })
  return isMeant && !mutation.isOver
}

/** Submissions that the person has said are different from the next one. */
const others = new WeakSet()

/**
 * A submission that resembles a waiting one may be meant to replace it: asks the person.
 * @param {FormID} formID
 * @param {any} body
 * @param {{noun: string, verb: string, describe: (body: any) => string, isLike: (mutation: any, other: any) => boolean}} words `verb`: such
 *   as "add"; `isLike`: whether the waiting one may be meant
 * @returns {Promise<boolean>} whether to send it
 */
export async function isAnother(formID, body, { noun, verb, describe, isLike }) {
  const like = unsavedSubmissions(formID, () => true).filter(({ mutation, body: other }) => isPaused(mutation) && isLike(mutation, other))
  const earlier = like.filter(({ mutation, body: other }) => !others.has(mutation) || other.description === body.description).pop()
  if (!earlier) return true
  const isSame = same(earlier.body, body)
  const answer = await askWhich({
    title: isSame ? `${verb[0].toUpperCase()}${verb.slice(1)} the same ${noun} twice?` : `Does this replace the previous ${noun}?`,
    text: `“${describe(earlier.body)}” has not been sent yet. It is waiting for the network.`,
    answers: [
      ['another', isSame ? `${verb[0].toUpperCase()}${verb.slice(1)} it twice` : `No, ${verb} both`],
      ['corrects', isSame ? 'Keep one' : 'Yes, replace it'],
    ],
  })
  if (answer === 'another') others.add(earlier.mutation)
  // It may have been sent while the dialog was open.
  else if (answer === 'corrects' && earlier.mutation.isOver)
    toast(`The previous ${noun} has been saved in the meantime. Change it there.`, { tone: 'warn' })
  else if (answer === 'corrects' && (await mayWithdraw(earlier.mutation))) /** @type {any} */ (earlier.mutation).discard()
  return answer === 'another' || (answer === 'corrects' && earlier.mutation.state === 'discarded')
}

const STATES = /** @type {Record<string, string>} */ ({
  'signed-out': 'Sign in to send it',
  conflict: SAVE_LABELS.conflict,
  failed: SAVE_LABELS.invalid,
})

/**
 * @param {FormID} formID
 * @param {{describe: (body: any) => string, edit: (mutation: any) => void, isShownAlready: (body: any) => boolean}} form `edit` puts it back into the
 *   form; `isShownAlready`: whether the form shows it. The list is filled by `update`
 */
export function waitingList(formID, { describe, edit, isShownAlready }) {
  const root = element`<ul class="waiting" aria-label="Not sent yet" hidden></ul>`
  let shown = ''
  const update = () => {
    const waiting = unsavedSubmissions(formID, isShownAlready)
    const now = JSON.stringify(waiting.map(({ mutation, body }) => [mutation.id, mutation.state, body]))
    if (now === shown) return
    shown = now
    root.hidden = !waiting.length
    show(
      root,
      waiting.map(
        ({ mutation, body }) => element`
      <li class="waiting__entry" data-waiting="${mutation.id}">
        <span class="waiting__text" dir="auto">${describe(body)}</span>
        <span class="waiting__state" role="status">${STATES[mutation.state] ?? SAVE_LABELS.waiting}</span>
        <span class="waiting__acts"><button type="button" class="link" name="edit-waiting" @click=${() => edit(mutation)}>Edit</button>
          <button type="button" class="link" name="discard-waiting" @click=${() => mutation.discard()}>Discard</button></span>
      </li>`,
      ),
    )
  }
  return { root, update }
}
