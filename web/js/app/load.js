import { element } from '../lib/html.js'
import { stylesArrived } from './styles.js'

/**
 * Loads modules that are not part of the first board. A failed load is retried; if that fails too, the page shows a message. A browser may
 * remember until the page is reloaded that a module failed (Firefox does); then only a reload helps.
 */

const AGAIN = 500
const PATIENCE = 8_000

/** An action could not be done, because its code could not be loaded. */
class NotLoaded extends Error {
  name = 'NotLoaded'
}

// The person has been notified already.
globalThis.addEventListener?.('unhandledrejection', (event) => event.reason instanceof NotLoaded && event.preventDefault())

/**
 * @template T
 * @param {() => Promise<T>} get imports the module
 * @param {{tells?: boolean}} [options] `tells`: whether to show a message if it fails; otherwise the caller does
 * @returns {Promise<T>} with its style sheets in place
 */
export async function load(get, { tells = true } = {}) {
  let loaded
  try {
    loaded = await get().catch(() => pause(AGAIN).then(get))
  } catch (cause) {
    if (tells) tell('Part of the page could not be loaded.')
    throw new NotLoaded('Part of the page could not be loaded.', { cause })
  }
  if (!(await stylesArrived())) tell('Some styles could not be loaded, so the page may look odd.')
  return loaded
}

const pause = (/** @type {number} */ ms) => new Promise((resolve) => setTimeout(resolve, ms))

/** @type {HTMLElement | null} */
let bar = null

/** @param {string} text */
function tell(text) {
  bar ??= element`
    <div class="trouble" role="alert"><p></p>
      <button type="button" class="button" data-try-again @click=${() => reload(tell)}>Try again</button>
      <button type="button" class="button quiet" @click=${() => bar?.remove()}>Close</button></div>`
  const words = /** @type {HTMLElement} */ (bar.querySelector('p'))
  words.textContent = text
  // Above an open dialog.
  ;([...document.querySelectorAll('dialog[open]')].pop() ?? document.body).append(bar)
}

/**
 * Reloads the page. If the server cannot be reached the page stays, because the browser would replace it with its own error page.
 *
 * @param {(text: string) => void} say
 */
export async function reload(say) {
  try {
    await fetch('./', { method: 'HEAD', cache: 'no-store', signal: AbortSignal.timeout(PATIENCE) })
    location.reload()
  } catch {
    say('The server cannot be reached right now.')
  }
}
