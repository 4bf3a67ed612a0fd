import { element } from '../../js/lib/html.js'
import { money as amount } from '../../js/app/format.js'
import { icon } from '../../js/app/icons.js'
import { judgeNumber, numbers } from '../../js/app/numbers.js'

/** The controls of fields. Each reads and writes the value in the record's format. */

/** @typedef {import('./field.js').Control} Control */
/** @typedef {import('../../js/app/numbers.js').Verdict} Verdict */

/**
 * A single-line text.
 * @param {{name: string, isNullable?: boolean, isReadOnly?: boolean, mode?: string, placeholder?: string, list?: string, type?: string}} options
 * @returns {Control}
 */
export function line({ name, isNullable = false, isReadOnly = false, mode, placeholder, type = 'text' }) {
  const root = /** @type {HTMLInputElement} */ (
    element`
    <input class="input" type="${type}" name="${name}" autocomplete="off" inputmode=${mode} placeholder=${placeholder} ?readonly=${isReadOnly} />`
  )
  return {
    root,
    read: () => (isNullable && root.value === '' ? null : root.value),
    write: (value) => {
      root.value = value ?? ''
    },
    typed: isReadOnly ? [] : ['input'],
  }
}

/**
 * A number in the browser's language.
 * @param {{name: string, isReadOnly?: boolean, mode: string, title?: string, judge: (text: string) => Verdict}} options
 * @returns {Control}
 */
function number({ name, isReadOnly, mode, title, judge }) {
  const control = line({ name, isReadOnly, mode })
  const root = /** @type {HTMLInputElement} */ (control.root)
  if (title) root.title = title
  return {
    ...control,
    read: () => valueOr(judge(root.value), root.value),
    write: (value) => {
      root.value = numbers.write(value)
    },
    finish: () => judge(root.value),
    text: () => root.value,
    writeText: (text) => {
      root.value = text
    },
  }
}

const valueOr = (/** @type {Verdict} */ verdict, /** @type {any} */ other) => ('value' in verdict ? verdict.value : other)

/**
 * @param {{name: string, isReadOnly?: boolean}} options
 * @returns {Control}
 */
export function money({ name, isReadOnly = false }) {
  const refusal = `This must be an amount, such as ${amount('1250.00')}.`
  const judge = (/** @type {string} */ text) => (text.trim() === '' ? { value: null } : judgeNumber(text, { places: 2, refusal }))
  return number({ name, isReadOnly, mode: 'decimal', judge })
}

/**
 * A whole number.
 * @param {{name: string, isReadOnly?: boolean, title?: string}} options
 * @returns {Control}
 */
export function whole({ name, isReadOnly = false, title }) {
  const judge = (/** @type {string} */ text) => {
    const verdict = judgeNumber(text, { places: 0, refusal: 'This must be a whole number.' })
    return 'value' in verdict ? { value: Number(verdict.value) } : verdict
  }
  return number({ name, isReadOnly, title, mode: 'numeric', judge })
}

/**
 * @param {{name: string, isReadOnly?: boolean, placeholder?: string, rows?: number}} options
 * @returns {Control}
 */
export function area({ name, isReadOnly = false, placeholder, rows = 4 }) {
  const root = /** @type {HTMLTextAreaElement} */ (
    element`
    <textarea class="input" name="${name}" rows="${rows}" placeholder=${placeholder} ?readonly=${isReadOnly}></textarea>`
  )
  return {
    root,
    read: () => root.value,
    write: (value) => {
      root.value = value ?? ''
    },
    typed: isReadOnly ? [] : ['input'],
  }
}

/** A year further away than this is usually an incomplete one, or has a digit too many. */
const YEARS = 20

/**
 * A date. The browser fires events for intermediate dates: the years 2 and 20 on the way to 2026.
 * @param {{name: string, isReadOnly?: boolean}} options
 * @returns {Control}
 */
export function date({ name, isReadOnly = false }) {
  // A maximum year of four digits keeps people from typing a fifth.
  const input = /** @type {HTMLInputElement} */ (
    element`<input class="input" type="date" name="${name}" max="9999-12-31" ?readonly=${isReadOnly} ?disabled=${isReadOnly} />`
  )
  const open = () => {
    input.focus()
    input.showPicker?.()
  }
  // The browser's own button is an extra tab stop within the field, so that leaving the date part cannot be detected.
  const button = element`<button type="button" class="date__pick" tabindex="-1" aria-hidden="true" @click=${open}>${icon('calendar', 14)}</button>`
  button.addEventListener('pointerdown', (event) => event.preventDefault()) // Keep the focus in the field.
  const root = element`<span class="date">${input}${isReadOnly ? null : button}</span>`
  const finish = () => {
    if (input.validity.badInput) return { refusal: 'This date is incomplete. Type the rest, or clear it.' }
    return input.value === '' ? { value: null } : judgeDay(input.value)
  }
  return {
    root,
    read: () => input.value || null,
    write: (value) => {
      input.value = value ?? ''
    },
    finish,
    text: () => input.value,
    writeText: (text) => {
      input.value = text
    },
    // An incomplete date cannot be read, so it cannot be restored.
    isLost: (text) => text === '',
    typed: isReadOnly ? [] : ['input'],
    chosen: isReadOnly ? [] : ['change'],
  }
}

/** @param {string} day @returns {Verdict} */
function judgeDay(day) {
  const [year] = day.split('-')
  const now = new Date().getFullYear()
  if (Math.abs(Number(year) - now) <= YEARS) return { value: day }
  const meant = `${String(now).slice(0, 2)}${year.slice(-2)}${day.slice(year.length)}`
  const choices = Number(year) < 100 && isDay(meant) ? [meant, day] : [day]
  return {
    question: `Do you mean the year ${Number(year)}?`,
    choices: choices.map((value) => ({ label: choices.length > 1 ? value.slice(0, 4) : `Yes, ${value.slice(0, 4)}`, value })),
  }
}

/** Whether the date exists: not every year has a 29 February. */
const isDay = (/** @type {string} */ day) => !Number.isNaN(Date.parse(day)) && new Date(day).toISOString().startsWith(day)

/**
 * @param {{name: string, choices: [string, string][], isReadOnly?: boolean}} options
 * @returns {Control}
 */
export function choice({ name, choices, isReadOnly = false }) {
  const root = /** @type {HTMLSelectElement} */ (
    element`
    <select class="input" name="${name}" ?disabled=${isReadOnly}>${choices.map(([key, label]) => element`<option value="${key}">${label}</option>`)}</select>`
  )
  const read = () => root.value
  const write = (/** @type {any} */ value) => {
    root.value = value ?? ''
  }
  // With arrow keys the person passes other options.
  return { root, read, write, finish: () => ({ value: root.value }), text: read, writeText: write, typed: ['input'], chosen: ['change'] }
}
