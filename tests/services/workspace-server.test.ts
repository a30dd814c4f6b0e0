import { writeFileSync } from 'node:fs'
import { createConnection } from 'node:net'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { appApi, type AppApi } from '../../src-shared/contract/app-api.ts'
import { memoryPorts } from '../../src-shared/contract/port.ts'
import { createClient, serve, type Client } from '../../src-shared/contract/rpc.ts'
import { childProcessPort } from '../../src-main/process-port.ts'
import { readOwner } from '../../src-main/tracker/owner.ts'
import { createWorkspaceServer, type WorkspaceServer } from '../../src-main/services/workspace-server.ts'
import { temporaryFolder, writeReviews } from './support.ts'

function openServer(workspace: string): { server: WorkspaceServer; client: Client<AppApi> } {
  const server = createWorkspaceServer({ workspace, portOf: childProcessPort })
  onTestFinished(() => server.stop())
  const [near, far] = memoryPorts()
  serve(appApi, far, server.handlers)
  return { server, client: createClient(appApi, near) }
}

test('a second process works through the owner: calls, jobs with files, streams, errors', async () => {
  const folder = temporaryFolder()
  const owner = openServer(folder)
  const guest = openServer(folder)
  expect(await owner.client.call('datasets.list', {})).toEqual([])
  expect(await guest.client.call('datasets.list', {})).toEqual([])
  expect(await owner.server.own()).not.toBeNull()
  expect(await guest.server.own()).toBeNull()
  expect(owner.server.guests()).toBe(1)

  const seen: string[] = []
  guest.client.stream('workspace.watch', {}, (items) => void seen.push(...items.map(({ id }) => id))).ended.catch(() => undefined)
  const progress: unknown[] = []
  const dataset = await guest.client.job('datasets.import', { files: [guest.server.grants.grantPath(writeReviews())] }, (one) => progress.push(one)).result
  expect((await owner.client.call('datasets.list', {})).map(({ id }) => id)).toEqual([dataset.id])
  await expect(guest.client.call('runs.get', { id: 'r-0' })).rejects.toMatchObject({ code: 'run.missing', details: { id: 'r-0' } })
  await new Promise((resolve) => setTimeout(resolve, 150))
  expect(seen).toEqual([dataset.id])

  const stopping = owner.server.stop({ waitForGuests: true })
  expect(await Promise.race([stopping, new Promise((resolve) => setTimeout(() => resolve('waits'), 100))])).toBe('waits')
  await guest.server.stop()
  await stopping
})

test('when the owner leaves, the next call of a guest takes the workspace over', async () => {
  const folder = temporaryFolder()
  const owner = openServer(folder)
  await owner.client.call('datasets.list', {})
  const guest = openServer(folder)
  await guest.client.call('datasets.list', {})
  await owner.server.stop()
  await new Promise((resolve) => setTimeout(resolve, 50))
  expect(await guest.client.call('datasets.list', {})).toEqual([])
  expect(await guest.server.own()).not.toBeNull()
})

test('a workspace that cannot be opened fails each call, and works once it is mended', async () => {
  const folder = temporaryFolder()
  writeFileSync(join(folder, 'seqbench.db'), 'not a database')
  const { client } = openServer(folder)
  await expect(client.call('runs.list', {})).rejects.toMatchObject({ code: 'workspace.corrupt' })
  await expect(client.job('samples.add', { name: 'names' }).result).rejects.toMatchObject({ code: 'workspace.corrupt' })
  writeFileSync(join(folder, 'seqbench.db'), '')
  expect(await client.call('runs.list', {})).toEqual([])
})

test('who does not know the secret gets no answer', async () => {
  const folder = temporaryFolder()
  const { client } = openServer(folder)
  await client.call('datasets.list', {})
  const address = readOwner(folder)?.address ?? ''
  const socket = createConnection(address)
  const answers: string[] = []
  socket.on('data', (chunk: Buffer) => answers.push(chunk.toString()))
  const closed = new Promise((resolve) => socket.on('close', resolve))
  socket.write(`${JSON.stringify({ hello: 'x'.repeat(32) })}\n${JSON.stringify({ channel: 'rpc', message: { type: 'request', id: 1, name: 'runs.list', input: {} } })}\n`)
  await closed
  expect(answers).toEqual([])
})

test.each(['é'.repeat(32), ''])('a stranger who says %j neither ends the owner nor keeps it from closing', async (hello) => {
  const folder = temporaryFolder()
  const { client, server } = openServer(folder)
  await client.call('datasets.list', {})
  const socket = createConnection(readOwner(folder)?.address ?? '')
  const closed = new Promise((resolve) => socket.on('error', () => undefined).on('close', resolve))
  await new Promise((resolve) => socket.once('connect', resolve))
  if (hello !== '') socket.write(`${JSON.stringify({ hello })}\n`)
  expect(await client.call('runs.list', {})).toEqual([])
  await server.stop()
  await closed
})
