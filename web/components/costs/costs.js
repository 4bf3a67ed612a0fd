import { Component } from '../../js/lib/component.js'
import { element, html, show } from '../../js/lib/html.js'
import { onKey } from '../../js/lib/keys.js'
import { disableWhileBusy } from '../../js/app/busy-buttons.js'
import { client, mayEdit } from '../../js/app/client.js'
import { money } from '../../js/app/format.js'
import { negated, plus, sameAmount } from '../../js/client/decimal.js'
import { storedForm, storedSlots } from '../../js/app/form-storage.js'
import { COST_SETS, fieldLabel } from '../../js/app/labels.js'
import { ListState } from '../../js/app/list-state.js'
import { toast } from '../../js/app/lazy-toasts.js'
import { whenReleased } from '../../js/lib/pressed.js'
import { LineRow } from './line-row.js'
import { newLine } from './new-line.js'
import { askToUnlock, quoteBar } from './quote-bar.js'

const SUMS = ['cost', 'revenue', 'margin', 'hours']
const BEFORE_WORK = new Set(['draft', 'awaiting_approval', 'approved'])

/** The estimate, the quote and the actual costs of a job. */
export class Costs extends Component {
  kind = 'quote'
  /** @type {any} */
  part = null
  /** @type {Map<string, LineRow>} */
  rows = new Map()
  /**
   * The earlier revision of the quote that is shown.
   * @type {number | null}
   */
  revision = null
  /**
   * The acceptance despite which the person wants to change the quote.
   * @type {string | null}
   */
  #unlocked = null
  /** @type {number | null} */
  #shownRevision = null
  state = new ListState('The costs', () => this.refresh(), { isPart: true })
  /**
   * The server's totals.
   * @type {Record<string, string> | null}
   */
  #totals = null

  get job() {
    return this.dataset.job ?? ''
  }

  /** An accepted quote is locked against accidental changes. */
  get isLocked() {
    const accepted = this.record?.quote_acceptance_date ?? null
    return this.kind === 'quote' && accepted !== null && accepted !== this.#unlocked
  }

  get record() {
    return client.held(this.job)?.record
  }

  connected() {
    this.kind = mayEdit() && BEFORE_WORK.has(this.record?.status ?? '') ? 'quote' : 'actual'
    show(
      this,
      html`
      <section class="panel costs" aria-labelledby="costs-title">
        <div class="costs__top"><h2 class="kicker" id="costs-title">Costs</h2>
          <div class="tabs" role="tablist" aria-label="Costs">${COST_SETS.map(
            ([key, label]) => element`
            <button type="button" class="tab" role="tab" id="tab-${key}" data-tab="${key}" aria-controls="costs-panel" @click=${() => this.choose(key)}>
              ${label}<span class="tab__sum number" data-total="${key}"></span></button>`,
          )}</div></div>
        <div id="costs-panel" role="tabpanel" data-panel tabindex="-1">
          ${this.state.root}<div data-bar></div>
          <table class="lines">
            <thead><tr>${['kind', 'description'].map((field) => element`<th>${fieldLabel(field)}</th>`)}
              ${['quantity', 'unit_cost', 'unit_rev', 'cost', 'revenue'].map((field) => element`<th class="number">${fieldLabel(field)}</th>`)}<th><span class="unseen">Remove</span></th></tr></thead>
            <tbody data-lines></tbody><tbody data-new></tbody>
          </table>
          <dl class="totals" data-totals></dl>
        </div>
      </section>`,
    )
    onKey(this.#part('[role="tablist"]'), (event) => this.#steer(event))
    this.until(client.on('mutation', (/** @type {any} */ mutation) => this.adding?.onMutation(mutation)))
    this.choose(this.kind)
  }

  disconnected() {
    this.saveLines()
  }

  /**
   * @param {string} selector
   * @returns {HTMLElement}
   */
  #part(selector) {
    return /** @type {HTMLElement} */ (this.querySelector(selector))
  }

  saveLines() {
    for (const row of this.rows.values()) row.save()
  }

  /** @param {string} kind */
  choose(kind) {
    this.saveLines()
    Object.assign(this, { kind, revision: null, part: null })
    this.#totals = null
    for (const tab of /** @type {NodeListOf<HTMLElement>} */ (this.querySelectorAll('[role="tab"]'))) {
      const isChosen = tab.dataset.tab === kind
      tab.setAttribute('aria-selected', String(isChosen))
      tab.tabIndex = isChosen ? 0 : -1
    }
    this.#part('[data-panel]').setAttribute('aria-labelledby', `tab-${kind}`)
    this.rows.clear()
    show(this.#part('[data-lines]'))
    show(this.#part('[data-new]'))
    const onlyTime = !mayEdit()
    if (mayEdit() || kind === 'actual') {
      this.adding = newLine({
        job: this.job,
        kind,
        onlyTime,
        seen: () => this.part,
        rate: () => this.record?.charge_out_rate ?? null,
        added: () => this.refresh(),
        mayAdd: () => this.#mayAdd(),
      })
      show(this.#part('[data-new]'), this.adding.root)
    } else this.adding = undefined
    return this.refresh()
  }

  /** Reloads the costs, conditionally, and updates the rows. */
  async refresh() {
    // If reloading fails, the present rows stay.
    const isQuiet = this.part !== null && this.#shownRevision === this.revision
    const { revision } = this
    const read = await this.state.read(
      () =>
        Promise.all([
          client.part(this.job, 'costs/summary'),
          client.part(this.job, `cost-sets/${this.kind}`),
          revision === null ? null : client.get(`/jobs/${this.job}/quote/?revision=${revision}`),
        ]),
      { isQuiet },
    )
    if (!read || !this.isConnected) return
    const [summary, part, earlier] = read
    this.part = part
    this.#shownRevision = revision
    this.state.shown()
    this.#showSums(summary.data)
    this.#showSet(earlier?.data ?? part.data)
  }

  #showSums(/** @type {any} */ summary) {
    for (const [key] of COST_SETS) this.#part(`[data-total="${key}"]`).textContent = money(summary[key].revenue)
  }

  #showSet(/** @type {any} */ { lines, totals }) {
    whenReleased(this.#part('[data-bar]'), () => this.#showBar())
    this.#showNew()
    this.#showLines(lines)
    this.#totals = totals
    this.#showTotals()
    this.adding?.hint()
    this.#part('[data-panel]').dataset.shown = this.kind
    disableWhileBusy(this, this.job)
  }

  /** The totals of the rows, including unsaved changes, with a note if there are any. */
  #showTotals() {
    const saved = this.#totals
    if (!saved) return
    const now = { ...saved }
    for (const row of this.revision === null ? this.rows.values() : []) {
      for (const [name, amount] of Object.entries(row.unsaved)) now[name] = plus(now[name], amount)
    }
    now.margin = plus(now.revenue, negated(now.cost))
    const isUnsaved = SUMS.some((name) => !sameAmount(now[name], saved[name]))
    const place = this.#part('[data-totals]')
    show(
      place,
      SUMS.map(
        (name) =>
          element`<div><dt>${fieldLabel(name)}</dt><dd data-set-total="${name === 'revenue' ? 'price' : name}">${money(now[name])}</dd></div>`,
      ),
      isUnsaved
        ? element`<div class="totals__unsaved" data-unsaved><dt>Includes unsaved changes. Saved price:</dt><dd>${money(saved.revenue)}</dd></div>`
        : null,
    )
    if (this.revision === null) this.#part(`[data-total="${this.kind}"]`).textContent = money(now.revenue)
  }

  #showBar() {
    const bar = this.#part('[data-bar]')
    if (this.kind !== 'quote' || !this.record || !this.part) return show(bar)
    const hadFocus = /** @type {HTMLElement | null} */ (bar.querySelector(':focus'))?.getAttribute('name')
    show(
      bar,
      quoteBar({
        job: this.record,
        part: this.part,
        revision: this.revision,
        isLocked: this.isLocked,
        choose: (revision) => {
          this.revision = revision
          this.refresh()
        },
        unlock: (acceptance) => {
          this.#unlocked = acceptance
          this.refresh()
        },
      }),
    )
    disableWhileBusy(this, this.job)
    if (hadFocus) /** @type {HTMLElement | null} */ (bar.querySelector(`[name="${hadFocus}"]`))?.focus()
  }

  /** Shows the row for a new line. In a locked quote, only if it is in use. */
  #showNew() {
    const place = this.#part('[data-new]')
    place.hidden = this.revision !== null || (this.isLocked && (this.adding?.isEmpty ?? true) && !place.contains(document.activeElement))
  }

  /** Moves the text of a removed line into the row for a new one, unless that is in use. */
  #addAgain(/** @type {Record<string, string>} */ values) {
    if (!this.adding?.isEmpty) {
      toast('First add or clear the new line.', { tone: 'warn' })
      return false
    }
    this.#part('[data-new]').hidden = false
    this.adding.fill(values)
    return true
  }

  /** Whether any line has unsaved changes. */
  get isDirty() {
    return [...this.rows.values()].some((row) => row.isDirty)
  }

  /** Asks for confirmation before a line is added to an accepted quote. */
  async #mayAdd() {
    if (!this.isLocked) return true
    const acceptance = this.record?.quote_acceptance_date ?? null
    if (!(await askToUnlock())) return false
    this.#unlocked = acceptance
    return true
  }

  /** Updates the rows. Existing rows stay, with their typed text. */
  #showLines(/** @type {any[]} */ lines) {
    const body = this.#part('[data-lines]')
    if (this.revision !== null) {
      this.rows.clear()
      return show(
        body,
        lines.map((line) => new LineRow(line, this.part, { job: this.job, kind: this.kind, isReadOnly: true }).root),
      )
    }
    const wanted = new Set(lines.map(({ id }) => id))
    this.#keepRemoved(wanted)
    for (const [id, row] of this.rows) {
      if (wanted.has(id) || row.isRemoved) continue
      if (row.isDirty) row.markRemoved((values) => this.#addAgain(values))
      else {
        row.root.remove()
        this.rows.delete(id)
      }
    }
    for (const root of body.querySelectorAll('tr')) if (!this.rows.has(root.dataset.line ?? '')) root.remove()
    let next = body.firstElementChild
    for (const line of lines) {
      let row = this.rows.get(line.id)
      const isReadOnly = !this.#mayChange(line)
      if (row && !row.isDirty) row.setReadOnly(isReadOnly)
      if (row) row.show(line, this.part)
      else {
        row = new LineRow(line, this.part, { job: this.job, kind: this.kind, isReadOnly }, () => this.#showTotals())
        this.rows.set(line.id, row)
      }
      if (row.root === next) next = next.nextElementSibling
      else body.insertBefore(row.root, next)
    }
  }

  /** Shows unsaved text from before a reload, of lines that no longer exist. */
  #keepRemoved(/** @type {Set<string>} */ wanted) {
    const start = `line.${this.job}.${this.kind}.`
    for (const slot of storedSlots(start)) {
      const id = slot.slice(start.length)
      const line = storedForm(slot)?.line
      if (wanted.has(id) || this.rows.has(id) || !line) continue
      const row = new LineRow(line, this.part, { job: this.job, kind: this.kind, isReadOnly: false }, () => this.#showTotals())
      this.rows.set(id, row)
      this.#part('[data-lines]').append(row.root)
    }
  }

  #mayChange(/** @type {any} */ line) {
    // A line with unsaved text stays editable.
    if (this.isLocked && !storedForm(`line.${this.job}.${this.kind}.${line.id}`)) return false
    return mayEdit() || (this.kind === 'actual' && line.kind === 'time' && line.created_by === client.person?.id)
  }

  #steer(/** @type {KeyboardEvent} */ event) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key]
    if (!step) return
    const index = COST_SETS.findIndex(([key]) => key === this.kind)
    const [kind] = COST_SETS[(index + step + COST_SETS.length) % COST_SETS.length]
    this.choose(kind)
    this.#part(`[data-tab="${kind}"]`).focus()
  }
}

customElements.define('jt-costs', Costs)
