// A function over a text, in a thread of its own: the time limit of a test ends nothing that never waits, such as a loop over a long text.

import { Worker, isMainThread, parentPort, workerData } from 'node:worker_threads'

const LIMIT = 20_000

/**
 * What a function makes of a text.
 *
 * @param {URL} module
 * @param {string} name of what it exports
 * @param {string} text
 * @returns {Promise<any>} fails where it takes minutes
 */
export async function inTime(module, name, text) {
  const worker = new Worker(new URL(import.meta.url), { workerData: { module: module.href, name, text } })
  /** @type {NodeJS.Timeout | undefined} */
  let limit
  try {
    return await new Promise((resolve, reject) => {
      limit = setTimeout(() => reject(new Error(`${name}() has not ended after ${LIMIT / 1000} seconds`)), LIMIT)
      worker.on('message', resolve).on('error', reject)
    })
  } finally {
    clearTimeout(limit)
    await worker.terminate()
  }
}

if (!isMainThread && workerData?.module) {
  const { [workerData.name]: made } = await import(workerData.module)
  parentPort?.postMessage(made(workerData.text))
}
