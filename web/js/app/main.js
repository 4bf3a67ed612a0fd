import './theme.js'
import '../../components/shell/shell.js'
import { element, show } from '../lib/html.js'
import { onKey } from '../lib/keys.js'
import '../lib/page-cache.js'
import { clearToasts, tellNotStored, toast } from './lazy-toasts.js'
import { client } from './client.js'
import { forgetPrefetched } from './prefetched.js'
import { load, reload } from './load.js'
import { loadPage } from './pages.js'
import { forgetPeople } from './people.js'
import { lastPress, onRoute, route } from './router.js'

const main = /** @type {HTMLElement} */ (document.getElementById('main'))
const bar = /** @type {HTMLElement} */ (document.getElementById('bar'))
/** What `index.html` shows until there is a page to show: that it is loading, that it takes long, that it failed. */
const start = /** @type {HTMLElement} */ (document.getElementById('start'))
/** After how many milliseconds the page that was left is replaced by the word that the next one is loading. */
const SLOW = 700
/**
 * The board stays while people look at a job, so that Back shows it as it was.
 * @type {HTMLElement | null}
 */
let board = null
/** Pages are loaded on demand; a slow one must not replace one that was asked for later. */
let turn = 0
/** @type {string | null} */
let shownPerson = null

async function showPage(isFirst = false) {
  const mine = ++turn
  const shownRoute = route()
  const slow = setTimeout(() => mine === turn && showStart(), SLOW)
  let made
  try {
    made = await loadPage(shownRoute)
  } catch (error) {
    if (mine === turn) showStart(true)
    return
  } finally {
    clearTimeout(slow)
  }
  if (mine !== turn || !client.person) return
  document.title = shownRoute.name === 'board' ? 'Board · Jobtag' : `${made.dataset.title ?? 'Jobtag'} · Jobtag`
  if (shownRoute.name === 'board') {
    const shown = board ?? made
    board = shown
    if (main.firstElementChild === shown) return // Only the filters are others: whoever types among them goes on.
    show(main, shown)
  } else show(main, made)
  main.scrollTop = 0
  // The board's first drawing has the line for itself.
  setTimeout(prefetch, shownRoute.name === 'board' ? 3000 : 0)
  // On the board the card that one came from, or went to last, has the stop.
  const stop = main.querySelector('[data-focus]') ?? main.querySelector('.board .card__link[tabindex="0"]') ?? main
  if (!isFirst) /** @type {HTMLElement} */ (stop).focus({ preventScroll: true })
}

function showStart(hasFailed = false) {
  start.classList.toggle('failed', hasFailed)
  if (!start.isConnected) show(main, start)
}

/** Without a network nothing is prefetched; each module comes when it is asked for. */
const prefetch = () => import('./prefetch.js').then((loaded) => loaded.prefetchRest(), () => {})

async function showSignIn() {
  try {
    await load(() => import('../../components/sign-in/sign-in.js'), { tells: shownPerson !== null })
  } catch {
    if (shownPerson === null) showStart(true)
    return
  }
  if (client.person && !client.isSignedOut) return
  if (shownPerson === null) {
    show(bar)
    show(main, element`<jt-sign-in></jt-sign-in>`)
    document.title = 'Sign in · Jobtag'
    return
  }
  // In the middle of work: the page stays as it is below.
  if (document.querySelector('dialog.over')) return
  const dialog = /** @type {HTMLDialogElement} */ (element`<dialog class="over" aria-label="Sign in again"><jt-sign-in again></jt-sign-in></dialog>`)
  dialog.addEventListener('cancel', (event) => event.preventDefault())
  document.body.append(dialog)
  dialog.showModal()
}

function showPerson() {
  document.querySelector('dialog.over')?.remove()
  const id = client.person?.id ?? null
  if (id === null || id === shownPerson) return
  if (shownPerson !== null) return location.reload() // Somebody else: nothing of the one before stays in memory.
  shownPerson = id
  forgetPeople()
  show(bar, element`<jt-shell></jt-shell>`)
  showPage(true)
}

client.on('signed-in', showPerson)
client.on('signed-out', showSignIn)
client.on('storage-error', tellNotStored)

// The stream is followed for as long as somebody is signed in: of all jobs, or of the one that is open, which shows others that it is.
// One that is deleted has no stream; the stream of all jobs tells when it is back.
/** @type {Set<string>} */
const gone = new Set()
const follow = () => client.person && client.follow(route().name === 'job' && !gone.has(route().id ?? '') ? route().id : null)
client.on('gone', (/** @type {string} */ id) => {
  gone.add(id)
  follow()
})
client.on('snapshot', (/** @type {{id: string}} */ { id }) => gone.delete(id) && follow())
client.on('signed-in', follow)
client.on('catch-up', forgetPrefetched)
client.on('generation', () => {
  gone.clear()
  follow()
  toast("The server's data was restored from a backup. What is shown is what it has now.", { tone: 'warn', key: 'generation', seconds: 30 })
  // Lists that are read once are read again; what keeps itself up to date does so.
  if (shownPerson && ['clients', 'deleted'].includes(route().name)) showPage(true)
})
onRoute(follow)
client.on('merged', async (/** @type {any} */ { id, theirChanges }) => (await load(() => import('./merge-toast.js'))).showMergeToast(id, theirChanges))

onRoute(() => {
  clearToasts('move') // Moving back is offered where it was moved.
  if (shownPerson) showPage()
})
onKey(document, async (event) => {
  const at = /** @type {Element} */ (event.target)
  if (event.key !== '?' || event.ctrlKey || event.metaKey || event.altKey || !shownPerson) return
  if (at.matches('input, select, textarea') || document.querySelector('dialog[open]')) return
  event.preventDefault()
  const isLast = lastPress()
  const { showKeys } = await load(() => import('../../components/keys-help/keys-help.js'))
  if (isLast()) showKeys()
})
document.getElementById('skip')?.addEventListener('click', () => main.focus())

start.addEventListener('submit', (event) => {
  event.preventDefault()
  reload((text) => {
    showStart(true)
    const words = /** @type {HTMLElement} */ (start.querySelector('.start__failed'))
    words.textContent = text
  })
})

async function begin() {
  try {
    if (await client.start()) showPerson()
    else showSignIn()
  } catch (error) {
    showStart(true)
    // A refusal is told by that; anything else is a fault of the page.
    if (!['JobtagError', 'OfflineError'].includes(/** @type {any} */ (error)?.name)) throw error
  }
}

begin()
