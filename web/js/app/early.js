/**
 * What the first board shows is asked for by `start.js`, before any module is here. Each answer is used once, and only while nothing can have
 * changed that the client would have to know of.
 */

/** @typedef {{answer: Promise<Response>, end: () => void}} Early */

// Set here, it keeps start.js from asking where that comes after the modules.
const early = /** @type {any} */ (globalThis).jobtagEarly ??= /** @type {Record<string, Early>} */ ({})

/** From here on everything is asked for anew. */
export function forgetEarly() {
  for (const [path, { end }] of Object.entries(early)) {
    delete early[path]
    end()
  }
}

/** @type {typeof globalThis.fetch} */
export function fetchEarly(input, init) {
  if (init?.method !== 'GET') forgetEarly()
  const { answer, end } = /** @type {Early} */ (early[String(input)] ?? {})
  if (!answer) return fetch(input, init)
  delete early[String(input)]
  init?.signal?.addEventListener('abort', end)
  return answer
}
