import { client } from '../../js/app/client.js'
import { isPaused, isSubmissionOf, unsavedSubmissions } from '../../js/app/submissions.js'
import { clearStoredForm, submitStoredForm } from '../../js/app/form-storage.js'
import { bodyOf } from '../../js/app/mutations.js'
import { toast } from '../../js/app/lazy-toasts.js'
import { same } from '../../js/client/values.js'
import { isAnother, mayTakeBack, waitingList } from './waiting.js'

/**
 * A form in which a record is made: a job, a client, a contact. What is sent is the client's, which keeps it and sends it, also after a reload. What has
 * to wait for the network is shown below the form, which is free for the next one.
 */

/**
 * @typedef {object} Form
 * @property {Element} root
 * @property {() => any} values all that stands in it, to be compared
 * @property {() => boolean} isEmpty
 * @property {(body: any) => void} fill puts in what was sent, and keeps it
 * @property {() => void} clear
 * @property {() => void} focus
 * @property {(isSending: boolean) => void} rest what is sent cannot be sent again
 */

/**
 * @typedef {object} Made
 * @property {import('../../js/jobtag.js').Done | null} done null where it was refused
 * @property {any} error
 * @property {boolean} isFree whether the form was free for the next one before the answer came
 */

/**
 * @param {{path: string, slot: string, noun: string, verb?: string, form: Form, until: (release: () => void) => void}} what `path` of the collection
 */
export function making({ path, slot, noun, verb = 'create', form, until }) {
  const formID = { job: null, kind: 'create', isHere: (/** @type {string} */ url) => url === path }
  const describe = (/** @type {any} */ body) => body.name ?? ''
  const waiting = waitingList(formID, { describe, edit: takeBack, isShownAlready: () => false })
  /** @type {object | null} the press that is under way */
  let sending = null

  /** It waits no more, and stands in the form again. */
  async function takeBack(/** @type {any} */ mutation) {
    if (!form.isEmpty()) return void toast(`First ${verb}, or clear, what stands in the form.`, { tone: 'warn' })
    if (!(await mayTakeBack(mutation))) return
    const body = bodyOf(mutation)
    mutation.discard()
    form.fill(body)
    form.focus()
  }

  /** Whether this very one waits already: it is sent once. */
  const isWaiting = (/** @type {any} */ body) => unsavedSubmissions(formID, () => true).some((one) => isPaused(one.mutation) && same(one.body, body))

  /**
   * @param {Record<string, any>} body
   * @returns {Promise<Made | null>} null where nothing was sent, or it was taken back
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
        if (sending !== mine || !isSubmissionOf(mutation, formID) || !same(bodyOf(mutation), body) || !isPaused(mutation) || !same(form.values(), typed)) return
        clear()
        free()
      })
      const done = await submitStoredForm(slot, () => client.create(path, body), () => form.root.isConnected)
      return { done, error: null, isFree: sending !== mine }
    } catch (/** @type {any} */ error) {
      if (error?.name === 'DiscardedError') return null
      const isFree = sending !== mine
      // The form holds it, and more, where it was typed on; where it is free it holds it again as long as it is empty.
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
 * What was typed into the form after it was sent goes onto what was made, as an edit of it.
 * @param {import('../../js/jobtag.js').Done} done
 * @param {Record<string, import('../field/field.js').Field>} fields
 * @param {Record<string, any>} sent what stood in them
 */
export function typeOnto({ snapshot }, fields, sent) {
  const later = Object.entries(fields).filter(([name, field]) => !same(standing(field), sent[name]))
  if (!snapshot || !later.length) return
  // The draft that the record's own page goes on with.
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
 * What stands in a field, finished or not.
 * @param {import('../field/field.js').Field} field
 */
export const standing = ({ control }) => control.text?.() ?? control.read()

/** @param {Record<string, import('../field/field.js').Field>} fields */
export const allStanding = (fields) => Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, standing(field)]))
