// The journal beside localStorage, at moments that cannot be chosen in a browser. Tests/Browser/test_kept_text.py tests the real one.

import assert from 'node:assert/strict'
import { JournaledStorage } from '../../web/js/client/journaled-storage.js'
import { Writer } from '../../web/js/client/writer.js'
import { test } from './support/test.mjs'
import { Storage } from './support/test-platform.mjs'

/** The part of IndexedDB that is used. The test decides when its requests are answered. */
class Journal {
  entries = new Map()
  connections = 0
  #later = []

  open() {
    const request = {
      result: {
        transaction: () => this.#transaction(),
        close: () => {
          this.connections -= 1
        },
      },
    }
    this.connections += 1
    this.#later.push(() => request.onsuccess())
    return request
  }

  #transaction() {
    const [transaction, work] = [{}, []]
    const store = {
      getAll: () => {
        const request = {}
        work.push(() => {
          request.result = [...this.entries.values()]
        })
        return request
      },
      put: (entry) => work.push(() => this.entries.set(entry.key, structuredClone(entry))),
      delete: (key) => work.push(() => this.entries.delete(key)),
    }
    this.#later.push(() => {
      for (const one of work) one()
      transaction.oncomplete()
    })
    return {
      ...transaction,
      objectStore: () => store,
      set oncomplete(f) {
        transaction.oncomplete = f
      },
    }
  }

  /** Answers all requests, and those that follow from the answers. */
  async answer() {
    await new Promise(setImmediate)
    for (let one = this.#later.shift(); one; one = this.#later.shift()) {
      one()
      await new Promise(setImmediate)
    }
  }
}

/** A browser whose page has written: its localStorage, and the journal on disk. */
async function written(...texts) {
  const [local, journal] = [new Storage(), new Journal()]
  const storage = new JournaledStorage(local, journal, () => 1000)
  await journal.answer()
  for (const [key, text] of texts) text === null ? storage.removeItem(key) : storage.setItem(key, text)
  await journal.answer()
  return { local, journal }
}

test('text and removals lost by localStorage are restored, and only typed text is in the journal', async () => {
  const { journal } = await written(['jobtag:a', 'one'], ['jobtag:b', 'gone'], ['jobtag:b', null], ['jobtag-stream:x', '5'])
  assert.deepEqual([...journal.entries.keys()].sort(), ['jobtag:a', 'jobtag:b'])
  const old = new Storage()
  old.setItem('jobtag:b', 'gone')
  const storage = new JournaledStorage(old, journal, () => 2000)
  await Promise.all([journal.answer(), storage.ready])
  assert.deepEqual([storage.getItem('jobtag:a'), storage.getItem('jobtag:b')], ['one', null])
})

test('writes before the journal is read neither hide lost text nor are overwritten by it', async () => {
  const { journal } = await written(['jobtag:a', 'one'], ['jobtag:person', 'before'])
  const old = new Storage()
  const storage = new JournaledStorage(old, journal, () => 2000)
  storage.setItem('jobtag:person', 'now')
  await Promise.all([journal.answer(), storage.ready])
  assert.deepEqual([storage.getItem('jobtag:a'), storage.getItem('jobtag:person')], ['one', 'now'])
  await journal.answer()
  assert.equal(journal.entries.get('jobtag:person').text, 'now')
})

test('if localStorage is complete, the journal changes nothing, and forgets removals', async () => {
  const { local, journal } = await written(['jobtag:a', 'one'], ['jobtag:b', 'gone'], ['jobtag:b', null])
  local.setItem('jobtag:a', 'by hand')
  const storage = new JournaledStorage(local, journal, () => 2000)
  await Promise.all([journal.answer(), storage.ready])
  assert.equal(storage.getItem('jobtag:a'), 'by hand')
  assert.deepEqual([...journal.entries.keys()], ['jobtag:a'])
})

test('if localStorage is full, only the journal stores the text, and reports when it has', async () => {
  const { local, journal } = await written(['jobtag:a', 'one'])
  local.isFull = true
  const storage = new JournaledStorage(local, journal, () => 2000)
  await journal.answer()
  const kept = storage.setItem('jobtag:a', 'two')
  void storage.setItem('jobtag:b', 'new')
  assert.deepEqual([storage.getItem('jobtag:a'), local.getItem('jobtag:a')], ['two', 'one'])
  const names = Array.from({ length: storage.length }, (_, index) => storage.key(index))
  assert.deepEqual(names.filter((name) => name === 'jobtag:a').length, 1)
  assert.ok(names.includes('jobtag:b'))
  await journal.answer()
  await kept
  // The next page still has no space and has the text; so does the one after it, which has space.
  for (const isFull of [true, false]) {
    local.isFull = isFull
    const next = new JournaledStorage(local, journal, () => 3000)
    await Promise.all([journal.answer(), next.ready])
    assert.deepEqual([next.getItem('jobtag:a'), next.getItem('jobtag:b')], ['two', 'new'])
    assert.equal(local.getItem('jobtag:a'), isFull ? 'one' : 'two')
  }
})

test('removed text is not restored from the journal', async () => {
  const { local, journal } = await written()
  local.isFull = true
  const storage = new JournaledStorage(local, journal, () => 2000)
  await journal.answer()
  void storage.setItem('jobtag:a', 'one')
  await journal.answer()
  const other = new JournaledStorage(local, journal, () => 2500)
  await Promise.all([journal.answer(), other.ready])
  assert.equal(other.getItem('jobtag:a'), 'one')
  storage.removeItem('jobtag:a')
  await journal.answer()
  // Another page that had read it reads again before it takes it over.
  await Promise.all([other.refresh(), journal.answer()])
  const next = new JournaledStorage(local, journal, () => 3000)
  await Promise.all([journal.answer(), next.ready])
  assert.deepEqual([storage.getItem('jobtag:a'), other.getItem('jobtag:a'), next.getItem('jobtag:a')], [null, null, null])
})

test('a text that cannot be stored anywhere is reported', async () => {
  const local = new Storage()
  local.isFull = true
  const storage = new JournaledStorage(local, undefined)
  await storage.ready
  await assert.rejects(storage.setItem('jobtag:a', 'one'))
  assert.equal(storage.getItem('jobtag:a'), 'one', 'it lasts until the page closes')
  // Tab marks are not text: without space only this page has them, and no warning is shown.
  assert.equal(storage.setItem('jobtag-stream:x', '5'), undefined)

  const told = []
  const writer = new Writer(
    () => storage,
    (error) => told.push(error),
  )
  writer.write('jobtag:b', 'two')
  await new Promise(setImmediate)
  assert.deepEqual([told.length, writer.isComplete], [1, false])
  local.isFull = false
  writer.write('jobtag:b', 'three')
  assert.deepEqual([told.length, writer.isComplete], [1, true])
})

test('without IndexedDB it is plain localStorage', async () => {
  for (const factory of [
    undefined,
    {
      open: () => {
        throw new Error('forbidden')
      },
    },
  ]) {
    const storage = new JournaledStorage(new Storage(), factory)
    storage.setItem('jobtag:a', 'one')
    await storage.ready
    storage.setItem('jobtag:b', 'two')
    assert.deepEqual([storage.getItem('jobtag:a'), storage.getItem('jobtag:b'), storage.length > 1], ['one', 'two', true])
  }
})

test('a page that is left writes and closes the journal, and opens it again for later writes', async () => {
  const [local, journal] = [new Storage(), new Journal()]
  const storage = new JournaledStorage(local, journal, () => 1000)
  await journal.answer()
  storage.setItem('jobtag:a', 'last words')
  storage.rest()
  assert.equal(journal.connections, 0)
  await journal.answer()
  assert.equal(journal.entries.get('jobtag:a').text, 'last words')
  storage.setItem('jobtag:b', 'back again')
  await journal.answer()
  assert.deepEqual([journal.connections, journal.entries.get('jobtag:b').text], [1, 'back again'])
})

test('a page that is left before the journal is open closes it afterwards', async () => {
  const [local, journal] = [new Storage(), new Journal()]
  const storage = new JournaledStorage(local, journal, () => 1000)
  storage.rest()
  await journal.answer()
  assert.equal(journal.connections, 0)
})

test('a journal that never responds does not block earlier text, and unstored text is reported', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  const local = new Storage()
  local.setItem('jobtag:a', 'one')
  const storage = new JournaledStorage(local, new Journal(), () => 1000)
  local.isFull = true
  const kept = storage.setItem('jobtag:b', 'two')
  const refreshed = storage.refresh()
  const told = assert.rejects(kept, /no space left/)
  t.mock.timers.tick(3_000)
  await Promise.all([storage.ready, refreshed, told])
  assert.equal(storage.getItem('jobtag:a'), 'one')
})
