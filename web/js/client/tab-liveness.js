// Which tabs of this browser are open. What a closed or crashed tab left unsent is taken over by another; what an open tab stores is its own.

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
export function webLockTabs(locks) {
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

/** How often a tab renews its mark. */
const HEARTBEAT_INTERVAL = 10_000
/** Browsers let a tab in the background run a timer once in a minute. */
const HEARTBEAT_TIMEOUT = 180_000

/**
 * By a heartbeat in storage, for where there are no Web Locks: a page that came over plain HTTP. A tab that was frozen for long
 * can be taken for dead; then two tabs have the same text and the same keys, and the server applies each change once.
 *
 * @param {TextStorage} storage
 * @param {Clock} clock
 * @param {PageEvents} page
 * @returns {Tabs}
 */
export function heartbeatTabs(storage, clock, page) {
  /** @param {string} tabID */
  const mark = (tabID) => `jobtag-tab:${tabID}`
  /** @param {string} tabID */
  const isGone = (tabID) => {
    const last = storage.getItem(mark(tabID))
    return last === null || clock.now() - Number(last) > HEARTBEAT_TIMEOUT
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
        timer = clock.setTimeout(beat, HEARTBEAT_INTERVAL)
      }
      const stop = () => {
        clock.clearTimeout(timer)
        storage.removeItem(mark(tabID))
      }
      beat()
      const ends = [page.on('pagehide', stop), page.on('pageshow', beat)]
      return () => {
        stop()
        for (const end of ends) end()
      }
    },
    ifGone,
    whenGone: (tabID, adopt, signal) => new Promise((resolve, reject) => {
      const look = () => {
        if (signal.aborted) return resolve()
        ifGone(tabID, adopt).then((done) => {
          if (done) resolve()
          else clock.setTimeout(look, HEARTBEAT_INTERVAL)
        }, reject)
      }
      clock.setTimeout(look, HEARTBEAT_INTERVAL)
    }),
  }
}

/**
 * For where there is only one tab.
 *
 * @returns {Tabs}
 */
export function singleTab() {
  return {
    hold: async () => () => {},
    ifGone: async (_tabID, adopt) => {
      await adopt()
      return true
    },
    whenGone: async () => {},
  }
}
