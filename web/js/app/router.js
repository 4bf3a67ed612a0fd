import { onKey } from '../lib/keys.js'

/** Where the person is, in the address after `#`: deep links, Back and a reload come by themselves. */

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

/** Where an entry of the browser's history stands among those of this page: so that a step is known for Back or Forward, and how far it went. */
let at = history.state?.at ?? 0
history.replaceState({ ...history.state, at }, '')
/** A step that is being taken back is none for anybody. */
let isReturning = false

/**
 * Back, while a dialog is open, means to close that: it puts aside what was asked, and the place below stays. What must be answered, as the sign-in,
 * is left as it is.
 */
window.addEventListener('hashchange', (event) => {
  const now = history.state?.at
  if (isReturning) {
    isReturning = false
    if (now === at) return event.stopImmediatePropagation()
  }
  if (now === undefined) {
    // A new entry, not one that was gone back to.
    if (event.isTrusted) history.replaceState({ at: (at += 1) }, '')
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
}, { capture: true })

/** The board's address, with the filters that people left it with. */
let board = '#/'
const noteBoard = () => { if (route().name === 'board') board = location.hash || '#/' }
noteBoard()
window.addEventListener('hashchange', noteBoard)

/** Where the way back to the board leads: to what people had found there. */
export const boardAddress = () => board

/** @param {string} hash */
export function go(hash) {
  if (location.hash === hash) window.dispatchEvent(new HashChangeEvent('hashchange'))
  else location.hash = hash
}

/**
 * Changes the address without a step for Back: a filter is not a route.
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
 * What answers to a press may have to be loaded first. By the time it is here the person may have gone on: a menu that opens then, or a dialog
 * that takes the focus, would answer to nothing that they want any more.
 */
let presses = 0
const MODIFIERS = ['Shift', 'Control', 'Alt', 'AltGraph', 'Meta']
const note = (/** @type {any} */ { key }) => { if (!MODIFIERS.includes(key)) presses += 1 }
for (const name of ['pointerdown', 'hashchange']) window.addEventListener(name, note, { capture: true })
onKey(window, note, { capture: true })

/**
 * To be called in the listener of a press.
 * @returns {() => boolean} whether that press is still the last thing that the person did
 */
export function lastPress() {
  const mine = presses
  return () => mine === presses
}
