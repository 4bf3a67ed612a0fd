import { onKey } from '../lib/keys.js'

/** The current route, in the address after `#`, so that deep links, Back and reloading work. */

/** @typedef {{name: 'board' | 'job' | 'new' | 'clients' | 'client' | 'deleted' | 'nowhere', id: string | null, query: URLSearchParams}} Route */

const PLACES = [
  { name: 'board', pattern: /^\/$/ },
  { name: 'new', pattern: /^\/jobs\/new$/ },
  { name: 'job', pattern: /^\/jobs\/([0-9a-f-]{36})$/i },
  { name: 'deleted', pattern: /^\/deleted$/ },
  { name: 'clients', pattern: /^\/clients$/ },
  { name: 'client', pattern: /^\/clients\/(new|[0-9a-f-]{36})$/i },
]

/** @returns {Route} */
export function route() {
  const [path, query = ''] = location.hash.replace(/^#/, '').split('?')
  const known = path.replace(/\/$/, '') || '/'
  for (const { name, pattern } of PLACES) {
    const match = pattern.exec(known)
    if (match) return { name: /** @type {Route['name']} */ (name), id: match[1]?.toLowerCase() ?? null, query: new URLSearchParams(query) }
  }
  return { name: 'nowhere', id: null, query: new URLSearchParams() }
}

/** The position of an entry in this page's history, to tell Back from Forward, and how far it went. */
let at = history.state?.at ?? 0
history.replaceState({ ...history.state, at }, '')
/** Whether the router itself is going back; listeners ignore that. */
let isReturning = false

/**
 * While a dialog is open, Back closes it, and the page below stays. A dialog that must be answered, such as the sign-in, stays open.
 */
window.addEventListener(
  'hashchange',
  (event) => {
    const now = history.state?.at
    if (isReturning) {
      isReturning = false
      if (now === at) return event.stopImmediatePropagation()
    }
    if (now === undefined) {
      // A new entry in the history.
      if (event.isTrusted) {
        at += 1
        history.replaceState({ at }, '')
      }
      return
    }
    const dialog = /** @type {HTMLDialogElement | undefined} */ ([...document.querySelectorAll('dialog[open]:not(.over)')].pop())
    if (dialog && now !== at && !document.querySelector('dialog.over')) {
      event.stopImmediatePropagation()
      isReturning = true
      history.go(at - now)
      return dialog.close()
    }
    at = now
  },
  { capture: true },
)

/** The board's address, with its last filters. */
let board = '#/'
const noteBoard = () => {
  if (route().name === 'board') board = location.hash || '#/'
}
noteBoard()
window.addEventListener('hashchange', noteBoard)

/** The address that leads back to the board, with its last filters. */
export const boardAddress = () => board

/** @param {string} hash */
export function go(hash) {
  if (location.hash === hash) window.dispatchEvent(new HashChangeEvent('hashchange'))
  else location.hash = hash
}

/**
 * Changes the address without a history entry: a filter is not a route.
 * @param {string} hash
 */
export function amend(hash) {
  history.replaceState(history.state, '', hash)
  noteBoard()
}

/** @param {(route: Route) => void} listener */
export function onRoute(listener) {
  window.addEventListener('hashchange', () => listener(route()))
}

/**
 * Counts presses. The code that handles a press may have to be loaded first, and the person may have moved on in the meantime: a menu or dialog that opens
 * then would be unexpected.
 */
let presses = 0
const MODIFIERS = ['Shift', 'Control', 'Alt', 'AltGraph', 'Meta']
const note = (/** @type {any} */ { key }) => {
  if (!MODIFIERS.includes(key)) presses += 1
}
for (const name of ['pointerdown', 'hashchange']) window.addEventListener(name, note, { capture: true })
onKey(window, note, { capture: true })

/**
 * Call this in the listener of a press.
 * @returns {() => boolean} whether that press is still the person's last action
 */
export function lastPress() {
  const mine = presses
  return () => mine === presses
}
