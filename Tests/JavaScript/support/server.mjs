// The real server, started once per test file on a free port with the demo workshop in its own folder.

import { spawn } from 'node:child_process'
import { copyFile, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { after } from 'node:test'
import { fileURLToPath } from 'node:url'

const ROOT = resolve(fileURLToPath(new URL('../../..', import.meta.url)))
const BINARY = process.env.JOBTAG_BINARY ?? join(ROOT, '.build/debug/jobtag')
export const PASSWORD = 'demo-workshop'

/**
 * @param {string[]} [options] more options of `jobtag serve`
 * @returns {Promise<{baseURL: string, stop(): Promise<void>}>}
 */
export async function startServer(options = []) {
  const folder = await mkdtemp(join(tmpdir(), 'jobtag-js-'))
  const { baseURL, stop } = await serve(folder, ['--demo', ...options])
  return { baseURL, stop: () => stop().then(() => rm(folder, { recursive: true, force: true })) }
}

/**
 * @param {string} folder of the database
 * @param {string[]} options
 * @param {string} [port]
 */
async function serve(folder, options, port = '0') {
  const database = `sqlite:${join(folder, 'jobtag.db')}`
  const child = spawn(BINARY, ['serve', '--port', port, '--database', database, ...options], { stdio: ['ignore', 'pipe', 'pipe'] })
  const said = []
  child.stderr.on('data', (text) => said.push(String(text)))
  const gone = new Promise((done) => child.on('close', done))
  // The server ends with the tests, however they end.
  const end = () => void child.kill('SIGKILL')
  const leave = () => process.exit(1)
  process.on('exit', end)
  for (const name of ['SIGTERM', 'SIGINT']) process.once(name, leave)
  const stop = async () => {
    process.off('exit', end)
    for (const name of ['SIGTERM', 'SIGINT']) process.off(name, leave)
    child.kill('SIGTERM')
    await gone
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

/**
 * For a test file: a server whose data can be backed up and restored. Call `backUp` only while nothing is written; `restore` stops the server,
 * replaces the database with the backup, and starts the server again at the same address.
 */
export async function restorableServer() {
  const folder = await mkdtemp(join(tmpdir(), 'jobtag-js-'))
  const backup = join(folder, 'backup')
  await mkdir(backup)
  let running = await serve(folder, ['--demo'])
  const files = async (from) => (await readdir(from)).filter((name) => name.startsWith('jobtag.db'))
  const server = {
    baseURL: running.baseURL,
    async backUp() {
      for (const name of await files(backup)) await rm(join(backup, name))
      for (const name of await files(folder)) if (/\.db(-wal)?$/.test(name)) await copyFile(join(folder, name), join(backup, name))
    },
    async stop() {
      await running.stop()
    },
    async restore() {
      await running.stop()
      for (const name of await files(folder)) await rm(join(folder, name))
      for (const name of await files(backup)) await copyFile(join(backup, name), join(folder, name))
      running = await serve(folder, [], new URL(server.baseURL).port)
    },
    async restart() {
      await running.stop()
      running = await serve(folder, [], new URL(server.baseURL).port)
    },
  }
  after(() => running.stop().then(() => rm(folder, { recursive: true, force: true })))
  return server
}

/** For a test file: one server, stopped after the last test. */
export async function serverForThisFile(options = []) {
  const server = await startServer(options)
  after(() => server.stop())
  return server
}
