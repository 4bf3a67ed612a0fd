// What the client needs from its platform, a browser or Node. Tests inject their own.

import { memoryStorage } from './draft-storage.js'
import { JournaledStorage } from './journaled-storage.js'
import { scoped } from './scoped-storage.js'
import { heartbeatTabs, webLockTabs, singleTab } from './tab-liveness.js'

/** @typedef {import('./types.js').Clock} Clock */
/** @typedef {import('./types.js').Random} Random */
/** @typedef {import('./types.js').PageEvents} PageEvents */
/** @typedef {import('./types.js').TextStorage} TextStorage */

/** @type {Clock} */
const realClock = {
  now: () => Date.now(),
  setTimeout: (f, ms) => globalThis.setTimeout(f, ms),
  clearTimeout: (handle) => globalThis.clearTimeout(handle),
}

/** `randomUUID` is available only to pages loaded over TLS or from localhost. */
export function randomID() {
  if (typeof crypto.randomUUID === 'function') return crypto.randomUUID()
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** @type {Random} */
const realRandom = { id: randomID, fraction: () => Math.random() }

/** @returns {PageEvents} */
function realPage() {
  if (typeof document === 'undefined') return { isOnline: true, isVisible: true, on: () => () => {} }
  return {
    get isOnline() {
      return navigator.onLine
    },
    get isVisible() {
      return document.visibilityState === 'visible'
    },
    on: (name, listener) => {
      const ofVisibility = name === 'visible' || name === 'hidden'
      const handler = () => {
        if (!ofVisibility || document.visibilityState === name) listener()
      }
      const [target, event] = ofVisibility ? [document, 'visibilitychange'] : [window, name]
      target.addEventListener(event, handler)
      return () => target.removeEventListener(event, handler)
    },
  }
}

/** @type {TextStorage | null | undefined} */
let storage

/**
 * The storage of this page, shared by all callers.
 *
 * @param {string} [scope] separates servers on the same origin; the first call sets it
 * @returns {TextStorage | null} null if the browser has no storage: typed text then lasts as long as the page
 */
export function pageStorage(scope = '') {
  if (storage !== undefined) return storage
  try {
    storage = globalThis.localStorage
      ? new JournaledStorage(scoped(globalThis.localStorage, scope), globalThis.indexedDB, Date.now, scope)
      : null
  } catch {
    storage = null // With storage disabled, even access throws.
  }
  return storage
}

/**
 * The given parts, and the platform's own for the rest.
 *
 * @param {{scope?: string, fetch?: typeof globalThis.fetch, clock?: Clock, random?: Random, storage?: TextStorage | null,
 *   tabs?: import('./types.js').Tabs, page?: PageEvents}} given
 */
export function defaultPlatform(given) {
  const page = given.page ?? realPage()
  const clock = given.clock ?? realClock
  const persistent = given.storage === undefined ? pageStorage(given.scope) : given.storage
  const storage = persistent ?? memoryStorage()
  const locks = typeof navigator === 'undefined' ? undefined : navigator.locks
  const tabs = given.tabs ?? (persistent === null ? singleTab() : locks ? webLockTabs(locks) : heartbeatTabs(storage, clock, page))
  return {
    isPersistent: persistent !== null,
    fetch: given.fetch ?? globalThis.fetch,
    clock,
    random: given.random ?? realRandom,
    storage,
    tabs,
    page,
  }
}
