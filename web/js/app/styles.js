/** Style sheets of what is loaded on demand: the board does not wait for those of the job card. */

/** One that takes longer leaves the page plain, which is better than no page. */
const PATIENCE = 10_000

/**
 * Whether each of them is there, by its address.
 * @type {Map<string, Promise<boolean>>}
 */
const sheets = new Map()
/** Where the page was bundled, one sheet has them all. */
const bundle = () => /** @type {HTMLMetaElement | null} */ (document.querySelector('meta[name="later-styles"]'))?.content

/**
 * Begins to load them. `load()` of `load.js` waits for them.
 * @param {...string} names under `components/`, without `.css`
 */
export function loadStyles(...names) {
  for (const name of names) {
    const address = bundle() ?? `components/${name}.css`
    if (!sheets.has(address)) sheets.set(address, fetchSheet(address))
  }
}

/** @returns {Promise<boolean>} whether all are there that were asked for; those that did not arrive are asked for again */
export async function stylesArrived() {
  const all = await Promise.all([...sheets].map(async ([address, loading]) => {
    if (await loading) return true
    const again = fetchSheet(address)
    sheets.set(address, again)
    return again
  }))
  return all.every(Boolean)
}

/**
 * @param {string} address
 * @returns {Promise<boolean>}
 */
function fetchSheet(address) {
  return new Promise((resolve) => {
    const link = document.createElement('link')
    link.rel = 'stylesheet'
    link.href = address
    const timer = setTimeout(() => resolve(false), PATIENCE)
    const end = (/** @type {boolean} */ hasArrived) => () => {
      clearTimeout(timer)
      if (!hasArrived) link.remove()
      resolve(hasArrived)
    }
    link.onload = end(true)
    link.onerror = end(false)
    document.head.append(link)
  })
}
