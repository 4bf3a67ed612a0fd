import { Client } from '../client/client.js'
import { comparing } from '../client/reconcile.js'
import { fetchPrefetched } from './prefetched.js'

// The page shows text differences in its own way. The comparison of cost lines is loaded only after a conflict over a cost set.
comparing.costLines = () => import('../client/cost-line-conflicts.js').then(({ costLineConflicts }) => costLineConflicts)

/** The path of the page: `/`, or the path under which a proxy serves it, with a slash at both ends. */
const BASE = globalThis.location?.pathname?.replace(/[^/]*$/, '') || '/'

/** The client of this tab: it holds all snapshots, drafts and pending changes. */
export const client = new Client({ baseURL: `${BASE}api`, scope: BASE === '/' ? '' : BASE, fetch: fetchPrefetched })

// Carrying typed text over a merge is needed only once there is a draft. If loading fails, the next draft event retries.
const endOfFirst = client.on('draft', () => {
  import('../client/carry-text.js').then(
    ({ carryText }) => {
      comparing.carryText = carryText
      endOfFirst()
    },
    () => {},
  )
})

/** Whether the person may change jobs and clients. Others (workshop staff) may read, and add events and their own hours. */
export const mayEdit = () => client.person?.role === 'office' || client.person?.role === 'admin'

/** The delay before a failed request is retried, in milliseconds. */
const AGAIN = 5000

/**
 * Retries a failed read when the network is back. The stream may have stayed open, so that no catch-up triggers it.
 * @param {() => void} read
 * @param {() => boolean} isWanted whether the result is still needed
 * @returns {(error: any) => void} to be called with the error of the failed read
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
