import { element, show } from '../../js/lib/html.js'
import { time, timeInFull } from '../../js/app/format.js'
import { client } from '../../js/app/client.js'
import { summaryText } from '../../js/app/fields.js'
import { nameOf } from './headline.js'

/** The conflict dialog: what happened at the top, the choices in the middle, the buttons at the bottom. */

/** @typedef {import('../../js/client/types.js').Conflict} Conflict */

/** @param {string} title */
export function conflictDialog(title) {
  const opener = /** @type {HTMLElement | null} */ (document.activeElement)
  const head = element`<div class="conflict__head"></div>`
  const body = element`<div class="conflict__body" tabindex="-1" autofocus></div>`
  const foot = element`<div class="conflict__foot dialog__foot"></div>`
  const dialog = /** @type {HTMLDialogElement} */ (
    element`
    <dialog class="dialog conflict" aria-labelledby="conflict-title" aria-describedby="conflict-message conflict-headline" data-dialog="conflict">
      <header class="conflict__top"><h2 id="conflict-title">${title}</h2></header>
      ${head}${body}${foot}
    </dialog>`
  )
  document.body.append(dialog)
  dialog.showModal()
  const closed = new Promise((resolve) => {
    dialog.addEventListener('close', () => {
      dialog.remove()
      if (opener?.isConnected) opener.focus()
      resolve(undefined)
    })
  })
  return {
    dialog,
    head,
    body,
    foot,
    closed,
    /** Scrolls to the top, when the dialog is drawn or redrawn. */
    focusTop() {
      body.focus({ preventScroll: true })
      dialog.scrollTop = 0
    },
    /**
     * Whether a part of the body is visible.
     * @param {Element} part
     */
    isInView(part) {
      const [box, view, below] = [part, dialog, foot].map((one) => one.getBoundingClientRect())
      const isOver = getComputedStyle(foot).position === 'sticky'
      const seen = Math.min(box.bottom, view.bottom, isOver ? below.top : innerHeight) - Math.max(box.top, view.top, 0)
      return document.visibilityState === 'visible' && box.height > 0 && seen >= Math.min(box.height, ENOUGH)
    },
  }
}

/** Two lines of text, in pixels: enough to see that there is something to read. */
const ENOUGH = 40

/**
 * Shows the integration guide's sentence, a headline, and who changed what when.
 * @param {Element} head
 * @param {Conflict} conflict
 * @param {string} headline
 * @param {boolean} isAgain whether it changed again while the person was deciding
 */
export function showHead(head, conflict, headline, isAgain) {
  const { message, isRestored, changes, by, at, current } = conflict
  show(
    head,
    isAgain
      ? element`
      <p class="conflict__again" role="alert">It changed again while you were deciding. Your version now contains what you chose.</p>`
      : null,
    element`<p id="conflict-message" class="conflict__message" role="alert">${message}</p>`,
    isRestored ? null : element`<p id="conflict-headline" class="conflict__headline" data-headline>${headline}</p>`,
    isRestored
      ? null
      : changes?.length
        ? element`<ul class="conflict__changes" aria-label="Changes">${changes.map(
            (change) => element`
          <li><strong>${nameOf(change.by)}</strong>${change.by.id === client.person?.id ? element`<span class="muted">${change.by.name}</span>` : null}
            <time datetime="${change.at}" title="${timeInFull(change.at)}">${time(change.at)}</time><span>${summaryText(change.summary)}</span></li>`,
          )}</ul>`
        : element`<p class="muted">${by.length ? [by.map(nameOf).join(', '), at && time(at)].filter(Boolean).join(', ') : current.path.startsWith('/jobs/') ? UNKNOWN : UNTOLD}</p>`,
  )
}

const UNKNOWN = 'It is no longer known who changed what: your version is older than the stored history.'
/** Only jobs have a history. */
const UNTOLD = 'Jobtag does not record who changes clients and contacts.'
