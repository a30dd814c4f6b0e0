import { fork, type ChildProcess } from 'node:child_process'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { appApi, type AppApi } from '../../src-shared/contract/app-api.ts'
import type { Port } from '../../src-shared/contract/port.ts'
import { createClient, type Client } from '../../src-shared/contract/rpc.ts'
import { applicationRoot } from '../../src-main/application-root.ts'
import { endless, temporaryFolder, tinyConfig, writeReviews } from './support.ts'

vi.setConfig({ testTimeout: 120_000 })

interface Envelope { channel: string; message?: unknown }
interface Started { child: ChildProcess; control: unknown[]; connect: () => Client<AppApi>; exited: Promise<number | null> }

/** The backend as main starts it in development. */
function startBackend(workspace: string): Started {
  const child = fork(join(applicationRoot, 'src-main/backend.ts'), ['--workspace', workspace], { serialization: 'advanced', execArgv: ['--disable-warning=ExperimentalWarning'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  const control: unknown[] = []
  let receive: ((message: unknown) => void)[] = []
  child.on('message', ({ channel, message }: Envelope) => (channel === 'rpc' ? receive.forEach((listener) => listener(message)) : control.push(message)))
  const connect = (): Client<AppApi> => {
    receive = []
    child.send({ channel: 'rpc-open' })
    const port: Port = { postMessage: (message) => void (child.connected && child.send({ channel: 'rpc', message })), onMessage: (listener) => void receive.push(listener), onClose: () => undefined, close: () => undefined }
    return createClient(appApi, port)
  }
  return { child, control, connect, exited: new Promise((resolve) => child.on('exit', resolve)) }
}

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

async function trainEndlessly({ child, connect }: Started): Promise<{ client: Client<AppApi>; runId: string }> {
  const client = connect()
  child.send({ channel: 'control', message: { kind: 'grant', token: 'token-1', path: writeReviews() } })
  const dataset = await client.job('datasets.import', { files: ['token-1'] }).result
  const { id } = await client.call('runs.start', { config: tinyConfig(dataset.id, endless) })
  await vi.waitFor(async () => expect((await client.call('runs.get', { id })).step).toBeGreaterThan(3), { timeout: 60_000, interval: 100 })
  return { client, runId: id }
}

test('says ready, serves a window, serves the next one afresh, and stops when told', async () => {
  const folder = temporaryFolder()
  const backend = startBackend(folder)
  const first = backend.connect()
  await expect(first.job('datasets.import', { files: ['nothing'] }).result).rejects.toMatchObject({ code: 'file.unknown-token' })
  expect(backend.control).toEqual([{ kind: 'ready' }])
  const second = backend.connect()
  expect(await second.call('runs.list', {})).toEqual([])
  backend.child.send({ channel: 'nonsense' })
  backend.child.send({ channel: 'control', message: { kind: 'explode' } })
  backend.child.send({ channel: 'control', message: { kind: 'stop' } })
  expect(await backend.exited).toBe(0)
  expect(backend.control.at(-1)).toEqual({ kind: 'stopped' })
})

test('when main goes away, the run is stopped with its checkpoint and the processes end', async () => {
  const folder = temporaryFolder()
  const backend = startBackend(folder)
  const { runId } = await trainEndlessly(backend)
  backend.child.disconnect()
  expect(await backend.exited).toBe(0)
  const next = startBackend(folder)
  expect(await next.connect().call('runs.get', { id: runId })).toMatchObject({ status: 'stopped', error: null })
})

test('a backend that is killed takes its trainer with it, and the next one marks the run', async () => {
  const folder = temporaryFolder()
  const backend = startBackend(folder)
  const { runId } = await trainEndlessly(backend)
  const trainers = await childrenOf(backend.child.pid ?? 0)
  expect(trainers.length).toBeGreaterThan(0)
  backend.child.kill('SIGKILL')
  await backend.exited
  await vi.waitFor(() => expect(trainers.filter(isAlive)).toEqual([]), { timeout: 20_000 })
  const next = startBackend(folder)
  expect(await next.connect().call('runs.get', { id: runId })).toMatchObject({ status: 'crashed', error: { code: 'run.crashed' } })
})

async function childrenOf(pid: number): Promise<number[]> {
  const { execFile } = await import('node:child_process')
  const { promisify } = await import('node:util')
  const { stdout } = await promisify(execFile)('ps', ['-e', '-o', 'pid=,ppid='])
  return stdout.trim().split('\n').map((line) => line.trim().split(/\s+/).map(Number)).filter(([, parent]) => parent === pid).map(([child]) => child)
}
