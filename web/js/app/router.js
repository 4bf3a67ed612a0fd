/** Where the person is, in the address after `#`: deep links, Back and a reload come by themselves. */

/** @typedef {{name: 'board' | 'job' | 'new' | 'clients' | 'client' | 'deleted', id: string | null, query: URLSearchParams}} Place */

const PLACES = [
  { name: 'new', pattern: /^\/jobs\/new$/ },
  { name: 'job', pattern: /^\/jobs\/([0-9a-f-]{36})$/i },
  { name: 'deleted', pattern: /^\/deleted$/ },
  { name: 'clients', pattern: /^\/clients$/ },
  { name: 'client', pattern: /^\/clients\/(new|[0-9a-f-]{36})$/i },
]

/** @returns {Place} */
export function place() {
  const [path, query = ''] = location.hash.replace(/^#/, '').split('?')
  const known = path.replace(/\/$/, '') || '/'
  for (const { name, pattern } of PLACES) {
    const match = pattern.exec(known)
    if (match) return { name: /** @type {Place['name']} */ (name), id: match[1]?.toLowerCase() ?? null, query: new URLSearchParams(query) }
  }
  return { name: 'board', id: null, query: new URLSearchParams(query) }
}

/** @param {string} hash */
export function go(hash) {
  if (location.hash === hash) window.dispatchEvent(new HashChangeEvent('hashchange'))
  else location.hash = hash
}

/**
 * Changes the address without a step for Back: a filter is not a place.
 * @param {string} hash
 */
export function amend(hash) {
  history.replaceState(history.state, '', hash)
}

/** @param {(place: Place) => void} listener */
export function onPlace(listener) {
  window.addEventListener('hashchange', () => listener(place()))
}
