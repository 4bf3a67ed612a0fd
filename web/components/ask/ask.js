import { element } from '../../js/lib/html.js'
import { loadStyles } from '../../js/app/styles.js'

loadStyles('ask/dialog')

/**
 * Asks for confirmation before something that cannot be undone with one click. A second press of Enter, by habit, does nothing dangerous.
 * @param {{title: string, text: string, yes: string, no?: string, tone?: string}} question
 * @returns {Promise<boolean>}
 */
export async function ask({ title, text, yes, no = 'Cancel', tone = 'primary' }) {
  const answer = await askWhich({
    title,
    text,
    tone,
    answers: [
      ['no', no],
      ['yes', yes],
    ],
  })
  return answer === 'yes'
}

/**
 * Asks a question with any number of answers. Enter chooses the last one, or the first if the question is dangerous.
 * @param {{title: string, text: string, answers: [string, string][], tone?: string}} question
 * @returns {Promise<string>} empty if the dialog was closed
 */
export function askWhich({ title, text, answers, tone = 'primary' }) {
  const [preset] = tone === 'danger' ? answers[0] : answers[answers.length - 1]
  const opener = /** @type {HTMLElement | null} */ (document.activeElement)
  const dialog = /** @type {HTMLDialogElement} */ (
    element`
    <dialog class="dialog ask" aria-labelledby="ask-title" data-dialog="ask">
      <form method="dialog">
        <h2 id="ask-title">${title}</h2>
        <p>${text}</p>
        <div class="dialog__foot">
          ${answers.map(
            ([value, label], index) => element`
            <button class="button ${index === answers.length - 1 ? tone : ''}" value="${value}" ?autofocus=${value === preset}>${label}</button>`,
          )}
        </div>
      </form>
    </dialog>`
  )
  document.body.append(dialog)
  dialog.showModal()
  return new Promise((resolve) => {
    dialog.addEventListener('close', () => {
      dialog.remove()
      opener?.focus()
      resolve(dialog.returnValue)
    })
  })
}
