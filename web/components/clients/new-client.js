import { element } from '../../js/lib/html.js'
import { clearStoredForm, storeForm, storedForm } from '../../js/app/form-storage.js'
import { toast, toastError } from '../../js/app/lazy-toasts.js'
import { amend, go } from '../../js/app/router.js'
import { same } from '../../js/client/values.js'
import { allStanding, making, typeOnto } from '../waiting/making.js'
import { clientFields } from './client-fields.js'

const SLOT = 'new-client'

/**
 * The form for a new client; its text is stored until it is sent.
 * @param {(release: () => void) => void} until
 */
export function newClient(until) {
  const fields = clientFields(false)
  const button = /** @type {HTMLButtonElement} */ (element`<button class="button primary" name="create">Create client</button>`)
  const error = element`<p class="field__error" role="alert" data-form-error></p>`
  const state = element`<span class="muted" role="status" data-kept></span>`
  const values = () => Object.fromEntries(Object.entries(fields).map(([name, { control }]) => [name, control.read()]))
  const isEmpty = () => Object.values(values()).every((value) => value === null || value === '')
  const showError = (/** @type {string} */ name, /** @type {string} */ message) => {
    const error = /** @type {HTMLElement} */ (fields[name].root.querySelector('.field__error'))
    error.textContent = message
    fields[name].input.setAttribute('aria-invalid', String(message !== ''))
  }
  const fill = (/** @type {any} */ body) => {
    for (const [name, { control }] of Object.entries(fields)) control.write(body[name] ?? '')
  }
  const form = element`<form class="page page--narrow new-job" novalidate aria-labelledby="new-client-title" @submit=${submit}></form>`
  let slow = 0
  const { root: waiting, make } = making({
    path: '/clients/',
    slot: SLOT,
    noun: 'client',
    until,
    form: {
      root: form,
      isEmpty,
      values,
      clear: () => fill({}),
      fill(body) {
        fill(body)
        storeForm(SLOT, values())
      },
      focus: () => fields.name.input.focus(),
      rest(isSending) {
        button.disabled = isSending
        clearTimeout(slow)
        state.textContent = ''
        if (isSending)
          slow = window.setTimeout(() => {
            state.textContent = 'Creating…'
          }, 200)
      },
    },
  })

  async function submit(/** @type {Event} */ event) {
    event.preventDefault()
    if (button.disabled) return
    if (!fields.name.control.read().trim()) {
      showError('name', 'A client needs a name.')
      return fields.name.input.focus()
    }
    error.textContent = ''
    const sent = allStanding(fields)
    const made = await make(Object.fromEntries(Object.entries(values()).filter(([, value]) => value !== null && value !== '')))
    if (!made) return
    if (!made.done) return refused(made.error)
    const { id, name } = made.done.answer
    if (!made.isFree) {
      typeOnto(made.done, fields, sent)
      // Clear the stored text only if it is this form's, not that of another one started since.
      if (form.isConnected || same(storedForm(SLOT), values())) clearStoredForm(SLOT)
    }
    if (!form.isConnected || (made.isFree && !isEmpty()))
      return toast(`Client “${name}” was created.`, { tone: 'good', actions: [{ label: 'Open', run: () => go(`#/clients/${id}`) }] })
    amend('#/clients')
    go(`#/clients/${id}`)
  }

  function refused(/** @type {any} */ problem) {
    if (!form.isConnected) return toastError(problem, 'The client was not created')
    for (const { field, message } of problem.errors ?? []) if (fields[field]) showError(field, message)
    if (!problem.errors?.length) error.textContent = problem.message
  }

  fields.name.input.dataset.focus = ''
  const before = storedForm(SLOT)
  for (const [name, field] of Object.entries(fields)) {
    if (before && name in before) field.control.write(before[name])
    field.root.addEventListener('input', () => {
      storeForm(SLOT, values())
      showError(name, '')
    })
  }
  form.append(
    element`<h1 id="new-client-title">New client</h1>`,
    element`<div class="panel"><div class="fields">${Object.values(fields).map(({ root }) => root)}</div></div>`,
    error,
    element`<div class="row new-job__foot">${state}<span class="bar__space"></span><a class="button" href="#/clients">Cancel</a>${button}</div>`,
    waiting,
  )
  return form
}
