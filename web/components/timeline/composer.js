import { element } from '../../js/lib/html.js'
import { onKey } from '../../js/lib/keys.js'
import { act } from '../../js/app/busy-buttons.js'
import { client } from '../../js/app/client.js'
import { isPaused, isSubmissionOf, refusedSubmission, resend, updateForm } from '../../js/app/submissions.js'
import { clearStoredForm, storageText, storeForm, storedForm } from '../../js/app/form-storage.js'
import { SAVE_LABELS } from '../../js/app/labels.js'
import { bodyOf } from '../../js/app/mutations.js'
import { toast } from '../../js/app/lazy-toasts.js'
import { mayWithdraw, waitingList } from '../waiting/waiting.js'

/**
 * The box for a new event. Its text is stored until the event is saved; a double press adds one event.
 * @param {{job: string, seen: () => any, added: (event: any) => Promise<void>}} wiring `seen` returns the version that the person sees
 */
export function composer({ job, seen, added }) {
  const slot = `event.${job}`
  const formID = { job, kind: 'event' }
  const text = /** @type {HTMLTextAreaElement} */ (
    element`
    <textarea class="input" name="event" rows="2" placeholder="Write down what happened" aria-label="New event" aria-describedby="event-hint" enterkeyhint="send"></textarea>`
  )
  const button = /** @type {HTMLButtonElement} */ (
    element`<button type="button" class="button" name="add-event" data-acts>Add event</button>`
  )
  const state = element`<span class="composer__state muted" id="event-hint" role="status"></span>`
  const error = element`<p class="field__error" role="alert"></p>`
  const waiting = waitingList(formID, {
    describe: ({ description }) => description ?? '',
    edit: editAgain,
    isShownAlready: (body) => body.description === text.value,
  })
  const root = element`<div class="composer">${text}<div class="composer__foot">${state}${button}</div>${error}${waiting.root}</div>`
  const hint = matchMedia('(pointer: coarse)').matches ? '' : 'Enter adds it, Shift+Enter starts a new line'
  state.textContent = hint

  /**
   * The pending press; null while it waits for the network: the event is then shown below the box, which is free.
   * @type {object | null}
   */
  let sending = null
  /** Enter was pressed while another change of the job was pending: add the event once that is done. */
  let isWanted = false
  const atRest = () => (waiting.root.hidden ? hint : `${SAVE_LABELS.waiting}, ${storageText()}`)

  async function add() {
    const written = text.value
    if (sending || !written.trim()) return
    if (button.disabled) {
      isWanted = client.isBusy(job)
      if (isWanted) state.textContent = 'Will be added once the other change is saved'
      return
    }
    const mine = {}
    ;[sending, isWanted] = [mine, false]
    button.disabled = true
    error.textContent = ''
    const slow = setTimeout(() => {
      state.textContent = SAVE_LABELS.saving
    }, 200)
    const unsubscribe = client.on(
      'mutation',
      (/** @type {any} */ mutation) => isSubmissionOf(mutation, formID) && isPaused(mutation) && rest(mine),
    )
    try {
      const waiting = refusedSubmission(formID, (body) => body.description === written)
      const done = await (waiting ? resend(waiting, 'The event was not added') : send(written))
      if (!done) {
        // It was discarded in the dialog, but the box still has the text.
        if (sending === mine && text.value === written && !refusedSubmission(formID, (body) => body.description === written))
          storeForm(slot, written)
        return
      }
      if (sending === mine && text.value === written) {
        text.value = ''
        clearStoredForm(slot)
      }
      await added(done.answer.event)
    } finally {
      unsubscribe()
      rest(mine)
      button.disabled = client.isBusy(job)
    }

    function rest(/** @type {object} */ press) {
      clearTimeout(slow)
      if (sending !== press) return
      state.textContent = atRest()
      sending = null
      button.disabled = client.isBusy(job)
    }
  }

  async function send(/** @type {string} */ written) {
    const change = client.addEvent(seen(), written)
    // From now on the client stores it and sends it even after a reload; the box must not send it twice.
    clearStoredForm(slot)
    try {
      return await change
    } catch (/** @type {any} */ problem) {
      if (problem.status === 409 && problem.problem?.existing_event) {
        toast('This event has already been added.', { tone: 'info' })
        problem.mutation?.discard()
        return { answer: { event: problem.problem.existing_event } }
      }
      if (problem.status === 400 || problem.status === 413) {
        // If the box still has the text, it keeps it; otherwise the event is listed below as not accepted.
        if (text.value === written) {
          error.textContent = problem.errors?.[0]?.message ?? problem.message
          storeForm(slot, written)
          problem.mutation?.discard()
        }
        return null
      }
      return act(Promise.reject(problem), 'The event was not added')
    }
  }

  text.value = storedForm(slot) ?? bodyOf(refusedSubmission(formID) ?? {}).description ?? ''
  text.addEventListener('input', () => {
    error.textContent = ''
    if (isWanted) [isWanted, state.textContent] = [false, atRest()]
    storeForm(slot, text.value)
  })
  onKey(text, (event) => {
    const isSend = event.key === 'Enter' && !event.shiftKey && (hint !== '' || event.ctrlKey || event.metaKey)
    if (!isSend) return
    event.preventDefault()
    if (!event.repeat) add()
  })
  button.addEventListener('click', add)
  new MutationObserver(() => {
    if (isWanted && !button.disabled) add()
  }).observe(button, { attributes: true, attributeFilter: ['disabled'] })
  const clear = () => {
    text.value = ''
    clearStoredForm(slot)
  }

  /** Withdraws a waiting event, and puts it back into the box for editing. */
  async function editAgain(/** @type {any} */ mutation) {
    if (text.value !== '') return void toast('First add or clear the text in the box.', { tone: 'warn' })
    if (!(await mayWithdraw(mutation))) return
    const { description } = bodyOf(mutation)
    mutation.discard()
    text.value = description
    storeForm(slot, description)
    text.focus()
  }

  waiting.update()
  return {
    root,
    focus: () => text.focus(),
    onMutation(/** @type {any} */ mutation) {
      updateForm(mutation, formID, {
        holds: (body) => body.description === text.value,
        isEmpty: () => text.value === '',
        fill: (body) => {
          text.value = body.description
        },
        clear,
      })
      waiting.update()
      if (!sending && !isWanted) state.textContent = atRest()
    },
  }
}
