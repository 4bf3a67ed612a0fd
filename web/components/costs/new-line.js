import { element } from '../../js/lib/html.js'
import { onKey } from '../../js/lib/keys.js'
import { icon } from '../../js/app/icons.js'
import { act } from '../../js/app/busy-buttons.js'
import { client } from '../../js/app/client.js'
import { refusedSubmission, resend, updateForm } from '../../js/app/submissions.js'
import { clearStoredForm, storeForm, storedForm } from '../../js/app/form-storage.js'
import { bodyOf } from '../../js/app/mutations.js'
import { toast } from '../../js/app/lazy-toasts.js'
import { numbers } from '../../js/app/numbers.js'
import { money } from '../../js/app/format.js'
import { LINE_KINDS } from '../../js/app/labels.js'
import { AMOUNTS, LINE_FIELDS } from '../../js/client/cost-line-conflicts.js'
import { sameFields } from '../../js/client/values.js'
import { isAnother, mayWithdraw, waitingList } from '../waiting/waiting.js'
import { asSent as sentText, lineFields, messageLine, shownValue } from './line-fields.js'

/**
 * The row for a new line. Its text is stored until the line is saved.
 * @param {{job: string, kind: string, seen: () => any, rate: () => string | null, added: () => Promise<void>, onlyTime: boolean,
 *   mayAdd: () => Promise<boolean>}} wiring `mayAdd` asks for confirmation if necessary
 */
export function newLine({ job, kind, seen, rate, added, onlyTime, mayAdd }) {
  const slot = `new-line.${job}.${kind}`
  const formID = { job, kind: 'line-add', isHere: (/** @type {string} */ url) => url.includes(`/cost-sets/${kind}/`) }
  const { inputs, cells, reckon } = lineFields({ label: 'the new line', kinds: onlyTime ? LINE_KINDS.slice(0, 1) : LINE_KINDS })
  const message = messageLine(inputs)
  /** A note to show before the line is added. */
  const note = element`<p class="line__note" role="status"></p>`
  const waiting = waitingList(formID, { describe, edit: editAgain, isShownAlready: holds })
  message.root.append(note, waiting.root)
  const button = /** @type {HTMLButtonElement} */ (
    element`
    <button type="button" class="button small" name="add-line" data-acts>${icon('plus', 12)}Add</button>`
  )
  const root = element`<tr class="line line--new" data-new-line="${kind}">${cells}<td class="line__cell is-end">${button}</td>${message.root}</tr>`
  inputs.description.placeholder = 'Add a line'

  /** Placeholders show the server's defaults: hours are charged at the job's rate. */
  const hint = () => {
    inputs.quantity.placeholder = numbers.write('1.00')
    inputs.unit_cost.placeholder = numbers.write('0.00')
    inputs.unit_rev.placeholder = numbers.write((inputs.kind.value === 'time' && rate()) || '0.00')
    const said =
      !isEmpty() && isUnpriced()
        ? `This job has no charge-out rate: the hours are added at ${money('0.00')} unless you enter a unit price.`
        : ''
    if (note.textContent !== said) note.textContent = said
    waiting.update()
    if (isEmpty()) for (const output of root.querySelectorAll('output')) output.textContent = ''
    else reckon()
    if (isWanted && seen()) void add()
  }
  /** Whether hours would be charged at 0 because there is no rate. */
  const isUnpriced = () => inputs.kind.value === 'time' && inputs.unit_rev.value.trim() === '' && Number(rate() ?? 0) === 0
  const isEmpty = () => LINE_FIELDS.every((field) => field === 'kind' || inputs[field].value === '')
  const values = () => Object.fromEntries(LINE_FIELDS.map((field) => [field, inputs[field].value]))
  const fill = (/** @type {Record<string, string> | null} */ text) => {
    for (const field of LINE_FIELDS) if (field !== 'kind' || text?.kind) inputs[field].value = text?.[field] ?? ''
    message.say('')
    hint()
  }
  const isInUse = () => root.contains(document.activeElement) || document.activeElement === document.body

  /** Describes a line in words. */
  function describe(/** @type {any} */ { description = '', kind: what = 'time', quantity, unit_rev: price }) {
    return [description, quantity && `${money(quantity)}${what === 'time' ? ' h' : ''}`, price && `at ${money(price)}`]
      .filter(Boolean)
      .join(', ')
  }

  /** Withdraws a waiting line and returns it to the form for editing. */
  async function editAgain(/** @type {any} */ mutation) {
    if (!isEmpty()) return void toast('First add or clear the new line.', { tone: 'warn' })
    if (!(await mayWithdraw(mutation))) return
    const body = bodyOf(mutation)
    mutation.discard()
    fillWith(body)
    storeForm(slot, values())
    inputs.description.focus()
  }

  const fillWith = (/** @type {any} */ body) =>
    fill(Object.fromEntries(Object.entries(body).map(([field, value]) => [field, shownValue(field, value)])))

  let isWanted = false

  async function add() {
    // Ignore a second press while the first is pending.
    if (button.disabled) return
    // Enter before the costs are loaded: add the line once they are.
    isWanted = !seen()
    if (isWanted) return
    if (!inputs.description.value.trim()) return inputs.description.focus()
    const typed = /** @type {[string, string][]} */ (
      Object.entries(values()).filter(([field, value]) => AMOUNTS.has(field) && value.trim() !== '')
    )
    const open = message.judge(typed, (field, value) => {
      inputs[field].value = shownValue(field, value)
      storeForm(slot, values())
      message.judge([], () => {})
      hint()
      inputs[field].focus()
    })
    if (open.length) return inputs[open[0]].focus()
    const line = asSent()
    if (!(await mayAdd()) || !(await isAnother(formID, line, { noun: 'line', verb: 'add', describe, isLike: () => true }))) return
    const text = values()
    const isFree = isUnpriced()
    const isThis = (/** @type {any} */ body) => sameFields(body, line)
    button.disabled = true
    try {
      const waiting = refusedSubmission(formID, isThis)
      const done = await (waiting ? resend(waiting, 'The line was not added') : act(send(line), 'The line was not added'))
      if (!done) {
        if (!refusedSubmission(formID, isThis)) storeForm(slot, isEmpty() ? null : values())
        return
      }
      if (isFree && Number(done.answer?.line?.unit_rev) === 0)
        toast(`${money(done.answer.line.quantity)} h added at ${money('0.00')}: this job has no charge-out rate.`, {
          tone: 'warn',
          seconds: 12,
        })
      await added()
      if (sameFields(values(), text)) {
        fill(null)
        clearStoredForm(slot)
      }
      if (isInUse()) inputs.description.focus()
    } finally {
      button.disabled = client.isBusy(job)
    }
  }

  /** The line to send; an empty unit price of hours becomes the rate that the placeholder shows. */
  const asSent = () => {
    const line = Object.fromEntries(
      Object.entries(values())
        .filter(([, value]) => value.trim() !== '')
        .map(sentText),
    )
    if (!line.unit_rev && inputs.kind.value === 'time' && Number(rate() ?? 0)) line.unit_rev = /** @type {string} */ (rate())
    return line
  }

  async function send(/** @type {any} */ line) {
    // From now on the client stores it and sends it even after a reload; the form must not send it twice.
    clearStoredForm(slot)
    try {
      return await client.addLine(seen(), /** @type {'actual'} */ (kind), line)
    } catch (/** @type {any} */ problem) {
      if (problem.status !== 400) throw problem
      // If the form still has the text, it keeps it; otherwise the line is listed below as not accepted.
      if (!holds(line)) return null
      if (problem.errors?.length) message.refuse(problem.errors)
      else message.say(problem.message)
      storeForm(slot, values())
      problem.mutation?.discard()
      return null
    }
  }

  function holds(/** @type {any} */ body) {
    return sameFields(body, asSent())
  }

  root.addEventListener('input', () => {
    isWanted = false
    message.say('')
    storeForm(slot, isEmpty() ? null : values())
    hint()
  })
  onKey(root, (event) => {
    if (event.key !== 'Enter' || !(event.target instanceof HTMLInputElement)) return
    event.preventDefault()
    add()
  })
  button.addEventListener('click', add)
  const before = storedForm(slot)
  if (before) fill(before)
  else fillWith(bodyOf(refusedSubmission(formID) ?? {}))
  return {
    root,
    hint,
    get isEmpty() {
      return isEmpty()
    },
    onMutation(/** @type {any} */ mutation) {
      updateForm(mutation, formID, {
        holds,
        isEmpty,
        fill: fillWith,
        clear: () => {
          fill(null)
          clearStoredForm(slot)
        },
      })
      waiting.update()
    },
    /** @param {Record<string, string>} text */
    fill(text) {
      fill(text)
      storeForm(slot, values())
      inputs.description.focus()
    },
  }
}
