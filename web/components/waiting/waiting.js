import { element, show } from '../../js/lib/html.js'
import { SAVE_LABELS } from '../../js/app/labels.js'
import { isPaused, unsavedSubmissions } from '../../js/app/submissions.js'
import { same } from '../../js/client/values.js'
import { toast } from '../../js/app/lazy-toasts.js'
import { ask, askWhich } from '../ask/ask.js'

/** What a form has submitted and the server does not have yet, shown where it was entered: with a way to change it, and one to give it up. */

/** @typedef {import('../../js/app/submissions.js').FormID} FormID */

/**
 * Whether what waits may be taken back to be changed. Once it was sent and no answer came, the server may have it.
 * @param {any} mutation
 * @returns {Promise<boolean>}
 */
export async function mayTakeBack(mutation) {
  if (mutation.attempts === 0) return true
  const isMeant = await ask({
    title: 'It may have arrived already',
    text: 'It was sent, and the answer did not come back. If you change it now, it can be there twice: look when the network is back.',
    yes: 'Change it anyway', no: 'Wait for the network', tone: 'danger',
  })
  return isMeant && !mutation.isOver
}

/** What was said to be another one than what was entered after it. */
const others = new WeakSet()

/**
 * What is entered while another one like it waits may be meant to correct that one.
 * @param {FormID} formID
 * @param {any} body
 * @param {{noun: string, verb: string, describe: (body: any) => string, isLike: (mutation: any, other: any) => boolean}} words `verb`: what is done with
 *   it, such as "add"; `isLike`: whether the one that waits can be meant
 * @returns {Promise<boolean>} whether it is to be sent
 */
export async function isAnother(formID, body, { noun, verb, describe, isLike }) {
  const like = unsavedSubmissions(formID, () => true).filter(({ mutation, body: other }) => isPaused(mutation) && isLike(mutation, other))
  const earlier = like.filter(({ mutation, body: other }) => !others.has(mutation) || other.description === body.description).pop()
  if (!earlier) return true
  const isSame = same(earlier.body, body)
  const answer = await askWhich({
    title: isSame ? `${verb[0].toUpperCase()}${verb.slice(1)} the same ${noun} twice?` : `Does this correct the ${noun} before?`,
    text: `“${describe(earlier.body)}” is not sent yet, and waits for the network.`,
    answers: [['another', isSame ? `${verb[0].toUpperCase()}${verb.slice(1)} it twice` : `No, ${verb} both`], ['corrects', isSame ? 'Keep one' : 'Yes, replace it']],
  })
  if (answer === 'another') others.add(earlier.mutation)
  // It may have gone out while the person was thinking.
  else if (answer === 'corrects' && earlier.mutation.isOver) toast(`The ${noun} before is there by now. Change it where it stands.`, { tone: 'warn' })
  else if (answer === 'corrects' && (await mayTakeBack(earlier.mutation))) /** @type {any} */ (earlier.mutation).discard()
  return answer === 'another' || (answer === 'corrects' && earlier.mutation.state === 'discarded')
}

const STATES = /** @type {Record<string, string>} */ ({ 'signed-out': 'Sign in to send it', conflict: SAVE_LABELS.conflict, failed: 'Was not accepted' })

/**
 * @param {FormID} formID
 * @param {{describe: (body: any) => string, edit: (mutation: any) => void, isShownAlready: (body: any) => boolean}} form `edit` takes it back into the
 *   form; `isShownAlready`: it stands in the form. It is shown from the first `update` on
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
    show(root, waiting.map(({ mutation, body }) => element`
      <li class="waiting__entry" data-waiting="${mutation.id}">
        <span class="waiting__text" dir="auto">${describe(body)}</span>
        <span class="waiting__state" role="status">${STATES[mutation.state] ?? SAVE_LABELS.waiting}</span>
        <span class="waiting__acts"><button type="button" class="link" name="edit-waiting" @click=${() => edit(mutation)}>Edit</button>
          <button type="button" class="link" name="discard-waiting" @click=${() => mutation.discard()}>Discard</button></span>
      </li>`))
  }
  return { root, update }
}
