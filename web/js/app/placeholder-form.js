import { element } from '../lib/html.js'
import { clearStoredForm, storeForm, storedForm } from './form-storage.js'
import { ListState } from './list-state.js'
import { load } from './load.js'

/** The form itself shows that its code could not be loaded. */
const QUIET = { tells: false }

/** Forms that people start typing into at once, by route name: how to load their code, and how they store the name. */
const FORMS = {
  new: {
    title: 'New job',
    slot: 'new-job',
    code: () => load(() => import('../../components/new-job/new-job.js'), QUIET),
    name: (/** @type {any} */ before) => before?.fields?.name,
    withName: (/** @type {any} */ before, /** @type {string} */ name) => ({ ...before, fields: { ...before?.fields, name } }),
  },
  client: {
    title: 'New client',
    slot: 'new-client',
    code: () => load(() => import('../../components/clients/client-page.js'), QUIET),
    name: (/** @type {any} */ before) => before?.name,
    withName: (/** @type {any} */ before, /** @type {string} */ name) => ({ ...before, name }),
  },
}

/**
 * The first field of a form whose code is still loading, so that nothing typed in the meantime is lost. Its text is stored as the form stores it,
 * and the form shows it once it is loaded.
 * @param {'new' | 'client'} routeName
 * @param {() => Promise<HTMLElement>} make creates the form, once its code is loaded
 */
export function placeholderForm(routeName, make) {
  const { title, slot, code, name, withName } = FORMS[routeName]
  const before = storedForm(slot)
  const state = new ListState('The form', arrive)
  const input = /** @type {HTMLInputElement} */ (
    element`
    <input class="input" name="name" autocomplete="off" aria-label="Name" data-focus value="${name(before) ?? ''}" />`
  )
  let isComposing = false
  let isThere = false
  input.addEventListener('input', () => (input.value || before ? storeForm(slot, withName(before, input.value)) : clearStoredForm(slot)))
  input.addEventListener('compositionstart', () => {
    isComposing = true
  })
  input.addEventListener('compositionend', () => {
    isComposing = false
    if (isThere) setTimeout(give)
  })
  const root = element`
    <form class="page page--narrow new-job" data-title="${title}" data-early @submit=${(/** @type {Event} */ event) => event.preventDefault()}>
      <h1>${title}</h1><div class="panel">${input}</div>${state.root}</form>`

  async function arrive() {
    isThere = (await state.read(() => code().then(() => true))) ?? false
    // Do not replace the input while an input method is composing a word.
    if (isThere && !isComposing) give()
  }

  async function give() {
    const made = await make()
    if (!root.isConnected) return
    const at = document.activeElement
    const { selectionStart, selectionEnd } = input
    root.replaceWith(made)
    const next = /** @type {HTMLInputElement | null} */ (made.querySelector('[name="name"]'))
    if (at === input) {
      next?.focus()
      next?.setSelectionRange(selectionStart, selectionEnd)
    } else if (at instanceof HTMLElement && at.isConnected && at !== document.body) at.focus()
  }

  arrive()
  return root
}
