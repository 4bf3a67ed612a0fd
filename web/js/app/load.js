import { element } from '../lib/html.js'
import { stylesArrived } from './styles.js'

/**
 * Loading what is not part of the first board: it is tried again by itself, and where that does not help people are told. A browser may
 * remember for as long as the page lives that a module did not arrive (Firefox does); then only a reload helps.
 */

const AGAIN = 500
const PATIENCE = 8_000

/** What was asked for could not be done, since its code did not arrive. */
class NotLoaded extends Error {}

// Whoever asked was told; nothing more is to be said of it.
globalThis.addEventListener?.('unhandledrejection', (event) => event.reason instanceof NotLoaded && event.preventDefault())

/**
 * @template T
 * @param {() => Promise<T>} get imports the module
 * @param {{tells?: boolean}} [options] `tells`: whether the page says that it did not arrive; the caller does otherwise
 * @returns {Promise<T>} with its style sheets in place
 */
export async function load(get, { tells = true } = {}) {
  let loaded
  try {
    loaded = await get().catch(() => pause(AGAIN).then(get))
  } catch (cause) {
    if (tells) tell('A part of the page did not arrive.')
    throw new NotLoaded('A part of the page did not arrive.', { cause })
  }
  if (!(await stylesArrived())) tell('The page did not arrive whole, so it may look odd.')
  return loaded
}

const pause = (/** @type {number} */ ms) => new Promise((resolve) => setTimeout(resolve, ms))

/** @type {HTMLElement | null} */
let bar = null

/** @param {string} text */
function tell(text) {
  const said = bar ?? (bar = element`
    <div class="trouble" role="alert"><p></p>
      <button type="button" class="button" data-try-again @click=${() => reload(tell)}>Try again</button>
      <button type="button" class="button quiet" @click=${() => bar?.remove()}>Close</button></div>`)
  const words = /** @type {HTMLElement} */ (said.querySelector('p'))
  words.textContent = text
  // In front of a dialog that is open.
  ;([...document.querySelectorAll('dialog[open]')].pop() ?? document.body).append(said)
}

/**
 * Loads the page anew. Where the server is out of reach the page stays, since the browser would show its own in place of it.
 *
 * @param {(text: string) => void} say
 */
export async function reload(say) {
  try {
    await fetch('./', { method: 'HEAD', cache: 'no-store', signal: AbortSignal.timeout(PATIENCE) })
    location.reload()
  } catch {
    say('The server cannot be reached now.')
  }
}
