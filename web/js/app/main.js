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
/** What `index.html` shows until the first page is drawn: that it is loading, that it takes long, or that it failed. */
const start = /** @type {HTMLElement} */ (document.getElementById('start'))
/** The delay before the previous page is replaced by "Loading…", in milliseconds. */
const SLOW = 700
/**
 * The board element is reused, so that Back shows it unchanged.
 * @type {HTMLElement | null}
 */
let board = null
/** Pages are loaded on demand; a slow one must not replace one that was requested later. */
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
  } catch {
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
    if (main.firstElementChild === shown) return // Only the filters have changed: the focus stays in them.
    show(main, shown)
  } else show(main, made)
  main.scrollTop = 0
  // The first board gets the whole bandwidth.
  setTimeout(prefetch, shownRoute.name === 'board' ? 3000 : 0)
  // On the board, focus the card that was opened last.
  const stop = main.querySelector('[data-focus]') ?? main.querySelector('.board .card__link[tabindex="0"]') ?? main
  if (!isFirst) /** @type {HTMLElement} */ (stop).focus({ preventScroll: true })
}

function showStart(hasFailed = false) {
  start.classList.toggle('failed', hasFailed)
  if (!start.isConnected) show(main, start)
}

/** Without a network nothing is prefetched; each module is loaded when it is needed. */
const prefetch = () =>
  import('./prefetch.js').then(
    (loaded) => loaded.prefetchRest(),
    () => {},
  )

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
  // During work: the page stays as it is below the dialog.
  if (document.querySelector('dialog.over')) return
  const dialog = /** @type {HTMLDialogElement} */ (
    element`<dialog class="over" aria-label="Sign in again"><jt-sign-in again></jt-sign-in></dialog>`
  )
  dialog.addEventListener('cancel', (event) => event.preventDefault())
  document.body.append(dialog)
  dialog.showModal()
}

function showPerson() {
  document.querySelector('dialog.over')?.remove()
  const id = client.person?.id ?? null
  if (id === null || id === shownPerson) return
  if (shownPerson !== null) return location.reload() // Another person: remove the previous person's data from memory.
  shownPerson = id
  forgetPeople()
  show(bar, element`<jt-shell></jt-shell>`)
  showPage(true)
}

client.on('signed-in', showPerson)
client.on('signed-out', showSignIn)
client.on('storage-error', tellNotStored)

// While someone is signed in, the page follows the stream of all jobs, or of the open job, which shows others that it is open.
// A deleted job has no stream; the stream of all jobs tells when it is restored.
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
  toast('The server’s data was restored from a backup. This page shows the restored data.', {
    tone: 'warn',
    key: 'generation',
    seconds: 30,
  })
  // Reload lists that are loaded only once. The others update themselves.
  if (shownPerson && ['clients', 'deleted'].includes(route().name)) showPage(true)
})
onRoute(follow)
client.on('merged', async (/** @type {any} */ { id, theirChanges }) =>
  (await load(() => import('./merge-toast.js'))).showMergeToast(id, theirChanges),
)

onRoute(() => {
  clearToasts('move') // Undo is offered only on the page where the job was moved.
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
    // These are shown to the person; anything else is a bug.
    if (!['JobtagError', 'OfflineError'].includes(/** @type {any} */ (error)?.name)) throw error
  }
}

begin()
