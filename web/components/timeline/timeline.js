import { Component } from '../../js/lib/component.js'
import { element, html, show } from '../../js/lib/html.js'
import { onKey } from '../../js/lib/keys.js'
import { whenReleased } from '../../js/lib/pressed.js'
import { disableWhileBusy } from '../../js/app/busy-buttons.js'
import { client } from '../../js/app/client.js'
import { summaryText } from '../../js/app/fields.js'
import { initials, time, timeInFull } from '../../js/app/format.js'
import { ListState } from '../../js/app/list-state.js'
import { composer } from './composer.js'
import { historyList } from './history.js'

const VIEWS = /** @type {[string, string][]} */ ([
  ['timeline', 'Timeline'],
  ['changes', 'History'],
])

/** The events and changes of a job. */
export class Timeline extends Component {
  view = 'timeline'
  /** @type {any} */
  part = null
  #shown = ''
  state = new ListState('The timeline', () => this.refresh(), { isPart: true })

  get job() {
    return this.dataset.job ?? ''
  }

  connected() {
    this.composer = composer({ job: this.job, seen: () => this.part ?? client.held(this.job), added: (event) => this.#added(event) })
    show(
      this,
      html`
      <section class="panel timeline" aria-label="Activity">
        ${this.composer.root}
        <div class="tabs" role="tablist" aria-label="Activity">${VIEWS.map(
          ([key, label]) => element`
          <button type="button" class="tab" role="tab" id="view-${key}" data-view="${key}" aria-controls="view-panel"
            @click=${() => this.choose(key)}>${label}</button>`,
        )}</div>
        ${this.state.root}<div id="view-panel" role="tabpanel" data-panel></div>
      </section>`,
    )
    onKey(/** @type {Element} */ (this.querySelector('[role="tablist"]')), (event) => {
      if (!['ArrowLeft', 'ArrowRight'].includes(event.key)) return
      const other = this.view === 'timeline' ? 'changes' : 'timeline'
      this.choose(other)
      const tab = /** @type {HTMLElement} */ (this.querySelector(`[data-view="${other}"]`))
      tab.focus()
    })
    this.until(client.on('mutation', (/** @type {any} */ mutation) => this.composer?.onMutation(mutation)))
    this.choose(this.view)
  }

  /** @param {string} view */
  choose(view) {
    // Clear the other view.
    if (this.view !== view) show(/** @type {Element} */ (this.querySelector('[data-panel]')))
    this.view = view
    this.state.what = view === 'changes' ? 'The history' : 'The timeline'
    this.#shown = ''
    for (const tab of /** @type {NodeListOf<HTMLElement>} */ (this.querySelectorAll('[role="tab"]'))) {
      const isChosen = tab.dataset.view === view
      tab.setAttribute('aria-selected', String(isChosen))
      tab.tabIndex = isChosen ? 0 : -1
    }
    this.querySelector('[data-panel]')?.setAttribute('aria-labelledby', `view-${view}`)
    return this.refresh()
  }

  async refresh() {
    const panel = /** @type {Element} */ (this.querySelector('[data-panel]'))
    const part = await this.state.read(() => client.part(this.job, this.view), { isQuiet: this.#shown !== '' })
    if (!part || !this.isConnected) return
    this.part = part
    if (this.#shown !== part.etag) {
      this.#shown = part.etag
      const { view } = this
      whenReleased(panel, () => view === this.view && part.etag === this.part?.etag && this.#draw(panel))
    }
    this.state.shown((part.data.timeline ?? part.data.changes).length, 'Nothing yet.')
    disableWhileBusy(this, this.job)
  }

  /** @param {Element} panel */
  #draw(panel) {
    const { part } = this
    const focused = /** @type {HTMLElement | null} */ (panel.querySelector(':focus'))
      ?.closest('[data-change]')
      ?.getAttribute('data-change')
    show(panel, this.view === 'timeline' ? this.#timeline(part.data.timeline) : historyList(part))
    disableWhileBusy(this, this.job)
    if (focused) /** @type {HTMLElement | null} */ (panel.querySelector(`[data-change="${focused}"] button`))?.focus()
  }

  #timeline(/** @type {any[]} */ entries) {
    return element`<ol class="events" aria-label="Timeline">${entries.map((entry) => {
      const isNote = entry.type === 'event' && entry.kind === 'note'
      return element`
        <li class="events__entry ${isNote ? 'is-note' : 'is-change'}" data-event="${entry.id}" data-kind="${entry.kind}">
          <span class="${isNote ? 'avatar' : 'events__dot'}" aria-hidden="true">${isNote ? initials(entry.by.name) : ''}</span>
          <div><p class="events__top"><strong>${entry.by.name}</strong>
              <time class="muted" datetime="${entry.at}" title="${timeInFull(entry.at)}">${time(entry.at)}</time></p>
            <p class="events__text">${isNote ? entry.description : summaryText(entry.description)}</p></div>
        </li>`
    })}</ol>`
  }

  async #added(/** @type {any} */ event) {
    if (this.view !== 'timeline') await this.choose('timeline')
    else await this.refresh()
    this.querySelector(`[data-event="${CSS.escape(event.id)}"]`)?.classList.add('is-new')
  }
}

customElements.define('jt-timeline', Timeline)
