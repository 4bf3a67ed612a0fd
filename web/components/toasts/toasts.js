import { element } from '../../js/lib/html.js'
import { icon } from '../../js/app/icons.js'
import { loadStyles } from '../../js/app/styles.js'

loadStyles('toasts/toasts')

/**
 * Toasts at the edge of the page, and the live region for screen readers.
 *
 * A toast disappears after some seconds, later if it has actions, and not while it has the pointer or the focus.
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
 * @param {ToastOptions} [options] `key`: a newer toast with the same key replaces the older one
 * @returns {() => void} removes it
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
 * Updates a toast. Its buttons stay, because one may be being pressed.
 * @param {string} key
 * @param {{text: string, tone: 'info' | 'good' | 'warn' | 'bad', isNews?: boolean}} now `isNews`: show it even if the toast has already disappeared
 */
export function changeToast(key, { text, tone, isNews = false }) {
  const note = /** @type {HTMLElement | null} */ (corner.querySelector(`[data-key="${CSS.escape(key)}"]`))
  if (!note && isNews) toast(text, { tone, key })
  const words = /** @type {HTMLElement | undefined} */ (note?.querySelector('p'))
  if (!note || !words || (note.dataset.toast === tone && words.textContent === text)) return
  note.className = `toast ${tone}`
  note.dataset.toast = tone
  note.firstElementChild?.replaceWith(icon(ICONS[tone]))
  if (words.textContent !== text) words.textContent = text
}

/**
 * Returns the focus to where it came from, or, if that element is gone, to the page's tab stop.
 * @param {HTMLElement | null} before
 */
function giveBack(before) {
  if (before?.isConnected) return before.focus()
  const main = document.getElementById('main')
  const stop = /** @type {HTMLElement | null} */ (main?.querySelector('[tabindex="0"]') ?? main)
  stop?.focus()
}

/**
 * Announces a text to screen readers only.
 * @param {string} text
 */
export function announce(text) {
  // Screen readers would not announce the same text twice in a row.
  polite.textContent = polite.textContent === text ? `${text}\u00a0` : text
}

/**
 * Removes the toasts with a key, such as those about a page that the person has left.
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
