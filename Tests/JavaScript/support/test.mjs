// Node's own `test`, except that what never ends fails by its name.

import { test as nodeTest } from 'node:test'

const TIMEOUT = Number(process.env.JOBTAG_JS_TIMEOUT ?? 60_000)

/** @param {string} name @param {(t: import('node:test').TestContext) => void | Promise<void>} check */
export const test = (name, check) => nodeTest(name, { timeout: TIMEOUT }, check)
