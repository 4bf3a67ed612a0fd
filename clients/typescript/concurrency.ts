/**
 * Optimistic concurrency for the Zodios client in `api.ts`: a change names the version that its author saw, so that others' changes
 * are never overwritten unseen. README.md in this folder explains how to use it.
 */
import type { ZodiosPlugin } from '@zodios/core'
import type { AxiosError, AxiosResponse } from 'axios'
import type { ChangeSummary, Client, Contact, createApiClient, Job, JobMerge, RecordMerge, Staff } from './api'

export type Api = ReturnType<typeof createApiClient>

/** Data with the tag of its version: a job, a part of one, a client, a contact, a member of staff. */
export type Tagged = { readonly id: string; readonly etag: string }

/** The options of the call that saves an edit. They name the version that the edit started from. */
export type Edit<Params = unknown> = {
  readonly params: { readonly id: string } & Params
  readonly headers: { readonly 'If-Match': string }
}

export type ConcurrencyOptions = {
  /**
   * If given, a change that may be sent again as the server says (`resend`) is sent again at once, and this is called, so that the page
   * can show `changes`. Otherwise, every conflict is thrown.
   */
  onMerged?: (conflict: ConflictError | RecordConflictError) => void
}

// Symbols in the options pass through Zodios and its plugins, and axios does not send them.
const note = Symbol('receives the tag of the response')
const isKept = Symbol('whether the request revalidates held data')
const epoch = Symbol("how often the server's data had been restored when the request was sent")

type Request = Parameters<NonNullable<ZodiosPlugin['request']>>[1] & {
  [note]?: (tag: Tagged) => void
  [isKept]?: boolean
  [epoch]?: number
}
type Fields = Readonly<Record<string, unknown>>
type Whole = Tagged & { readonly created_at: string; readonly updated_at: string }

const jobPath = '/api/jobs/:id/'
/** Records with their own tags. Everything below a job has the job's tag. */
const taggedPaths = [jobPath, '/api/clients/:id/contacts/:contact/', '/api/clients/:id/', '/api/staff/:id/']
const setByServer = new Set(
  'id job_id job_number client contact quote_acceptance_date completed_at created_by created_at updated_at etag'.split(' '),
)

/** Nothing was changed: someone else has changed the record first (412), or the request named no version (428). */
abstract class Conflict<Current extends Tagged> extends Error {
  readonly status: 412 | 428
  /** A sentence from the server to show to people. */
  readonly detail: string
  /** The current version, from which the next edit starts. */
  readonly current: Current
  readonly currentEtag: string
  /** The tag that was refused; null after a 428. */
  readonly yourEtag: string | null
  /** Others' changes since, oldest first; null if unknown. */
  readonly changes: ChangeSummary[] | null
  /** What may be sent again: the patch of the merge, the same request, or nothing before a person has looked. The server decides this. */
  readonly resend: 'merged' | 'same' | 'ask'
  /** The server's three-way merge, for PUT and PATCH; null if the version that the request named is unknown. */
  readonly merge: JobMerge | RecordMerge | null
  /** The fields that need a choice. Empty if the request was not about fields, or merges cleanly. */
  readonly conflicts: string[]
  readonly request: Request
  readonly response: AxiosResponse

  constructor(current: Current, request: Request, response: AxiosResponse) {
    const thing = request.url.startsWith(jobPath) ? 'job' : 'entry'
    super(`This ${thing} was updated by another user. We reloaded the latest data. Please re-apply your changes.`)
    this.name = 'ConflictError'
    this.status = response.status as 412 | 428
    ;[this.request, this.response] = [request, response]
    ;[this.current, this.currentEtag] = [current, current.etag]
    const { detail, your_etag = null, resend = 'ask', changes = null, merge = null } = response.data
    ;[this.detail, this.yourEtag, this.resend, this.changes, this.merge] = [detail, your_etag, resend, changes, merge]
    // Without a merge, nothing is known of what others changed: a person chooses.
    this.conflicts = this.merge
      ? this.merge.fields.filter((one) => one.conflict).map((one) => one.field)
      : Object.entries(this.fields ?? {}).flatMap(([name, mine]) => (same(mine, (current as unknown as Fields)[name]) ? [] : name))
  }

  /**
   * The change to send to `current`, with the chosen values.
   *
   * @throws if a value is missing for one of `conflicts`
   */
  next(choices: Fields = {}): { method: Request['method']; data: unknown } {
    const missing = this.conflicts.filter((name) => !(name in choices))
    if (missing.length) throw new Error(`Choose a value for: ${missing.join(', ')}.`)
    if (this.merge) return { method: 'patch', data: { ...this.merge.patch, ...choices } }
    const { method, data } = this.request
    return { method, data: this.fields ? { ...this.fields, ...choices } : data }
  }

  /** The fields to change, if the request was about fields of the record. */
  private get fields(): Fields | null {
    const { method, url, data } = this.request
    if ((method !== 'put' && method !== 'patch') || !taggedPaths.includes(url)) return null
    return Object.fromEntries(Object.entries(data as Fields).filter(([name]) => !setByServer.has(name)))
  }
}

/** A change of a job, or of something under it, was refused. */
export class ConflictError extends Conflict<Job> {}

/** A change of a client, a contact or a member of staff was refused. */
export class RecordConflictError extends Conflict<Client | Contact | Staff> {}

export type Concurrency = ReturnType<typeof govern>

const governed = new WeakMap<Api, { options: ConcurrencyOptions; concurrency: Concurrency }>()

/** Adds concurrency control to a client. Calling it again for the same client, for example when a page is redrawn, returns the same object. */
export function useConcurrency(api: Api, options: ConcurrencyOptions = {}): Concurrency {
  const known = governed.get(api) ?? { options: {}, concurrency: govern(api, () => governed.get(api)?.options ?? {}) }
  governed.set(api, { ...known, options: { ...known.options, ...options } })
  return known.concurrency
}

function govern(api: Api, options: () => ConcurrencyOptions) {
  /** The newest version of each record, by id: content and tag as one value. */
  const held = new Map<string, Whole>()
  /** The tags of responses without an `etag` member, such as cost sets. */
  const tags = new WeakMap<object, Tagged>()
  /** The keys of changes without a response. A retry has the same key. */
  const keys = new Map<string, string>()
  /** Pending changes, and the last one of each record. */
  const pressed = new Map<string, Promise<unknown>>()
  const turns = new Map<string, Promise<void>>()

  /** The name of the server's data, which changes when a backup is restored. */
  let generation: string | undefined
  let restores = 0

  /**
   * Clears everything if the server's data was restored from a backup, before the response is used.
   * Returns whether a response is from before that.
   */
  function isOutdated(config: Request, { headers }: AxiosResponse): boolean {
    const told: unknown = headers['jobtag-generation']
    if (typeof told !== 'string' || told === generation) return false
    if (config[epoch] !== restores) return true
    if (generation !== undefined) {
      held.clear()
      restores += 1
    }
    generation = told
    return false
  }

  /** Repeats a request without its condition, which refers to data that is no longer held. */
  async function askAnew(config: Request, response: AxiosResponse): Promise<AxiosResponse> {
    const headers: Record<string, string> = { ...config.headers }
    delete headers['If-None-Match']
    return { ...response, data: await send({ ...config, headers }) }
  }

  /** Ignores a response that is older than the held version. */
  function keep(thing: Whole) {
    const known = held.get(thing.id)
    if (!known || known.updated_at <= thing.updated_at) held.set(thing.id, copy(thing))
  }

  const plugin: ZodiosPlugin = {
    name: 'concurrency',

    request: async (endpoints, config: Request) => {
      const headers: Record<string, string> = { ...config.headers }
      const takes = endpoints
        .find((one) => one.method === config.method && one.path === config.url)
        ?.parameters?.flatMap((one) => (one.type === 'Header' ? one.name : []))
      const known = config.method === 'get' && taggedPaths.includes(config.url) && held.get(idOf(config))
      const asks = known && !headers['If-None-Match']
      if (asks) headers['If-None-Match'] = known.etag
      // A body may be the whole record, as for PUT. Its tag names the version that was edited; the newest tag would be wrong.
      const tag = (config.data as Partial<Tagged> | undefined)?.etag
      if (tag && config.method !== 'get' && takes?.includes('If-Match')) headers['If-Match'] ??= tag
      if (takes?.includes('Idempotency-Key')) {
        headers['Idempotency-Key'] ??= keys.get(identity(config)) ?? newKey()
        keys.set(identity(config), headers['Idempotency-Key'])
      }
      return { ...config, headers, [epoch]: restores, ...(asks && { [isKept]: true }) }
    },

    response: async (_, config: Request, response) => {
      keys.delete(identity(config))
      if (isOutdated(config, response)) return config.method === 'get' ? askAnew(config, response) : response
      const { data } = response
      for (const one of [data, data?.job, ...(data?.results ?? [])]) if (isWhole(one)) keep(one)
      if (taggedPaths.includes(config.url)) {
        if (config.method === 'delete') held.delete(idOf(config))
        else if (isWhole(data)) response.data = copy(held.get(data.id))
      }
      const etag: unknown = response.headers['etag']
      if (typeof etag === 'string') config[note]?.({ id: idOf(config), etag })
      return response
    },

    error: async (_, config: Request, error) => {
      const { response } = error as AxiosError<{ current?: unknown }>
      // Without a conclusive response, keep the key, so that the server recognises a retry.
      if (response && response.status !== 408 && response.status < 500) keys.delete(identity(config))
      const outdated = response !== undefined && isOutdated(config, response)
      const known = held.get(idOf(config))
      if (response?.status === 304 && config[isKept] && (outdated || !known)) return askAnew(config, response)
      if (outdated) throw error
      // The held version may have become newer since the request, by our own change.
      if (response?.status === 304 && known && config[isKept]) return { ...response, data: copy(known) }
      const path = changedPath(config)
      if (!path || !response) throw error
      let current: unknown
      if (response.status === 412) current = response.data.current
      if (response.status === 428) current = await send({ ...config, method: 'get', url: path, data: undefined })
      if (!isWhole(current)) throw error
      keep(current)
      throw path === jobPath
        ? new ConflictError(current as Tagged as Job, config, response)
        : new RecordConflictError(current as Tagged as Client | Contact | Staff, config, response)
    },
  }
  api.use(plugin)

  // Every alias and method of Zodios calls `request`. Its replacement queues changes and remembers tags; the plugin does the
  // rest.
  const client = api as unknown as { request(config: Request): Promise<unknown> }
  const send = client.request.bind(api)

  async function change(config: Request): Promise<unknown> {
    try {
      return await send(config)
    } catch (error) {
      const { onMerged } = options()
      const isConflict = error instanceof ConflictError || error instanceof RecordConflictError
      // A version that the server does not know may be from data that a backup has replaced: the person looks first.
      if (!onMerged || !isConflict || error.resend === 'ask' || error.changes === null) throw error
      const answer = await change(again(error))
      onMerged(error)
      return answer
    }
  }

  /** One change of a record at a time: the next one waits, and a double click counts once. */
  function inTurn(path: string, config: Request): Promise<unknown> {
    const [press, thing] = [identity(config) + JSON.stringify(config.headers), path + idOf(config)]
    const before = pressed.get(press)
    if (before) return before
    const turn = (turns.get(thing) ?? Promise.resolve()).then(() => change(config))
    const end = turn.then(forget, forget)
    pressed.set(press, turn)
    turns.set(thing, end)
    function forget() {
      pressed.delete(press)
      if (turns.get(thing) === end) turns.delete(thing)
    }
    return turn
  }

  client.request = async (config) => {
    const path = changedPath(config)
    if (path) return inTurn(path, config)
    let tag: Tagged | undefined
    const isPart = config.method === 'get' && config.url.startsWith(jobPath)
    const remember = (named: Tagged) => {
      tag = named
    }
    const answer = await send(isPart ? { ...config, [note]: remember } : config)
    if (tag && answer && typeof answer === 'object') tags.set(answer, tag)
    return answer
  }

  /**
   * The options of the call that saves an edit of this: a job, a part of one, anything that was loaded of a job with this client,
   * a client, a contact, a member of staff. Call it when the form is opened, not when it is saved: by then, the held version may be
   * newer than what the person saw. `params` are the path's parameters besides `id`.
   */
  function begin(seen: object): Edit
  function begin<Params extends object>(seen: object, params: Params): Edit<Params>
  function begin(seen: object, params?: object): Edit {
    const named = isTagged(seen) ? seen : tags.get(seen)
    if (!named) throw new Error('This has no tag and was not loaded with this client. Begin from the job.')
    return { params: { id: named.id, ...params }, headers: { 'If-Match': named.etag } }
  }

  return {
    begin,

    /** The newest known version, for display. An open form keeps its own version. */
    latest<Thing extends Tagged = Job>(id: string): Thing | undefined {
      return copy(held.get(id)) as Tagged as Thing | undefined
    },

    /**
     * Makes a refused change again, based on the current version: with the merged values, and the chosen ones for `conflicts`.
     * A change that was not about fields (an event, a removal, an acceptance) is sent unchanged: if `resend` is `ask`, show the person
     * `changes` first.
     */
    async reapply<Answer = Job>(conflict: ConflictError | RecordConflictError, choices?: Fields): Promise<Answer> {
      return (await client.request(again(conflict, choices))) as Answer
    },
  }
}

/** The same change, based on the current version: a new change, with its own key. */
function again(conflict: Conflict<Tagged>, choices?: Fields): Request {
  const headers: Record<string, string> = { ...conflict.request.headers, 'If-Match': conflict.currentEtag }
  delete headers['Idempotency-Key']
  return { ...conflict.request, ...conflict.next(choices), headers }
}

/** The path of the record that a request changes. */
function changedPath({ method, url }: Request): string | undefined {
  return method === 'get' ? undefined : taggedPaths.find((path) => url.startsWith(path))
}

function idOf({ params }: Request): string {
  return String(params?.['contact'] ?? params?.['id'])
}

/** Identifies a change, whatever version it names, as the server does for retries. */
function identity({ method, url, params, data }: Request): string {
  return JSON.stringify([method, url, params, data])
}

/** It only has to be unique, and `crypto.randomUUID` is not available to pages without TLS. */
function newKey(): string {
  return [Date.now(), Math.random(), Math.random()].map((part) => part.toString(36).replace('0.', '')).join('-')
}

function isTagged(value: unknown): value is Tagged {
  const { id, etag } = (value ?? {}) as Partial<Tagged>
  return typeof id === 'string' && typeof etag === 'string'
}

/** Parts of a job have its tag, but no `created_at`. */
function isWhole(value: unknown): value is Whole {
  return isTagged(value) && 'created_at' in value && 'updated_at' in value
}

function copy<Value>(value: Value): Value {
  return value === undefined ? value : (JSON.parse(JSON.stringify(value)) as Value)
}

/** Ignores the kind of line endings, as the server does. */
function same(one: unknown, other: unknown): boolean {
  const plain = (_: string, value: unknown) => (typeof value === 'string' ? value.replace(/\r\n?/g, '\n') : value)
  return JSON.stringify(one, plain) === JSON.stringify(other, plain)
}
