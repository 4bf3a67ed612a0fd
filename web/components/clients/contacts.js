import { element, show } from '../../js/lib/html.js'
import { act } from '../../js/app/acting.js'
import { client } from '../../js/app/client.js'
import { learnNames } from '../../js/app/fields.js'
import { icon } from '../../js/app/icons.js'
import { forget, keep, kept } from '../../js/app/kept.js'
import { ListState } from '../../js/app/list-state.js'
import { load } from '../../js/app/load.js'
import { ask } from '../ask/ask.js'
import { toastError } from '../../js/app/notes.js'
import { conflictBanner } from '../conflict/banner.js'
import { contactFields } from './client-fields.js'

/**
 * The people at a client. Each is a record of its own, with its own tag, edited in place.
 * @param {string} clientID
 * @param {boolean} isReadOnly
 * @param {(release: () => void) => void} until
 */
export function contactsPanel(clientID, isReadOnly, until) {
  const path = `/clients/${clientID}/contacts/`
  const slot = `new-contact.${clientID}`
  const list = element`<ul class="contacts" aria-label="Contacts"></ul>`
  const state = new ListState('The contacts', load)
  const name = /** @type {HTMLInputElement} */ (element`
    <input class="input" name="new-contact" placeholder="Name of a new contact" aria-label="Name of a new contact" autocomplete="off" />`)
  const button = /** @type {HTMLButtonElement} */ (element`<button class="button" name="add-contact">${icon('plus', 14)}Add</button>`)
  const root = element`
    <section class="panel" aria-labelledby="contacts-title"><h2 class="kicker" id="contacts-title">Contacts</h2>${list}${state.root}
      ${isReadOnly ? null : element`<form class="row contacts__new" @submit=${add}>${name}${button}</form>`}</section>`

  async function load() {
    const rows = await state.read(async () => {
      const { data } = await client.get(path)
      data.results.forEach(learnNames)
      const known = new Map([.../** @type {NodeListOf<HTMLElement>} */ (list.querySelectorAll('[data-contact]'))].map((row) => [row.dataset.contact, row]))
      return Promise.all(data.results.map(async (/** @type {any} */ { id }) => known.get(id) ?? contactRow(await client.record(`${path}${id}/`))))
    })
    if (!rows) return
    show(list, rows)
    state.shown(rows.length, 'Nobody yet.')
  }

  function contactRow(/** @type {any} */ snapshot) {
    const draft = client.edit(snapshot, { autosave: 700, follow: true })
    const fields = contactFields(isReadOnly)
    const remove = async () => {
      const who = draft.shown.record.name
      if (!(await ask({ title: `Delete ${who}?`, text: 'A contact that a job names stays.', yes: 'Delete the contact', tone: 'danger' }))) return
      if (await act(client.remove(draft.shown), `${who} was not deleted`)) row.remove()
    }
    const conflicts = conflictBanner(() => void resolve())
    const row = element`<li class="contacts__row" data-contact="${snapshot.id}">${conflicts.root}<div class="fields">${Object.values(fields).map((field) => field.root)}</div>
      ${isReadOnly ? null : element`
        <button type="button" class="button quiet icon small" name="remove-contact" aria-label="Delete ${snapshot.record.name}"
          @click=${remove}>${icon('trash', 14)}</button>`}</li>`
    for (const field of Object.values(fields)) field.bind(draft)
    const resolve = async () => (await load(() => import('../conflict/resolve.js'))).resolveDraft(draft)
    const decide = async () => {
      conflicts.update({ draft })
      if (draft.state !== 'conflict' || row.contains(document.activeElement)) return
      resolve()
    }
    row.addEventListener('focusout', () => setTimeout(decide))
    until(draft.subscribe(decide))
    until(() => {
      for (const field of Object.values(fields)) field.release()
      if (draft.isDirty && draft.state !== 'conflict') draft.save()
      draft.close()
    })
    return row
  }

  async function add(/** @type {Event} */ event) {
    event.preventDefault()
    const text = name.value
    if (button.disabled || !text.trim()) return name.focus()
    button.disabled = true
    try {
      await client.create(path, { name: text })
      forget(slot)
      if (name.value === text) name.value = ''
      await load()
      ;/** @type {HTMLElement | null} */ (list.lastElementChild?.querySelector('[name="phone"]'))?.focus()
    } catch (/** @type {any} */ error) {
      error.mutation?.discard()
      toastError(error, 'The contact was not added')
    } finally {
      button.disabled = false
    }
  }

  name.value = kept(slot) ?? ''
  name.addEventListener('input', () => keep(slot, name.value))
  until(client.on('generation', load))
  load()
  return root
}
