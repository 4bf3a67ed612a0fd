import { element } from '../../js/lib/html.js'
import { onKey } from '../../js/lib/keys.js'
import { icon } from '../../js/app/icons.js'
import { act } from '../../js/app/acting.js'
import { client } from '../../js/app/client.js'
import { again, heard, parked } from '../../js/app/handed.js'
import { forget, keep, kept } from '../../js/app/kept.js'
import { bodyOf } from '../../js/app/mutations.js'
import { LINE_FIELDS } from '../../js/client/lines.js'
import { LINE_KINDS, asSent as sentText, lineFields, refusalText } from './line-fields.js'

/**
 * The row in which a line is added. Its text is kept until the line is there.
 * @param {{job: string, kind: string, seen: () => any, rate: () => string | null, added: () => Promise<void>, onlyTime: boolean,
 *   mayAdd: () => Promise<boolean>}} wiring `mayAdd` asks where there is something to ask first
 */
export function newLine({ job, kind, seen, rate, added, onlyTime, mayAdd }) {
  const slot = `new-line.${job}.${kind}`
  const handing = { job, kind: 'line-add', isHere: (/** @type {string} */ url) => url.includes(`/cost-sets/${kind}/`) }
  const { inputs, cells, reckon } = lineFields({ label: 'the new line', kinds: onlyTime ? LINE_KINDS.slice(0, 1) : LINE_KINDS })
  const error = element`<p class="field__error" role="alert"></p>`
  const button = /** @type {HTMLButtonElement} */ (element`
    <button type="button" class="button small" name="add-line" data-acts>${icon('plus', 12)}Add</button>`)
  const root = element`<tr class="line line--new" data-new-line="${kind}">${cells}<td class="line__cell is-end">${button}${error}</td></tr>`
  inputs.description.placeholder = 'Add a line'

  /** What the server takes where nothing is typed: hours are charged at the job's rate. */
  const hint = () => {
    inputs.quantity.placeholder = '1.00'
    inputs.unit_cost.placeholder = '0.00'
    inputs.unit_rev.placeholder = inputs.kind.value === 'time' ? rate() ?? '0.00' : '0.00'
    if (isEmpty()) for (const output of root.querySelectorAll('output')) output.textContent = ''
    else reckon()
    if (isWanted && seen()) void add()
  }
  const isEmpty = () => LINE_FIELDS.every((field) => field === 'kind' || inputs[field].value === '')
  const values = () => Object.fromEntries(LINE_FIELDS.map((field) => [field, inputs[field].value]))
  const fill = (/** @type {Record<string, string> | null} */ text) => {
    for (const field of LINE_FIELDS) if (field !== 'kind' || text?.kind) inputs[field].value = text?.[field] ?? ''
    hint()
  }

  let isWanted = false

  async function add() {
    // A second press while the first is under way is the same press.
    if (button.disabled) return
    // Enter before the costs are here: it is added as soon as they are.
    isWanted = !seen()
    if (isWanted) return
    if (!inputs.description.value.trim()) return inputs.description.focus()
    if (!(await mayAdd())) return
    const text = values()
    const line = asSent()
    const isThis = (/** @type {any} */ body) => JSON.stringify(body) === JSON.stringify(line)
    button.disabled = true
    error.textContent = ''
    try {
      const waiting = parked(handing, isThis)
      const done = await (waiting ? again(waiting, 'The line was not added') : act(send(line), 'The line was not added'))
      if (!done) {
        if (!parked(handing, isThis)) keep(slot, isEmpty() ? null : values())
        return
      }
      await added()
      if (JSON.stringify(values()) === JSON.stringify(text)) {
        fill(null)
        forget(slot)
      }
      inputs.description.focus()
    } finally {
      button.disabled = client.isBusy(job)
    }
  }

  /** What is sent; where nothing is typed that the server would take otherwise, it is as the hint says. */
  const asSent = () => {
    const line = Object.fromEntries(Object.entries(values()).filter(([, value]) => value !== '').map(sentText))
    if (!line.unit_rev && inputs.unit_rev.placeholder !== '0.00') line.unit_rev = inputs.unit_rev.placeholder
    return line
  }

  async function send(/** @type {any} */ line) {
    // From here on the client keeps it, and sends it even after a reload; this form would send it twice.
    forget(slot)
    try {
      return await client.addLine(seen(), /** @type {'actual'} */ (kind), line)
    } catch (/** @type {any} */ problem) {
      if (problem.status !== 400) throw problem
      error.textContent = refusalText(problem.errors ?? [], line) || problem.message
      problem.mutation?.discard()
      return null
    }
  }

  root.addEventListener('input', () => {
    error.textContent = ''
    isWanted = false
    keep(slot, isEmpty() ? null : values())
    hint()
  })
  onKey(root, (event) => {
    if (event.key !== 'Enter' || !(event.target instanceof HTMLInputElement)) return
    event.preventDefault()
    add()
  })
  button.addEventListener('click', add)
  fill(kept(slot) ?? bodyOf(parked(handing) ?? {}))
  return {
    root,
    hint,
    get isEmpty() {
      return isEmpty()
    },
    heard: (/** @type {any} */ mutation) => heard(mutation, handing, {
      holds: (body) => JSON.stringify(body) === JSON.stringify(asSent()), isEmpty, fill,
      clear: () => {
        fill(null)
        forget(slot)
      },
    }),
    /** @param {Record<string, string>} text */
    fill(text) {
      fill(text)
      keep(slot, values())
      inputs.description.focus()
    },
  }
}
