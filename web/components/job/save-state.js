import { element, show } from '../../js/lib/html.js'
import { icon } from '../../js/app/icons.js'
import { whenReleased } from '../../js/lib/pressed.js'
import { time } from '../../js/app/format.js'
import { SAVE_LABELS } from '../../js/app/labels.js'
import { storageText } from '../../js/app/form-storage.js'

/** The state of saving of a whole record: one text, one button. */

/** @typedef {import('../../js/client/draft.js').Draft} Draft */

/** @type {Record<string, {text: string, tone: string, mark: string}>} */
const STATES = {
  clean: { text: SAVE_LABELS.clean, tone: 'good', mark: 'check' },
  dirty: { text: SAVE_LABELS.dirty, tone: '', mark: 'clock' },
  saving: { text: SAVE_LABELS.saving, tone: '', mark: 'cloud' },
  waiting: { text: SAVE_LABELS.waiting, tone: 'warn', mark: 'offline' },
  'signed-out': { text: SAVE_LABELS['signed-out'], tone: 'warn', mark: 'offline' },
  conflict: { text: SAVE_LABELS.conflict, tone: 'warn', mark: 'alert' },
  invalid: { text: `${SAVE_LABELS.invalid}: see the marked field`, tone: 'warn', mark: 'alert' },
  failed: { text: SAVE_LABELS.failed, tone: 'bad', mark: 'alert' },
  gone: { text: SAVE_LABELS.gone, tone: 'warn', mark: 'trash' },
  lines: { text: 'A cost line is not saved yet', tone: '', mark: 'clock' },
  needs: { text: SAVE_LABELS.conflict, tone: 'warn', mark: 'alert' },
}

/** The number of characters that fit beside a job's number on a phone. */
const SHORT = 16

/** States in which there is nothing to save. */
const IDLE = new Set(['clean', 'saving', 'gone', 'lines', 'needs'])

/**
 * @param {Draft} draft
 * @param {{save: () => void, isReadOnly?: boolean, beside?: () => string | null}} wiring `beside`: the state of unsaved changes besides the fields
 */
export function saveState(draft, { save, isReadOnly = false, beside = () => null }) {
  let savedAt = ''
  let shown = ''
  let shownWhere = ''
  const text = element`<span class="save__text" data-save-text></span>`
  const mark = element`<span class="save__mark"></span>`
  const button = /** @type {HTMLButtonElement} */ (
    element`<button type="button" class="button" name="save" title="Ctrl+S" @click=${save}>Save</button>`
  )
  const root = element`<div class="save" role="status" tabindex="-1" data-save-state="clean" ?hidden=${isReadOnly}>${mark}${text}${isReadOnly ? null : button}</div>`
  const update = () => {
    const state = draft.state === 'clean' ? (beside() ?? 'clean') : draft.state
    // Say whether the text is stored or only on the screen.
    const where = state === 'waiting' || state === 'signed-out' ? storageText() : ''
    if (state + where === shown + shownWhere) return
    // The CSS hides "Saving…" for the first 200 ms.
    if (shown === 'saving' && state === 'clean') savedAt = new Date().toISOString()
    ;[shown, shownWhere] = [state, where]
    const { text: stated, tone, mark: name } = STATES[state] ?? STATES.dirty
    const words = state === 'gone' && draft.isOfReplacedData ? 'Not in the restored backup' : stated
    root.dataset.saveState = draft.state
    text.textContent =
      state === 'clean' && savedAt
        ? `${SAVE_LABELS.saved} ${time(savedAt)}`
        : state === 'failed' && draft.error
          ? `${SAVE_LABELS.failed}: ${draft.error.message}`
          : where
            ? `${words}, ${where}`
            : words
    root.className = `save ${tone}`
    root.classList.toggle('is-long', tone !== '' && text.textContent.length > SHORT)
    show(mark, icon(name, 14))
    whenReleased(button, () => {
      const text = draft.state === 'conflict' ? 'Show the difference' : 'Save'
      if (button.textContent !== text) button.textContent = text
      const isIdle = IDLE.has(shown) || draft.state === 'clean'
      // A disabled button loses the focus: move it to the state text.
      if (isIdle && document.activeElement === button) root.focus()
      button.disabled = isIdle
    })
  }
  update()
  return { root, update }
}
