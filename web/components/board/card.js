import { element } from '../../js/lib/html.js'
import { icon } from '../../js/app/icons.js'
import { boardJobs } from '../../js/app/board-jobs.js'
import { client } from '../../js/app/client.js'
import { counted, daysLate, due, initials, time } from '../../js/app/format.js'
import { personName } from '../../js/app/people.js'
import { SAVE_LABELS } from '../../js/app/labels.js'
import { isOverdue } from '../../js/app/statuses.js'

/** @typedef {import('../../js/jobtag.js').Snapshot} Snapshot */
/** @typedef {HTMLElement & {parts: Record<string, HTMLElement>, seen: string}} Card */

/**
 * Creates an empty card; `fillCard` fills it.
 * @returns {Card}
 */
export function makeCard() {
  const card = /** @type {Card} */ (
    element`
    <li class="card" role="listitem">
      <div class="card__top">
        <span class="card__number" data-part="number"></span>
        <span class="card__pen" data-part="pen" hidden>${icon('clock', 12)}</span>
        <span class="chip" data-part="due"></span>
      </div>
      <a class="card__link" data-part="link" draggable="false" tabindex="-1"></a>
      <div class="card__foot">
        <span class="card__client" data-part="client"></span>
        <span class="card__people" data-part="people"></span>
      </div>
      <button type="button" class="card__select" data-part="select" tabindex="-1" aria-pressed="false">${icon('check', 12)}</button>
      <button type="button" class="card__menu" data-part="menu" tabindex="-1" aria-haspopup="menu">${icon('more')}</button>
      <span class="card__mark" data-part="mark" hidden></span>
    </li>`
  )
  card.parts = {}
  for (const part of /** @type {NodeListOf<HTMLElement>} */ (card.querySelectorAll('[data-part]')))
    card.parts[part.dataset.part ?? ''] = part
  card.seen = ''
  return card
}

/**
 * @param {Card} card
 * @param {Snapshot} snapshot
 * @param {{today: string, isSelected: boolean, mayEdit: boolean}} options
 */
export function fillCard(card, snapshot, { today, isSelected, mayEdit }) {
  const { record, id } = snapshot
  const { parts } = card
  const mark = freshMark(id)
  const pending = unsaved(id)
  const isMoving = boardJobs.isMoving(id)
  // Skip an unchanged card: a board of thousands is redrawn when one changes.
  const seen = [snapshot.etag, today, isSelected, mayEdit, isMoving, mark?.at, pending, personName(record.assigned_to[0] ?? '')].join('|')
  if (card.seen === seen) return
  card.seen = seen
  card.dataset.job = id
  card.dataset.number = String(record.job_number)
  card.classList.toggle('is-selected', isSelected)
  card.classList.toggle('is-moving', isMoving)
  card.classList.toggle('is-fresh', mark !== null)
  parts.number.textContent = String(record.job_number)
  const link = /** @type {HTMLAnchorElement} */ (parts.link)
  link.href = `#/jobs/${id}`
  link.textContent = record.name
  link.title = record.name
  parts.client.textContent = record.client?.name ?? ''
  fillDue(parts.due, record, today)
  fillPeople(parts.people, record.assigned_to)
  parts.pen.hidden = pending === ''
  parts.pen.title = pending
  parts.mark.hidden = mark === null
  parts.mark.textContent = mark ? `${mark.by.name}, ${time(mark.at)}` : ''
  parts.select.setAttribute('aria-pressed', String(isSelected))
  parts.select.setAttribute('aria-label', `Select ${record.job_number}`)
  parts.menu.setAttribute('aria-label', `Actions for ${record.job_number}`)
  parts.select.hidden = !mayEdit
  link.setAttribute('aria-label', spoken(record, today, pending))
}

/** @param {string} id */
function freshMark(id) {
  const mark = boardJobs.mark(id)
  return mark && Date.now() < mark.until ? mark : null
}

/**
 * What is unsaved of a job on this device.
 * @param {string} id
 */
function unsaved(id) {
  const pending = client.pending(id)
  if (pending.some(({ state }) => state === 'conflict' || state === 'failed')) return SAVE_LABELS.conflict
  if (pending.some(({ state }) => state === 'waiting' || state === 'signed-out')) return 'Waiting to be saved'
  return client.drafts(id).some(({ isDirty }) => isDirty) ? 'Unsaved text' : ''
}

/**
 * @param {HTMLElement} chip
 * @param {any} record
 * @param {string} today
 */
function fillDue(chip, record, today) {
  const late = isOverdue(record, today)
  chip.hidden = record.delivery_date === null
  chip.textContent = record.delivery_date === null ? '' : due(record.delivery_date, today)
  chip.className = `chip${late ? ' bad' : record.delivery_date === today ? ' warn' : ''}`
  chip.title = late ? daysLate(record.delivery_date, today) : 'Delivery date'
}

/**
 * @param {HTMLElement} place
 * @param {string[]} ids
 */
function fillPeople(place, ids) {
  const named = ids.map((id) => ({ id, name: personName(id) })).filter(({ name }) => name !== null)
  place.replaceChildren(
    ...named.slice(0, 3).map(({ name }) => element`<span class="avatar" title="${name}" aria-hidden="true">${initials(name ?? '')}</span>`),
  )
}

/**
 * The accessible name: everything that the card shows.
 * @param {any} record
 * @param {string} today
 * @param {string} pending
 */
function spoken(record, today, pending) {
  const names = record.assigned_to.map(personName).filter(Boolean)
  return [
    `${record.job_number}, ${record.name}`,
    record.client?.name,
    record.delivery_date &&
      (isOverdue(record, today) ? `overdue, ${daysLate(record.delivery_date, today)}` : `due ${due(record.delivery_date, today)}`),
    names.length
      ? `assigned to ${names.join(', ')}`
      : record.assigned_to.length
        ? counted(record.assigned_to.length, 'person', 'people')
        : null,
    pending,
  ]
    .filter(Boolean)
    .join('; ')
}
