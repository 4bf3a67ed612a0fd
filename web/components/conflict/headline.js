import { client } from '../../js/app/client.js'
import { listed } from '../../js/app/format.js'
import { fieldInSentence } from '../../js/app/labels.js'
import { describeMutation, typedText } from '../../js/app/mutations.js'

/** The headline of a conflict: who changed what, that nothing is lost, and what to do now. */

/** @typedef {import('../../js/client/types.js').Conflict} Conflict */

/** The maximum number of fields that are named. */
const MOST = 3

const said = (/** @type {string[]} */ fields) => (fields.length > MOST ? `${fields.length} fields` : listed(fields.map(fieldInSentence)))

/**
 * Whether the other change was the person's own, in another tab or on another device.
 * @param {Conflict} conflict
 */
export const isOwn = ({ by }) => by.length > 0 && by.every(({ id }) => id === client.person?.id)

/** @param {{id: string, name: string}} person */
export const nameOf = ({ id, name }) => (id === client.person?.id ? 'You, in another tab' : name)

/**
 * Who made the changes, and where if it was the person.
 * @param {{id: string, name: string}[]} people
 * @returns {[string, string]}
 */
function authors(people) {
  const own = client.person?.id
  if (!people.length) return ['Someone', '']
  if (people.every(({ id }) => id === own)) return ['You', ', in another tab']
  const self = people[0].id === own ? 'You' : 'you' // The name starts a sentence.
  return [listed([...new Set(people.map(({ id, name }) => (id === own ? self : name)))]), '']
}

/**
 * The fields that need a choice.
 * @param {Conflict} conflict
 */
const asked = ({ fields }) => fields.filter(({ conflict: isConflict }) => isConflict).map(({ field }) => field)

/**
 * The headline of a conflict over fields.
 * @param {Conflict} conflict
 * @param {boolean} [isText] whether the person has changed a text
 */
export function headline(conflict, isText = true) {
  const fields = asked(conflict)
  const changes = conflict.changes?.filter((change) => change.fields.some((field) => fields.includes(field))) ?? []
  const [who, where] = authors(changes.length ? changes.map(({ by }) => by) : conflict.by)
  return `${who} changed ${said(fields)} too${where}. Your ${isText ? 'text' : 'change'} is safe: choose what to keep.`
}

/**
 * The headline of a conflict over an action.
 * @param {any} mutation
 */
export function headlineOf(mutation) {
  const { conflict } = /** @type {{conflict: Conflict}} */ (mutation)
  if (mutation.kind === 'line-change' && conflict.fields.length) return headline(conflict)
  const [who, where] = authors(conflict.by)
  const changes = conflict.changes ?? []
  const fields = [...new Set(changes.flatMap((change) => change.fields))].filter((field) => field !== 'deleted')
  const deeds = [
    ...['deleted', 'restored'].filter((kind) => changes.some((change) => change.kind === kind)).map((kind) => `${kind} it`),
    fields.length ? `changed ${said(fields)}` : '',
  ]
  const deed = listed(deeds.filter(Boolean)) || 'changed something'
  return `${who} ${deed} in the meantime${where}. ${typedText(mutation) ? 'Your text is safe' : 'Nothing has been done yet'}: choose whether to ${describeMutation(mutation)}.`
}
