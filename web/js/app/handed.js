import { act } from './acting.js'
import { client } from './client.js'
import { bodyOf } from './mutations.js'

/**
 * Text that was handed to the client, which keeps it and sends it, also after a reload. Where it could not be done it waits for the
 * person, in the list of what is not saved and in the form it was typed in; sent from there, it is the same act and not a second one.
 */

/**
 * @typedef {object} Handing
 * @property {string | null} job null where it makes a record of its own
 * @property {string} kind
 * @property {(url: string) => boolean} [isHere] of which form, where a job has several
 */

/** @param {any} mutation @param {Handing} handing */
export const isOf = (mutation, { job, kind, isHere }) => mutation.kind === kind && mutation.recordID === job && (isHere?.(mutation.url) ?? true)

const isParked = (/** @type {any} */ { state }) => state === 'conflict' || state === 'failed'

/**
 * What of a form waits for the person.
 * @param {Handing} handing
 * @param {(body: any) => boolean} [isSame]
 * @returns {any}
 */
export const parked = (handing, isSame = () => true) =>
  pendingOf(handing).find((one) => isParked(one) && isSame(bodyOf(one))) ?? null

const pendingOf = (/** @type {Handing} */ handing) => client.pending(handing.job ?? undefined).filter((one) => isOf(one, handing))

const waits = (/** @type {any} */ { state }) => state === 'waiting' || state === 'signed-out'

/** Whether it goes by itself, but not at once: there is no network, or something before it waits for that. */
export const isHeldUp = (/** @type {any} */ mutation) => waits(mutation)
  || (mutation.state === 'queued' && mutation.recordID !== null && client.pending(mutation.recordID).some((one) => one.createdAt < mutation.createdAt && waits(one)))

/**
 * What of a form is neither on the server nor on the way there, and does not stand in the form itself.
 * @param {Handing} handing
 * @param {(body: any) => boolean} isShownAlready
 */
export const handedOver = (handing, isShownAlready) => pendingOf(handing)
  .filter((one) => isHeldUp(one) || isParked(one))
  .map((mutation) => ({ mutation, body: bodyOf(mutation) }))
  .filter(({ mutation, body }) => isHeldUp(mutation) || !isShownAlready(body))

/**
 * Sends it again: a conflict is shown first.
 * @param {any} mutation
 * @param {string} failure
 */
export const again = (mutation, failure) => act(mutation.state === 'conflict' ? Promise.reject(mutation.error) : mutation.retry(), failure)

/**
 * Brings a form up to date with what became of what was handed over. What waits is shown beside the form, which is free for the next.
 * @param {any} mutation that has changed
 * @param {Handing} handing
 * @param {{holds: (body: any) => boolean, isEmpty: () => boolean, fill: (body: any) => void, clear: () => void}} form
 */
export function heard(mutation, handing, { holds, isEmpty, fill, clear }) {
  if (!isOf(mutation, handing)) return
  const body = bodyOf(mutation)
  if ((mutation.state === 'done' || isHeldUp(mutation)) && holds(body)) clear()
  else if (isParked(mutation) && isEmpty()) fill(body)
}
