// People at work: signed-in clients, new jobs, and functions that wait for events.

import { Client } from '../../../web/js/jobtag.js'
import { PASSWORD } from './server.mjs'
import { Browser, ManualClock, Network, ids } from './test-platform.mjs'

export const OFFICE = 'office@example.com'
export const OFFICE2 = 'office2@example.com'
export const WORKSHOP = 'workshop@example.com'

/**
 * A client in a tab, with its own network, clock and storage unless they are given.
 *
 * @returns {Promise<Client & {network: Network, clock: ManualClock, browser: Browser, tab: any}>}
 */
export async function person(t, server, email = OFFICE, given = {}) {
  const client = tabOf(t, server, { token: await tokenOf(server, email), ...given })
  await client.start()
  return client
}

/** One sign-in for each person and server: password hashes are slow by design. */
const tokens = new Map()
export function tokenOf(server, email) {
  const key = `${server.baseURL} ${email}`
  if (!tokens.has(key)) tokens.set(key, signIn(server, email))
  return tokens.get(key)
}

/** For use after a sign-out. */
tokenOf.forget = (server) => {
  for (const key of [...tokens.keys()]) if (key.startsWith(server.baseURL)) tokens.delete(key)
}

async function signIn(server, email) {
  const answer = await fetch(`${server.baseURL}/auth/login/`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ email, password: PASSWORD }),
  })
  return (await answer.json()).token
}

/** The same, before the sign-in. */
export function tabOf(t, server, { browser = new Browser(), network = new Network(), clock = new ManualClock(), ...options } = {}) {
  const tab = browser.tab()
  const client = new Client({
    baseURL: server.baseURL,
    fetch: network.fetch,
    clock,
    random: ids(),
    storage: tab.storage,
    tabs: tab.tabs,
    page: tab.page,
    ...options,
  })
  t.after(() => client.close())
  return Object.assign(client, { network, clock, browser, tab })
}

let made = 0

/** A new job, as a snapshot of this client. */
export async function newJob(client, fields = {}) {
  made += 1
  const { snapshot } = await client.create('/jobs/', {
    name: `Zinkbracket${made}`,
    description: 'Two brackets.',
    notes: 'Blue.',
    ...fields,
  })
  return snapshot
}

/** Another client changes the newest version of a job. */
export async function changeElsewhere(client, id, fields) {
  const draft = client.edit(await client.job(id), { name: 'elsewhere' })
  draft.show(await client.job(id))
  for (const [field, value] of Object.entries(fields)) draft.set(field, value)
  const { state, error, snapshot } = await draft.save()
  if (state !== 'clean') throw error ?? new Error(state)
  draft.close()
  return snapshot
}

/** Resolves when a draft is in a state. */
export async function whenState(draft, state) {
  if (draft.state === state) return
  await new Promise((resolve) => {
    const end = draft.subscribe(() => {
      if (draft.state !== state) return
      end()
      resolve()
    })
  })
}

/** Resolves with the next matching event of a client: call it before the step that causes the event, and await it after. */
export function whenTold(client, name, fits = () => true) {
  return new Promise((resolve) => {
    const end = client.on(name, (...values) => {
      if (!fits(...values)) return
      end()
      resolve(values[0])
    })
  })
}

/** Resolves when a change of a job is in a state. */
export function whenPending(client, id, state) {
  const found = () => client.pending(id).find((mutation) => mutation.state === state)
  return found() ? Promise.resolve(found()) : whenTold(client, 'mutation', (mutation) => mutation.state === state)
}

/** The job and its events on the server, read by a client that has loaded nothing. */
export async function onServer(server, client, id) {
  const get = async (path) => {
    const answer = await fetch(`${server.baseURL}/jobs/${id}/${path}`, { headers: { Authorization: `Bearer ${client.token}` } })
    return answer.json()
  }
  const [job, { events }, { changes }] = [await get(''), await get('events/'), await get('changes/')]
  return { job, events: events.map(({ description }) => description).reverse(), changes }
}
