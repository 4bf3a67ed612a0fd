import { element, show } from '../../js/lib/html.js'
import { act } from '../../js/app/busy-buttons.js'
import { client, mayEdit } from '../../js/app/client.js'
import { money, time } from '../../js/app/format.js'
import { icon } from '../../js/app/icons.js'
import { ask } from '../ask/ask.js'

/** What can be done with a quote: accept it, begin another revision, look at an earlier one. */

/** Whether somebody wants to change what the customer has accepted. */
export const askToUnlock = () => ask({
  title: 'Change the accepted quote?', text: 'The customer has accepted it as it stands. A new revision keeps that, and asks for their word again.',
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
  const reason = !lines.length ? 'There is no quote yet.'
    : isAccepted ? 'It is accepted already.'
    : !isOpen ? 'Only a draft, or what awaits approval, can be accepted.'
    : ''
  const accept = () => act(client.acceptQuote(part), 'The quote was not accepted')
  const revise = async () => {
    const text = isAccepted ? 'The acceptance is taken back with it. The revision before is kept.' : 'The revision before is kept.'
    const isSure = await ask({ title: `Begin revision ${latest + 1} of the quote?`, text, yes: `Begin revision ${latest + 1}` })
    if (isSure) act(client.reviseQuote(part), 'The quote was not revised')
  }
  const change = async () => {
    // Of the acceptance that is asked about, and of no later one.
    if (await askToUnlock()) unlock(job.quote_acceptance_date)
  }
  const pick = (/** @type {any} */ event) => choose(Number(event.target.value) === latest ? null : Number(event.target.value))
  const bar = element`<div class="quote-bar"></div>`
  show(bar,
    latest > 1 ? element`<label class="quote-bar__revision"><span class="unseen">Revision</span>
      <select class="input" name="revision" @change=${pick}>
        ${Array.from({ length: latest }, (_, index) => latest - index).map((number) => element`
          <option value="${number}" ?selected=${number === (revision ?? latest)}>Revision ${number}${number === latest ? '' : ' (earlier)'}</option>`)}
      </select></label>` : null,
    isAccepted ? element`<span class="chip good" data-accepted>${icon('check', 12)}Accepted ${time(job.quote_acceptance_date)}</span>` : null,
    mayEdit() && revision === null ? [
      isAccepted ? null : element`
        <button type="button" class="button small ${isOpen && lines.length ? 'primary' : ''}" name="accept-quote" data-acts data-off="${String(reason !== '')}"
          ?disabled=${reason !== ''} title="${reason || `Accept at ${money(totals.revenue)}`}" @click=${accept}>${icon('check', 14)}Accept quote</button>`,
      element`
        <button type="button" class="button small" name="revise-quote" data-acts data-off="${String(!lines.length)}" ?disabled=${!lines.length}
          @click=${revise}>New revision</button>`,
      isLocked ? element`<button type="button" class="button small quiet" name="unlock-quote" @click=${change}>Change it</button>` : null,
    ] : null)
  return bar
}
