/** Light, dark, or as the system has it. */

const KEY = 'jobtag.page.theme'
const CHOICES = ['system', 'light', 'dark']

/** @returns {string} */
export function theme() {
  try {
    return localStorage.getItem(KEY) ?? 'system'
  } catch {
    return 'system' // A browser that keeps nothing shows what the system has.
  }
}

/** @param {string} choice */
export function setTheme(choice) {
  apply(choice)
  try {
    localStorage.setItem(KEY, choice)
  } catch {
    // It holds until the page is closed.
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
