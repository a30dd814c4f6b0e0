/** Closing the window while a run trains: it asks; the run goes on, or is stopped in order and keeps its checkpoint. */
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { appApi } from '../../src-shared/contract/app-api.ts'
import { memoryPorts } from '../../src-shared/contract/port.ts'
import { createClient, serve } from '../../src-shared/contract/rpc.ts'
import { childProcessPort } from '../../src-main/process-port.ts'
import { createWorkspaceServer } from '../../src-main/services/workspace-server.ts'
import { endless, tinyConfig, writeReviews } from '../services/support.ts'
import { launchSeqbench } from './launch.ts'

it('asks before it stops a run, and stops it with its checkpoint', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'seqbench-closing-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }))
  const workspace = join(folder, 'workspace')
  const { app, close } = await launchSeqbench({ workspace })
  onTestFinished(close)
  await expect.poll(() => existsSync(join(workspace, 'owner.json')), { timeout: 30_000 }).toBe(true)
  const server = createWorkspaceServer({ workspace, portOf: childProcessPort })
  onTestFinished(() => server.stop())
  const [near, far] = memoryPorts()
  serve(appApi, far, server.handlers)
  const client = createClient(appApi, near)
  const dataset = await client.job('datasets.import', { files: [server.grants.grantPath(writeReviews(120, folder))] }).result
  expect(await server.own()).toBeNull()
  const { id } = await client.call('runs.start', { config: tinyConfig(dataset.id, endless) })
  const step = async (): Promise<number> => (await client.call('runs.get', { id })).step
  await expect.poll(step, { timeout: 60_000 }).toBeGreaterThan(5)

  const closeWindow = (response: number): Promise<string> =>
    app.evaluate(({ BrowserWindow, dialog }, chosen) => {
      return new Promise<string>((resolve) => {
        dialog.showMessageBox = (...given: unknown[]) => {
          resolve((given.at(-1) as { message: string }).message)
          return Promise.resolve({ response: chosen, checkboxChecked: false })
        }
        BrowserWindow.getAllWindows()[0].close()
      })
    }, response)
  expect(await closeWindow(1)).toBe('A run is training. Stop it and quit?')
  const before = await step()
  await expect.poll(step, { timeout: 20_000 }).toBeGreaterThan(before)
  expect(await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1)

  const ended = new Promise<void>((resolve) => app.once('close', () => resolve()))
  await closeWindow(0)
  await ended
  expect(await client.call('runs.get', { id })).toMatchObject({ status: 'stopped', error: null })
  expect(existsSync(join(workspace, 'runs', id, 'checkpoints', 'last.safetensors'))).toBe(true)
})
