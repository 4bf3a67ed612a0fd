// Runs a function on a text in its own thread: the time limit of a test cannot stop a synchronous loop over a long text.

import { Worker, isMainThread, parentPort, workerData } from 'node:worker_threads'

const LIMIT = 20_000

/**
 * The result of a function for a text.
 *
 * @param {URL} module
 * @param {string} name of the export
 * @param {string} text
 * @returns {Promise<any>} rejects if it takes minutes
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
