import { element, show } from '../../js/lib/html.js'
import { boardJobs } from '../../js/app/board-jobs.js'
import { client } from '../../js/app/client.js'
import { fieldText, learnNames } from '../../js/app/fields.js'
import { listed, money } from '../../js/app/format.js'
import { fieldLabel } from '../../js/app/labels.js'
import { bodyOf, describeMutation, isLong, isPast, typedText } from '../../js/app/mutations.js'
import { load } from '../../js/app/load.js'
import { loadStyles } from '../../js/app/styles.js'
import { same } from '../../js/client/values.js'
import { toast, toastError } from '../../js/app/lazy-toasts.js'
import { relabel, whenReleased } from '../../js/lib/pressed.js'
import { buttonText, choosing, doneText, stillToChoose } from './choosing.js'
import { TEXTS, fieldConflictBlock } from './field-conflict.js'
import { conflictDialog, showHead } from './dialog.js'
import { headline, headlineOf } from './headline.js'

/** @typedef {import('../../js/client/draft.js').Draft} Draft */
/** @typedef {import('../../js/client/types.js').Conflict} Conflict */
/** @typedef {import('./field-conflict.js').Block} Block */

loadStyles('ask/dialog', 'conflict/conflict', 'difference/difference')

/**
 * Dialogs that are open or queued, by conflict.
 * @type {WeakMap<object, Promise<any>>}
 */
const open = new WeakMap()

/** @type {Promise<any>} settled when no dialog is open */
let last = Promise.resolve()

/** Opens one dialog at a time: the next one opens when the previous one is closed. */
const once = (/** @type {object} */ key, /** @type {() => Promise<any>} */ work) => {
  const running = open.get(key)
  if (running) return running
  const promise = last.then(work).finally(() => open.delete(key))
  open.set(key, promise)
  last = promise.catch(() => {})
  return promise
}

/** Shows that the restored data is still loading, so no choice is possible yet. */
function showLoading(/** @type {ReturnType<typeof conflictDialog>} */ { head, body, foot, dialog }) {
  show(
    head,
    element`<p id="conflict-message" class="conflict__message" role="alert">The server’s data was restored from a backup. Loading the restored data…</p>`,
  )
  show(body)
  show(foot, element`<button type="button" class="button" name="later" @click=${() => dialog.close()}>Decide later</button>`)
}

/**
 * Lets the person resolve the conflicts of a draft.
 * @param {Draft} draft
 * @returns {Promise<void>} settled when they are resolved or postponed
 */
export const resolveDraft = (draft) =>
  once(draft, async () => {
    if (!draft.conflict) return
    const { job_number: number, name } = draft.shown.record
    const view = conflictDialog(number ? `Job ${number}, ${name}` : name)
    let isAgain = false
    let shownEtag = ''
    /** @type {string | null} the data that the dialog shows */
    let generation = null
    /** @type {Block[]} */
    let blocks = []
    const choices = choosing(view, () => blocks)
    /** Updates the label of the button. */
    let say = () => {}
    const chose = () => {
      choices.look()
      say()
    }
    const place = element`<div class="conflict__fields"></div>`
    const merged = element`<p class="conflict__merged" hidden></p>`

    /** Names the fields that will be saved without a choice: not those typed back to their version, nor those with a choice above. */
    function showMerged(/** @type {Conflict} */ { fields }) {
      const named = fields.filter(
        ({ field, conflict: isConflict, choice }) => !isConflict && choice !== 'theirs' && blocks.every((block) => block.field !== field),
      )
      const text = named.length ? `Merged without conflict: ${listed(named.map(({ field }) => fieldLabel(field)))}.` : ''
      if (merged.textContent !== text) merged.textContent = text
      merged.hidden = !text
    }

    /** A later save may be refused while the person is still deciding about an earlier one: adds its conflicts. */
    function addAnswer() {
      const { conflict } = draft
      if (!conflict) return
      addConflicts(conflict)
      showMerged(conflict)
    }

    function addConflicts(/** @type {Conflict} */ conflict) {
      const added = conflict.fields.filter(
        ({ field, conflict: isConflict }) => isConflict && blocks.every((block) => block.field !== field),
      )
      if (!added.length) return
      blocks.push(...added.map((fieldConflict) => fieldConflictBlock(fieldConflict, conflict, chose, { place: draft.path })))
      show(
        place,
        blocks.map(({ root }) => root),
      )
      showHead(
        view.head,
        conflict,
        headline(
          conflict,
          blocks.some(({ field }) => TEXTS.has(field)),
        ),
        isAgain,
      )
      whenReleased(view.foot, showFoot)
    }

    function draw() {
      const conflict = /** @type {Conflict} */ (draft.conflict)
      learnNames(conflict.current.record)
      ;({ etag: shownEtag, generation } = conflict.current)
      blocks = []
      addAnswer()
      show(view.body, place, merged)
    }

    /** Whether the dialog shows an outdated version of theirs. */
    const isOld = (/** @type {Conflict} */ { fields }) =>
      blocks.some((block) => fields.some(({ field, theirs }) => field === block.field && !same(theirs, block.theirs)))

    function drawAgain() {
      isAgain = true
      draw()
      view.focusTop()
    }

    function showFoot() {
      const all = (/** @type {'theirs' | 'mine'} */ side) => () => {
        for (const { set } of blocks) set(side)
      }
      const button = /** @type {HTMLButtonElement} */ (
        element`<button type="button" class="button" name="reapply" aria-describedby="conflict-open"></button>`
      )
      const open = element`<p class="conflict__open" id="conflict-open" data-open role="status"></p>`
      const isRestored = draft.conflict?.isRestored ?? false
      say = () => {
        const { conflict } = draft
        if (!conflict) return
        relabel(button, buttonText(blocks, conflict))
        open.textContent = stillToChoose(blocks)
        button.classList.toggle('primary', !open.textContent)
      }
      say()
      const apply = async () => {
        const { conflict } = draft
        if (button.disabled || !conflict) return
        if (isOld(conflict)) return drawAgain()
        if (!choices.isDone()) return
        button.disabled = true
        const done = doneText(blocks, conflict)
        draft.resolve(
          Object.fromEntries(blocks.map(({ field, choice }) => [field, /** @type {import('./field-conflict.js').Choice} */ (choice())])),
        )
        // From now on it is the draft's own text.
        if (!draft.conflict) for (const block of blocks) block.forget()
        const result = await draft.save()
        if (draft.state === 'conflict') {
          isAgain = draft.conflict?.current.etag !== shownEtag && !draft.conflict?.isRestored
          draw()
          return view.focusTop()
        }
        view.dialog.close()
        if (result.state === 'clean') toast(done, { tone: 'good' })
        else if (result.error) toastError(result.error, 'Not saved yet')
      }
      button.addEventListener('click', apply)
      show(
        view.foot,
        blocks.length > 1
          ? element`<span class="conflict__all">
        <button type="button" class="link" name="all-theirs" @click=${all('theirs')}>${isRestored ? 'All restored' : 'All theirs'}</button>
        <button type="button" class="link" name="all-mine" @click=${all('mine')}>All mine</button></span>`
          : null,
        open,
        element`<button type="button" class="button" name="later" @click=${() => view.dialog.close()}>Decide later</button>`,
        button,
      )
    }

    draw()
    view.focusTop()
    // The conflict may be resolved elsewhere, for example with "Use theirs" in the field.
    const stop = draft.subscribe(() => {
      const { state, conflict } = draft
      if (!view.dialog.open || view.foot.querySelector('[name="reapply"]:disabled')) return
      if (state === 'clean') for (const block of blocks) block.forget()
      if (state === 'clean' || state === 'gone') view.dialog.close()
      else if (state === 'waiting') showLoading(view)
      else if (conflict && conflict.current.generation === generation && isOld(conflict))
        whenReleased(view.dialog, () => draft.conflict && isOld(draft.conflict) && drawAgain())
      else if (!conflict || conflict.current.generation === generation) addAnswer()
      else {
        // The data was replaced, so the previous choices do not apply.
        isAgain = false
        draw()
        view.focusTop()
      }
    })
    await view.closed
    stop()
  })

/**
 * Lets the person decide about an action (an event, a line, acceptance, deletion, a move on the board) that is in conflict with another change.
 * @param {any} mutation
 * @returns {Promise<any>} the result, or null if it was discarded or postponed
 */
export const resolveMutation = (mutation) =>
  once(mutation, async () => {
    if (mutation.state !== 'conflict' && mutation.state !== 'failed') return mutation.promise.catch(() => null)
    const record = (client.held(mutation.recordID) ?? boardJobs.snapshot(mutation.recordID))?.record
    const view = conflictDialog(
      record?.job_number
        ? `Job ${record.job_number}, ${record.name}`
        : mutation.error?.status === 404
          ? 'Not saved'
          : 'Changed in the meantime',
    )
    let outcome = null
    let isAgain = false
    /** @type {Block[]} */
    let blocks = []
    const choices = choosing(view, () => blocks)

    async function draw() {
      const { conflict, error } = mutation
      // The current quote will be accepted, so load it before asking.
      if (conflict) showHead(view.head, conflict, headlineOf(mutation), isAgain)
      if (!view.foot.firstChild)
        show(
          view.foot,
          element`<button type="button" class="button" name="later" @click=${() => view.dialog.close()}>Decide later</button>`,
        )
      const quote = conflict && mutation.kind === 'accept' ? await quoteNow(mutation) : null
      if (mutation.conflict !== conflict || !view.dialog.open) return
      const fields = conflict?.fields ?? []
      // A line is resolved field by field, like a job; other actions are done as intended, or not.
      blocks =
        mutation.kind === 'line-change'
          ? fields.map((/** @type {any} */ fieldConflict) =>
              fieldConflictBlock(fieldConflict, conflict, () => chose(), { place: mutation.id, isCostLine: true }),
            )
          : []
      if (!conflict)
        show(
          view.head,
          element`<p id="conflict-message" class="conflict__message" role="alert">${error?.message ?? 'The change was not made.'}</p>`,
        )
      // The field blocks already show the full text.
      const text = blocks.length ? '' : typedText(mutation)
      const isMissing = !conflict && error?.status === 404
      show(
        view.body,
        element`<p class="conflict__wish">You wanted to <strong>${describeMutation(mutation)}</strong>.</p>`,
        isPast(mutation) ? element`<p class="notice warn">It has changed again since, so this can no longer be undone.</p>` : null,
        isLong(text) || (isMissing && text) ? element`<blockquote class="conflict__text">${text}</blockquote>` : null,
        quote?.difference,
        blocks.length ? element`<div class="conflict__fields">${blocks.map(({ root }) => root)}</div>` : fields.map(values),
      )
      const again = /** @type {HTMLButtonElement} */ (
        element`<button type="button" class="button" name="reapply" aria-describedby="conflict-open"></button>`
      )
      const open = element`<p class="conflict__open" id="conflict-open" data-open role="status"></p>`
      const isRisky = Boolean(conflict) && RISKY.has(mutation.kind)
      const chose = () => {
        choices.look()
        open.textContent = stillToChoose(blocks)
        again.classList.toggle('primary', !isRisky && !open.textContent)
        relabel(
          again,
          !conflict && error?.status !== 412
            ? 'Try again'
            : !blocks.length
              ? (quote?.deed ?? deed(mutation))
              : buttonText(blocks, conflict),
        )
      }
      chose()
      again.addEventListener('click', async () => {
        if (again.disabled || !choices.isDone()) return
        again.disabled = true
        try {
          const wanted = blocks.some(({ choice }) => choice() !== 'mine') ? asChosen(bodyOf(mutation), blocks) : null
          for (const block of blocks) block.forget()
          if (wanted && !Object.keys(wanted).length) mutation.discard()
          else outcome = await mutation.retry(wanted)
          view.dialog.close()
        } catch (/** @type {any} */ problem) {
          if (problem?.conflict) {
            isAgain = true
            mutation = problem.mutation ?? mutation
            await draw()
            view.focusTop()
          } else {
            view.dialog.close()
            if (problem?.name !== 'DiscardedError') toastError(problem, `Could not ${describeMutation(mutation)}`)
          }
        }
      })
      const giveUp = () => {
        view.dialog.close()
        mutation.discard()
      }
      show(
        view.foot,
        open,
        element`<button type="button" class="button" name="later" @click=${() => view.dialog.close()}>Decide later</button>`,
        isRisky && !isPast(mutation) && !quote?.isUnread ? again : null,
        blocks.length
          ? null
          : element`<button type="button" class="button ${isRisky ? 'primary' : ''}" name="discard" @click=${giveUp}>${isMissing ? 'Discard' : notDone(mutation)}</button>`,
        isMissing && text
          ? element`<button type="button" class="button primary" name="copy-text" @click=${() => copy(text)}>Copy my text</button>`
          : null,
        isRisky || isPast(mutation) || isMissing ? null : again,
      )
    }

    // The conflict may change while its data is still loading.
    const stop = client.on('mutation', (/** @type {any} */ changed) => {
      if (changed !== mutation || !view.dialog.open || view.foot.querySelector('[name="reapply"]:disabled')) return
      if (mutation.isOver) {
        for (const block of blocks) block.forget()
        view.dialog.close()
      } else if (mutation.state === 'conflict' || mutation.state === 'failed') whenReleased(view.dialog, () => void draw())
      else showLoading(view)
    })
    await draw()
    view.focusTop()
    await view.closed
    stop()
    return outcome
  })

const copy = async (/** @type {string} */ text) => (await load(() => import('../job/left-text.js'))).copyText(text)

/** Labels of the two buttons. */
const DEEDS = /** @type {Record<string, string>} */ ({
  event: 'Add it',
  'line-add': 'Add it',
  'line-change': 'Change it',
  'line-remove': 'Remove it',
  accept: 'Accept it',
  revise: 'Start it',
  undo: 'Undo it',
  delete: 'Delete it',
  restore: 'Restore it',
  create: 'Create it',
  remove: 'Delete it',
})
/** Actions that delete something or are binding: here the primary button is the one that cancels. */
const RISKY = new Set(['accept', 'delete', 'remove', 'line-remove', 'undo'])
const deed = (/** @type {any} */ { kind }) => DEEDS[kind] ?? 'Change it'
const notDone = (/** @type {any} */ mutation) => `Do not ${deed(mutation).toLowerCase()}`

const values = (/** @type {any} */ { field, base, theirs, yours, note }) => element`
  <dl class="conflict__values" data-clash="${field}"><dt>${fieldLabel(field)}</dt>
    ${note ? null : element`<dd data-side="base"><small>Before</small>${fieldText(field, base) || 'Empty'}</dd>`}
    <dd data-side="theirs"><small>Theirs</small>${fieldText(field, theirs) || 'Empty'}</dd>
    ${note ? element`<dd>${note}</dd>` : yours === null ? null : element`<dd data-side="mine"><small>Mine</small>${fieldText(field, yours) || 'Empty'}</dd>`}</dl>`

/**
 * The current quote, compared with the one that the person accepted.
 * @param {any} mutation
 */
async function quoteNow({ recordID, seen }) {
  try {
    const { data } = await client.part(recordID, 'cost-sets/quote')
    return { isUnread: false, deed: `Accept it at ${money(data.totals.revenue)}`, difference: quoteDifference(seen?.quote ?? null, data) }
  } catch (/** @type {any} */ error) {
    const difference = element`<p class="notice warn" role="alert">The current quote could not be loaded: ${error.message}</p>`
    return { isUnread: true, deed: '', difference }
  }
}

/**
 * @param {{revenue: string, lines: any[]} | null} before null if unknown
 * @param {any} now
 */
function quoteDifference(before, { lines, totals }) {
  const worth = (/** @type {any} */ line) => (line ? `${money(line.quantity)} × ${money(line.unit_rev)}` : '')
  const ids = [...new Set([...(before?.lines ?? []), ...lines].map(({ id }) => id))]
  const rows = before ? ids.map((id) => [before.lines, lines].map((all) => all.find((/** @type {any} */ one) => one.id === id))) : []
  const changed = rows.filter(([was, is]) => !was || !is || worth(was) !== worth(is) || was.description !== is.description)
  const row = (
    /** @type {string} */ name,
    /** @type {string} */ label,
    /** @type {string | null} */ was,
    /** @type {string} */ is,
  ) => element`
    <dl class="conflict__values" data-clash="${name}"><dt>${label}</dt>
      ${was === null ? null : element`<dd data-side="base"><small>When you accepted it</small>${was}</dd>`}<dd data-side="theirs"><small>Now</small>${is}</dd></dl>`
  return [
    row('quote', 'Price of the quote', before && money(before.revenue), money(totals.revenue)),
    changed.map(([was, is]) =>
      row(
        'quote-line',
        is?.description ?? was.description,
        was ? `${is && was.description !== is.description ? `${was.description}, ` : ''}${worth(was)}` : 'Not in the quote',
        is ? worth(is) : 'Removed',
      ),
    ),
  ]
}

/**
 * The fields of a line to send after the person's choices. Fields where theirs is kept are not sent.
 * @param {Record<string, any>} body
 * @param {Block[]} blocks
 */
function asChosen(body, blocks) {
  const wanted = { ...body }
  for (const { field, choice } of blocks) {
    const chosen = choice()
    if (chosen === 'theirs') delete wanted[field]
    else if (chosen && chosen !== 'mine') wanted[field] = chosen.text
  }
  return wanted
}
