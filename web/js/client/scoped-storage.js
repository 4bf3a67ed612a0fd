// Servers behind a proxy, under different paths of one origin, share its storage. Text typed for one must not be sent to another.

/**
 * A view of a storage that adds a prefix to all keys.
 *
 * @param {Storage} storage
 * @param {string} scope empty: no prefix
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
    clear: () => {
      for (const key of keys()) storage.removeItem(scope + key)
    },
    key: (index) => keys()[index] ?? null,
    get length() {
      return keys().length
    },
  }
}
