import { act } from './busy-buttons.js'
import { client } from './client.js'
import { bodyOf } from './mutations.js'

/**
 * What forms have submitted to the client, which stores and sends it, also after a reload. A refused submission waits for the person, in the
 * menu of unsaved changes and in its form. Resending it from there repeats the same change and does not make a second one.
 */

/**
 * @typedef {object} FormID
 * @property {string | null} job null if it creates a record
 * @property {string} kind
 * @property {(url: string) => boolean} [isHere] tells the forms of a job apart
 */

/** @param {any} mutation @param {FormID} formID */
export const isSubmissionOf = (mutation, { job, kind, isHere }) =>
  mutation.kind === kind && mutation.recordID === job && (isHere?.(mutation.url) ?? true)

const isRefused = (/** @type {any} */ { state }) => state === 'conflict' || state === 'failed'

/**
 * The refused submission of a form that waits for the person.
 * @param {FormID} formID
 * @param {(body: any) => boolean} [isSame]
 * @returns {any}
 */
export const refusedSubmission = (formID, isSame = () => true) =>
  pendingSubmissions(formID).find((one) => isRefused(one) && isSame(bodyOf(one))) ?? null

const pendingSubmissions = (/** @type {FormID} */ formID) =>
  client.pending(formID.job ?? undefined).filter((one) => isSubmissionOf(one, formID))

const isPausedItself = (/** @type {any} */ { state }) => state === 'waiting' || state === 'signed-out'

/** Whether it will be sent later automatically: it, or a change before it, is waiting for the network. */
export const isPaused = (/** @type {any} */ mutation) =>
  isPausedItself(mutation) ||
  (mutation.state === 'queued' &&
    mutation.recordID !== null &&
    client.pending(mutation.recordID).some((one) => one.createdAt < mutation.createdAt && isPausedItself(one)))

/**
 * The submissions of a form that are neither saved nor being sent, and are not shown in the form itself.
 * @param {FormID} formID
 * @param {(body: any) => boolean} isShownAlready
 */
export const unsavedSubmissions = (formID, isShownAlready) =>
  pendingSubmissions(formID)
    .filter((one) => isPaused(one) || isRefused(one))
    .map((mutation) => ({ mutation, body: bodyOf(mutation) }))
    .filter(({ mutation, body }) => isPaused(mutation) || !isShownAlready(body))

/**
 * Resends a submission. A conflict is shown first.
 * @param {any} mutation
 * @param {string} failure
 */
export const resend = (mutation, failure) => act(mutation.state === 'conflict' ? Promise.reject(mutation.error) : mutation.retry(), failure)

/**
 * Updates a form after its submission has changed. A waiting submission is shown next to the form, which is free for the next one.
 * @param {any} mutation the one that has changed
 * @param {FormID} formID
 * @param {{holds: (body: any) => boolean, isEmpty: () => boolean, fill: (body: any) => void, clear: () => void}} form
 */
export function updateForm(mutation, formID, { holds, isEmpty, fill, clear }) {
  if (!isSubmissionOf(mutation, formID)) return
  const body = bodyOf(mutation)
  if ((mutation.state === 'done' || isPaused(mutation)) && holds(body)) clear()
  else if (isRefused(mutation) && isEmpty()) fill(body)
}
