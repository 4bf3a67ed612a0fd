import { client } from './client.js'

/** All drafts and changes that are not saved on the server yet. */

const NEEDS = new Set(['conflict', 'failed', 'invalid', 'gone'])
/** A move that is being sent is shown on the board. */
const QUICK = new Set(['queued', 'sending'])

/** @param {string | null} [openID] the record that the person is editing: its drafts do not count as left behind */
export function unsaved(openID = null) {
  const drafts = client.drafts().filter(({ isDirty, state }) => isDirty || (NEEDS.has(state) && state !== 'gone'))
  const mutations = client.pending().filter((mutation) => {
    const { state, kind } = mutation
    // The save of a draft counts with the draft.
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
