import { Component } from '../../js/lib/component.js'
import { html, show } from '../../js/lib/html.js'
import { client, mayEdit } from '../../js/app/client.js'
import { initials } from '../../js/app/format.js'
import { icon } from '../../js/app/icons.js'
import { load } from '../../js/app/load.js'
import { toastError } from '../../js/app/lazy-toasts.js'
import { unsaved } from '../../js/app/unsaved.js'
import { boardAddress, lastPress, route } from '../../js/app/router.js'
import { nextTheme, setTheme, theme } from '../../js/app/theme.js'

const THEMES = { system: 'Same as system', light: 'Light', dark: 'Dark' }
const THEME_ICONS = { system: 'system', light: 'sun', dark: 'moon' }

/** The delay before "Connecting" is shown, in milliseconds. */
const SLOW = 1000

/** The bar at the top: navigation, unsaved changes, account. */
export class Shell extends Component {
  #live = 'connecting'
  /** Whether the stream has been open before. */
  #wasLive = false
  /** Whether connecting takes long: the stream reconnects at each change of route, usually at once, which is not shown. */
  #isSlow = false
  #slowTimer = 0
  #isQueued = false

  connected() {
    this.#build()
    this.listen(window, 'hashchange', () => {
      this.#here()
      this.#state()
    })
    this.listen(window, 'online', () => this.#state())
    this.listen(window, 'offline', () => this.#state())
    this.until(client.on('live', (/** @type {string} */ live) => this.#become(live)))
    this.#become(this.#live)
    this.until(() => clearTimeout(this.#slowTimer))
    for (const name of ['draft', 'mutation', 'restored']) this.until(client.on(name, () => this.#queueState()))
  }

  #build() {
    const person = client.person
    if (!person) return
    show(
      this,
      html`
      <header class="bar">
        <a class="brand" href="#/" aria-label="Jobtag, board">${icon('tag', 20)}<span class="brand__name">Jobtag</span></a>
        <nav aria-label="Main">
          <a class="bar__place" href="#/" data-place="board">${icon('board')}<span>Board</span></a>
          <a class="bar__place" href="#/clients" data-place="clients">${icon('clients')}<span>Clients</span></a>
        </nav>
        <span class="bar__space"></span>
        <button type="button" class="state" name="outbox" @click=${(/** @type {any} */ event) => this.#outbox(event.currentTarget)}>
          <span class="dot"></span><span class="state__text" data-state></span></button>
        <a class="button primary" href="#/jobs/new" data-new aria-label="New job" ?hidden=${!mayEdit()}>${icon('plus')}<span class="wide">New job</span></a>
        <button type="button" class="button quiet icon" name="theme"
          @click=${() => this.#theme()}></button>
        <button type="button" class="button quiet me" name="me" aria-haspopup="menu" aria-label="${person.name}, account"
          @click=${(/** @type {any} */ event) => this.#account(event.currentTarget)}>
          <span class="avatar" aria-hidden="true">${initials(person.name)}</span><span class="me__name">${person.name}</span></button>
      </header>`,
    )
    this.#here()
    this.#state()
    this.#showTheme()
  }

  #here() {
    const { name } = route()
    for (const link of this.querySelectorAll('.brand, [data-place="board"]')) link.setAttribute('href', boardAddress())
    const current = { board: 'board', clients: 'clients', client: 'clients' }[/** @type {string} */ (name)]
    for (const link of this.querySelectorAll('[data-place]')) {
      if (link.getAttribute('data-place') === current) link.setAttribute('aria-current', 'page')
      else link.removeAttribute('aria-current')
    }
  }

  #become(/** @type {string} */ live) {
    this.#live = live
    this.#wasLive ||= live === 'open'
    this.#isSlow = false
    clearTimeout(this.#slowTimer)
    if (live === 'connecting')
      this.#slowTimer = window.setTimeout(() => {
        this.#isSlow = true
        this.#state()
      }, SLOW)
    this.#state()
  }

  #queueState() {
    if (this.#isQueued) return
    this.#isQueued = true
    queueMicrotask(() => {
      this.#isQueued = false
      if (this.isConnected) this.#state()
    })
  }

  #state() {
    const button = this.querySelector('[name="outbox"]')
    if (!button) return
    const { needs, waiting, left } = unsaved(route().id)
    const isOpening = navigator.onLine && this.#live === 'connecting' && !this.#isSlow
    const text = needs
      ? needs === 1
        ? '1 change needs you'
        : `${needs} changes need you`
      : waiting
        ? `${waiting} waiting`
        : left
          ? `${left} not saved`
          : !navigator.onLine
            ? 'Offline'
            : ({ open: 'Live', connecting: isOpening ? 'Live' : 'Connecting', closed: 'Not live' }[this.#live] ?? '')
    button.classList.toggle('needs', needs + left > 0)
    button.classList.toggle('offline', !navigator.onLine)
    button.classList.toggle('opening', isOpening && !this.#wasLive && text === 'Live')
    button.setAttribute('data-live', navigator.onLine ? this.#live : 'closed')
    button.setAttribute('data-short', String(needs || left || waiting || ''))
    const words = /** @type {HTMLElement} */ (button.querySelector('[data-state]'))
    if (words.textContent !== text) words.textContent = text
    button.setAttribute('aria-label', `${text}. Show unsaved changes`)
  }

  #theme() {
    setTheme(nextTheme())
    this.#showTheme()
  }

  #showTheme() {
    const button = /** @type {HTMLElement} */ (this.querySelector('[name="theme"]'))
    const now = /** @type {'system'} */ (theme())
    show(button, icon(THEME_ICONS[now]))
    button.title = `Colours: ${THEMES[now]}`
    button.setAttribute('aria-label', `Colours: ${THEMES[now]}. Change`)
  }

  async #outbox(/** @type {HTMLElement} */ button) {
    const isLast = lastPress()
    const { openOutbox } = await load(() => import('./outbox-menu.js'))
    if (isLast()) openOutbox(button)
  }

  async #account(/** @type {HTMLElement} */ button) {
    const isLast = lastPress()
    const { openMenu } = await load(() => import('../menu/menu.js'))
    if (!isLast()) return
    const { person } = client
    const roles = { admin: 'Administrator', office: 'Office', workshop: 'Workshop' }
    openMenu(
      button,
      [
        { label: person?.email ?? '', hint: person ? roles[/** @type {'admin'} */ (person.role)] : undefined, isDisabled: true },
        'line',
        { label: 'Deleted jobs and clients', href: '#/deleted' },
        { label: 'Keyboard shortcuts', run: () => this.#keys() },
        { label: 'API documentation', href: 'api/docs/' },
        'line',
        { label: 'Sign out', run: () => this.#signOut() },
      ],
      { label: 'Account' },
    )
  }

  async #keys() {
    const isLast = lastPress()
    const { showKeys } = await load(() => import('../keys-help/keys-help.js'))
    if (isLast()) showKeys()
  }

  async #signOut() {
    try {
      await client.logout()
    } catch (error) {
      return toastError(error, 'You are still signed in')
    }
    // Removes all data from memory. Unsaved changes stay stored on this device until the person signs in again.
    location.hash = '#/'
    location.reload()
  }
}

customElements.define('jt-shell', Shell)
