import { element } from '../../js/lib/html.js'

/** The controls of which fields are made. Each reads and writes the value as the record has it. */

/** @typedef {import('./field.js').Control} Control */

/**
 * A text of one line.
 * @param {{name: string, isNullable?: boolean, isReadOnly?: boolean, mode?: string, placeholder?: string, list?: string, type?: string}} options
 * @returns {Control}
 */
export function line({ name, isNullable = false, isReadOnly = false, mode, placeholder, type = 'text' }) {
  const root = /** @type {HTMLInputElement} */ (element`
    <input class="input" type="${type}" name="${name}" autocomplete="off" inputmode=${mode} placeholder=${placeholder} ?readonly=${isReadOnly} />`)
  return {
    root,
    read: () => (isNullable && root.value === '' ? null : root.value),
    write: (value) => { root.value = value ?? '' },
    typed: isReadOnly ? [] : ['input'],
  }
}

/**
 * Money. The comma of half the world's decimals is taken for the point it means, and a refusal is said in the words of a form.
 * @param {{name: string, isReadOnly?: boolean}} options
 * @returns {Control}
 */
export function money({ name, isReadOnly = false }) {
  const control = line({ name, isReadOnly, isNullable: true, mode: 'decimal' })
  const root = /** @type {HTMLInputElement} */ (control.root)
  return { ...control, read: () => (root.value.trim() === '' ? null : plainAmount(root.value)), explain: (message) => (isDecimal(plainAmount(root.value)) ? message : 'This must be an amount, such as 1250.00.') }
}

/**
 * A number as the server takes it. What could be meant in two ways stays as it was typed, for the server to refuse: "1,250" hours.
 * @param {string} text
 * @param {number} [places] how many decimals it can have
 * @returns {string}
 */
export function plainAmount(text, places = 2) {
  const trimmed = text.trim()
  const [, first, groups, rest] = /^-?(\d{1,3})((?:,\d{3})+)(\.\d*)?$/.exec(trimmed) ?? []
  const canBeGroups = first !== undefined && !first.startsWith('0')
  const canBeDecimal = new RegExp(`^-?\\d+,\\d{1,${places}}$`).test(trimmed)
  if (canBeGroups && canBeDecimal) return trimmed
  if (canBeDecimal) return trimmed.replace(',', '.')
  return canBeGroups && (groups.length > 4 || rest || places < 3) ? trimmed.replaceAll(',', '') : trimmed
}

/** @param {string} text */
export const isDecimal = (text) => /^-?\d+(\.\d+)?$/.test(text.trim())

/**
 * A whole number. What is no number is sent as it was typed, for the server to say so.
 * @param {{name: string, isReadOnly?: boolean, title?: string}} options
 * @returns {Control}
 */
export function whole({ name, isReadOnly = false, title }) {
  const control = line({ name, isReadOnly, mode: 'numeric' })
  if (title) control.root.title = title
  const root = /** @type {HTMLInputElement} */ (control.root)
  return { ...control, read: () => (/^\s*\d+\s*$/.test(root.value) ? Number(root.value) : root.value), write: (value) => { root.value = String(value ?? '') } }
}

/**
 * @param {{name: string, isReadOnly?: boolean, placeholder?: string, rows?: number}} options
 * @returns {Control}
 */
export function area({ name, isReadOnly = false, placeholder, rows = 4 }) {
  const root = /** @type {HTMLTextAreaElement} */ (element`
    <textarea class="input" name="${name}" rows="${rows}" placeholder=${placeholder} ?readonly=${isReadOnly}></textarea>`)
  return { root, read: () => root.value, write: (value) => { root.value = value ?? '' }, typed: isReadOnly ? [] : ['input'] }
}

/**
 * @param {{name: string, isReadOnly?: boolean}} options
 * @returns {Control}
 */
export function date({ name, isReadOnly = false }) {
  const root = /** @type {HTMLInputElement} */ (element`<input class="input" type="date" name="${name}" ?readonly=${isReadOnly} ?disabled=${isReadOnly} />`)
  // A half-typed day reads as empty, so nothing is sent before the day is whole or the field is left.
  return {
    root,
    read: () => root.value || null,
    write: (value) => { if (!root.validity.badInput) root.value = value ?? '' },
    typed: [],
    chosen: isReadOnly ? [] : ['change'],
  }
}

/**
 * @param {{name: string, choices: [string, string][], isReadOnly?: boolean}} options
 * @returns {Control}
 */
export function choice({ name, choices, isReadOnly = false }) {
  const root = /** @type {HTMLSelectElement} */ (element`
    <select class="input" name="${name}" ?disabled=${isReadOnly}>${choices.map(([key, label]) => element`<option value="${key}">${label}</option>`)}</select>`)
  return { root, read: () => root.value, write: (value) => { root.value = value ?? '' }, typed: [], chosen: ['change'] }
}
