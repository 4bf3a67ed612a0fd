import { element, show } from '../../js/lib/html.js'
import { listed, time, timeInFull } from '../../js/app/format.js'

/** The dialog in which people decide over a conflict: what happened at its top, the choices in its middle, what to do below. */

/** @typedef {import('../../js/client/types.js').Conflict} Conflict */

/** @param {string} title */
export function conflictFrame(title) {
  const opener = /** @type {HTMLElement | null} */ (document.activeElement)
  const head = element`<div class="conflict__head"></div>`
  const body = element`<div class="conflict__body" tabindex="-1"></div>`
  const foot = element`<div class="conflict__foot dialog__foot"></div>`
  const dialog = /** @type {HTMLDialogElement} */ (element`
    <dialog class="dialog conflict" aria-labelledby="conflict-title" aria-describedby="conflict-message" data-dialog="conflict">
      <header class="conflict__top"><h2 id="conflict-title">${title}</h2></header>
      ${head}${body}${foot}
    </dialog>`)
  document.body.append(dialog)
  dialog.showModal()
  const closed = new Promise((resolve) => {
    dialog.addEventListener('close', () => {
      dialog.remove()
      if (opener?.isConnected) opener.focus()
      resolve(undefined)
    })
  })
  return { dialog, head, body, foot, closed }
}

/**
 * The sentence, and who changed what when.
 * @param {Element} head
 * @param {Conflict} conflict
 * @param {boolean} isAgain whether it changed once more while the person was deciding
 */
export function showHead(head, conflict, isAgain) {
  const { message, isRestored, changes, by, at } = conflict
  show(head,
    isAgain ? element`
      <p class="conflict__again" role="alert">It was changed once more while you were deciding. What you have chosen is your text now.</p>` : null,
    element`<p id="conflict-message" class="conflict__message" role="alert">${message}</p>`,
    isRestored ? null : changes?.length
      ? element`<ul class="conflict__changes" aria-label="What was changed">${changes.map((change) => element`
          <li><strong>${change.by.name}</strong>
            <time datetime="${change.at}" title="${timeInFull(change.at)}">${time(change.at)}</time><span>${change.summary}</span></li>`)}</ul>`
      : element`<p class="muted">${by.length ? [listed(by.map(({ name }) => name)), at && time(at)].filter(Boolean).join(', ') : UNKNOWN}</p>`)
}

const UNKNOWN = 'Who changed it, and what, is not known any more: your version is older than the history that is kept.'
