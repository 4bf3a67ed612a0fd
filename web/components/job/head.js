import { element, show } from '../../js/lib/html.js'
import { client } from '../../js/app/client.js'
import { daysLate, due, initials, listed, today } from '../../js/app/format.js'
import { icon } from '../../js/app/icons.js'
import { boardAddress } from '../../js/app/router.js'
import { isOverdue } from '../../js/app/statuses.js'

/** The sticky head of a job's card: the job, the state of saving, and who else has it open. */

/**
 * @param {{fields: Record<string, import('../field/field.js').Field>, actions: import('./actions.js').JobActions, saving: HTMLElement, isReadOnly: boolean}} parts
 */
export function jobHead({ fields, actions, saving }) {
  fields.name.root.classList.add('job__name')
  fields.status.root.classList.add('job__status')
  const number = element`<span class="job__number" data-number></span>`
  const dueChip = element`<span class="chip" data-due></span>`
  const presence = element`<div class="presence" data-presence role="status"></div>`
  const title = element`<h1 class="unseen" id="job-title" tabindex="-1" data-focus></h1>`
  const toEvents = () => {
    const box = /** @type {HTMLElement | null | undefined} */ (root.closest('.job')?.querySelector('[name="event"]'))
    box?.focus({ preventScroll: true })
    box?.scrollIntoView({ block: 'center' })
  }
  const root = element`
    <header class="job__head">
      <div class="job__bar">
        <a class="button quiet icon" href="${boardAddress()}" aria-label="Back to the board" name="back">${icon('back')}</a>
        ${title}${number}${dueChip}
        <span class="bar__space"></span>
        ${presence}${saving}
        <button type="button" class="button quiet icon job__jump" name="to-events" aria-label="Go to events" title="Go to events"
          @click=${toEvents}>${icon('note')}</button>
        <button type="button" class="button quiet icon" name="job-menu" aria-haspopup="menu" aria-label="Actions for this job"
          @click=${(/** @type {any} */ event) => actions.openMenu(event.currentTarget)}>${icon('more')}</button>
      </div>
      <div class="job__title">${fields.name.root}${fields.status.root}</div>
    </header>`
  return {
    root,
    /** @param {any} record */
    show(record) {
      const now = today()
      const isLate = isOverdue(record, now)
      title.textContent = `Job ${record.job_number}, ${record.name}`
      number.textContent = String(record.job_number)
      root.dataset.status = record.status
      dueChip.hidden = record.delivery_date === null
      dueChip.className = `chip ${isLate ? 'bad' : ''}`
      dueChip.textContent =
        record.delivery_date === null ? '' : isLate ? daysLate(record.delivery_date, now) : `Due ${due(record.delivery_date, now)}`
    },
    /** @param {{id: string, name: string}[]} people */
    showPresence(people) {
      const others = people.filter(({ id }) => id !== client.person?.id)
      show(
        presence,
        others.map(
          ({ name }) => element`<span class="avatar" title="${name} has this job open" aria-hidden="true">${initials(name)}</span>`,
        ),
        others.length
          ? element`<span class="presence__text">${listed(others.map(({ name }) => name.split(' ')[0]))} ${others.length === 1 ? 'is' : 'are'} here</span>`
          : null,
      )
    },
  }
}
