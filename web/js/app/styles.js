/** Style sheets that are loaded on demand: the board does not wait for those of the job card. */

/** After this long the page is shown without the style sheet, which is better than no page. */
const PATIENCE = 10_000

/**
 * For each address, whether the style sheet was loaded.
 * @type {Map<string, Promise<boolean>>}
 */
const sheets = new Map()
/** In the bundled page, one style sheet contains all of them. */
const bundle = () => /** @type {HTMLMetaElement | null} */ (document.querySelector('meta[name="later-styles"]'))?.content

/**
 * Starts loading style sheets. `load()` in `load.js` waits for them.
 * @param {...string} names under `components/`, without `.css`
 */
export function loadStyles(...names) {
  for (const name of names) {
    const address = bundle() ?? `components/${name}.css`
    if (!sheets.has(address)) sheets.set(address, fetchSheet(address))
  }
}

/** @returns {Promise<boolean>} whether all are loaded; those that failed are retried */
export async function stylesArrived() {
  const all = await Promise.all(
    [...sheets].map(async ([address, loading]) => {
      if (await loading) return true
      const again = fetchSheet(address)
      sheets.set(address, again)
      return again
    }),
  )
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
