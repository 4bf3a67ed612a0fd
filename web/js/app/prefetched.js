/**
 * What the first board shows is asked for by `start.js`, before any module is here. Each answer is used once, and only while nothing can have
 * changed that the client would have to know of.
 */

/** @typedef {{answer: Promise<Response>, end: () => void}} Prefetched */

// Set here, it keeps start.js from asking where that comes after the modules.
const prefetched = /** @type {any} */ (globalThis).jobtagPrefetched ??= /** @type {Record<string, Prefetched>} */ ({})

/** From here on everything is asked for anew. */
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
