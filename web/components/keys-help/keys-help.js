import { element } from '../../js/lib/html.js'
import { loadStyles } from '../../js/app/styles.js'

loadStyles('ask/dialog', 'keys-help/keys-help')

/** @type {[string, [string[], string][]][]} */
const KEYS = [
  ['On the board', [
    [['←', '↑', '↓', '→'], 'from job to job'],
    [['Home', 'End'], 'to the first or last of a column'],
    [['Enter'], 'opens the job'],
    [['M'], 'moves it to another column'],
    [['Shift', '←', '→'], 'moves it by one column'],
    [['Ctrl', 'Z'], 'takes the last move back'],
    [['Space'], 'selects it, to move several together'],
    [['Shift', 'Space'], 'selects all up to it'],
    [['Esc'], 'ends the selection'],
    [['/'], 'searches'],
    [['N'], 'begins a new job'],
  ]],
  ['On a job', [
    [['Ctrl', 'S'], 'saves now, and shows what needs you'],
    [['Enter'], 'adds the event; saves the cost line and goes to the next'],
    [['Shift', 'Enter'], 'begins a new line of the event'],
    [['Esc'], 'takes back what was typed into a cost line'],
  ]],
  ['Everywhere', [[['?'], 'shows these keys']]],
]

/** Which keys do what. */
export function showKeys() {
  const opener = /** @type {HTMLElement | null} */ (document.activeElement)
  const dialog = /** @type {HTMLDialogElement} */ (element`
    <dialog class="dialog keys" aria-labelledby="keys-title" data-dialog="keys">
      <form method="dialog">
        <h2 id="keys-title">Keys</h2>
        ${KEYS.map(([place, keys]) => element`<section><h3 class="kicker">${place}</h3><dl>${keys.map(([names, what]) => element`
          <div><dt>${names.map((name) => element`<kbd>${name}</kbd>`)}</dt><dd>${what}</dd></div>`)}</dl></section>`)}
        <div class="dialog__foot"><button class="button" autofocus>Close</button></div>
      </form>
    </dialog>`)
  dialog.addEventListener('close', () => {
    dialog.remove()
    opener?.focus()
  })
  document.body.append(dialog)
  dialog.showModal()
}
