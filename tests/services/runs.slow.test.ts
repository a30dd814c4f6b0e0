import { ofTask } from '../../src-shared/domain/tasks/index.ts'
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, onTestFinished, test, vi } from 'vitest'
import { appApi } from '../../src-shared/contract/app-api.ts'
import { memoryPorts } from '../../src-shared/contract/port.ts'
import { createClient, serve } from '../../src-shared/contract/rpc.ts'
import type { RunUpdate } from '../../src-shared/domain/run.ts'
import { childProcessPort } from '../../src-main/process-port.ts'
import { createServices } from '../../src-main/services/index.ts'
import { endless, openWorkspace, temporaryFolder, tinyConfig } from './support.ts'

vi.setConfig({ testTimeout: 120_000 })

test('a run trains in its own process and leaves metrics, traces, events, checkpoints and figures', async () => {
  const { client, workspace, ended, ...rest } = await openWorkspace()
  const dataset = await rest.import()
  const { id } = await client.call('runs.start', { config: tinyConfig(dataset.id) })
  const updates: RunUpdate[] = []
  const watching = client.stream('runs.watch', { id }, (items) => void updates.push(...items))
  const run = await ended(id)
  await new Promise((resolve) => setTimeout(resolve, 150))
  watching.cancel()
  expect(run).toMatchObject({ status: 'done', engine: 'reference', datasetName: 'reviews', error: null, step: 24, epoch: 2 })
  expect(run.result?.test['accuracy']).toBeGreaterThanOrEqual(0)
  expect(run.result?.baselines.map(({ name }) => name)).toContain('majority')
  expect(updates[0]).toMatchObject({ kind: 'run' })
  expect(new Set(updates.map(({ kind }) => kind))).toEqual(new Set(['run', 'progress', 'metrics', 'trace', 'event']))

  const metrics = await client.call('runs.metrics', { ids: [id] })
  const loss = metrics.find(({ name }) => name === 'train/loss')
  expect(loss?.points).toBe(24)
  const live = updates.flatMap((update) => (update.kind === 'metrics' ? update.points : [])).filter(({ name }) => name === 'train/loss')
  expect(live.map(({ value }) => value)).toEqual(loss?.values)
  const [trace] = await client.call('runs.traces', { id })
  expect(trace.layers[0].gates.map(({ gate }) => gate)).toEqual(['input', 'forget', 'candidate', 'output'])
  const events = await client.call('runs.events', { id })
  expect(events.at(-1)).toMatchObject({ code: 'finished', step: 24, level: 'info' })
  expect(events.filter(({ code }) => code === 'finished' || code === 'done')).toHaveLength(1)
  expect(JSON.parse(readFileSync(join(workspace, 'runs', id, 'config.json'), 'utf8'))).toEqual(run.config)
  expect((await client.call('runs.evaluation', { id, split: 'validation' })).metrics['accuracy']).toBeCloseTo(run.result?.validation['accuracy'] ?? NaN, 6)

  const report = await client.job('runs.evaluate', { id }).result
  expect(report.metrics['accuracy']).toBeCloseTo(run.result?.test['accuracy'] ?? NaN, 6)
  expect(report.metrics['loss']).toBeCloseTo(run.result?.test['loss'] ?? NaN, 4)
  expect(report.intervals['accuracy'].low).toBeLessThanOrEqual(report.metrics['accuracy'])

  await expect(client.call('datasets.remove', { id: dataset.id })).rejects.toMatchObject({ code: 'dataset.in-use', details: { runs: 1 } })
  await client.call('runs.remove', { id })
  expect(existsSync(join(workspace, 'runs', id))).toBe(false)
  await client.call('datasets.remove', { id: dataset.id })
  expect(existsSync(join(workspace, 'datasets', dataset.id))).toBe(false)
})

test('the same config and seed give the same losses', async () => {
  const { client, ended, ...rest } = await openWorkspace()
  const dataset = await rest.import()
  const config = tinyConfig(dataset.id, 1)
  const runs = [await client.call('runs.start', { config }), await client.call('runs.start', { config })]
  expect(runs[1].status).toBe('queued')
  for (const { id } of runs) await ended(id)
  const [first, second] = await client.call('runs.metrics', { ids: runs.map(({ id }) => id), names: ['train/loss'] })
  expect(second.values).toEqual(first.values)
})

test('a run that is stopped while its data is prepared ends at once, and the next in line trains', async () => {
  const { client, ended, ...rest } = await openWorkspace()
  const dataset = await rest.import()
  const first = await client.call('runs.start', { config: tinyConfig(dataset.id, endless) })
  const second = await client.call('runs.start', { config: tinyConfig(dataset.id, 1) })
  // Its process has hardly begun: it has told nothing yet.
  await client.call('runs.stop', { id: first.id })
  expect(await ended(first.id)).toMatchObject({ status: 'stopped', step: 0, error: null })
  expect((await client.call('runs.events', { id: first.id })).map(({ code }) => code)).toEqual(['left-before-start'])
  expect(await ended(second.id)).toMatchObject({ status: 'done' })
})

test('a trainer that is killed crashes its run and nothing else: the next in line trains, and the crashed one can be continued', async () => {
  const { client, services, until, ended, ...rest } = await openWorkspace()
  const dataset = await rest.import()
  const first = await client.call('runs.start', { config: tinyConfig(dataset.id, endless) })
  const second = await client.call('runs.start', { config: tinyConfig(dataset.id, 1) })
  await until(first.id, ({ step }) => step > 30)
  const pid = services.enginePids().training
  process.kill(pid ?? 0, 'SIGKILL')
  const crashed = await ended(first.id)
  expect(crashed).toMatchObject({ status: 'crashed', error: { code: 'run.crashed' } })
  expect(crashed.error?.message).toContain('killed')
  expect((await client.call('runs.events', { id: first.id })).at(-1)).toMatchObject({ code: 'run.crashed', level: 'error' })
  expect(await ended(second.id)).toMatchObject({ status: 'done' })

  const [before] = await client.call('runs.metrics', { ids: [first.id], names: ['train/loss'], maximumPoints: 100_000 })
  const queued = await client.call('runs.continue', { id: first.id })
  expect(queued.error).toBeNull()
  const going = await until(first.id, ({ status, step }) => status === 'running' && step > Math.max(crashed.step, queued.step) + 12)
  await client.call('runs.stop', { id: first.id })
  expect(await ended(first.id)).toMatchObject({ status: 'stopped' })
  const [after] = await client.call('runs.metrics', { ids: [first.id], names: ['train/loss'], maximumPoints: 100_000 })
  // Every step once, in order, from the first on: what came after the checkpoint was trained again. Between what the killed process
  // had told and the checkpoint it had just written, some may be missing.
  const told = Math.min(before.steps.length, queued.step)
  const again = Array.from({ length: after.steps.length - told }, (_, i) => queued.step + 1 + i)
  expect(after.steps).toEqual([...before.steps.slice(0, told), ...again])
  expect(after.steps.at(-1)).toBeGreaterThanOrEqual(going.step)
  expect(after.values.slice(0, told)).toEqual(before.values.slice(0, told))
})

test('a run goes on from its last checkpoint though the best one was told later, and only once when asked twice', async () => {
  const workspace = temporaryFolder()
  const first = await openWorkspace(workspace)
  const { id } = await first.client.call('runs.start', { config: tinyConfig((await first.import()).id, endless) })
  await first.until(id, ({ bestEpoch }) => bestEpoch !== null)
  await first.client.call('runs.stop', { id })
  const stopped = await first.ended(id)
  await first.services.stop()
  // As after a process that died between the two: the optimiser's state is in the last alone.
  const database = new Database(join(workspace, 'seqbench.db'))
  database.prepare('UPDATE checkpoints SET step = step + 1000000 WHERE best = 1').run()
  database.close()
  const second = await openWorkspace(workspace)
  const asked = await Promise.allSettled([1, 2].map(() => second.client.call('runs.continue', { id })))
  expect(asked.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  await second.until(id, ({ step, status }) => status === 'running' && step > stopped.step + 5)
})

test('a run is paused, goes on, and is stopped with figures and a checkpoint', async () => {
  const { client, until, ended, ...rest } = await openWorkspace()
  const dataset = await rest.import()
  const { id } = await client.call('runs.start', { config: tinyConfig(dataset.id, endless) })
  await until(id, ({ step }) => step > 5)
  await client.call('runs.pause', { id })
  const paused = await until(id, ({ status }) => status === 'paused')
  await expect(client.call('runs.remove', { id })).rejects.toMatchObject({ code: 'run.active' })
  await new Promise((resolve) => setTimeout(resolve, 300))
  const still = await client.call('runs.get', { id })
  expect(still.status).toBe('paused')
  expect(still.step - paused.step).toBeLessThanOrEqual(1)
  await client.call('runs.resume', { id })
  await until(id, ({ status, step }) => status === 'running' && step > still.step + 5)
  await client.call('runs.stop', { id })
  const stopped = await ended(id)
  expect(stopped).toMatchObject({ status: 'stopped', error: null })
  expect(stopped.result?.test['accuracy']).toBeDefined()
  const [{ answer }] = await client.call('runs.predict', { id, inputs: [{ cells: { text: 'the film was great' } }] })
  expect(ofTask(answer, 'classification').probabilities.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 5)
  await expect(client.call('runs.pause', { id })).rejects.toMatchObject({ code: 'run.not-active', details: { status: 'stopped' } })
})

test('a run that waits is taken out of the line', async () => {
  const { client, until, ended, ...rest } = await openWorkspace()
  const dataset = await rest.import()
  const first = await client.call('runs.start', { config: tinyConfig(dataset.id, endless) })
  const second = await client.call('runs.start', { config: tinyConfig(dataset.id, 1) })
  await until(first.id, ({ step }) => step > 1)
  expect(await client.call('runs.stop', { id: second.id })).toMatchObject({ status: 'stopped', step: 0 })
  await client.call('runs.stop', { id: first.id })
  await ended(first.id)
  // One that never started begins at its beginning.
  await client.call('runs.continue', { id: second.id })
  expect(await ended(second.id)).toMatchObject({ status: 'done' })
  await expect(client.call('runs.continue', { id: second.id })).rejects.toMatchObject({ code: 'run.finished' })
})

test('closing stops what trains with a checkpoint; opening again goes on from it', async () => {
  const folder = temporaryFolder()
  const first = await openWorkspace(folder)
  const dataset = await first.import()
  const { id } = await first.client.call('runs.start', { config: tinyConfig(dataset.id, endless) })
  await first.until(id, ({ step }) => step > 20)
  await first.services.stop()
  const second = await openWorkspace(folder)
  const run = await second.client.call('runs.get', { id })
  expect(run).toMatchObject({ status: 'stopped' })
  await second.client.call('runs.continue', { id })
  await second.until(id, ({ step }) => step > run.step + 5)
})

test('what a dead backend left running is marked, told, and can be continued', async () => {
  const folder = temporaryFolder()
  const first = await openWorkspace(folder)
  const dataset = await first.import()
  const { id } = await first.client.call('runs.start', { config: tinyConfig(dataset.id, endless) })
  await first.until(id, ({ epoch }) => epoch > 2)
  await first.client.call('runs.stop', { id })
  await first.ended(id)
  await first.services.stop()
  // As the database looks when the machine dies in the middle of it.
  const { openTracker } = await import('../../src-main/tracker/database.ts')
  const tracker = openTracker(folder)
  tracker.runs.update(id, { status: 'running', endedAt: null })
  tracker.close()

  const services = await createServices({ workspace: folder, portOf: childProcessPort })
  onTestFinished(() => services.stop())
  const [near, far] = memoryPorts()
  serve(appApi, far, services.handlers)
  const client = createClient(appApi, near)
  expect(await client.call('runs.get', { id })).toMatchObject({ status: 'crashed', error: { code: 'run.crashed' } })
  expect((await client.call('runs.events', { id })).at(-1)).toMatchObject({ code: 'run.crashed' })
  expect((await client.call('runs.continue', { id })).step).toBeGreaterThan(0)
})

test('a config whose engine is not there fails its run with the reason, not the backend', async () => {
  const { client, ended, ...rest } = await openWorkspace()
  const dataset = await rest.import()
  const config = { ...tinyConfig(dataset.id), engine: { name: 'webgpu' as const, threads: 0 } }
  const { id } = await client.call('runs.start', { config })
  expect(await ended(id)).toMatchObject({ status: 'failed', error: { code: 'engine.missing' } })
})

test('the warm engine may die: the call over it fails, the next one works', async () => {
  const { client, services, ended, ...rest } = await openWorkspace()
  const dataset = await rest.import()
  const { id } = await client.call('runs.start', { config: tinyConfig(dataset.id, 1) })
  await ended(id)
  await client.call('runs.predict', { id, inputs: [{ cells: { text: 'the film was great' } }] })
  process.kill(services.enginePids().warm ?? 0, 'SIGKILL')
  const inputs = Array.from({ length: 2000 }, (_, i) => ({ cells: { text: `the film was great ${i}` } }))
  await client.call('runs.predict', { id, inputs }).catch((thrown: unknown) => expect(thrown).toMatchObject({ code: 'engine.ended' }))
  expect(await client.call('runs.predict', { id, inputs: [{ cells: { text: 'the film was great' } }] })).toHaveLength(1)
})

test('exports are verified, land where they should, and a chosen folder must be a granted one', async () => {
  const { client, services, workspace, ended, ...rest } = await openWorkspace()
  const dataset = await rest.import()
  const { id } = await client.call('runs.start', { config: tinyConfig(dataset.id, 1) })
  await ended(id)
  const result = await client.job('exports.create', { runId: id, formats: ['onnx', 'safetensors'] }).result
  expect(result.directory).toBe(join(workspace, 'exports', result.id))
  expect(result.verification.maxAbsDifference).toBeLessThan(1e-4)
  for (const { path, bytes } of result.files) expect(readFileSync(path)).toHaveLength(bytes)
  const chosen = join(temporaryFolder(), 'new', 'folder')
  const elsewhere = await client.job('exports.create', { runId: id, formats: ['onnx'], directory: services.grants.grantPath(chosen) }).result
  expect(elsewhere.files.every(({ path }) => path.startsWith(chosen) && existsSync(path))).toBe(true)
  await expect(client.job('exports.create', { runId: id, formats: ['onnx'], directory: chosen }).result).rejects.toMatchObject({ code: 'file.unknown-token' })
  expect(result.examples?.map(({ format, file }) => [format, file])).toEqual([['onnx', 'example_onnx.py'], ['safetensors', 'example_torch.py']])
  expect(result.examples?.[0].text).toBe(readFileSync(join(result.directory, 'example_onnx.py'), 'utf8'))
  rmSync(join(chosen, 'example_onnx.py'))
  const listed = await client.call('exports.list', { runId: id })
  expect(listed.map((one) => [one.id, one.examples?.length])).toEqual([[elsewhere.id, 0], [result.id, 2]])
})
