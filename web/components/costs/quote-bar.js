import { element, show } from '../../js/lib/html.js'
import { act } from '../../js/app/busy-buttons.js'
import { client, mayEdit } from '../../js/app/client.js'
import { money, time } from '../../js/app/format.js'
import { icon } from '../../js/app/icons.js'
import { ask } from '../ask/ask.js'

/** Actions on a quote: accept it, start a new revision, show an earlier one. */

/** Asks whether the person wants to change an accepted quote. */
export const askToUnlock = () =>
  ask({
    title: 'Change the accepted quote?',
    text: 'The client has accepted this quote. A new revision keeps the accepted one, and has to be accepted again.',
    yes: 'Change it anyway',
  })

/**
 * @param {{job: any, part: any, revision: number | null, isLocked: boolean, choose: (revision: number | null) => void, unlock: (acceptance: string) => void}} now
 * @returns {Node}
 */
export function quoteBar({ job, part, revision, isLocked, choose, unlock }) {
  const { revision: latest, lines, totals } = part.data
  const isAccepted = job.quote_acceptance_date !== null
  const isOpen = job.status === 'draft' || job.status === 'awaiting_approval'
  const reason = !lines.length
    ? 'There is no quote yet.'
    : isAccepted
      ? 'The quote has already been accepted.'
      : !isOpen
        ? 'A quote can be accepted only while the job is a draft or awaiting approval.'
        : ''
  const accept = () => act(client.acceptQuote(part), 'The quote was not accepted')
  const revise = async () => {
    const text = isAccepted
      ? 'The client will have to accept the quote again. The previous revision is kept.'
      : 'The previous revision is kept.'
    const isSure = await ask({ title: `Start revision ${latest + 1} of the quote?`, text, yes: 'Start revision' })
    if (isSure) act(client.reviseQuote(part), 'The quote was not revised')
  }
  const change = async () => {
    // Unlocks only this acceptance, not a later one.
    if (await askToUnlock()) unlock(job.quote_acceptance_date)
  }
  const pick = (/** @type {any} */ event) => choose(Number(event.target.value) === latest ? null : Number(event.target.value))
  const bar = element`<div class="quote-bar"></div>`
  show(
    bar,
    latest > 1
      ? element`<label class="quote-bar__revision"><span class="unseen">Revision</span>
      <select class="input" name="revision" @change=${pick}>
        ${Array.from({ length: latest }, (_, index) => latest - index).map(
          (number) => element`
          <option value="${number}" ?selected=${number === (revision ?? latest)}>Revision ${number}${number === latest ? '' : ' (earlier)'}</option>`,
        )}
      </select></label>`
      : null,
    isAccepted
      ? element`<span class="chip good" data-accepted>${icon('check', 12)}Accepted ${time(job.quote_acceptance_date)}</span>`
      : null,
    mayEdit() && revision === null
      ? [
          isAccepted
            ? null
            : element`
        <button type="button" class="button small ${isOpen && lines.length ? 'primary' : ''}" name="accept-quote" data-acts data-off="${String(reason !== '')}"
          ?disabled=${reason !== ''} title="${reason || `Accept at ${money(totals.revenue)}`}" @click=${accept}>${icon('check', 14)}Accept quote</button>`,
          element`
        <button type="button" class="button small" name="revise-quote" data-acts data-off="${String(!lines.length)}" ?disabled=${!lines.length}
          @click=${revise}>New revision</button>`,
          isLocked
            ? element`<button type="button" class="button small quiet" name="unlock-quote" @click=${change}>Edit accepted quote</button>`
            : null,
        ]
      : null,
  )
  return bar
}
