import { client } from './client.js'

/** What is typed or done but not saved on the server yet, of all records. */

const NEEDS = new Set(['conflict', 'failed', 'invalid', 'gone'])
/** A move that is on its way is shown where it was made. */
const QUICK = new Set(['queued', 'sending'])

/** @param {string | null} [openID] the record that the person is typing in now: nothing of it has been left behind */
export function unsaved(openID = null) {
  const drafts = client.drafts().filter(({ isDirty, state }) => isDirty || (NEEDS.has(state) && state !== 'gone'))
  const mutations = client.pending().filter((mutation) => {
    const { state, kind } = mutation
    // A draft's own save is told with the draft.
    return state !== 'done' && !('draft' in mutation) && !(kind === 'patch' && QUICK.has(state))
  })
  const states = [...drafts, ...mutations].map(({ state }) => state)
  return {
    drafts,
    mutations,
    needs: states.filter((state) => NEEDS.has(state)).length,
    left: drafts.filter(({ id, state }) => state === 'dirty' && id !== openID).length,
    waiting: states.filter((state) => state === 'waiting' || state === 'signed-out').length,
  }
}
