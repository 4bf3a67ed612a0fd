import { client } from '../../js/app/client.js'
import { isPaused, isSubmissionOf, unsavedSubmissions } from '../../js/app/submissions.js'
import { clearStoredForm, submitStoredForm } from '../../js/app/form-storage.js'
import { bodyOf } from '../../js/app/mutations.js'
import { toast } from '../../js/app/lazy-toasts.js'
import { same } from '../../js/client/values.js'
import { isAnother, mayWithdraw, waitingList } from './waiting.js'

/**
 * Forms that create a record: a job, a client, a contact. The client stores and sends what is submitted, also after a reload. A submission that waits for
 * the network is shown below the form, which is free for the next one.
 */

/**
 * @typedef {object} Form
 * @property {Element} root
 * @property {() => any} values everything typed in the form, for comparison
 * @property {() => boolean} isEmpty
 * @property {(body: any) => void} fill fills in what was sent, and stores it
 * @property {() => void} clear
 * @property {() => void} focus
 * @property {(isSending: boolean) => void} rest rest disables the form while it is sending
 */

/**
 * @typedef {object} Made
 * @property {import('../../js/jobtag.js').Done | null} done done null if it was refused
 * @property {any} error
 * @property {boolean} isFree isFree whether the form was cleared for the next one before the response arrived
 */

/**
 * @param {{path: string, slot: string, noun: string, verb?: string, form: Form, until: (release: () => void) => void}} what `path` of the collection
 */
export function making({ path, slot, noun, verb = 'create', form, until }) {
  const formID = { job: null, kind: 'create', isHere: (/** @type {string} */ url) => url === path }
  const describe = (/** @type {any} */ body) => body.name ?? ''
  const waiting = waitingList(formID, { describe, edit: editAgain, isShownAlready: () => false })
  /** @type {object | null} the pending press */
  let sending = null

  /** Withdraws a waiting submission, and puts it back into the form for editing. */
  async function editAgain(/** @type {any} */ mutation) {
    if (!form.isEmpty()) return void toast(`First ${verb} or clear what is in the form.`, { tone: 'warn' })
    if (!(await mayWithdraw(mutation))) return
    const body = bodyOf(mutation)
    mutation.discard()
    form.fill(body)
    form.focus()
  }

  /** Whether the same record is already waiting. */
  const isWaiting = (/** @type {any} */ body) =>
    unsavedSubmissions(formID, () => true).some((one) => isPaused(one.mutation) && same(one.body, body))

  /**
   * @param {Record<string, any>} body
   * @returns {Promise<Made | null>} null if nothing was sent, or it was withdrawn
   */
  async function make(body) {
    if (sending) return null
    const mine = {}
    sending = mine
    form.rest(true)
    const free = () => {
      if (sending !== mine) return
      sending = null
      form.rest(false)
    }
    const clear = () => {
      form.clear()
      clearStoredForm(slot)
    }
    let unsubscribe = () => {}
    try {
      if (isWaiting(body)) {
        clear()
        return null
      }
      const isLike = (/** @type {any} */ _, /** @type {any} */ other) => other.name === body.name
      if (!(await isAnother(formID, body, { noun, verb, describe, isLike }))) return null
      const typed = form.values()
      unsubscribe = client.on('mutation', (/** @type {any} */ mutation) => {
        if (
          sending !== mine ||
          !isSubmissionOf(mutation, formID) ||
          !same(bodyOf(mutation), body) ||
          !isPaused(mutation) ||
          !same(form.values(), typed)
        )
          return
        clear()
        free()
      })
      const done = await submitStoredForm(
        slot,
        () => client.create(path, body),
        () => form.root.isConnected,
      )
      return { done, error: null, isFree: sending !== mine }
    } catch (/** @type {any} */ error) {
      if (error?.name === 'DiscardedError') return null
      const isFree = sending !== mine
      // The form still has the text; if it was cleared, it gets the text back as long as it is empty.
      if (!isFree && form.root.isConnected) error?.mutation?.discard()
      else if (isFree && form.root.isConnected && form.isEmpty()) form.fill(body)
      return { done: null, error, isFree }
    } finally {
      unsubscribe()
      free()
      waiting.update()
    }
  }

  until(client.on('mutation', () => waiting.update()))
  waiting.update()
  return { root: waiting.root, make, isOf: (/** @type {any} */ mutation) => isSubmissionOf(mutation, formID) }
}

/**
 * Applies what was typed into the form after it was sent to the new record, as an edit.
 * @param {import('../../js/jobtag.js').Done} done
 * @param {Record<string, import('../field/field.js').Field>} fields
 * @param {Record<string, any>} sent the values that were sent
 */
export function typeOnto({ snapshot }, fields, sent) {
  const later = Object.entries(fields).filter(([name, field]) => !same(standing(field), sent[name]))
  if (!snapshot || !later.length) return
  // The record's page continues with this draft.
  const draft = client.edit(snapshot, { autosave: 700, follow: true })
  for (const [name, { control }] of later) {
    const verdict = control.finish?.() ?? { value: control.read() }
    if ('value' in verdict) draft.set(name, verdict.value)
    else draft.setUnfinished(name, control.text?.())
  }
  void draft.save()
  draft.close()
}

/**
 * The content of a field, complete or not.
 * @param {import('../field/field.js').Field} field
 */
export const standing = ({ control }) => control.text?.() ?? control.read()

/** @param {Record<string, import('../field/field.js').Field>} fields */
export const allStanding = (fields) => Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, standing(field)]))
