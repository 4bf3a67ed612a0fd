import { same } from '../client/values.js'
import { fieldText, summaryText } from './fields.js'
import { characters } from './format.js'
import { fieldLabel, statusLabel } from './labels.js'

/** What a change that is under way, waiting or refused was meant to do, in words. */

/**
 * @param {any} mutation what was sent, as an object
 * @returns {any}
 */
export function bodyOf(mutation) {
  if (typeof mutation.body !== 'string') return mutation.body ?? {}
  try {
    return JSON.parse(mutation.body)
  } catch {
    return {} // No body, nothing to tell.
  }
}

/**
 * Changes that somebody asked to take back, by id: what is sent names no more than that.
 * @type {Map<string, {summary: string, after: Record<string, any> | null}>}
 */
const takenBack = new Map()

/** @param {any} change of a job's history */
export const learnChange = (change) => void takenBack.set(change.change_id, change)

/**
 * Whether a change of fields cannot be taken back any more, because they are not as it made them. Of cost lines the server tells.
 * @param {any} mutation
 */
export function isPast(mutation) {
  const after = mutation.kind === 'undo' ? takenBack.get(bodyOf(mutation).change_id)?.after : null
  const now = mutation.conflict?.current.record
  return Boolean(after && now) && Object.entries(after ?? {}).some(([field, value]) => field in now && !same(now[field], value))
}

/** @param {any} mutation */
export function describeMutation(mutation) {
  const body = bodyOf(mutation)
  const set = /\/cost-sets\/(\w+)\//.exec(mutation.url ?? mutation.path ?? '')?.[1] ?? 'costs'
  const seen = mutation.seen?.line?.description
  const line = seen ? `the line “${shortened(seen)}”` : 'a line'
  switch (mutation.kind) {
    case 'event': return `add the event “${shortened(body.description)}”`
    case 'line-add': return `add “${shortened(body.description)}” to the ${set}`
    case 'line-change': return `change ${line} of the ${set} (${Object.entries(body).map(([field, value]) => `${fieldLabel(field)}: ${shortened(fieldText(field, value))}`).join(', ')})`
    case 'line-remove': return `remove ${line} of the ${set}`
    case 'accept': return 'accept the quote'
    case 'revise': return 'begin a new revision of the quote'
    case 'undo': return takenBack.has(body.change_id) ? `take back “${shortened(summaryText(takenBack.get(body.change_id)?.summary ?? ''))}”` : 'take a change back'
    case 'delete': return 'delete the job'
    case 'restore': return 'restore the job'
    case 'create': return body.name ? `create “${shortened(body.name)}”` : 'create something new'
    case 'remove': return 'delete it'
    default: return body.status ? `move it to ${statusLabel(body.status)}` : 'change it'
  }
}

/**
 * The text that somebody typed for it, to be copied where it cannot be sent.
 * @param {any} mutation
 */
export function typedText(mutation) {
  const body = bodyOf(mutation)
  return typeof body.description === 'string' ? body.description : ''
}

/** Marks that turn the direction of writing would turn the sentence around it too. */
const TURNS = /[\u202a-\u202e\u2066-\u2069]/g

/** As many characters of a text are shown within a sentence. */
const MOST = 60

/** @param {string} text */
export const isLong = (text) => characters(text.slice(0, MOST * 40)).length > MOST

const shortened = (/** @type {string | undefined} */ text) => {
  const plain = text?.replace(TURNS, '') ?? ''
  return isLong(plain) ? `${characters(plain.slice(0, MOST * 40)).slice(0, MOST - 1).join('')}…` : plain
}
