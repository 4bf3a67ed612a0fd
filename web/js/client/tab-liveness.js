// Tracks which tabs of this browser are open. Another tab takes over what a closed or crashed tab has left unsent; an open tab keeps its own.

/** @typedef {import('./types.js').Tabs} Tabs */
/** @typedef {import('./types.js').TextStorage} TextStorage */
/** @typedef {import('./types.js').Clock} Clock */
/** @typedef {import('./types.js').PageEvents} PageEvents */

/**
 * With Web Locks: a tab holds a lock as long as it is open, and the browser releases the lock of a crashed tab.
 *
 * @param {LockManager} locks
 * @returns {Tabs}
 */
export function webLockTabs(locks) {
  /** @param {string} tabID */
  const name = (tabID) => `jobtag-tab-${tabID}`
  return {
    hold: (tabID) =>
      new Promise((resolve, reject) => {
        locks.request(name(tabID), () => new Promise((release) => resolve(() => release(undefined)))).catch(reject)
      }),
    ifGone: (tabID, adopt) =>
      locks.request(name(tabID), { ifAvailable: true }, async (lock) => {
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
/** Browsers run timers of a background tab only once a minute. */
const HEARTBEAT_TIMEOUT = 180_000

/**
 * With a heartbeat in storage, if there are no Web Locks: for a page over plain HTTP. A tab that was frozen for a long time
 * may count as closed; then two tabs have the same text and the same keys, and the server applies each change once.
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
    // Renew the mark of a closed tab while taking it over, so that no other tab does the same.
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
    whenGone: (tabID, adopt, signal) =>
      new Promise((resolve, reject) => {
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
 * For a single tab.
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
