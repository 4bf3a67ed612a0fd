// The real server, started once per file of tests on a free port with the demo workshop in a folder of its own.

import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { after } from 'node:test'
import { fileURLToPath } from 'node:url'

const ROOT = resolve(fileURLToPath(new URL('../../..', import.meta.url)))
const BINARY = process.env.JOBTAG_BINARY ?? join(ROOT, '.build/debug/jobtag')
export const PASSWORD = 'demo-workshop'

/**
 * @param {string[]} [options] further options of `jobtag serve`
 * @returns {Promise<{baseURL: string, stop(): Promise<void>}>}
 */
export async function startServer(options = []) {
  const folder = await mkdtemp(join(tmpdir(), 'jobtag-js-'))
  const database = `sqlite:${join(folder, 'jobtag.db')}`
  const child = spawn(BINARY, ['serve', '--demo', '--port', '0', '--database', database, ...options], { stdio: ['ignore', 'pipe', 'pipe'] })
  const said = []
  child.stderr.on('data', (text) => said.push(String(text)))
  const gone = new Promise((done) => child.on('close', done))
  // Whatever ends the tests ends their server.
  const end = () => void child.kill('SIGKILL')
  const leave = () => process.exit(1)
  process.on('exit', end)
  for (const name of ['SIGTERM', 'SIGINT']) process.once(name, leave)
  const stop = async () => {
    process.off('exit', end)
    for (const name of ['SIGTERM', 'SIGINT']) process.off(name, leave)
    child.kill('SIGTERM')
    await gone
    await rm(folder, { recursive: true, force: true })
  }
  const origin = await new Promise((ready, failed) => {
    child.on('error', failed)
    gone.then(() => failed(new Error(`The server ended before it was ready:\n${said.join('')}`)))
    createInterface({ input: child.stdout }).on('line', (line) => {
      said.push(`${line}\n`)
      const address = /^listening on (\S+)/.exec(line)
      if (address) ready(address[1])
    })
  })
  return { baseURL: `${origin}/api`, stop }
}

/** For a file of tests: one server, ended after the last test. */
export async function serverForThisFile(options = []) {
  const server = await startServer(options)
  after(() => server.stop())
  return server
}
