import { act } from './busy-buttons.js'
import { client } from './client.js'
import { bodyOf } from './mutations.js'

/**
 * What a form has submitted to the client, which stores and sends it, also after a reload. What was refused waits for the person, in the
 * list of what is not saved and in the form it was typed in; resent from there, it is the same act and not a second one.
 */

/**
 * @typedef {object} FormID
 * @property {string | null} job null where it makes a record of its own
 * @property {string} kind
 * @property {(url: string) => boolean} [isHere] of which form, where a job has several
 */

/** @param {any} mutation @param {FormID} formID */
export const isSubmissionOf = (mutation, { job, kind, isHere }) => mutation.kind === kind && mutation.recordID === job && (isHere?.(mutation.url) ?? true)

const isRefused = (/** @type {any} */ { state }) => state === 'conflict' || state === 'failed'

/**
 * A submission of a form that was refused and waits for the person.
 * @param {FormID} formID
 * @param {(body: any) => boolean} [isSame]
 * @returns {any}
 */
export const refusedSubmission = (formID, isSame = () => true) =>
  pendingSubmissions(formID).find((one) => isRefused(one) && isSame(bodyOf(one))) ?? null

const pendingSubmissions = (/** @type {FormID} */ formID) => client.pending(formID.job ?? undefined).filter((one) => isSubmissionOf(one, formID))

const isPausedItself = (/** @type {any} */ { state }) => state === 'waiting' || state === 'signed-out'

/** Whether it is sent later without the person: there is no network, or something before it waits for that. */
export const isPaused = (/** @type {any} */ mutation) => isPausedItself(mutation)
  || (mutation.state === 'queued' && mutation.recordID !== null && client.pending(mutation.recordID).some((one) => one.createdAt < mutation.createdAt && isPausedItself(one)))

/**
 * The submissions of a form that are neither on the server nor on the way there, and do not stand in the form itself.
 * @param {FormID} formID
 * @param {(body: any) => boolean} isShownAlready
 */
export const unsavedSubmissions = (formID, isShownAlready) => pendingSubmissions(formID)
  .filter((one) => isPaused(one) || isRefused(one))
  .map((mutation) => ({ mutation, body: bodyOf(mutation) }))
  .filter(({ mutation, body }) => isPaused(mutation) || !isShownAlready(body))

/**
 * Sends it again. A conflict is shown first.
 * @param {any} mutation
 * @param {string} failure
 */
export const resend = (mutation, failure) => act(mutation.state === 'conflict' ? Promise.reject(mutation.error) : mutation.retry(), failure)

/**
 * Updates a form after a submission of it has changed. What waits is shown beside the form, which is free for the next.
 * @param {any} mutation that has changed
 * @param {FormID} formID
 * @param {{holds: (body: any) => boolean, isEmpty: () => boolean, fill: (body: any) => void, clear: () => void}} form
 */
export function updateForm(mutation, formID, { holds, isEmpty, fill, clear }) {
  if (!isSubmissionOf(mutation, formID)) return
  const body = bodyOf(mutation)
  if ((mutation.state === 'done' || isPaused(mutation)) && holds(body)) clear()
  else if (isRefused(mutation) && isEmpty()) fill(body)
}
