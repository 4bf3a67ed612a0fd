import { element, show } from '../../js/lib/html.js'
import { counted } from '../../js/app/format.js'
import { whenReleased } from '../../js/lib/pressed.js'
import { TEXTS } from './field-conflict.js'
import { headline, headlineOf } from './headline.js'

/** The banner above a record for conflicts over its fields, its cost lines and other changes. */

/** @typedef {import('../../js/client/draft.js').Draft} Draft */
/** @typedef {{draft?: Draft, mutation?: any}} Asked */

/**
 * @param {(asked: Asked) => void} decide shows the difference
 */
export function conflictBanner(decide) {
  const root = element`<div class="banner__conflicts"></div>`
  /** @type {Map<object, HTMLElement>} */
  const notices = new Map()

  /** @param {Asked} asked */
  function notice(asked) {
    const place = element`<span class="muted" data-clashing></span>`
    const line = element`<strong data-headline></strong>`
    const what = asked.draft ?? asked.mutation
    const made = element`
      <div class="notice warn row" role="alert" data-kind="conflict">
        <p>${what.conflict.message} ${line} ${place}</p>
        <button type="button" class="button primary" name="show-difference" @click=${() => decide(asked)}>Show the difference</button>
      </div>`
    notices.set(what, made)
    return made
  }

  return {
    root,
    /**
     * Removes the notices of resolved conflicts and adds new ones; existing notices stay.
     * @param {{draft: Draft | null, mutations?: any[]}} now
     * @returns {boolean} whether there is a new conflict
     */
    update({ draft, mutations = [] }) {
      /** @type {Asked[]} */
      const asked = [
        ...(draft?.state === 'conflict' && draft.conflict ? [{ draft }] : []),
        ...mutations.filter(({ state, conflict }) => state === 'conflict' && conflict).map((mutation) => ({ mutation })),
      ]
      const known = new Set(asked.map((one) => one.draft ?? one.mutation))
      for (const what of [...notices.keys()]) if (!known.has(what)) notices.delete(what)
      const isNew = asked.some((one) => !notices.has(one.draft ?? one.mutation))
      const all = asked.map((one) => notices.get(one.draft ?? one.mutation) ?? notice(one))
      asked.forEach(({ draft: of, mutation }, index) => {
        const say = (/** @type {string} */ part, /** @type {string} */ text) => {
          const place = /** @type {HTMLElement} */ (all[index].querySelector(part))
          if (place.textContent !== text) place.textContent = text
        }
        const { conflict } = of ?? mutation
        say(
          '[data-headline]',
          conflict.isRestored
            ? ''
            : of
              ? headline(
                  conflict,
                  conflict.fields.some((/** @type {any} */ { field }) => TEXTS.has(field)),
                )
              : headlineOf(mutation),
        )
        if (of) say('[data-clashing]', counted(conflict.unresolved.length, 'field'))
      })
      if (all.length !== root.children.length || all.some((one, index) => one !== root.children[index]))
        whenReleased(root, () => show(root, all))
      return isNew
    },
  }
}
