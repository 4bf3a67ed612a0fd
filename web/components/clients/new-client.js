import { element } from '../../js/lib/html.js'
import { client } from '../../js/app/client.js'
import { forget, keep, kept } from '../../js/app/kept.js'
import { amend, go } from '../../js/app/router.js'
import { clientFields } from './client-fields.js'

const SLOT = 'new-client'

/** The form of a new client; its text is kept until the client is there. */
export function newClient() {
  const fields = clientFields(false)
  const button = /** @type {HTMLButtonElement} */ (element`<button class="button primary" name="create">Create client</button>`)
  const error = element`<p class="field__error" role="alert" data-form-error></p>`
  const values = () => Object.fromEntries(Object.entries(fields).map(([name, { control }]) => [name, control.read()]))
  const showError = (/** @type {string} */ name, /** @type {string} */ message) => {
    /** @type {HTMLElement} */ (fields[name].root.querySelector('.field__error')).textContent = message
    fields[name].input.setAttribute('aria-invalid', String(message !== ''))
  }

  async function submit(/** @type {Event} */ event) {
    event.preventDefault()
    if (button.disabled) return
    if (!fields.name.control.read().trim()) {
      showError('name', 'A client needs a name.')
      return fields.name.input.focus()
    }
    button.disabled = true
    error.textContent = ''
    try {
      const { answer } = await client.create('/clients/', Object.fromEntries(Object.entries(values()).filter(([, value]) => value !== null && value !== '')))
      forget(SLOT)
      amend('#/clients')
      go(`#/clients/${answer.id}`)
    } catch (/** @type {any} */ problem) {
      problem.mutation?.discard()
      for (const { field, message } of problem.errors ?? []) if (fields[field]) showError(field, message)
      if (!problem.errors?.length) error.textContent = problem.message
    } finally {
      button.disabled = false
    }
  }

  fields.name.input.dataset.focus = ''
  const before = kept(SLOT)
  for (const [name, field] of Object.entries(fields)) {
    if (before && name in before) field.control.write(before[name])
    field.root.addEventListener('input', () => {
      keep(SLOT, values())
      showError(name, '')
    })
  }
  return element`
    <form class="page page--narrow new-job" novalidate aria-labelledby="new-client-title" @submit=${submit}>
      <h1 id="new-client-title">New client</h1>
      <div class="panel"><div class="fields">${Object.values(fields).map(({ root }) => root)}</div></div>
      ${error}
      <div class="row new-job__foot"><span class="bar__space"></span><a class="button" href="#/clients">Cancel</a>${button}</div>
    </form>`
}
