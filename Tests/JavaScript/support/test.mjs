// Node's `test` with a time limit, so that a test that hangs fails under its own name.

import { test as nodeTest } from 'node:test'

const TIMEOUT = Number(process.env.JOBTAG_JS_TIMEOUT ?? 60_000)

/** @param {string} name @param {(t: import('node:test').TestContext) => void | Promise<void>} check */
export const test = (name, check) => nodeTest(name, { timeout: TIMEOUT }, check)
