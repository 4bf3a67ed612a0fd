import { element } from '../lib/html.js'

/**
 * Makes the element of a place, and loads its code with it: the board does not wait for the code of the job card.
 * @param {import('./router.js').Place} where
 * @returns {Promise<HTMLElement>}
 */
export async function loadPlace({ name, id, query }) {
  switch (name) {
    case 'job':
      await import('../../components/job/job-page.js')
      return element`<jt-job data-job="${id}" data-title="Job"></jt-job>`
    case 'new':
      await import('../../components/new-job/new-job.js')
      return element`<jt-new-job data-title="New job" data-client=${query.get('client')}></jt-new-job>`
    case 'clients':
      await import('../../components/clients/client-list.js')
      return element`<jt-clients data-title="Clients"></jt-clients>`
    case 'client':
      await import('../../components/clients/client-page.js')
      return element`<jt-client data-client="${id}" data-title="Client"></jt-client>`
    case 'deleted':
      await import('../../components/job/deleted-jobs.js')
      return element`<jt-deleted data-title="Deleted jobs"></jt-deleted>`
    default:
      await import('../../components/board/board.js')
      return element`<jt-board></jt-board>`
  }
}
