/**
 * Responses that `start.js` has requested for the first board, before any module is loaded. Each is used once, and only as long as it cannot be
 * outdated.
 */

/** @typedef {{answer: Promise<Response>, end: () => void}} Prefetched */

// Set here, so that start.js makes no requests if it runs after the modules.
const page = /** @type {{jobtagPrefetched?: Record<string, Prefetched>}} */ (globalThis)
page.jobtagPrefetched ??= {}
const prefetched = page.jobtagPrefetched

/** From now on, everything is requested again. */
export function forgetPrefetched() {
  for (const [path, { end }] of Object.entries(prefetched)) {
    delete prefetched[path]
    end()
  }
}

/** @type {typeof globalThis.fetch} */
export function fetchPrefetched(input, init) {
  if (init?.method !== 'GET') forgetPrefetched()
  const { answer, end } = /** @type {Prefetched} */ (prefetched[String(input)] ?? {})
  if (!answer) return fetch(input, init)
  delete prefetched[String(input)]
  init?.signal?.addEventListener('abort', end)
  return answer
}
