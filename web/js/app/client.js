import { Client } from '../client/client.js'
import { comparing } from '../client/reconcile.js'
import { fetchPrefetched } from './prefetched.js'

// How texts differ the page shows in its own way; what became of a cost line is asked only where somebody else was first with its set.
comparing.costLines = () => import('../client/cost-line-conflicts.js').then(({ costLineConflicts }) => costLineConflicts)

/** Where the page is: `/`, or the path below which a proxy shows it, with a slash at either end. */
const BASE = globalThis.location?.pathname?.replace(/[^/]*$/, '') || '/'

/** The one client of this tab: it holds every snapshot, every draft and every change under way. */
export const client = new Client({ baseURL: `${BASE}api`, scope: BASE === '/' ? '' : BASE, fetch: fetchPrefetched })

// Typing is carried over a merge only where there is a draft. Without a network it is asked for again when the draft tells of itself next.
const endOfFirst = client.on('draft', () => {
  import('../client/carry-text.js').then(({ carryText }) => {
    comparing.carryText = carryText
    endOfFirst()
  }, () => {})
})

/** Whether the person may change jobs and clients, or is of the workshop: reads, adds events and their own hours. */
export const mayEdit = () => client.person?.role === 'office' || client.person?.role === 'admin'

/** After how many milliseconds what could not be asked for is asked for again. */
const AGAIN = 5000

/**
 * What is read once can be lost while the stream lives on, and nobody would say that it can be read by now: it is read again then.
 * @param {() => void} read
 * @param {() => boolean} isWanted whether it is still to be shown
 * @returns {(error: any) => void} told why it could not be read
 */
export function whenReachable(read, isWanted) {
  let timer = 0
  const again = () => {
    clearTimeout(timer)
    timer = 0
    window.removeEventListener('online', again)
    if (isWanted()) read()
  }
  return (error) => {
    if (error?.name !== 'OfflineError' || timer) return
    timer = window.setTimeout(again, AGAIN)
    window.addEventListener('online', again)
  }
}
