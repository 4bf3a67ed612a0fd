import { element } from '../../js/lib/html.js'
import { act } from '../../js/app/busy-buttons.js'
import { client, mayEdit } from '../../js/app/client.js'
import { LONG_TEXTS, fieldText, summaryText } from '../../js/app/fields.js'
import { money, time, timeInFull } from '../../js/app/format.js'
import { icon } from '../../js/app/icons.js'
import { fieldLabel } from '../../js/app/labels.js'
import { learnChange } from '../../js/app/mutations.js'
import { changeText } from '../difference/difference.js'

/** The history of a job: every change, with the values before and after, and Undo. */

const LINES = new Set(['estimate', 'quote', 'actual'])

/**
 * @param {any} part the job's changes, as shown
 * @returns {HTMLElement}
 */
export function historyList(part) {
  return element`<ol class="history" aria-label="History">${part.data.changes.map((/** @type {any} */ change) => entry(change, part))}</ol>`
}

/**
 * @param {any} change
 * @param {any} part
 */
function entry(change, part) {
  const undo = () => {
    learnChange(change)
    return act(client.undo(part, change.change_id), 'The change was not undone')
  }
  const values = change.kind === 'created' || change.kind === 'event' ? [] : change.fields
  return element`
    <li class="history__entry" data-change="${change.change_id}" data-kind="${change.kind}">
      <div class="history__top"><strong>${change.by.name}</strong>
        <time class="muted" datetime="${change.at}" title="${timeInFull(change.at)}">${time(change.at)}</time>
        ${
          change.can_undo && mayEdit()
            ? element`
          <button type="button" class="button quiet small" name="undo" data-acts @click=${undo}
            aria-label="Undo: ${summaryText(change.summary)}">${icon('undo', 14)}Undo</button>`
            : null
        }</div>
      <p>${summaryText(change.summary)}</p>
      ${
        values.length
          ? element`<dl class="history__values">${values.map((/** @type {string} */ field) => [
              element`<dt>${fieldLabel(field)}</dt>`,
              element`<dd>${changeText(valueText(field, change.before?.[field]), valueText(field, change.after?.[field]), LONG_TEXTS.has(field))}</dd>`,
            ])}</dl>`
          : null
      }
    </li>`
}

/**
 * @param {string} field
 * @param {any} value
 */
function valueText(field, value) {
  if (LINES.has(field) && value && typeof value === 'object')
    return `${value.description ?? ''}, ${money(value.quantity)} × ${money(value.unit_rev)}`
  return fieldText(field, value)
}
