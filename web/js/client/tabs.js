// Which tabs of this browser are alive. What a dead one left unsent is taken over by another; what a living one keeps is left alone.

/** @typedef {import('./types.js').Tabs} Tabs */
/** @typedef {import('./types.js').TextStorage} TextStorage */
/** @typedef {import('./types.js').Clock} Clock */
/** @typedef {import('./types.js').PageEvents} PageEvents */

/**
 * By Web Locks: a tab holds a lock for as long as it lives, and the browser lets go of it for a tab that crashed.
 *
 * @param {LockManager} locks
 * @returns {Tabs}
 */
export function lockedTabs(locks) {
  /** @param {string} tabID */
  const name = (tabID) => `jobtag-tab-${tabID}`
  return {
    hold: (tabID) => new Promise((resolve, reject) => {
      locks.request(name(tabID), () => new Promise((release) => resolve(() => release(undefined)))).catch(reject)
    }),
    ifGone: (tabID, adopt) => locks.request(name(tabID), { ifAvailable: true }, async (lock) => {
      if (lock) await adopt()
      return lock !== null
    }),
    whenGone: async (tabID, adopt, signal) => {
      try {
        await locks.request(name(tabID), { signal }, () => adopt())
      } catch (error) {
        if (!signal.aborted) throw error
      }
    },
  }
}

/** How often a tab says that it lives. */
const BEAT = 10_000
/** Browsers let a tab in the background run a timer once in a minute. */
const SILENCE = 180_000

/**
 * By a mark in storage that is renewed, for where there are no Web Locks: a page that came over plain HTTP. A tab that was frozen for long
 * can be taken for dead; then two tabs have the same text and the same keys, and the server applies each change once.
 *
 * @param {TextStorage} storage
 * @param {Clock} clock
 * @param {PageEvents} page
 * @returns {Tabs}
 */
export function beatingTabs(storage, clock, page) {
  /** @param {string} tabID */
  const mark = (tabID) => `jobtag-tab:${tabID}`
  /** @param {string} tabID */
  const isGone = (tabID) => {
    const last = storage.getItem(mark(tabID))
    return last === null || clock.now() - Number(last) > SILENCE
  }
  /** @param {string} tabID @param {() => void | Promise<void>} adopt */
  const ifGone = async (tabID, adopt) => {
    if (!isGone(tabID)) return false
    // The mark of a dead tab is renewed by whoever takes it over, so that nobody else does at the same time.
    storage.setItem(mark(tabID), String(clock.now()))
    await adopt()
    storage.removeItem(mark(tabID))
    return true
  }
  return {
    hold: async (tabID) => {
      /** @type {any} */
      let timer = null
      const beat = () => {
        storage.setItem(mark(tabID), String(clock.now()))
        timer = clock.setTimeout(beat, BEAT)
      }
      const rest = () => {
        clock.clearTimeout(timer)
        storage.removeItem(mark(tabID))
      }
      beat()
      const ends = [page.on('pagehide', rest), page.on('pageshow', beat)]
      return () => {
        rest()
        for (const end of ends) end()
      }
    },
    ifGone,
    whenGone: (tabID, adopt, signal) => new Promise((resolve, reject) => {
      const look = () => {
        if (signal.aborted) return resolve()
        ifGone(tabID, adopt).then((done) => {
          if (done) resolve()
          else clock.setTimeout(look, BEAT)
        }, reject)
      }
      clock.setTimeout(look, BEAT)
    }),
  }
}

/**
 * For where there is only one page.
 *
 * @returns {Tabs}
 */
export function onlyTab() {
  return {
    hold: async () => () => {},
    ifGone: async (_tabID, adopt) => {
      await adopt()
      return true
    },
    whenGone: async () => {},
  }
}
