import { element, show } from '../../js/lib/html.js'
import { createClient, createContact, findClients, findContacts } from '../../js/app/clients.js'
import { initials } from '../../js/app/format.js'
import { fieldText } from '../../js/app/fields.js'
import { icon } from '../../js/app/icons.js'
import { loadPeople, people, personName } from '../../js/app/people.js'
import { lastPress } from '../../js/app/router.js'
import { openMenu } from '../menu/menu.js'
import '../combobox/combobox.js'

/** Controls to select a client, a contact, or people. */

/** @typedef {import('./field.js').Control} Control */
/** @typedef {import('../combobox/combobox.js').Combobox} Combobox */

/**
 * @param {{isReadOnly: boolean}} options
 * @returns {Control}
 */
export function clientPicker({ isReadOnly }) {
  return picker({
    name: 'client_id',
    noun: 'client',
    isReadOnly,
    placeholder: 'No client',
    emptyText: 'No matching client',
    search: findClients,
    create: createClient,
  })
}

/**
 * @param {{clientID: () => string | null, isReadOnly?: boolean}} options
 * @returns {Control}
 */
export function contactPicker({ clientID, isReadOnly = false }) {
  return picker({
    name: 'contact_id',
    noun: 'contact',
    isReadOnly,
    placeholder: 'No contact',
    emptyText: 'Choose a client first, or type the name of a new contact',
    search: (text) => findContacts(clientID(), text),
    async create(name, waits) {
      const of = clientID()
      const made = of && (await createContact(of, name, waits))
      // Another client was selected in the meantime, and this contact does not belong to it.
      return made && of === clientID() ? made : null
    },
  })
}

/**
 * @param {{name: string, noun: string, isReadOnly: boolean, placeholder: string, emptyText: string,
 *   search: Combobox['search'], create: Combobox['create']}} what
 * @returns {Control}
 */
function picker({ name, noun, isReadOnly, placeholder, emptyText, search, create }) {
  const root = /** @type {Combobox} */ (element`<jt-combobox></jt-combobox>`)
  Object.assign(root, { name, noun, placeholder, emptyText, search, create })
  root.disabled = isReadOnly
  return {
    root,
    read: () => root.value?.id ?? null,
    write: (id) => {
      root.value = id ? { id, label: fieldText(name, id) } : null
    },
    typed: [],
    chosen: ['choose'],
  }
}

/**
 * The people assigned to the job.
 * @param {{isReadOnly: boolean}} options
 * @returns {Control}
 */
export function peoplePicker({ isReadOnly }) {
  /** @type {string[]} */
  let chosen = []
  const list = element`<span class="people__list"></span>`
  const add = element`<button type="button" class="button small" name="assign" aria-haspopup="menu">${icon('plus', 12)}Assign</button>`
  const root = element`<div class="people" role="group" aria-label="Assigned to">${list}${isReadOnly ? null : add}</div>`
  const change = (/** @type {string[]} */ ids) => {
    chosen = ids
    draw()
    root.dispatchEvent(new CustomEvent('choose'))
  }
  const without = (/** @type {string} */ id) => () => {
    change(chosen.filter((one) => one !== id))
    add.focus()
  }
  function draw() {
    show(
      list,
      chosen.map((id) => {
        const name = personName(id) ?? 'Someone'
        return element`<span class="person"><span class="avatar" aria-hidden="true">${initials(name)}</span><span class="person__name">${name}</span>${
          isReadOnly
            ? null
            : element`<button type="button" class="person__off" aria-label="Unassign ${name}" @click=${without(id)}>${icon('close', 10)}</button>`
        }</span>`
      }),
      chosen.length || !isReadOnly ? null : element`<span class="muted">Nobody assigned</span>`,
    )
  }
  add.addEventListener('click', async () => {
    const isLast = lastPress()
    const failure = people().length
      ? null
      : await loadPeople().then(
          () => null,
          (error) => error,
        )
    if (!isLast()) return
    if (failure)
      return openMenu(
        add,
        [
          { label: `The names could not be loaded. ${failure.message}`, isDisabled: true },
          { label: 'Try again', run: () => add.click() },
        ],
        { label: 'Assign' },
      )
    const free = people().filter(({ is_active, id }) => is_active && !chosen.includes(id))
    const items = free.map(({ id, name }) => ({ label: name, run: () => change([...chosen, id]) }))
    openMenu(add, items.length ? items : [{ label: 'No one else', isDisabled: true }], { label: 'Assign' })
  })
  draw()
  return {
    root,
    read: () => chosen,
    write: (ids) => {
      chosen = ids ?? []
      draw()
    },
    typed: [],
    chosen: ['choose'],
  }
}

/**
 * A checkbox.
 * @param {string} name
 * @param {string} label
 * @param {boolean} isReadOnly
 * @returns {Control}
 */
export function flag(name, label, isReadOnly) {
  const input = /** @type {HTMLInputElement} */ (element`<input type="checkbox" name="${name}" ?disabled=${isReadOnly} />`)
  const root = element`<label class="check">${input}<span>${label}</span></label>`
  return {
    root,
    read: () => input.checked,
    write: (value) => {
      input.checked = Boolean(value)
    },
    typed: [],
    chosen: ['change'],
  }
}
