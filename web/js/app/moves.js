import { announce, changeToast, clearToasts, toast, toastError } from './lazy-toasts.js'
import { boardJobs } from './board-jobs.js'
import { client } from './client.js'
import { counted } from './format.js'
import { load } from './load.js'
import { statusLabel } from './labels.js'

/**
 * The latest pending move of each job that is shown in its new column already.
 * @type {Map<string, object>}
 */
const newest = new Map()
/**
 * Undo functions for the moves on this page, oldest first; each returns whether there was anything to undo.
 * @type {(() => Promise<boolean>)[]}
 */
const done = []
client.on('generation', () => done.splice(0)) // Moves from before a restored backup cannot be undone.

/** Undoes the last move, and the one before it with the next call. */
export async function undoMove() {
  clearToasts('move')
  for (let back = done.pop(); back; back = done.pop()) if (await back()) return
  toast('There is no move to undo.', { key: 'move' })
}

/** The single job whose move the toast offers to undo. */
let offered = ''

/**
 * Moves jobs to another status, by drag or menu: shown at once, then saved, and reset if the server
 * refuses. If a job is moved again before the server has responded, the last move counts.
 * @param {string[]} ids
 * @param {string} status
 * @param {{undoable?: boolean, snapshots?: Map<string, any>}} [options] `snapshots`: what the person saw when the move started; by default what the
 *   board shows now. If someone else has moved the job since, the person is asked.
 */
export function move(ids, status, options = {}) {
  const { undoable = true, snapshots = new Map() } = options
  const moved = ids.flatMap((id) => {
    const now = boardJobs.snapshot(id)
    // Do nothing with a job that is known to be deleted.
    const snapshot = now && (snapshots.get(id) ?? now)
    const from = boardJobs.isMoving(id) ? boardJobs.status(id) : snapshot?.record.status
    return snapshot && from !== status ? [{ id, snapshot, from }] : []
  })
  if (!moved.length) return
  for (const { id } of moved) boardJobs.show(id, status)
  boardJobs.flush()
  const what = moved.length === 1 ? `Job ${moved[0].snapshot.record.job_number}` : counted(moved.length, 'job')
  announce(`${what} moved to ${statusLabel(status)}`)
  /** @type {Map<string, Promise<any>>} */
  const sent = new Map()
  let owed = ''
  if (undoable) {
    // Based on the versions that this move created, whatever has happened to the jobs since.
    const back = async () => {
      const made = new Map()
      for (const [id, sending] of sent) {
        const answer = await sending
        // Not if it was refused, or replaced by a later move before it was sent.
        if (answer?.snapshot.record.status === status) made.set(id, answer.snapshot)
      }
      for (const from of new Set(moved.map((job) => job.from)))
        move(
          moved.filter((job) => job.from === from && made.has(job.id)).map(({ id }) => id),
          from,
          { undoable: false, snapshots: made },
        )
      return made.size > 0
    }
    done.push(back)
    const run = () => {
      const at = done.indexOf(back)
      if (at >= 0) done.splice(at, 1)
      void back()
    }
    const unpaid = status === 'archived' ? moved.filter(({ snapshot }) => !snapshot.record.paid).length : 0
    owed = !unpaid
      ? ''
      : moved.length === 1
        ? '. It is not paid'
        : `. ${unpaid === moved.length ? 'None of them is' : `${counted(unpaid, 'job')} ${unpaid === 1 ? 'is' : 'are'} not`} paid`
    // Until the server has responded, the toast does not claim success (see follow).
    toast(`${what} moved to ${statusLabel(status)}${owed}`, {
      tone: owed ? 'warn' : 'info',
      key: 'move',
      actions: [{ label: 'Undo', run }],
    })
  }
  for (const { id, snapshot } of moved)
    sent.set(id, send(id, client.patch(snapshot, { status }), `Job ${snapshot.record.job_number} was not moved`))
  offered = moved.length === 1 ? moved[0].id : ''
  if (undoable)
    follow(
      moved.map(({ id }) => id),
      what,
      status,
      owed,
      [...sent.values()],
    )
}

/** The move that the toast is about. */
let noted = {}

/**
 * Updates the toast: the move is waiting, or done.
 * @param {string[]} ids
 * @param {string} what
 * @param {string} status
 * @param {string} owed the warning that what was moved is not paid
 * @param {Promise<any>[]} sent
 */
async function follow(ids, what, status, owed, sent) {
  const mine = {}
  noted = mine
  const tell = (/** @type {'good' | 'warn'} */ tone, /** @type {string} */ text, isDone = false) =>
    noted === mine && changeToast('move', { tone, text, isNews: hasWaited && isDone })
  let hasWaited = false
  const stop = client.on('draft', () => {
    const states = new Set(
      ids.flatMap((id) =>
        client
          .drafts(id)
          .filter(({ name }) => name.startsWith('patch~'))
          .map(({ state }) => state),
      ),
    )
    const when = states.has('waiting') ? 'when the network is back' : states.has('signed-out') ? 'when you have signed in' : ''
    hasWaited ||= when !== ''
    if (when) tell('warn', `${what} will be moved to ${statusLabel(status)} ${when}`)
  })
  const answers = await Promise.all(sent)
  stop()
  const moved = answers.filter(Boolean).length
  if (moved)
    tell(owed ? 'warn' : 'good', `${moved < ids.length ? `${moved} of ${what}` : what} moved to ${statusLabel(status)}${owed}`, true)
}

/**
 * @param {string} id
 * @param {Promise<any>} change
 * @param {string} failure
 * @returns {Promise<any>} what was saved; null if it was refused
 */
async function send(id, change, failure) {
  const mine = {}
  newest.set(id, mine)
  try {
    return await change
  } catch (error) {
    // A move that failed cannot be undone.
    if (offered === id) clearToasts('move')
    await refused(error, failure)
    return null
  } finally {
    if (newest.get(id) === mine) {
      newest.delete(id)
      boardJobs.show(id, null)
    }
  }
}

/**
 * Changes a field from the board, such as who is assigned.
 * @param {string} id
 * @param {Record<string, any>} fields
 */
export async function patchFromBoard(id, fields) {
  const snapshot = boardJobs.snapshot(id)
  if (!snapshot) return
  try {
    await client.patch(snapshot, fields)
  } catch (error) {
    await refused(error, `Job ${snapshot.record.job_number} was not changed`)
  }
}

/**
 * Handles a refused change: opens the conflict dialog, or shows an error.
 * @param {any} error
 * @param {string} failure
 */
export async function refused(error, failure) {
  if (error?.name === 'DiscardedError') return
  if (error?.conflict && error.mutation) {
    const { resolveMutation } = await load(() => import('../../components/conflict/resolve.js'))
    return resolveMutation(error.mutation)
  }
  if (error?.conflict && error.draft) {
    const { resolveDraft } = await load(() => import('../../components/conflict/resolve.js'))
    return resolveDraft(error.draft)
  }
  toastError(error, failure)
}
