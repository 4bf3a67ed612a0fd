// Calls listeners.

/** @typedef {(...values: any[]) => void} Listener */

/**
 * Calls a listener. If it throws, the error is reported as uncaught, and other listeners still run.
 *
 * @param {Listener} listener
 * @param {any[]} values
 */
export function tell(listener, ...values) {
  try {
    listener(...values)
  } catch (error) {
    queueMicrotask(() => {
      throw error
    })
  }
}

export class Emitter {
  /** @type {Map<string, Set<Listener>>} */
  #listeners = new Map()

  /** @param {string} name @param {Listener} listener @returns {() => void} */
  on(name, listener) {
    const listeners = this.#listeners.get(name) ?? new Set()
    this.#listeners.set(name, listeners.add(listener))
    return () => {
      listeners.delete(listener)
      if (listeners.size === 0 && this.#listeners.get(name) === listeners) this.#listeners.delete(name)
    }
  }

  /** @param {string} name @param {any[]} values */
  emit(name, ...values) {
    for (const listener of [...(this.#listeners.get(name) ?? [])]) tell(listener, ...values)
  }

  /** @returns {string[]} */
  get names() {
    return [...this.#listeners.keys()]
  }
}
