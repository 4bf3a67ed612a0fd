import { element } from '../../js/lib/html.js'
import { onKey } from '../../js/lib/keys.js'
import { foldedText } from '../../js/client/folding.js'
import { loadStyles } from '../../js/app/styles.js'

loadStyles('menu/menu')

/**
 * A menu at a button: `role="menu"`, arrow keys, first letters, Escape. Only one is open at a time.
 */

/**
 * @typedef {{label: string, run?: () => void, href?: string, hint?: string, tone?: 'danger', status?: string, isChecked?: boolean,
 *   isDisabled?: boolean} | 'line'} Item
 */

/** @typedef {HTMLElement & {showPopover: () => void, hidePopover: () => void}} Popover */

/** @type {Popover | null} */
let open = null

/**
 * @param {Element} anchor
 * @param {Item[]} items
 * @param {{label: string, title?: string, at?: {x: number, y: number}}} options `title`: what the menu is about, in case it covers that
 */
export function openMenu(anchor, items, { label, title, at }) {
  closeMenu()
  const opener = /** @type {HTMLElement | null} */ (document.activeElement)
  /** @type {Popover} */
  const menu = /** @type {any} */ (
    element`
    <div class="menu" role="menu" aria-label="${label}" popover="auto">${title ? element`<p class="menu__title" aria-hidden="true">${title}</p>` : null}${items.map((item) => entry(item, () => menu.hidePopover()))}</div>`
  )
  anchor.setAttribute('aria-expanded', 'true')
  // Inside a dialog the menu must be a child of the dialog, or it would be inert; elsewhere it belongs to the landmark.
  ;(anchor.closest('dialog, .bar, #main') ?? document.body).append(menu)
  menu.showPopover()
  placeAt(menu, at ? new DOMRect(at.x, at.y, 0, 0) : anchor.getBoundingClientRect())
  onKey(menu, (event) => steer(event, menu))
  menu.addEventListener('toggle', (event) => {
    if (/** @type {any} */ (event).newState !== 'closed') return
    anchor.setAttribute('aria-expanded', 'false')
    const hadFocus = menu.contains(document.activeElement) || document.activeElement === document.body
    menu.remove()
    if (open === menu) open = null
    if (hadFocus) opener?.focus()
  })
  open = menu
  choices(menu)[0]?.focus()
  return menu
}

export function closeMenu() {
  open?.hidePopover()
}

const choices = (/** @type {HTMLElement} */ menu) =>
  /** @type {HTMLElement[]} */ ([...menu.querySelectorAll('[role^="menuitem"]:not([aria-disabled="true"])')])

/**
 * @param {Item} item
 * @param {() => void} close
 */
function entry(item, close) {
  if (item === 'line') return element`<hr class="menu__line" />`
  const role = item.isChecked === undefined ? 'menuitem' : 'menuitemradio'
  const content = [
    item.status ? element`<span class="dot" data-status="${item.status}"></span>` : null,
    element`<span class="menu__label">${item.label}</span>`,
    item.hint ? element`<kbd class="menu__hint">${item.hint}</kbd>` : null,
  ]
  const checked = item.isChecked === undefined ? null : String(item.isChecked)
  if (item.href) return element`<a class="menu__item" role="menuitem" tabindex="-1" href="${item.href}" @click=${close}>${content}</a>`
  const press = () => {
    if (item.isDisabled) return
    close()
    item.run?.()
  }
  return element`
    <button type="button" class="menu__item ${item.tone ?? ''}" role="${role}" tabindex="-1" aria-checked=${checked}
      aria-disabled="${String(Boolean(item.isDisabled))}" @click=${press}>${content}</button>`
}

/**
 * Places the menu below the anchor if there is room, otherwise above; always inside the window.
 * @param {HTMLElement} menu
 * @param {DOMRect} anchor
 */
function placeAt(menu, anchor) {
  const { width, height } = menu.getBoundingClientRect()
  const below = anchor.bottom + 4 + height <= innerHeight
  const top = below ? anchor.bottom + 4 : Math.max(8, anchor.top - 4 - height)
  menu.style.top = `${Math.min(top, Math.max(8, innerHeight - height - 8))}px`
  menu.style.left = `${Math.max(8, Math.min(anchor.left, innerWidth - width - 8))}px`
}

/**
 * @param {KeyboardEvent} event
 * @param {Popover} menu
 */
function steer(event, menu) {
  const all = choices(menu)
  const now = all.indexOf(/** @type {HTMLElement} */ (document.activeElement))
  const to = { ArrowDown: (now + 1) % all.length, ArrowUp: (now - 1 + all.length) % all.length, Home: 0, End: all.length - 1 }[event.key]
  if (to !== undefined) all[to]?.focus()
  else if (event.key === 'Tab') menu.hidePopover()
  else if (/^\S$/u.test(event.key) && !event.ctrlKey && !event.metaKey) {
    const later = [...all.slice(now + 1), ...all.slice(0, now + 1)]
    later.find((item) => beginsWith(item.querySelector('.menu__label')?.textContent?.trim() ?? '', event.key))?.focus()
  } else return
  event.stopPropagation()
  if (event.key !== 'Tab') event.preventDefault()
}

/** Whether a name starts with a letter, ignoring case and accents: "O" finds "Ōtaki". */
const beginsWith = (/** @type {string} */ label, /** @type {string} */ key) => {
  const letter = foldedText(key)
  return letter ? foldedText(label).startsWith(letter) : label.startsWith(key)
}
