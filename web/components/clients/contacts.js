import { element, show } from '../../js/lib/html.js'
import { act } from '../../js/app/busy-buttons.js'
import { client } from '../../js/app/client.js'
import { learnNames } from '../../js/app/fields.js'
import { icon } from '../../js/app/icons.js'
import { storeForm, storedForm } from '../../js/app/form-storage.js'
import { ListState } from '../../js/app/list-state.js'
import { load } from '../../js/app/load.js'
import { ask } from '../ask/ask.js'
import { toast, toastError } from '../../js/app/lazy-toasts.js'
import { conflictBanner } from '../conflict/banner.js'
import { making } from '../waiting/making.js'
import { contactFields } from './client-fields.js'
import { missingRecordNotice, restore } from './missing-record.js'

/** @typedef {{root: HTMLElement, isGone: boolean, mark: (isGone: boolean) => void, hasText: () => boolean, release: () => void}} Row */

/**
 * The contacts of a client. Each is a separate record with its own tag, edited in place.
 * @param {string} clientID
 * @param {boolean} isReadOnly
 * @param {(release: () => void) => void} until
 */
export function contactsPanel(clientID, isReadOnly, until) {
  const path = `/clients/${clientID}/contacts/`
  const slot = `new-contact.${clientID}`
  /** @type {Map<string, Row>} */
  const rows = new Map()
  const list = element`<ul class="contacts" aria-label="Contacts"></ul>`
  const state = new ListState('The contacts', read, { isPart: true })
  const name = /** @type {HTMLInputElement} */ (
    element`
    <input class="input" name="new-contact" placeholder="Name of a new contact" aria-label="Name of a new contact" autocomplete="off" />`
  )
  const button = /** @type {HTMLButtonElement} */ (element`<button class="button" name="add-contact">${icon('plus', 14)}Add</button>`)
  const root = element`
    <section class="panel" aria-labelledby="contacts-title"><h2 class="kicker" id="contacts-title">Contacts</h2>${list}${state.root}
      ${isReadOnly ? null : element`<form class="row contacts__new" @submit=${add}>${name}${button}</form>`}</section>`

  async function read() {
    // If reloading fails, the present rows stay. The client's page shows if the client was deleted.
    const answer = await state.read(
      async () => {
        const { data } = await client.get(path)
        data.results.forEach(learnNames)
        const missing = data.results.filter((/** @type {any} */ { id }) => !rows.has(id))
        // Skip a contact that has been deleted in the meantime.
        const found = await Promise.all(
          missing.map((/** @type {any} */ { id }) =>
            client.record(`${path}${id}/`).catch((error) => (error.status === 404 ? null : Promise.reject(error))),
          ),
        )
        return { ids: data.results.map((/** @type {any} */ { id }) => id), found: found.filter(Boolean) }
      },
      { isQuiet: rows.size > 0 },
    )
    if (answer && root.isConnected) draw(answer.ids, answer.found)
  }

  /** Existing rows stay in place, with the caret. Rows of deleted contacts stay as long as they have unsaved text. */
  function draw(/** @type {string[]} */ ids, /** @type {any[]} */ snapshots) {
    for (const snapshot of snapshots) if (!rows.has(snapshot.id)) rows.set(snapshot.id, contactRow(snapshot))
    // Unsaved text from before a reload, of contacts that no longer exist.
    const left = client
      .drafts()
      .filter((draft) => draft.path.startsWith(path) && draft.isDirty && !rows.has(draft.id) && !ids.includes(draft.id))
    for (const draft of left) rows.set(draft.id, contactRow(draft.shown))
    for (const [id, row] of rows) {
      const isGone = !ids.includes(id)
      if (isGone && !row.hasText()) drop(id)
      else if (isGone !== row.isGone) row.mark(isGone)
    }
    const all = [...ids, ...[...rows.keys()].filter((id) => !ids.includes(id))]
    for (const [index, id] of all.entries()) {
      const row = rows.get(id)
      if (!row || row.root.isConnected) continue
      const next = all
        .slice(index + 1)
        .map((other) => rows.get(other)?.root)
        .find((other) => other?.isConnected)
      list.insertBefore(row.root, next ?? null)
    }
    state.shown(rows.size, 'No contacts yet.')
  }

  function drop(/** @type {string} */ id) {
    rows.get(id)?.release()
    rows.get(id)?.root.remove()
    rows.delete(id)
  }

  /** @returns {Row} */
  function contactRow(/** @type {any} */ snapshot) {
    const draft = client.edit(snapshot, { autosave: 700, follow: true })
    const fields = contactFields(isReadOnly)
    const notice = element`<div class="contacts__gone"></div>`
    const remove = async () => {
      const { shown } = draft
      const who = shown.record.name
      const text = 'A contact that a job uses cannot be deleted.'
      if (!(await ask({ title: `Delete ${who}?`, text, yes: 'Delete contact', tone: 'danger' }))) return
      const done = await act(client.remove(shown), `${who} was not deleted`)
      if (!done) return
      draft.discard()
      drop(snapshot.id)
      draw(
        [...rows].filter(([, one]) => !one.isGone).map(([id]) => id),
        [],
      )
      const seen = { id: shown.id, path: shown.path, etag: done.answer.etag }
      toast(`${who} was deleted.`, { actions: [{ label: 'Restore', run: () => restore(seen, who).then(read) }], seconds: 20 })
    }
    const conflicts = conflictBanner(() => void resolve())
    const entry = element`<li class="contacts__row" data-contact="${snapshot.id}">${notice}${conflicts.root}<div class="fields">${Object.values(fields).map((field) => field.root)}</div>
      ${
        isReadOnly
          ? null
          : element`
        <button type="button" class="button quiet icon small" name="remove-contact" aria-label="Delete ${snapshot.record.name}"
          @click=${remove}>${icon('trash', 14)}</button>`
      }</li>`
    for (const field of Object.values(fields)) field.bind(draft)
    const resolve = async () => (await load(() => import('../conflict/resolve.js'))).resolveDraft(draft)
    const decide = async () => {
      conflicts.update({ draft })
      if (draft.state !== 'conflict' || entry.contains(document.activeElement)) return
      resolve()
    }
    entry.addEventListener('focusout', () => setTimeout(decide))
    entry.addEventListener('discard', read)
    const releases = [
      draft.subscribe(decide),
      client.watchRecord(draft.path, (now, before) => {
        if (now) learnNames(now.record)
        // It was restored, so typed text can be saved.
        if (now && !before && draft.isDirty && draft.state !== 'conflict') draft.save()
      }),
    ]
    /** @type {Row} */
    const row = {
      root: entry,
      isGone: false,
      hasText: () => draft.isDirty,
      async mark(isGone) {
        row.isGone = isGone
        entry.classList.toggle('is-gone', isGone)
        show(notice)
        if (!isGone) return
        const said = await missingRecordNotice(draft.path, 'contact', { again: read, isShown: true })
        if (row.isGone && said) show(notice, said)
      },
      release() {
        for (const release of releases.splice(0)) release()
        for (const field of Object.values(fields)) field.release()
        if (draft.isDirty && draft.state !== 'conflict' && draft.state !== 'gone') draft.save()
        draft.close()
      },
    }
    return row
  }

  const fill = (/** @type {string} */ text) => {
    name.value = text
    storeForm(slot, text)
  }
  const {
    root: waiting,
    make,
    isOf,
  } = making({
    path,
    slot,
    noun: 'contact',
    verb: 'add',
    until,
    form: {
      root,
      isEmpty: () => name.value === '',
      values: () => name.value,
      clear: () => {
        name.value = ''
      },
      fill: (body) => fill(body.name),
      focus: () => name.focus(),
      rest: (isSending) => {
        button.disabled = isSending
      },
    },
  })
  if (!isReadOnly) root.append(waiting)

  async function add(/** @type {Event} */ event) {
    event.preventDefault()
    const text = name.value
    if (button.disabled || !text.trim()) return name.focus()
    const made = await make({ name: text })
    if (!made) return
    if (!made.done) return toastError(made.error, 'The contact was not added')
    if (!made.isFree && name.value === text) fill('')
    await read()
    // Do not move the focus if the person is already typing the next one.
    if (!made.isFree && name.value === '')
      /** @type {HTMLElement | null} */ (rows.get(made.done.answer.id)?.root.querySelector('[name="phone"]'))?.focus()
  }

  name.value = storedForm(slot) ?? ''
  name.addEventListener('input', () => storeForm(slot, name.value))
  for (const event of ['generation', 'catch-up']) until(client.on(event, read))
  until(client.on('mutation', (/** @type {any} */ mutation) => mutation.state === 'done' && isOf(mutation) && read()))
  until(client.on('client-change', (/** @type {{id: string}} */ { id }) => id === clientID && read()))
  until(() => {
    for (const row of rows.values()) row.release()
  })
  read()
  return root
}
