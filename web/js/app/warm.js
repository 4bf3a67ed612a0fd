/**
 * Fetches in a quiet moment what was left out of the first drawing: the job card, the dialogs. It makes them open at once, and makes them
 * open at all when the network is gone by then.
 */

let isAsked = false

export function warmUp() {
  if (isAsked) return
  isAsked = true
  ;(window.requestIdleCallback ?? setTimeout)(fetchRest)
}

async function fetchRest() {
  const parts = [
    () => import('../../components/board/hands.js'),
    () => import('./search-index.js'),
    () => import('../../components/toasts/toasts.js'),
    () => import('../../components/shell/outbox-menu.js'),
    () => import('../../components/sign-in/sign-in.js'),
    () => import('../../components/job/job-page.js'),
    () => import('../client/carry-text.js'),
    () => import('../../components/conflict/resolve.js'),
    () => import('./merged.js'),
    () => import('./early-form.js'),
    () => import('../../components/new-job/new-job.js'),
    () => import('../../components/clients/client-list.js'),
    () => import('../../components/clients/client-page.js'),
    () => import('../../components/job/deleted-jobs.js'),
    () => import('../../components/keys-help/keys-help.js'),
    () => import('../../components/board/board.js'),
  ]
  for (const part of parts) {
    try {
      await part()
    } catch {
      return // No network now: each comes when it is asked for.
    }
  }
}
