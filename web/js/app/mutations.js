import { same } from '../client/values.js'
import { fieldText, summaryText } from './fields.js'
import { characters } from './format.js'
import { fieldInSentence, fieldLabel, statusLabel } from './labels.js'

/** Describes in words what a pending, waiting or refused change was meant to do. */

/**
 * @param {any} mutation
 * @returns {any} its body, as an object
 */
export function bodyOf(mutation) {
  if (typeof mutation.body !== 'string') return mutation.body ?? {}
  try {
    return JSON.parse(mutation.body)
  } catch {
    return {} // No readable body.
  }
}

/**
 * Changes that the person wants to undo, by id: the request contains only the id.
 * @type {Map<string, {summary: string, after: Record<string, any> | null}>}
 */
const undoneChanges = new Map()

/** @param {any} change from a job's history */
export const learnChange = (change) => void undoneChanges.set(change.change_id, change)

/**
 * Whether a change of fields can no longer be undone, because they have changed again. For cost lines, the server tells.
 * @param {any} mutation
 */
export function isPast(mutation) {
  const after = mutation.kind === 'undo' ? undoneChanges.get(bodyOf(mutation).change_id)?.after : null
  const now = mutation.conflict?.current.record
  return Boolean(after && now) && Object.entries(after ?? {}).some(([field, value]) => field in now && !same(now[field], value))
}

/** @param {any} mutation */
export function describeMutation(mutation) {
  const body = bodyOf(mutation)
  const set = fieldInSentence(/\/cost-sets\/(\w+)\//.exec(mutation.url ?? mutation.path ?? '')?.[1] ?? 'costs')
  const seen = mutation.seen?.line?.description
  const line = seen ? `the line “${shortened(seen)}”` : 'a line'
  switch (mutation.kind) {
    case 'event':
      return `add the event “${shortened(body.description)}”`
    case 'line-add':
      return `add “${shortened(body.description)}” to ${set}`
    case 'line-change':
      return `change ${line} of ${set} (${Object.entries(body)
        .map(([field, value]) => `${fieldLabel(field)}: ${shortened(fieldText(field, value))}`)
        .join(', ')})`
    case 'line-remove':
      return `remove ${line} of ${set}`
    case 'accept':
      return 'accept the quote'
    case 'revise':
      return 'start a new revision of the quote'
    case 'undo':
      return undoneChanges.has(body.change_id)
        ? `undo “${shortened(summaryText(undoneChanges.get(body.change_id)?.summary ?? ''))}”`
        : 'undo a change'
    case 'delete':
      return 'delete the job'
    case 'restore':
      return 'restore the job'
    case 'create':
      return body.name ? `create “${shortened(body.name)}”` : 'create something new'
    case 'remove':
      return 'delete it'
    default:
      return body.status ? `move it to ${statusLabel(body.status)}` : 'change it'
  }
}

/**
 * The text that the person typed, to be copied if it cannot be sent.
 * @param {any} mutation
 */
export function typedText(mutation) {
  const body = bodyOf(mutation)
  return typeof body.description === 'string' ? body.description : ''
}

/** Bidirectional control characters, which would also affect the surrounding sentence. */
const TURNS = /[\u202a-\u202e\u2066-\u2069]/g

/** The maximum number of characters of a text shown within a sentence. */
const MOST = 60

/** @param {string} text */
export const isLong = (text) => characters(text.slice(0, MOST * 40)).length > MOST

const shortened = (/** @type {string | undefined} */ text) => {
  const plain = text?.replace(TURNS, '') ?? ''
  return isLong(plain)
    ? `${characters(plain.slice(0, MOST * 40))
        .slice(0, MOST - 1)
        .join('')}…`
    : plain
}
