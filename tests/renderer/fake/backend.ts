/**
 * A backend for looking at views and for component tests: the real contract, no work behind it. It implements every call
 * of AppApi over plausible data, keeps changes in memory and never touches a disk.
 */
import { appApi, type AppApi } from '../../../src-shared/contract/app-api.ts'
import { SeqbenchError, fail } from '../../../src-shared/contract/errors.ts'
import { memoryPorts, type Port } from '../../../src-shared/contract/port.ts'
import { createClient, serve, type Client, type Handlers, type JobContext } from '../../../src-shared/contract/rpc.ts'
import { configSchema, diffConfigs, parseConfig } from '../../../src-shared/domain/config.ts'
import type { Dataset } from '../../../src-shared/domain/dataset.ts'
import type { ExportResult } from '../../../src-shared/domain/export.ts'
import { activeStatuses, type Run } from '../../../src-shared/domain/run.ts'
import { configFor, configOfDataset, datasets, presets, presetsOf, preview, rowAt, samples, statisticsOf } from './datasets.ts'
import { arrayAt } from './kinds.ts'
import { predictionOf } from './predictions.ts'
import { evaluationOf, eventsOf, initialRuns, pointsAt, seriesOf, traceAt } from './runs.ts'

export interface FakeOptions {
  /** `empty`: a new workspace. `errors`: every list fails. `slow`: every list takes for ever. */
  scenario?: 'full' | 'empty' | 'errors' | 'slow'
  /** Milliseconds of one step of a job or a running run. */
  pace?: number
}

const pause = (milliseconds: number, signal?: AbortSignal): Promise<void> =>
  new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, milliseconds)
    signal?.addEventListener('abort', () => {
      clearTimeout(timer)
      reject(new SeqbenchError('cancelled', { what: 'the import' }))
    })
  })

export function createFakeBackend({ scenario = 'full', pace = 100 }: FakeOptions = {}): Handlers<AppApi> {
  const full = scenario === 'full'
  const state = { datasets: full ? structuredClone(datasets) : [], runs: full ? structuredClone(initialRuns) : [], exports: [] as ExportResult[] }
  const watchers = new Set<(item: { changed: 'datasets' | 'runs' | 'exports'; id: string }) => void>()
  const changed = (list: 'datasets' | 'runs' | 'exports', id: string): void => watchers.forEach((push) => push({ changed: list, id }))
  const datasetOf = (id: string): Dataset => state.datasets.find((dataset) => dataset.id === id) ?? fail('dataset.missing', { id })
  const runOf = (id: string): Run => state.runs.find((run) => run.id === id) ?? fail('run.missing', { id })
  const listed = async <T>(value: T): Promise<T> => {
    if (scenario === 'errors') fail('workspace.corrupt', { path: '/home/ada/Seqbench', reason: 'database disk image is malformed' })
    if (scenario === 'slow') await pause(1e9)
    return value
  }
  const change = (id: string, update: Partial<Run>): Run => {
    Object.assign(runOf(id), update)
    changed('runs', id)
    return runOf(id)
  }
  const add = (template: Dataset, name: string): Dataset => {
    const dataset = { ...structuredClone(template), id: `dataset-${state.datasets.length + 1}`, name, createdAt: new Date().toISOString() }
    state.datasets.unshift(dataset)
    changed('datasets', dataset.id)
    return dataset
  }
  const work = async ({ signal, progress }: JobContext, total: number, unit: string, note: string): Promise<void> => {
    for (let step = 0; step <= 20; step++) {
      progress({ done: Math.round((total * step) / 20), total, unit, etaSeconds: ((20 - step) * pace) / 1000, note })
      await pause(pace, signal)
    }
  }

  return {
    'system.report': () => ({
      version: '0.1.0', versions: { node: '24.21.0', electron: '45.4.1', tfjs: '4.22.0', 'better-sqlite3': '13.2.0' }, workspace: '/home/ada/Seqbench',
      engines: [
        { name: 'native', available: true, reason: 'AVX2, 2 threads', gflops: 94.2 }, { name: 'tensorflow', available: false, reason: 'the optional package @tensorflow/tfjs-node-gpu is not installed', gflops: null },
        { name: 'webgpu', available: false, reason: 'no adapter was found', gflops: null }, { name: 'reference', available: true, reason: 'plain TypeScript, runs everywhere', gflops: 0.7 },
      ],
      selectedEngine: 'native', cores: 8, memoryBytes: 16 * 2 ** 30, freeDiskBytes: 212 * 2 ** 30,
    }),
    'workspace.watch': (_input, { signal, push }) =>
      new Promise((resolve) => {
        watchers.add(push)
        signal.addEventListener('abort', () => (watchers.delete(push), resolve()))
      }),
    'samples.list': () => listed(samples),
    'samples.add': async ({ name }, context) => {
      const sample = samples.find((row) => row.name === name) ?? fail('sample.missing', { name, names: samples.map((row) => row.name).join(', ') })
      await work(context, sample.sequences, 'rows', '')
      return add(datasets[sample.name === 'first-names' ? 2 : 0], sample.title)
    },
    'datasets.preview': ({ files, options }) => {
      if (files.some((token) => token.includes('empty'))) fail('import.empty', { file: 'empty.csv' })
      const [suggested] = preview.suggestions
      const roles = { ...suggested.roles, ...options.roles }
      if (roles.text?.[0] === roles.label?.[0]) fail('import.same-column', { column: roles.text?.[0] ?? '' })
      return { ...preview, encoding: options.encoding ?? preview.encoding, delimiter: options.delimiter ?? preview.delimiter, header: options.header ?? preview.header, quoting: options.quoting ?? preview.quoting, suggestions: [{ ...suggested, roles }] }
    },
    'datasets.import': async ({ options }, context) => {
      if (options.roles?.label?.[0] === 'id') fail('import.label-unique', { column: 'id', distinct: 3000, rows: 3000 })
      await work(context, 3000, 'rows', 'reviews.csv')
      return add(datasets[0], options.name ?? 'reviews')
    },
    'datasets.reimport': async ({ id }, context) => {
      const dataset = datasetOf(id)
      await work(context, dataset.sequences, 'rows', '')
      return add({ ...dataset, version: dataset.version + 1, sequences: dataset.sequences - 12, rejected: 12, findings: [] }, dataset.name)
    },
    'datasets.save': async ({ id }, context) => {
      const { name, sequences } = datasetOf(id)
      await work(context, sequences, 'rows', '')
      return { file: `${name}.jsonl`, rows: sequences, bytes: sequences * 90 }
    },
    'datasets.list': () => listed(state.datasets),
    'datasets.get': ({ id }) => datasetOf(id),
    'datasets.rename': ({ id, name }) => {
      datasetOf(id).name = name
      changed('datasets', id)
      return datasetOf(id)
    },
    'datasets.remove': ({ id }) => {
      const users = state.runs.filter((run) => run.datasetId === id).length
      if (users > 0) fail('dataset.in-use', { name: datasetOf(id).name, runs: users })
      state.datasets = state.datasets.filter((dataset) => dataset.id !== id)
      changed('datasets', id)
      return {}
    },
    'datasets.rows': ({ id, offset, limit, search }) => {
      const dataset = datasetOf(id)
      const all = Array.from({ length: dataset.sequences }, (_, index) => index).filter((index) => search === '' || JSON.stringify(rowAt(dataset, index).values).includes(search))
      return { total: all.length, rows: all.slice(offset, offset + limit).map((index) => rowAt(dataset, index)) }
    },
    'datasets.array': ({ row, role }) => arrayAt(row, role),
    'datasets.statistics': async ({ id, split }, context) => {
      await work(context, datasetOf(id).sequences, 'rows', '')
      if (split.test === 0) fail('split.too-small', { part: 'test' })
      return statisticsOf(datasetOf(id), split)
    },
    'configs.presets': ({ task }) => listed(presetsOf(task)),
    'configs.create': ({ datasetId, preset }) => {
      const row = presets.find(({ name }) => name === (preset ?? 'standard')) ?? fail('preset.missing', { name: preset ?? '', names: presets.map(({ name }) => name).join(', ') })
      const dataset = datasetOf(datasetId)
      const name = `${dataset.name}, ${row.title}`.slice(0, 200)
      const config = dataset.task === 'classification' && dataset.roles.text ? configFor(datasetId, name) : configOfDataset(dataset, name)
      return { ...config, model: structuredClone(row.config.model) }
    },
    'configs.validate': ({ document }) => ({ issues: parseConfig(document).issues }),
    'configs.preflight': ({ config }) => {
      const { hidden, layers } = config.model.recurrent
      const vocabulary = 5213
      const stepsPerEpoch = Math.ceil((datasetOf(config.dataset).sequences * config.split.train) / config.training.batchSize)
      const parameters = vocabulary * config.model.embedding + layers * 4 * hidden * (hidden * 2 + 2) + hidden * 2
      return { parameters, stepsPerEpoch, totalSteps: stepsPerEpoch * config.training.epochs, memoryBytes: parameters * 16 + 9e7, vocabulary }
    },
    'runs.start': ({ config }) => {
      const index = state.runs.length
      const run: Run = { ...structuredClone(initialRuns[0]), id: `run-${index}`, color: index, name: config.name, config, datasetId: config.dataset, datasetName: datasetOf(config.dataset).name, status: 'running', step: 0, epoch: 0, seconds: 0, createdAt: new Date().toISOString() }
      state.runs.unshift(run)
      changed('runs', run.id)
      return run
    },
    'runs.continue': ({ id }) => change(id, { status: 'running', error: null, endedAt: null }),
    'runs.pause': ({ id }) => change(id, { status: 'paused' }),
    'runs.resume': ({ id }) => change(id, { status: 'running' }),
    'runs.stop': ({ id }) => change(id, { status: 'stopped', endedAt: new Date().toISOString() }),
    'runs.list': () => listed(state.runs),
    'runs.get': ({ id }) => runOf(id),
    'runs.update': ({ id, ...update }) => change(id, update),
    'runs.remove': ({ id }) => {
      const run = runOf(id)
      if (activeStatuses.includes(run.status)) fail('run.active', { name: run.name, status: run.status })
      state.runs = state.runs.filter((row) => row.id !== id)
      changed('runs', id)
      return {}
    },
    'runs.watch': async ({ id }, { signal, push }) => {
      const run = runOf(id)
      push({ kind: 'run', run: structuredClone(run) })
      let told = run.status
      // As the real backend does: a change of state is told at once, and the stream stays open after the end.
      while (!signal.aborted) {
        await pause(pace)
        if (run.status !== told) push({ kind: 'run', run: structuredClone(run) })
        told = run.status
        if (run.status !== 'running') continue
        run.step += 1
        run.epoch = run.step / 75
        run.seconds += pace / 1000
        push({ kind: 'metrics', points: pointsAt(run, run.step) })
        push({ kind: 'progress', progress: { done: run.step, total: 900, unit: 'steps', etaSeconds: ((900 - run.step) * pace) / 1000, note: '' } })
        if (run.step % 25 === 0) push({ kind: 'trace', trace: traceAt(run, run.step) })
        if (run.step >= 900) Object.assign(run, { status: 'done', endedAt: new Date().toISOString(), result: initialRuns[2].result, bestEpoch: 9 })
        if (run.step % 10 === 0 || run.status !== 'running') push({ kind: 'run', run: structuredClone(run) })
      }
    },
    'runs.metrics': ({ ids, names }) => ids.flatMap((id) => seriesOf(runOf(id), names)),
    'runs.traces': ({ id, last }) => Array.from({ length: Math.min(last, Math.floor(runOf(id).step / 25)) }, (_, index) => traceAt(runOf(id), (Math.floor(runOf(id).step / 25) - index) * 25)).reverse(),
    'runs.events': ({ id }) => eventsOf(runOf(id)),
    'runs.evaluation': ({ id, split }) => evaluationOf(runOf(id), split),
    'runs.evaluate': async ({ id, split }, context) => {
      await work(context, 300, 'rows', '')
      const evaluation = evaluationOf(runOf(id), split)
      return { ...evaluation, intervals: Object.fromEntries(Object.entries(evaluation.metrics).map(([name, value]) => [name, { low: value - 0.03, high: value + 0.03 }])) }
    },
    'runs.compare': ({ ids }) => {
      const runs = ids.map(runOf)
      return { runs, differences: diffConfigs(runs.map((run) => run.config)), metrics: runs.map((run) => ({ runId: run.id, train: run.result?.train ?? {}, validation: run.result?.validation ?? {}, test: run.result?.test ?? {}, baselines: run.result?.baselines ?? [] })) }
    },
    'runs.predict': ({ id, inputs, options }) => inputs.map((input) => predictionOf(runOf(id), input, options)),
    'runs.write': async ({ id, input, options }, { signal, push }) => {
      const prediction = predictionOf(runOf(id), input, options)
      if (prediction.answer.task !== 'generation') fail('contract.invalid', { name: 'runs.write', reason: `${prediction.answer.task} does not write` })
      for (const { token } of prediction.answer.tokens) {
        if (signal.aborted) return
        push({ kind: 'piece', text: token })
        await pause(pace / 4)
      }
      push({ kind: 'done', prediction })
    },
    'exports.create': async ({ runId, formats }, context) => {
      await work(context, 40, 'cases', 'onnxruntime')
      const result: ExportResult = {
        id: `export-${state.exports.length + 1}`, runId, formats, directory: `/home/ada/Seqbench/exports/export-${state.exports.length + 1}`,
        files: formats.flatMap((format) => [{ path: `model.${format}`, bytes: 1_412_300 }]).concat([{ path: 'model.json', bytes: 92_100 }, { path: 'load.py', bytes: 640 }]),
        verification: { cases: 40, maxAbsDifference: 2.4e-7, limit: 1e-4 }, createdAt: new Date().toISOString(),
      }
      state.exports.unshift(result)
      changed('exports', result.id)
      return result
    },
    'exports.list': ({ runId }) => listed(state.exports.filter((row) => runId === undefined || row.runId === runId)),
  }
}

/** Serves the fake on a port; for component tests, `createFakeClient` joins both ends in memory. */
export function serveFake(port: Port, options: FakeOptions = {}): void {
  serve(appApi, port, createFakeBackend(options))
}
export function createFakeClient(options: FakeOptions = {}): Client<AppApi> {
  const [window, backend] = memoryPorts()
  serveFake(backend, { pace: 1, ...options })
  return createClient(appApi, window)
}
export const fakeConfig = configSchema.parse(configFor('reviews', 'A config'))
