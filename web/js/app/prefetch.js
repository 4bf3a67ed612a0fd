/**
 * When the page is idle, prefetches what the first board does not need: the server's list of statuses, the job card, the dialogs. They then open at once,
 * and also without a network.
 */

import { loadStatuses } from './statuses.js'

let isStarted = false

export function prefetchRest() {
  if (isStarted) return
  isStarted = true
  void loadStatuses()
  ;(window.requestIdleCallback ?? setTimeout)(importAll)
}

async function importAll() {
  const modules = [
    () => import('../../components/board/input.js'),
    () => import('./search-index.js'),
    () => import('../../components/toasts/toasts.js'),
    () => import('../../components/shell/outbox-menu.js'),
    () => import('../../components/sign-in/sign-in.js'),
    () => import('../../components/job/job-page.js'),
    () => import('../client/carry-text.js'),
    () => import('../../components/conflict/resolve.js'),
    () => import('./merge-toast.js'),
    () => import('./placeholder-form.js'),
    () => import('../../components/new-job/new-job.js'),
    () => import('../../components/clients/client-list.js'),
    () => import('../../components/clients/client-page.js'),
    () => import('../../components/job/deleted-jobs.js'),
    () => import('../../components/keys-help/keys-help.js'),
    () => import('../../components/board/board.js'),
  ]
  for (const importModule of modules) {
    try {
      await importModule()
    } catch {
      return // No network: each module is loaded when it is needed.
    }
  }
}
