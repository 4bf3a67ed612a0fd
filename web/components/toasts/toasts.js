import { element } from '../../js/lib/html.js'
import { icon } from '../../js/app/icons.js'
import { loadStyles } from '../../js/app/styles.js'

loadStyles('toasts/toasts')

/**
 * Short notes at the edge of the page, and the live regions through which screen readers hear of what changed.
 *
 * A note with something to do stays until it is dismissed or done; one that only tells goes by itself, unless somebody points at it.
 */

/** @typedef {{label: string, run: () => void}} Action */
/** @typedef {{tone?: 'info' | 'good' | 'warn' | 'bad', actions?: Action[], seconds?: number, key?: string}} ToastOptions */

const corner = element`<div class="toasts" role="region" aria-label="Notifications"></div>`
const polite = element`<div class="unseen" role="status" aria-live="polite" data-announcer></div>`
document.body.append(corner, polite)

const ICONS = { info: 'eye', good: 'check', warn: 'alert', bad: 'alert' }
const MOST = 4

/**
 * @param {string} text
 * @param {ToastOptions} [options] `key`: a newer note of the same key takes the place of the older
 * @returns {() => void} takes it away
 */
export function toast(text, options = {}) {
  const { tone = 'info', actions = [], key } = options
  const seconds = options.seconds ?? (actions.length ? 12 : 6)
  if (key) corner.querySelector(`[data-key="${CSS.escape(key)}"]`)?.remove()
  let timer = 0
  /** @type {HTMLElement | null} */
  let before = null
  const away = () => {
    clearTimeout(timer)
    const hadFocus = note.contains(document.activeElement)
    note.remove()
    if (hadFocus) giveBack(before)
  }
  const run = (/** @type {Action} */ action) => () => {
    away()
    action.run()
  }
  const note = element`
    <div class="toast ${tone}" role="${tone === 'bad' ? 'alert' : 'status'}" data-toast="${tone}" data-key=${key}>
      ${icon(ICONS[tone])}
      <p>${text}</p>
      ${actions.map((action) => element`<button type="button" class="link" @click=${run(action)}>${action.label}</button>`)}
      <button type="button" class="button quiet icon small" aria-label="Dismiss" @click=${away}>${icon('close', 12)}</button>
    </div>`
  const wait = () => {
    clearTimeout(timer)
    if (Number.isFinite(seconds)) timer = window.setTimeout(away, seconds * 1000)
  }
  note.addEventListener('pointerenter', () => clearTimeout(timer))
  note.addEventListener('pointerleave', wait)
  note.addEventListener('focusin', (event) => {
    clearTimeout(timer)
    if (event.relatedTarget instanceof HTMLElement && !corner.contains(event.relatedTarget)) before = event.relatedTarget
  })
  note.addEventListener('focusout', wait)
  corner.prepend(note)
  while (corner.children.length > MOST) corner.lastElementChild?.remove()
  wait()
  return away
}

/**
 * Says of what a note is about how it is by now. What there is to do stays where it is: somebody may be pressing it.
 * @param {string} key
 * @param {{text: string, tone: 'info' | 'good' | 'warn' | 'bad', isNews?: boolean}} now `isNews`: told also where the note has gone by now
 */
export function changeToast(key, { text, tone, isNews = false }) {
  const note = /** @type {HTMLElement | null} */ (corner.querySelector(`[data-key="${CSS.escape(key)}"]`))
  if (!note && isNews) toast(text, { tone, key })
  if (!note || note.dataset.toast === tone) return
  note.className = `toast ${tone}`
  note.dataset.toast = tone
  note.firstElementChild?.replaceWith(icon(ICONS[tone]))
  const words = /** @type {HTMLElement} */ (note.querySelector('p'))
  if (words.textContent !== text) words.textContent = text
}

/**
 * The focus goes back to where it came from; where that is gone, as a card that was drawn anew, to the place's own stop.
 * @param {HTMLElement | null} before
 */
function giveBack(before) {
  if (before?.isConnected) return before.focus()
  const main = document.getElementById('main')
  ;/** @type {HTMLElement | null} */ (main?.querySelector('[tabindex="0"]') ?? main)?.focus()
}

/**
 * Says something to screen readers only.
 * @param {string} text
 */
export function announce(text) {
  // The same sentence twice in a row would not be read again.
  polite.textContent = polite.textContent === text ? `${text}\u00a0` : text
}

/**
 * Takes away the notes of a key, such as those about a place that people have left.
 * @param {string} key
 */
export function clearToasts(key) {
  for (const note of corner.querySelectorAll(`[data-key="${CSS.escape(key)}"]`)) note.remove()
}

/**
 * @param {unknown} error
 * @param {string} [doing]
 */
export function toastError(error, doing) {
  const message = error instanceof Error ? error.message : String(error)
  toast(doing ? `${doing}: ${message}` : message, { tone: 'bad', seconds: 12 })
}
