import { client } from '../../js/app/client.js'
import { listed } from '../../js/app/format.js'
import { fieldInSentence } from '../../js/app/labels.js'
import { describeMutation, typedText } from '../../js/app/mutations.js'

/** What happened, in one line: who was first with what, that nothing is lost, and what to do now. */

/** @typedef {import('../../js/client/types.js').Conflict} Conflict */

/** As many fields are named. */
const MOST = 3

const said = (/** @type {string[]} */ fields) => (fields.length > MOST ? `${fields.length} fields` : listed(fields.map(fieldInSentence)))

/**
 * Whether it was the person who was first, in another tab or on another device.
 * @param {Conflict} conflict
 */
export const isOwn = ({ by }) => by.length > 0 && by.every(({ id }) => id === client.person?.id)

/** @param {{id: string, name: string}} person */
export const nameOf = ({ id, name }) => (id === client.person?.id ? 'You, in another tab' : name)

/**
 * Who, and where where it was oneself.
 * @param {{id: string, name: string}[]} people
 * @returns {[string, string]}
 */
function authors(people) {
  const own = client.person?.id
  if (!people.length) return ['Somebody', '']
  if (people.every(({ id }) => id === own)) return ['You', ', in another tab']
  return [listed([...new Set(people.map(({ id, name }) => (id === own ? 'you' : name)))]), '']
}

/**
 * The fields that a person must choose for.
 * @param {Conflict} conflict
 */
const asked = ({ fields }) => fields.filter(({ conflict: isConflict }) => isConflict).map(({ field }) => field)

/**
 * Where the text of a person stands against somebody else's.
 * @param {Conflict} conflict
 * @param {boolean} [isText] whether a text is among what the person has changed
 */
export function headline(conflict, isText = true) {
  const fields = asked(conflict)
  const changes = conflict.changes?.filter((change) => change.fields.some((field) => fields.includes(field))) ?? []
  const [who, where] = authors(changes.length ? changes.map(({ by }) => by) : conflict.by)
  return `${who} changed ${said(fields)} too${where}. Your ${isText ? 'text' : 'change'} is safe: choose what to keep.`
}

/**
 * Where something that a person did came second.
 * @param {any} mutation
 */
export function headlineOf(mutation) {
  const { conflict } = /** @type {{conflict: Conflict}} */ (mutation)
  if (mutation.kind === 'line-change' && conflict.fields.length) return headline(conflict)
  const [who, where] = authors(conflict.by)
  const changes = conflict.changes ?? []
  const fields = [...new Set(changes.flatMap((change) => change.fields))].filter((field) => field !== 'deleted')
  const deeds = [...['deleted', 'restored'].filter((kind) => changes.some((change) => change.kind === kind)).map((kind) => `${kind} it`), fields.length ? `changed ${said(fields)}` : '']
  const deed = listed(deeds.filter(Boolean)) || 'changed something'
  return `${who} ${deed} meanwhile${where}. ${typedText(mutation) ? 'Your text is safe' : 'Nothing is done yet'}: choose whether to ${describeMutation(mutation)}.`
}
