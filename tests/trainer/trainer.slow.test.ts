import { ofTask } from '../../src-shared/domain/tasks/index.ts'
import { fork, type ChildProcess } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createRandom } from '../../src-main/engine/random.ts'
import { childProcessPort, portForkOptions } from '../../src-main/process-port.ts'
import { startHash } from '../../src-main/datasets/store.ts'
import { createClient, type Client } from '../../src-shared/contract/rpc.ts'
import { trainerApi, type TrainerApi, type TrainerUpdate } from '../../src-shared/contract/trainer-api.ts'
import { configSchema, type Config } from '../../src-shared/domain/config.ts'
import type { Dataset } from '../../src-shared/domain/dataset.ts'

const workspace = mkdtempSync(join(tmpdir(), 'seqbench-trainer-'))
const datasetDirectory = join(workspace, 'dataset')
const children: ChildProcess[] = []
beforeAll(writeDataset)
afterAll(() => {
  children.forEach((child) => child.kill('SIGKILL'))
  rmSync(workspace, { recursive: true })
})

/** 240 sentences in which good or bad decides. */
function writeDataset(): void {
  const random = createRandom(1)
  const pick = (words: string[]): string => words[random.integer(words.length)]
  const rows = Array.from({ length: 240 }, (_, row) => {
    const label = row % 2 === 0 ? 'good' : 'bad'
    const noise = (): string => Array.from({ length: random.integer(4) }, () => pick(['the', 'food', 'phone', 'was', 'and', 'very'])).join(' ')
    return [`${noise()} ${label === 'good' ? pick(['great', 'lovely']) : pick(['awful', 'poor'])} ${noise()}`.trim(), label]
  })
  const lines = rows.map((row) => JSON.stringify(row))
  const hash = startHash(['text', 'label'], 'classification', { text: ['text'], label: ['label'] })
  lines.forEach((line) => hash.rows(`${line}\n`))
  const column = (name: string, type: 'text' | 'category') => ({ name, type, array: null, distinct: 2, missing: 0, meanLength: 10 })
  const dataset: Dataset = {
    id: 'd', name: 'made up', version: 1, hash: hash.digest(), createdAt: '', format: 'csv', encoding: 'utf-8', delimiter: ',', files: [], sequences: 240, rows: 240,
    columns: [column('text', 'text'), column('label', 'category')], task: 'classification', roles: { text: ['text'], label: ['label'] }, labels: [{ label: 'good', count: 120 }, { label: 'bad', count: 120 }],
    lengths: { unit: 'words', minimum: 1, median: 3, mean: 3, percentile95: 6, maximum: 7, histogram: { edges: [1, 8], counts: [240] } }, rejected: 0, rejections: [], rejectedFile: null, vocabulary: null, findings: [], source: '',
  }
  mkdirSync(datasetDirectory)
  writeFileSync(join(datasetDirectory, 'dataset.json'), JSON.stringify(dataset))
  writeFileSync(join(datasetDirectory, 'rows.jsonl'), lines.map((line) => `${line}\n`).join(''))
}

function start(): { client: Client<TrainerApi>; child: ChildProcess } {
  const child = fork(join(import.meta.dirname, '../../src-main/trainer.ts'), { ...portForkOptions })
  children.push(child)
  return { client: createClient(trainerApi, childProcessPort(child)), child }
}

const createConfig = (epochs: number): Config =>
  configSchema.parse({
    version: 1, name: 'test', dataset: 'd', split: {}, preprocessing: {}, task: { kind: 'classification' }, model: { embedding: 8, recurrent: { cell: 'lstm', hidden: 8 } },
    training: { epochs, batchSize: 16, optimizer: { kind: 'adam', learningRate: 0.02 }, earlyStopping: null, probes: { examples: 2, everySteps: 10 } }, engine: { name: 'reference', threads: 1 },
  })

async function runTo(client: Client<TrainerApi>, name: string, epochs: number, onUpdate: (update: TrainerUpdate) => void = () => undefined, continueFrom: string | null = null): Promise<TrainerUpdate[]> {
  const updates: TrainerUpdate[] = []
  const input = { config: createConfig(epochs), runDirectory: join(workspace, name), datasetDirectory, continueFrom }
  await client.stream('train', input, (items) => items.forEach((item) => {
    updates.push(item)
    onUpdate(item)
  })).ended
  return updates
}
const losses = (updates: TrainerUpdate[]): [number, number][] =>
  updates.flatMap((update) => (update.kind === 'metrics' ? update.points.filter(({ name }) => name === 'train/loss').map(({ step, value }): [number, number] => [step, value]) : []))
const last = (updates: TrainerUpdate[]): TrainerUpdate | undefined => updates.at(-1)

test('a process trains, predicts, evaluates and exports a run, then ends with its parent', async () => {
  const { client, child } = start()
  const updates = await runTo(client, 'run', 5)
  const finished = last(updates)
  if (finished?.kind !== 'finished') throw new Error(JSON.stringify(finished))
  expect(finished.result.test.accuracy).toBeGreaterThan(0.95)
  expect(updates.some(({ kind }) => kind === 'trace')).toBe(true)

  const model = { runDirectory: join(workspace, 'run'), datasetDirectory, engine: 'reference' as const }
  const evaluation = await client.job('evaluate', { ...model, split: 'test', intervals: true }).result
  expect({ ...evaluation, intervals: {} }).toEqual({ ...finished.evaluation, intervals: {} })
  expect(Object.keys(evaluation.intervals)).toEqual(Object.keys(finished.evaluation.intervals))
  const ask = async (texts: string[], other = model) => (await client.call('predict', { ...other, inputs: texts.map((text) => ({ cells: { text } })), options: {} })).map(({ answer }) => ofTask(answer, 'classification'))
  const [good, bad] = await ask(['A lovely phone', 'the food was awful'])
  expect([good.label, bad.label]).toEqual(['good', 'bad'])
  expect(good.tokens).toContainEqual({ token: 'lovely', known: true })
  expect(good.tokens).toContainEqual({ token: 'a', known: false })
  expect(good.probabilities.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 10)
  await expect(client.call('predict', { ...model, inputs: [{ cells: { audio: 'x' } }], options: {} })).rejects.toMatchObject({ code: 'predict.input' })
  expect(await client.call('predict', { ...model, inputs: [{ row: 0 }], options: {} })).toMatchObject([{ answer: { label: 'good' } }])
  await expect(ask(['x'], { ...model, runDirectory: join(workspace, 'none') })).rejects.toMatchObject({ code: 'run.no-checkpoint' })

  const directory = join(workspace, 'export')
  mkdirSync(directory)
  const { files, verification } = await client.job('export', { ...model, formats: ['safetensors', 'onnx'], directory }).result
  expect(readdirSync(directory).toSorted()).toEqual(files.toSorted())
  expect(verification.maxAbsDifference).toBeLessThan(1e-4)

  expect(await client.call('engines', { measure: false })).toContainEqual(expect.objectContaining({ name: 'reference', available: true }))
  const exited = new Promise((resolve) => child.once('exit', resolve))
  client.close()
  await exited
}, 60_000)

test('messages get through while it trains: pause, resume, stop; continued, the losses are those of an unbroken run', async () => {
  const whole = await runTo(start().client, 'whole', 10)
  const { client } = start()
  let paused = false
  const before = await runTo(client, 'broken', 10, (update) => {
    if (update.kind === 'metrics' && !paused) {
      paused = true
      void client.call('pause', {})
    }
    if (update.kind === 'paused') void client.call('resume', {})
    if (update.kind === 'resumed') void client.call('stop', {})
  })
  expect(last(before)).toMatchObject({ kind: 'finished', status: 'stopped' })
  const after = await runTo(start().client, 'broken', 10, undefined, 'checkpoints/last.safetensors')
  expect(last(after)).toMatchObject({ kind: 'finished', status: 'done' })
  expect([...losses(before), ...losses(after)]).toEqual(losses(whole))
}, 60_000)

test('killed in the middle, a run goes on from its last checkpoint with the numbers it would have had', async () => {
  const whole = await runTo(start().client, 'unharmed', 10)
  const { client, child } = start()
  const killed = runTo(client, 'killed', 10, (update) => void (update.kind === 'checkpoint' && update.epoch >= 2 && child.kill('SIGKILL')))
  await expect(killed).rejects.toMatchObject({ code: 'contract.closed' })
  const after = losses(await runTo(start().client, 'killed', 10, undefined, 'checkpoints/last.safetensors'))
  const from = after[0][0]
  expect(from).toBeGreaterThan(1)
  expect(after).toEqual(losses(whole).filter(([step]) => step >= from))
}, 60_000)

test('what is wrong before the training begins is a failed run, not a dead process', async () => {
  const { client } = start()
  const updates: TrainerUpdate[] = []
  const input = { config: createConfig(1), runDirectory: join(workspace, 'x'), datasetDirectory: join(workspace, 'nowhere'), continueFrom: null }
  await client.stream('train', input, (items) => void updates.push(...items)).ended
  expect(updates).toMatchObject([{ kind: 'failed', error: { code: 'dataset.missing' } }])
  expect(await client.call('engines', { measure: false })).not.toEqual([])
}, 60_000)
