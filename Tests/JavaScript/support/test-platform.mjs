// A platform for the client that a test controls: the network and its faults, time, storage, tabs and the page.

/** A promise that is resolved from outside. */
export function signal() {
  let fire
  const promise = new Promise((resolve) => {
    fire = resolve
  })
  return { promise, fire }
}

/** Time stands still until a test moves it. */
export class ManualClock {
  #now = Date.parse('2026-11-23T09:00:00Z')
  #timers = new Map()
  #next = 1
  #watchers = new Set()

  now = () => this.#now

  setTimeout = (f, ms) => {
    const handle = this.#next
    this.#next += 1
    this.#timers.set(handle, { at: this.#now + ms, ms, f })
    for (const look of [...this.#watchers]) look()
    return handle
  }

  clearTimeout = (handle) => void this.#timers.delete(handle)

  /** Lets time pass, and runs the due timers in order. */
  advance(ms) {
    const end = this.#now + ms
    for (;;) {
      const due = [...this.#timers].filter(([, { at }]) => at <= end).sort((a, b) => a[1].at - b[1].at)[0]
      if (!due) break
      this.#timers.delete(due[0])
      this.#now = due[1].at
      due[1].f()
    }
    this.#now = end
  }

  get waits() {
    return [...this.#timers.values()].map(({ ms }) => ms)
  }

  /** Resolves when a timer with the expected delay is set. */
  async whenSet(matches) {
    if (this.waits.some(matches)) return
    await new Promise((resolve) => {
      const look = () => {
        if (!this.waits.some(matches)) return
        this.#watchers.delete(look)
        resolve()
      }
      this.#watchers.add(look)
    })
  }
}

/**
 * The real network with faults on request. Each fault is used once, by the first request that matches.
 *
 *     network.on('PATCH', loseAnswer())
 *     const held = network.hold('GET', '/jobs/')       // holds the response; await held.arrived; held.release()
 */
export class Network {
  #faults = []
  /** Requests as they were sent: {method, path, headers, body, keepalive, signal, status, began, ended} in order of sending. */
  log = []
  /** Whether no request gets through. */
  isDown = false
  #step = 0
  /** Pending requests that no test holds. */
  #active = 0
  #waiting = []

  on(method, act, path = '') {
    this.#faults.push({ method, path, act })
  }

  /** Sends the request and holds its response until it is released. */
  hold(method, path = '') {
    const [arrived, released] = [signal(), signal()]
    this.on(
      method,
      async (send) => {
        const answer = await send()
        arrived.fire(answer)
        await this.#paused(released.promise)
        return answer
      },
      path,
    )
    return { arrived: arrived.promise, release: released.fire }
  }

  /** Holds the request itself. */
  holdBack(method, path = '') {
    const [arrived, released] = [signal(), signal()]
    this.on(
      method,
      async (send) => {
        arrived.fire()
        await this.#paused(released.promise)
        return send()
      },
      path,
    )
    return { arrived: arrived.promise, release: released.fire }
  }

  #change(by) {
    this.#active += by
    if (this.#active === 0) for (const resolve of this.#waiting.splice(0)) resolve()
  }

  async #paused(promise) {
    this.#change(-1)
    await promise
    this.#change(1)
  }

  /** Resolves when no request is pending except those that a test holds. */
  async quiet() {
    if (this.#active > 0) await new Promise((resolve) => this.#waiting.push(resolve))
  }

  fetch = async (url, init = {}) => {
    this.#change(1)
    try {
      return await this.#exchange(url, init)
    } finally {
      this.#change(-1)
    }
  }

  async #exchange(url, init) {
    const path = new URL(url).pathname.replace(/^\/api/, '') + new URL(url).search
    const headers = Object.fromEntries(new Headers(init.headers))
    const entry = {
      method: init.method ?? 'GET',
      path,
      headers,
      body: init.body ?? null,
      keepalive: init.keepalive ?? false,
      signal: init.signal,
      status: null,
    }
    entry.began = this.#step += 1
    this.log.push(entry)
    const abort = new Promise((_, reject) => {
      init.signal?.addEventListener('abort', () => reject(init.signal.reason))
    })
    abort.catch(() => {})
    const send = async (changes = {}) => {
      const answer = await fetch(url, { ...init, ...changes })
      entry.status = answer.status
      return answer
    }
    const at = this.#faults.findIndex(({ method, path: part }) => method === entry.method && path.includes(part))
    const [fault] = at < 0 ? [] : this.#faults.splice(at, 1)
    if (this.isDown) throw new TypeError('the network is down')
    try {
      return await Promise.race([fault ? fault.act(send, init) : send(), abort])
    } finally {
      entry.ended = this.#step += 1
    }
  }

  /** Requests that change something. */
  get changes() {
    return this.log.filter(({ method, path }) => method !== 'GET' && !path.startsWith('/auth/'))
  }

  sent(method, part = '') {
    return this.log.filter((entry) => entry.method === method && entry.path.includes(part))
  }
}

/** The server makes the change; the response is lost. */
export const loseAnswer = () => async (send) => {
  await (await send()).arrayBuffer()
  throw new TypeError('the connection broke')
}

/** The response breaks off in its body. */
export const breakOff = () => async (send) => {
  const answer = await send()
  await answer.arrayBuffer()
  return new Response(new ReadableStream({ start: (body) => body.error(new TypeError('the connection broke')) }), answer)
}

/** The request never arrives. */
export const neverSent = () => async () => {
  throw new TypeError('no route to host')
}

/** A proxy responds instead of the server. */
export const answerWith =
  (status, headers = {}, body = '') =>
  async () =>
    new Response(status === 204 ? null : body, { status, headers })

/** A proxy changes the response's headers. */
export const rewriteHeaders = (rewrite) => async (send) => {
  const answer = await send()
  const headers = new Headers(answer.headers)
  rewrite(headers)
  return new Response(answer.status === 304 ? null : await answer.arrayBuffer(), { status: answer.status, headers })
}

/** A proxy drops a header of the request. */
export const dropRequestHeader = (name) => async (send, init) => {
  const headers = new Headers(init.headers)
  headers.delete(name)
  return send({ headers })
}

/** Stands in for `localStorage`, shared by the tabs of one browser. */
export class Storage {
  items = new Map()
  isFull = false
  getItem = (key) => this.items.get(key) ?? null
  setItem = (key, value) => {
    if (this.isFull) throw new DOMException('The quota has been exceeded.', 'QuotaExceededError')
    this.items.set(key, String(value))
  }
  removeItem = (key) => void this.items.delete(key)
  key = (index) => [...this.items.keys()][index] ?? null
  get length() {
    return this.items.size
  }

  /** What is stored of people's work. */
  get work() {
    return [...this.items.keys()].filter((key) => /^jobtag:[^:]+:[^:]+:/.test(key))
  }
}

/** The tabs of one browser. A tab holds the lock on its name until it is closed or crashes. */
export class Browser {
  storage = new Storage()
  #alive = new Map()
  #waiting = []

  tab() {
    const page = new Page()
    const held = new Set()
    const tabs = {
      hold: async (tabID) => {
        held.add(tabID)
        this.#alive.set(tabID, page)
        return () => this.#end(tabID)
      },
      ifGone: async (tabID, adopt) => {
        if (this.#alive.has(tabID)) return false
        adopt()
        return true
      },
      whenGone: (tabID, adopt, stop) =>
        new Promise((resolve) => {
          stop.addEventListener('abort', () => resolve())
          const run = () => {
            if (stop.aborted) return false
            adopt()
            resolve()
            return true
          }
          this.#waiting.push({ tabID, run })
        }),
    }
    const crash = () => {
      for (const tabID of held) this.#end(tabID)
    }
    return { storage: this.storage, tabs, page, crash }
  }

  #end(tabID) {
    if (!this.#alive.delete(tabID)) return
    const waiting = this.#waiting.filter((one) => one.tabID === tabID)
    this.#waiting = this.#waiting.filter((one) => one.tabID !== tabID)
    waiting.some(({ run }) => run())
  }
}

/** The parts of `window` and `document` that are used. */
export class Page {
  isOnline = true
  isVisible = true
  #listeners = new Map()

  on = (name, listener) => {
    const listeners = this.#listeners.get(name) ?? new Set()
    this.#listeners.set(name, listeners.add(listener))
    return () => listeners.delete(listener)
  }

  fire(name) {
    if (name === 'online' || name === 'offline') this.isOnline = name === 'online'
    if (name === 'visible' || name === 'hidden') this.isVisible = name === 'visible'
    for (const listener of [...(this.#listeners.get(name) ?? [])]) listener()
  }
}

/** Ids in order of creation, different for each client. */
let clients = 0
export function ids() {
  clients += 1
  const client = clients
  let made = 0
  return {
    id: () => {
      made += 1
      return `id-${process.pid}-${Date.now().toString(36)}-${client}-${made}`
    },
    fraction: () => 0.5,
  }
}

/** The part of `navigator.locks` (Web Locks, exclusive) that is used. Node 20 does not have it. */
export class Locks {
  #queues = new Map()

  request(name, ...rest) {
    const callback = rest.at(-1)
    const { ifAvailable = false, signal: stop } = rest.length > 1 ? rest[0] : {}
    const queue = this.#queues.get(name) ?? []
    this.#queues.set(name, queue)
    if (ifAvailable && queue.length > 0) return Promise.resolve(callback(null))
    return new Promise((resolve, reject) => {
      const entry = {
        run: async () => {
          try {
            resolve(await callback({ name }))
          } catch (error) {
            reject(error)
          }
          queue.shift()
          queue[0]?.run()
        },
      }
      stop?.addEventListener('abort', () => {
        if (queue.indexOf(entry) <= 0) return
        queue.splice(queue.indexOf(entry), 1)
        reject(stop.reason)
      })
      queue.push(entry)
      if (queue.length === 1) queueMicrotask(entry.run)
    })
  }
}
