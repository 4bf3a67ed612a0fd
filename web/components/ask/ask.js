import { element } from '../../js/lib/html.js'
import { loadStyles } from '../../js/app/styles.js'

await loadStyles('ask/dialog')

/**
 * Asks before something that is not taken back by one press. A second press of Enter, by habit, does nothing dangerous.
 * @param {{title: string, text: string, yes: string, no?: string, tone?: string}} question
 * @returns {Promise<boolean>}
 */
export function ask({ title, text, yes, no = 'Cancel', tone = 'primary' }) {
  const opener = /** @type {HTMLElement | null} */ (document.activeElement)
  const dialog = /** @type {HTMLDialogElement} */ (element`
    <dialog class="dialog ask" aria-labelledby="ask-title" data-dialog="ask">
      <form method="dialog">
        <h2 id="ask-title">${title}</h2>
        <p>${text}</p>
        <div class="dialog__foot">
          <button class="button" value="no" ?autofocus=${tone === 'danger'}>${no}</button>
          <button class="button ${tone}" value="yes" ?autofocus=${tone !== 'danger'}>${yes}</button>
        </div>
      </form>
    </dialog>`)
  document.body.append(dialog)
  dialog.showModal()
  return new Promise((resolve) => {
    dialog.addEventListener('close', () => {
      dialog.remove()
      opener?.focus()
      resolve(dialog.returnValue === 'yes')
    })
  })
}
