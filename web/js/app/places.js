import { element } from '../lib/html.js'
import { boardAddress } from './router.js'

/**
 * Makes the element of a place, and loads its code with it: the board does not wait for the code of the job card.
 * @param {import('./router.js').Place} where
 * @returns {Promise<HTMLElement>}
 */
export async function loadPlace(where) {
  const { name, id, query } = where
  switch (name) {
    case 'job':
      await import('../../components/job/job-page.js')
      return element`<jt-job data-job="${id}" data-title="Job"></jt-job>`
    case 'new':
      if (!customElements.get('jt-new-job')) return early(where)
      return element`<jt-new-job data-title="New job" data-client=${query.get('client')}></jt-new-job>`
    case 'clients':
      await import('../../components/clients/client-list.js')
      return element`<jt-clients data-title="Clients"></jt-clients>`
    case 'client':
      if (id === 'new' && !customElements.get('jt-client')) return early(where)
      await import('../../components/clients/client-page.js')
      return element`<jt-client data-client="${id}" data-title="Client"></jt-client>`
    case 'deleted':
      await import('../../components/job/deleted-jobs.js')
      return element`<jt-deleted data-title="Deleted jobs"></jt-deleted>`
    case 'nowhere':
      return element`<div class="page page--narrow" data-title="No such page">
        <p class="notice" role="alert" data-nowhere>There is no such page. <a href="${boardAddress()}" data-focus>To the board</a></p></div>`
    default:
      await import('../../components/board/board.js')
      return element`<jt-board></jt-board>`
  }
}

/** Who begins something new begins to type at once, whether or not the form is here yet. */
const early = async (/** @type {any} */ where) => (await import('./early-form.js')).earlyForm(where.name, () => loadPlace(where))
