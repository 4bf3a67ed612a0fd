import { element } from '../../js/lib/html.js'
import { loadStyles } from '../../js/app/styles.js'

loadStyles('ask/dialog', 'keys-help/keys-help')

/** @type {[string, [string[], string][]][]} */
const KEYS = [
  [
    'On the board',
    [
      [['←', '↑', '↓', '→'], 'go from job to job'],
      [['Home', 'End'], 'go to the first or last job of the column'],
      [['Enter'], 'open the job'],
      [['M'], 'move it to another column'],
      [['Shift', '←', '→'], 'move it by one column'],
      [['Ctrl', 'Z'], 'undo the last move'],
      [['Space'], 'select it, to move several together'],
      [['Shift', 'Space'], 'select all jobs up to it'],
      [['Esc'], 'clear the selection'],
      [['/'], 'search'],
      [['N'], 'start a new job'],
    ],
  ],
  [
    'On a job',
    [
      [['Ctrl', 'S'], 'save now'],
      [['Enter'], 'add the event; save the cost line and go to the next one'],
      [['Shift', 'Enter'], 'start a new line in the event'],
      [['Esc'], 'undo what you typed in a cost line'],
    ],
  ],
  ['Everywhere', [[['?'], 'show these shortcuts']]],
]

/** Shows the keyboard shortcuts. */
export function showKeys() {
  const opener = /** @type {HTMLElement | null} */ (document.activeElement)
  const dialog = /** @type {HTMLDialogElement} */ (
    element`
    <dialog class="dialog keys" aria-labelledby="keys-title" data-dialog="keys">
      <form method="dialog">
        <h2 id="keys-title">Keyboard shortcuts</h2>
        ${KEYS.map(
          ([place, keys]) =>
            element`<section><h3 class="kicker">${place}</h3><dl>${keys.map(
              ([names, what]) => element`
          <div><dt>${names.map((name) => element`<kbd>${name}</kbd>`)}</dt><dd>${what}</dd></div>`,
            )}</dl></section>`,
        )}
        <div class="dialog__foot"><button class="button" autofocus>Close</button></div>
      </form>
    </dialog>`
  )
  dialog.addEventListener('close', () => {
    dialog.remove()
    opener?.focus()
  })
  document.body.append(dialog)
  dialog.showModal()
}
