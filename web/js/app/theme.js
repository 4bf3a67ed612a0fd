/** The colour theme: light, dark, or the system's. */

const KEY = 'jobtag.page.theme'
const CHOICES = ['system', 'light', 'dark']

/** @returns {string} */
export function theme() {
  try {
    return localStorage.getItem(KEY) ?? 'system'
  } catch {
    return 'system' // Without storage, use the system's theme.
  }
}

/** @param {string} choice */
export function setTheme(choice) {
  apply(choice)
  try {
    localStorage.setItem(KEY, choice)
  } catch {
    // Without storage, it lasts until the page is closed.
  }
}

export const nextTheme = () => CHOICES[(CHOICES.indexOf(theme()) + 1) % CHOICES.length]

function apply(/** @type {string} */ choice) {
  if (choice === 'system') document.documentElement.removeAttribute('data-theme')
  else document.documentElement.dataset.theme = choice
}

apply(theme())
// Other tabs follow.
window.addEventListener('storage', ({ key }) => key === KEY && apply(theme()))
