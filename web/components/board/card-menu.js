import { boardJobs } from '../../js/app/board-jobs.js'
import { client, mayEdit } from '../../js/app/client.js'
import { counted } from '../../js/app/format.js'
import { statuses } from '../../js/app/labels.js'
import { patchFromBoard } from '../../js/app/moves.js'
import { openMenu } from '../menu/menu.js'

/** The jobs that the menu is about: on a phone it covers the card. */
const titleOf = (/** @type {string[]} */ ids) => {
  const record = ids.length === 1 ? boardJobs.snapshot(ids[0])?.record : null
  return record ? `${record.job_number} ${record.name}` : counted(ids.length, 'job')
}

/**
 * @param {Element} anchor
 * @param {string[]} ids
 * @param {(key: string) => void} choose
 */
export function openMoveMenu(anchor, ids, choose) {
  const now = ids.length === 1 ? boardJobs.status(ids[0]) : null
  openMenu(
    anchor,
    statuses().map(({ key, label }) => ({ label, status: key, isChecked: key === now, run: () => key !== now && choose(key) })),
    { label: 'Move to', title: titleOf(ids) },
  )
}

/**
 * @param {Element} anchor
 * @param {string} id
 * @param {import('./input.js').BoardInput} input
 */
export function openCardMenu(anchor, id, input) {
  const record = boardJobs.snapshot(id)?.record
  if (!record) return
  const me = client.person?.id ?? ''
  const isMine = record.assigned_to.includes(me)
  const others = record.assigned_to.filter((/** @type {string} */ one) => one !== me)
  const assign = () => patchFromBoard(id, { assigned_to: isMine ? others : [...others, me] })
  const moveTo = (/** @type {string} */ key) => key !== now && input.moveTo(input.selection.with(id), key)
  const now = boardJobs.status(id)
  openMenu(
    anchor,
    [
      { label: 'Open', href: `#/jobs/${id}`, hint: 'Enter' },
      ...(mayEdit()
        ? /** @type {any[]} */ ([
            { label: isMine ? 'Unassign me' : 'Assign to me', run: assign },
            { label: input.selection.has(id) ? 'Deselect' : 'Select', hint: 'Space', run: () => input.selection.press(id, false, []) },
            'line',
            ...statuses().map(({ key, label }) => ({ label, status: key, isChecked: key === now, run: () => moveTo(key) })),
          ])
        : []),
    ],
    { label: `Actions for job ${record.job_number}`, title: titleOf([id]) },
  )
}
