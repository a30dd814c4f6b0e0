import { existsSync, readFileSync, readdirSync, writeFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { tinyConfig, writeReviews, endless } from '../services/support.ts'
import { reviewsCsv } from '../services/support.ts'
import { run, start } from './support.ts'

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

const folder = mkdtempSync(join(tmpdir(), 'seqbench-cli-'))
const inWorkspace = ['--workspace', join(folder, 'workspace'), '--json']
let datasetId = ''
let runId = ''
let trained: Record<string, unknown> = {}

beforeAll(async () => {
  writeFileSync(join(folder, 'reviews.csv'), reviewsCsv(120))
  const imported = await run('import', join(folder, 'reviews.csv'), '--name', 'Reviews', ...inWorkspace)
  expect(imported.stderr).toBe('')
  expect(imported.last).toMatchObject({ format: 'csv', encoding: 'utf-8', sequences: 120, rows: 120, columns: ['text', 'label'], rejected: 0, warnings: expect.any(Array), hash: expect.stringMatching(/^[0-9a-f]{64}$/) })
  datasetId = String(imported.last['datasetId'])

  writeFileSync(join(folder, 'config.json'), JSON.stringify(tinyConfig(datasetId, 3)))
  const { code, lines, last } = await run('train', join(folder, 'config.json'), '--set', 'training.optimizer.learningRate=0.05', '--seed', '4', ...inWorkspace)
  expect(code).toBe(0)
  expect(Object.keys(lines[0])).toEqual(['runId'])
  runId = String(lines[0]['runId'])
  trained = last
  expect(lines.slice(1, -1).every((line) => 'progress' in line)).toBe(true)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('train ends with the figures of the run, beside the baseline', async () => {
  expect(trained).toMatchObject({ runId, status: 'done', steps: 36, engine: 'reference', seconds: expect.any(Number) })
  const metrics = trained['metrics'] as Record<string, Record<string, number>>
  for (const part of ['train', 'validation', 'test', 'baseline']) expect(metrics[part]).toMatchObject({ accuracy: expect.any(Number), macroF1: expect.any(Number) })
  const shown = await run('runs', 'show', runId, ...inWorkspace)
  expect(shown.last).toMatchObject({ id: runId, config: { seed: 4, training: { optimizer: { learningRate: 0.05 } } }, events: expect.any(Array) })
})

test('predict reads a column of a table, guards its CSV against formulas, and leaves nothing half done', async () => {
  const input = join(folder, 'new.csv')
  const output = join(folder, 'out', 'predictions.csv')
  writeFileSync(input, 'text,other\n=1+1 great,a\n"the film, was awful",b\n')
  const done = await run('predict', runId, '--input', input, '--output', output, ...inWorkspace)
  expect(done.stderr).toBe('')
  expect(done.last).toMatchObject({ runId, rows: 2, rejected: 0, output })
  const rows = readFileSync(output, 'utf8').trim().split('\r\n')
  expect(rows[0]).toBe('text,label,probability of negative,probability of positive')
  expect(rows[1]).toMatch(/^'=1\+1 great,positive,/)
  expect(rows[2]).toMatch(/^"the film, was awful",negative,/)
  const wrong = await run('predict', runId, '--input', input, '--text', 'nothing', '--output', output, ...inWorkspace)
  expect([wrong.code, wrong.error?.code]).toEqual([1, 'import.column-missing'])
  expect(readdirSync(join(folder, 'out'))).toEqual(['predictions.csv'])

  const lines = join(folder, 'new.txt')
  writeFileSync(lines, 'the film was great\n\nthe song was awful\n')
  const jsonl = join(folder, 'out', 'predictions.jsonl')
  expect((await run('predict', runId, '--input', lines, '--output', jsonl, ...inWorkspace)).last).toMatchObject({ rows: 2, rejected: 1, labels: { positive: 1, negative: 1 } })
  const [first] = readFileSync(jsonl, 'utf8').split('\n')
  const { probabilities } = JSON.parse(first) as { probabilities: Record<string, number> }
  expect(probabilities['positive'] + probabilities['negative']).toBeCloseTo(1, 5)
})

test('evaluate tells intervals, on the test split and on a file', async () => {
  const split = await run('evaluate', runId, ...inWorkspace)
  const metrics = trained['metrics'] as Record<string, Record<string, number>>
  expect(split.last).toMatchObject({ runId, split: 'test', rows: 12 })
  expect((split.last['metrics'] as Record<string, number>)['accuracy']).toBeCloseTo(metrics['test']['accuracy'], 6)
  const file = await run('evaluate', runId, '--data', join(folder, 'reviews.csv'), ...inWorkspace)
  expect(file.last).toMatchObject({ split: null, rows: 120, intervals: { accuracy: { low: expect.any(Number), high: expect.any(Number) } } })
  // One class makes no dataset, and is a fair question all the same.
  writeFileSync(join(folder, 'good.csv'), 'text,label\nthe film was great,positive\nthe song was great,positive\n,positive\n')
  const oneClass = await run('evaluate', runId, '--data', join(folder, 'good.csv'), ...inWorkspace)
  expect(oneClass.last).toMatchObject({ rows: 2, metrics: { accuracy: 1 } })
})

test('export writes verified files into the folder named', async () => {
  const output = join(folder, 'exported')
  const done = await run('export', runId, '--format', 'onnx,safetensors', '--output', output, ...inWorkspace)
  expect(done.code).toBe(0)
  const files = done.last['files'] as string[]
  expect(files.some((file) => file.endsWith('.onnx')) && files.some((file) => file.endsWith('.safetensors')) && files.every((file) => existsSync(file))).toBe(true)
  expect(done.last['verification']).toMatchObject({ cases: expect.any(Number), maxAbsDifference: expect.any(Number) })

  const input = join(folder, 'of-export.txt')
  writeFileSync(input, 'the film was great\nthe song was awful\nnothing of this is known\n')
  const answers = async (source: string): Promise<number[]> => {
    const target = join(folder, 'of-export.jsonl')
    expect((await run('predict', source, '--input', input, '--output', target, ...inWorkspace)).last).toMatchObject({ rows: 3 })
    return readFileSync(target, 'utf8').trim().split('\n').map((line) => (JSON.parse(line) as { probabilities: Record<string, number> }).probabilities['positive'])
  }
  const [ofRun, ofExport] = [await answers(runId), await answers(output)]
  ofExport.forEach((probability, row) => expect(probability).toBeCloseTo(ofRun[row], 5))

  const wrong = await run('export', runId, '--format', 'word', ...inWorkspace)
  expect([wrong.code, wrong.error?.code]).toEqual([1, 'export.format-unknown'])
})

test('lists, comparison and removal', async () => {
  const second = await run('train', '--dataset', datasetId, '--preset', 'small', '--engine', 'reference', '--set', 'training.epochs=1', '--set', 'model.recurrent.cell=gru', '--name', 'second', ...inWorkspace)
  expect(second.last).toMatchObject({ status: 'done', name: 'second' })
  const other = String(second.last['runId'])
  const compared = await run('runs', 'compare', runId, other, ...inWorkspace)
  const differences = compared.last['differences'] as { path: string; values: unknown[] }[]
  expect(differences.find(({ path }) => path === 'model.recurrent.cell')?.values).toEqual(['lstm', 'gru'])
  const inUse = await run('datasets', 'remove', datasetId, ...inWorkspace)
  expect([inUse.code, inUse.error?.code]).toEqual([1, 'dataset.in-use'])
  expect((await run('runs', 'remove', other, ...inWorkspace)).last).toEqual({ removed: other })
  const listed = await run('runs', 'list', ...inWorkspace)
  expect(listed.stdout).not.toContain(other)
  expect((await run('presets', ...inWorkspace)).stdout).toContain('"name":"small"')
  expect((await run('samples', 'list', ...inWorkspace)).stdout).toContain('"name":"names"')
})

test('without --json people get tables, and errors as message and hint', async () => {
  const workspace = ['--workspace', join(folder, 'workspace')]
  const listed = await run('datasets', 'list', ...workspace)
  expect(listed.stdout).toMatch(/^id +name +version +sequences/)
  expect(listed.stdout).toContain('Reviews')
  const missing = await run('runs', 'show', 'r-nothing', ...workspace)
  expect(missing.code).toBe(1)
  expect(missing.stderr).toBe('There is no run r-nothing.\nSee the list of runs; it may have been removed.\n')
})

test('Ctrl-C stops the run with a checkpoint and exits with 130; resume goes on from it', async () => {
  const training = start(['train', join(folder, 'config.json'), '--set', `training.epochs=${endless}`, ...inWorkspace])
  await training.line((line) => Number(line['step'] ?? 0) > 20)
  training.child.kill('SIGINT')
  const { code, last } = await training.finished
  expect(code).toBe(130)
  expect(last).toMatchObject({ status: 'stopped' })

  const resumed = start(['resume', String(last['runId']), ...inWorkspace])
  await resumed.line((line) => Number(line['step'] ?? 0) > Number(last['steps']) + 5)
  // Another process lists and stops what this one trains.
  const seen = await run('runs', 'show', String(last['runId']), ...inWorkspace)
  expect(seen.last).toMatchObject({ status: 'running' })
  const stopped = await run('stop', String(last['runId']), ...inWorkspace)
  expect(stopped.last).toMatchObject({ runId: last['runId'], status: 'stopped' })
  const ended = await resumed.finished
  expect(ended.code).toBe(0)
  expect(ended.last).toMatchObject({ status: 'stopped' })
  const again = await run('stop', String(last['runId']), ...inWorkspace)
  expect([again.code, again.error?.code]).toEqual([1, 'run.not-active'])
})

test('a config that cannot be: which field, and what to do', async () => {
  const at = (name: string, text: string): string => {
    writeFileSync(join(folder, name), text)
    return join(folder, name)
  }
  const tried = async (...args: string[]): Promise<unknown[]> => {
    const { code, error } = await run('train', ...args, ...inWorkspace)
    return [code, error?.code, error?.message]
  }
  expect(await tried(at('broken.json', '{\n  "version": 1,\n  oops\n}'))).toEqual([1, 'config.json', expect.stringContaining('broken.json')])
  expect(await tried(at('unknown.json', JSON.stringify({ ...tinyConfig(datasetId), colour: 'red' })))).toEqual([1, 'config.invalid', expect.stringContaining('colour')])
  expect(await tried(join(folder, 'config.json'), '--set', 'training.epoch=3')).toEqual([1, 'config.path', expect.stringContaining('training.epoch')])
  expect(await tried(join(folder, 'config.json'), '--set', 'training.epochs=many')).toEqual([1, 'config.invalid', expect.stringContaining('training.epochs')])
  expect(await tried(join(folder, 'config.json'), '--dataset', 'd-none')).toEqual([1, 'dataset.missing', expect.anything()])
  expect(await tried(join(folder, 'nowhere.json'))).toEqual([1, 'file.unreadable', expect.anything()])
})

test('wrong usage exits with 2', async () => {
  for (const args of [['frobnicate'], ['train'], ['train', '--threads', 'two'], ['import'], ['predict', runId], ['evaluate', runId, '--split', 'holdout'], ['train', 'a.json', '--preset', 'small']]) {
    const { code, error } = await run(...args, ...inWorkspace)
    expect([args, code, error?.code]).toEqual([args, 2, 'usage'])
  }
  expect((await run('--help')).code).toBe(0)
  expect((await run()).code).toBe(2)
})

test('a workspace that cannot be opened is told as such', async () => {
  const broken = join(folder, 'broken')
  await run('datasets', 'list', '--workspace', broken)
  writeFileSync(join(broken, 'seqbench.db'), 'this is no database at all, only words and more words')
  const { code, error } = await run('datasets', 'list', '--workspace', broken, '--json')
  expect([code, error?.code]).toEqual([1, 'workspace.corrupt'])
})

test('importing what is not data fails and leaves no dataset', async () => {
  const file = writeReviews(2)
  writeFileSync(file, '')
  const before = (await run('datasets', 'list', ...inWorkspace)).stdout
  const { code, error } = await run('import', file, ...inWorkspace)
  expect([code, error?.code]).toEqual([1, 'import.empty'])
  expect((await run('datasets', 'list', ...inWorkspace)).stdout).toBe(before)
})
