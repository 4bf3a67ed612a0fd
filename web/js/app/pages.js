import { element } from '../lib/html.js'
import { load } from './load.js'
import { boardAddress } from './router.js'

/** The caller shows that the page could not be loaded. */
const QUIET = { tells: false }

/**
 * Loads the code of a route's page and creates its element: the board does not wait for the code of the job card.
 * @param {import('./router.js').Route} route
 * @returns {Promise<HTMLElement>}
 */
export async function loadPage(route) {
  const { name, id, query } = route
  switch (name) {
    case 'job':
      await load(() => import('../../components/job/job-page.js'), QUIET)
      return element`<jt-job data-job="${id}" data-title="Job"></jt-job>`
    case 'new':
      if (!customElements.get('jt-new-job')) return placeholder(route)
      await load(() => import('../../components/new-job/new-job.js'), QUIET)
      return element`<jt-new-job data-title="New job" data-client=${query.get('client')}></jt-new-job>`
    case 'clients':
      await load(() => import('../../components/clients/client-list.js'), QUIET)
      return element`<jt-clients data-title="Clients"></jt-clients>`
    case 'client':
      if (id === 'new' && !customElements.get('jt-client')) return placeholder(route)
      await load(() => import('../../components/clients/client-page.js'), QUIET)
      return element`<jt-client data-client="${id}" data-title="Client"></jt-client>`
    case 'deleted':
      await load(() => import('../../components/job/deleted-jobs.js'), QUIET)
      return element`<jt-deleted data-title="Deleted jobs and clients"></jt-deleted>`
    case 'nowhere':
      return element`<div class="page page--narrow" data-title="Page not found">
        <p class="notice" role="alert" data-nowhere>This page does not exist. <a href="${boardAddress()}" data-focus>Go to the board</a></p></div>`
    default:
      await load(() => import('../../components/board/board.js'), QUIET)
      return element`<jt-board></jt-board>`
  }
}

/** People start typing at once when they create something, even if the form is still loading. */
const placeholder = async (/** @type {any} */ route) =>
  (await load(() => import('./placeholder-form.js'), QUIET)).placeholderForm(route.name, () => loadPage(route))
