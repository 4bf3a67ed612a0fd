// Servers that a proxy shows side by side, below paths of one origin, share its storage. What was typed for one must not be sent to the other.

/**
 * The part of a storage whose keys begin so, under keys without that beginning.
 *
 * @param {Storage} storage
 * @param {string} scope empty for all of it
 * @returns {Storage}
 */
export function scoped(storage, scope) {
  if (scope === '') return storage
  const keys = () => {
    const found = []
    for (let index = 0; index < storage.length; index += 1) {
      const key = /** @type {string} */ (storage.key(index))
      if (key.startsWith(scope)) found.push(key.slice(scope.length))
    }
    return found
  }
  return {
    getItem: (key) => storage.getItem(scope + key),
    setItem: (key, text) => storage.setItem(scope + key, text),
    removeItem: (key) => storage.removeItem(scope + key),
    clear: () => keys().forEach((key) => storage.removeItem(scope + key)),
    key: (index) => keys()[index] ?? null,
    get length() {
      return keys().length
    },
  }
}
