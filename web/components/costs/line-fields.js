import { element, show } from '../../js/lib/html.js'
import { times } from '../../js/client/decimal.js'
import { AMOUNTS, LINE_FIELDS, sameLineValue } from '../../js/client/cost-line-conflicts.js'
import { same } from '../../js/client/values.js'
import { listed, money } from '../../js/app/format.js'
import { LINE_KINDS, fieldLabel } from '../../js/app/labels.js'
import { judgeNumber, numbers } from '../../js/app/numbers.js'

/** The inputs of a cost line, for existing lines and for a new one. */

/** @typedef {import('../../js/app/numbers.js').Verdict} Verdict */

/**
 * The number of decimals of amounts that are not money.
 * @type {Record<string, number>}
 */
const PLACES = { quantity: 3 }

/**
 * Parses what is typed into a field: the value to send, a refusal, or a question.
 * @param {string} field
 * @param {string} text
 * @returns {Verdict}
 */
export function judge(field, text) {
  if (!AMOUNTS.has(field)) return { value: text }
  const name = fieldLabel(field)
  const refusal = `${name} must be ${field === 'quantity' ? `a number, such as ${numbers.write('1.5')}` : `an amount, such as ${money('1250.00')}`}.`
  return judgeNumber(text, { places: PLACES[field] ?? 2, refusal, name })
}

/**
 * Formats the value of a field for its input.
 * @param {string} field
 * @param {string} value
 */
export const shownValue = (field, value) => (AMOUNTS.has(field) ? numbers.write(value) : value)

/**
 * Whether the typed text means the same as a value.
 * @param {string} field
 * @param {string} typed
 * @param {string} value
 */
export function sameValue(field, typed, value) {
  const verdict = judge(field, typed)
  return 'value' in verdict && sameLineValue(field, verdict.value, value)
}

/**
 * The value to send. Text that is not a number is sent unchanged.
 * @param {[string, string]} entry
 * @returns {[string, string]}
 */
export const asSent = ([field, text]) => {
  const verdict = judge(field, text)
  return [field, 'value' in verdict ? verdict.value : text]
}

/**
 * Why a line was refused: each reason once, with its fields.
 * @param {{field: string, message: string}[]} errors
 */
export function refusalText(errors) {
  /** @type {Map<string, string[]>} */
  const fields = new Map()
  for (const { field, message } of errors)
    fields.set(message, [...(fields.get(message) ?? []), ...(LINE_FIELDS.includes(field) ? [fieldLabel(field)] : [])])
  return [...fields].map(([message, names]) => (names.length ? `${listed(names)}: ${message}` : message)).join(' ')
}

/**
 * The messages below a row, as wide as the table.
 * @param {Record<string, HTMLInputElement>} inputs
 */
export function messageLine(inputs) {
  const question = element`<div class="line__question" role="alert" hidden></div>`
  const error = element`<p class="field__error" role="alert"></p>`
  const root = element`<td class="line__message">${question}${error}</td>`
  const mark = (/** @type {string[]} */ fields) => {
    for (const [field, input] of Object.entries(inputs)) {
      if (fields.includes(field)) input.setAttribute('aria-invalid', 'true')
      else input.removeAttribute('aria-invalid')
    }
  }
  /** The fields and verdicts of the last call of judge. */
  let judged = /** @type {any[] | null} */ (null)
  const say = (/** @type {string} */ text, /** @type {string[]} */ fields = []) => {
    if (error.textContent !== text) error.textContent = text
    mark(fields)
    judged = null
    question.hidden = true
    show(question)
  }
  return {
    root,
    say,
    /** @param {{field: string, message: string}[]} errors */
    refuse: (errors) =>
      say(
        refusalText(errors),
        errors.map(({ field }) => field),
      ),
    /**
     * Shows which fields cannot be sent, and asks about ambiguous ones.
     * @param {[string, string][]} entries
     * @param {(field: string, value: string) => void} choose
     * @returns {string[]} the fields
     */
    judge(entries, choose) {
      const open = entries.map(([field, text]) => ({ field, verdict: judge(field, text) })).filter(({ verdict }) => !('value' in verdict))
      // Redrawing would replace a button between press and release.
      if (open.length && same(open, judged)) return open.map(({ field }) => field)
      say(
        open.flatMap(({ verdict }) => ('refusal' in verdict ? [verdict.refusal] : [])).join(' '),
        open.map(({ field }) => field),
      )
      const asked = open.flatMap(({ field, verdict }) => ('question' in verdict ? [{ field, ...verdict }] : []))
      judged = open
      question.hidden = !asked.length
      show(
        question,
        asked.map(
          (one) =>
            element`<span data-question="${one.field}">${one.question} ${one.choices.map(
              ({ label, value }) => element`
        <button type="button" class="button small" data-meant="${value}" @click=${() => choose(one.field, value)}>${label}</button>`,
            )}</span>`,
        ),
      )
      return open.map(({ field }) => field)
    },
  }
}

/**
 * @param {{label: string, kinds?: [string, string][]}} options
 */
export function lineFields({ label, kinds = LINE_KINDS }) {
  const title = (/** @type {string} */ field) => `${fieldLabel(field)} of ${label}`
  const amount = (/** @type {string} */ name) => element`
    <input class="input number" name="${name}" inputmode="decimal" autocomplete="off" aria-label="${title(name)}" />`
  /** @type {Record<string, any>} */
  const inputs = {
    kind: element`<select class="input" name="kind" aria-label="${title('kind')}">${kinds.map(
      ([key, text]) => element`<option value="${key}">${text}</option>`,
    )}</select>`,
    description: element`<input class="input" name="description" autocomplete="off" aria-label="${title('description')}" />`,
    quantity: amount('quantity'),
    unit_cost: amount('unit_cost'),
    unit_rev: amount('unit_rev'),
  }
  const cost = element`<output class="line__sum number" data-sum="cost"></output>`
  const revenue = element`<output class="line__sum number" data-sum="revenue"></output>`
  const cells = Object.entries({ ...inputs, cost, revenue }).map(([field, content]) => cell(field, content))
  return {
    inputs,
    cells,
    reckon() {
      const [quantity, unitCost, unitRevenue] = ['quantity', 'unit_cost', 'unit_rev'].map(
        (name) => asSent([name, inputs[name].value || inputs[name].placeholder])[1],
      )
      cost.textContent = money(times(quantity, unitCost))
      revenue.textContent = money(times(quantity, unitRevenue))
    },
  }
}

const cell = (/** @type {string} */ field, /** @type {Node} */ content) =>
  element`<td class="line__cell is-${field}" data-title="${fieldLabel(field)}">${content}</td>`
