import { element } from '../../js/lib/html.js'
import { LONG_TEXTS, fieldText } from '../../js/app/fields.js'
import { listed, time } from '../../js/app/format.js'
import { clearStoredForm, storeForm, storedForm } from '../../js/app/form-storage.js'
import { fieldInSentence, fieldLabel } from '../../js/app/labels.js'
import { textOfBoth } from '../../js/client/text-diff.js'
import { same } from '../../js/client/values.js'
import { bothTexts, sideText } from '../difference/difference.js'
import { isOwn, nameOf } from './headline.js'

/** One field that both sides changed: before, theirs, mine, and the choice. Nothing is preselected. */

/** @typedef {import('../../js/client/types.js').FieldConflict} FieldConflict */
/** @typedef {import('../../js/client/types.js').Conflict} Conflict */
/** @typedef {'theirs' | 'mine' | {text: any}} Choice */
/**
 * @typedef {object} Block
 * @property {string} field
 * @property {any} theirs theirs the value shown
 * @property {HTMLElement} root
 * @property {Element} sides sides what the person must have seen before anything is sent
 * @property {boolean} isSeen
 * @property {(choice: 'theirs' | 'mine') => void} set
 * @property {() => Choice | null} choice choice null until the person has chosen
 * @property {(what: string) => void} ask ask says what is still to do here, and scrolls to it
 * @property {() => void} forget forget the conflict is resolved: deletes the stored edited text
 */

/** Fields whose text can be combined from two versions, unlike amounts or dates. */
export const TEXTS = new Set(['name', 'description', 'notes', 'order_number', 'address', 'email', 'phone', 'position'])

/** Fields that consist of words, for which a text with the words of both sides is a useful start. */
const WORDS = new Set([...LONG_TEXTS, 'name', 'position'])

/** Combines both versions into one text. */
function asText(/** @type {FieldConflict} */ { base, theirs, yours }, /** @type {boolean} */ hasLines) {
  const text = textOfBoth(base ?? '', theirs ?? '', yours ?? '')
  return hasLines ? text : text.replaceAll('\n', '; ')
}

let made = 0

/**
 * @param {FieldConflict} fieldConflict
 * @param {Conflict} conflict
 * @param {() => void} chose
 * @param {{place: string, isCostLine?: boolean}} options `place`: the record of the field, as part of the storage key; a cost line's description is a single line
 * @returns {Block}
 */
export function fieldConflictBlock(fieldConflict, conflict, chose, options) {
  const { field, base, theirs, yours } = fieldConflict
  made += 1
  const group = `clash-${made}`
  const label = fieldLabel(field)
  const isText = TEXTS.has(field)
  const isWords = WORDS.has(field)
  const hasLines = LONG_TEXTS.has(field) && !options.isCostLine
  const slot = `clash.${options.place}.${field}`
  // The edited text belongs to the person's own version and stays valid when others change the field again; a choice applies only to the version shown at the time.
  const earlier = isText ? storedForm(slot) : null
  const edited = earlier && same(earlier.yours, yours) ? earlier : null
  const start = edited
    ? edited.text
    : typeof fieldConflict.choice === 'object' && fieldConflict.choice
      ? fieldConflict.choice.text
      : (fieldConflict.merged ?? (isWords ? asText(fieldConflict, hasLines) : yours))
  const edit = /** @type {HTMLTextAreaElement} */ (
    element`
    <textarea class="input clash__edit" rows="${hasLines ? 5 : 1}" aria-label="Merged text of ${label}" data-edit="${field}" hidden></textarea>`
  )
  edit.value = String(start ?? '')

  const own = isOwn(conflict)
  const titles = conflict.isRestored
    ? ['Before the restore', 'Restored', 'Mine', 'Keep the restored version', 'Keep mine', 'the restored version']
    : own
      ? ['Before', 'In your other tab', 'In this tab', 'Keep the other tab’s version', 'Keep this tab’s version', 'the other tab']
      : ['Before', 'Theirs', 'Mine', 'Keep theirs', 'Keep mine', 'theirs']
  const unchosen = element`<p class="field__error" role="alert" data-unchosen></p>`
  const option = (/** @type {string} */ value, /** @type {string} */ text) => element`
    <label class="clash__option"><input type="radio" name="${group}" value="${value}" data-choice="${value}" />${text}</label>`
  const root = element`
    <section class="clash" data-clash="${field}" aria-labelledby="${group}-title">
      <h3 id="${group}-title">${label}</h3>
      <div class="clash__sides">
        ${side('base', titles[0], null, sideValue(field, base))}
        ${side('theirs', titles[1], author(field, conflict, own && !conflict.isRestored), isText ? sideText(base ?? '', theirs ?? '', 'theirs') : sideValue(field, theirs))}
        ${side('mine', titles[2], null, isText ? sideText(base ?? '', yours ?? '', 'mine') : sideValue(field, yours))}
      </div>
      ${isWords && theirs && yours ? element`<div class="clash__both" data-side="difference"><h4>From ${titles[5]} to ${own ? 'this one' : 'mine'}</h4>${bothTexts(theirs, yours)}</div>` : null}
      ${conflict.isRestored && same(base, theirs) ? element`<p class="muted" data-unchanged>The restore did not change this.</p>` : null}
      ${edited && !same(edited.theirs, theirs) ? element`<p class="muted" data-edited>Your edited text is still there, under “Edit the merged text”.</p>` : null}
      ${fieldConflict.note ? element`<p class="muted">${fieldConflict.note}</p>` : null}
      <fieldset class="clash__choice"><legend class="unseen">Version of ${label} to keep</legend>
        ${option('theirs', titles[3])}${option('mine', titles[4])}${isText ? option('edit', 'Edit the merged text') : null}
      </fieldset>
      ${unchosen}
      ${isText ? edit : null}
    </section>`

  const radio = (/** @type {string} */ value) => /** @type {HTMLInputElement} */ (root.querySelector(`[data-choice="${value}"]`))
  const read = () => /** @type {HTMLInputElement | null} */ (root.querySelector('input[type="radio"]:checked'))?.value ?? ''
  const choice = () => /** @type {Choice | null} */ (read() === 'edit' ? { text: edit.value } : read() || null)
  /** Stores the edited text, unless it is still the initial one. */
  const keepEdited = () => {
    if (!isText) return
    if (edit.value === String(start ?? '') && !edited) return clearStoredForm(slot)
    storeForm(slot, { text: edit.value, theirs, yours, isChosen: read() === 'edit' })
  }
  const update = () => {
    edit.hidden = read() !== 'edit'
    root.dataset.chosen = read()
    unchosen.textContent = ''
  }
  root.addEventListener('change', (event) => {
    update()
    keepEdited()
    chose()
    if (read() === 'edit' && event.target !== edit) edit.focus()
  })
  edit.addEventListener('input', () => {
    keepEdited()
    chose()
  })
  // After a restore there is no other person's change: preselect the typed text.
  const before =
    edited?.isChosen && same(edited.theirs, theirs)
      ? 'edit'
      : fieldConflict.choice === null && conflict.isRestored
        ? 'mine'
        : typeof fieldConflict.choice === 'object' && fieldConflict.choice && isText
          ? 'edit'
          : fieldConflict.choice
  if (typeof before === 'string') radio(before).checked = true
  update()
  return {
    field,
    theirs,
    root,
    sides: /** @type {Element} */ (root.querySelector('.clash__sides')),
    isSeen: false,
    choice,
    forget: () => isText && clearStoredForm(slot),
    set: (value) => {
      radio(value).checked = true
      update()
      keepEdited()
      chose()
    },
    ask: (what) => {
      unchosen.textContent = `${what} ${fieldInSentence(field)}.`
      const isToLookAt = choice() !== null
      ;(isToLookAt ? root : /** @type {Element} */ (root.querySelector('fieldset'))).scrollIntoView({
        block: isToLookAt ? 'start' : 'center',
      })
      const first = /** @type {HTMLElement} */ (
        root.querySelector('input[type="radio"]:checked') ?? root.querySelector('input[type="radio"]')
      )
      first.focus({ preventScroll: true })
    },
  }
}

/**
 * @param {string} name
 * @param {string} title
 * @param {string | null} who
 * @param {Node} content
 */
const side = (name, title, who, content) => element`
  <div class="clash__side is-${name}" data-side="${name}"><h4>${title}${who ? element`<span class="clash__who">${who}</span>` : null}</h4>${content}</div>`

const sideValue = (/** @type {string} */ field, /** @type {any} */ value) => {
  const text = fieldText(field, value)
  return element`<div class="difference ${text ? '' : 'muted'}">${text || 'Empty'}</div>`
}

/**
 * Who changed this field, and when.
 * @param {string} field
 * @param {Conflict} conflict
 * @param {boolean} isTitled whether the title says who
 */
function author(field, { changes, by }, isTitled) {
  const ours = changes?.filter(({ fields }) => fields.includes(field)) ?? []
  const names = isTitled ? '' : listed([...new Set((ours.length ? ours.map((change) => change.by) : by).map(nameOf))])
  return [names, ours.length ? time(ours[ours.length - 1].at) : ''].filter(Boolean).join(', ')
}
