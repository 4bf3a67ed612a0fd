/** Style sheets of what is loaded on demand: the board does not wait for those of the job card. */

/** @type {Map<string, Promise<void>>} */
const loading = new Map()

/** @param {...string} names under `components/`, without `.css` */
export function loadStyles(...names) {
  return Promise.all(names.map((name) => {
    let loaded = loading.get(name)
    if (!loaded) {
      loaded = new Promise((resolve) => {
        const link = document.createElement('link')
        link.rel = 'stylesheet'
        link.href = `/components/${name}.css`
        // A sheet that does not arrive leaves the page plain, which is better than no page.
        link.onload = link.onerror = () => resolve()
        document.head.append(link)
      })
      loading.set(name, loaded)
    }
    return loaded
  }))
}
