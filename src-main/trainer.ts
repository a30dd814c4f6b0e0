/**
 * The engine process: trains one run, or answers for finished models. Forked by the backend; it serves trainerApi over the
 * child-process channel, writes to the run's directory only, and ends when its parent goes away.
 */
import { fail, toWireError } from '../src-shared/contract/errors.ts'
import { serve, type Handlers } from '../src-shared/contract/rpc.ts'
import { trainerApi, type TrainerApi, type TrainerUpdate } from '../src-shared/contract/trainer-api.ts'
import type { Config } from '../src-shared/domain/config.ts'
import type { PredictInput } from '../src-shared/domain/run.ts'
import type { Fitted, PreparedData } from '../src-shared/domain/tasks/index.ts'
import { encodeInput, inputAt, prepare, preparePart, someInputs } from './datasets/prepare/index.ts'
import type { InputRow } from './datasets/prepare/preparer.ts'
import { reportEngines, selectEngine } from './engine/backends/select.ts'
import { bootstrapIntervals } from './engine/metrics/bootstrap.ts'
import { createRandom } from './engine/random.ts'
import { evaluationOf } from './engine/tasks/task.ts'
import { createControl, type TrainingControl } from './engine/train/control.ts'
import { train } from './engine/train/loop.ts'
import { loadModel, modelSavedAt, type ModelFile } from './engine/train/model-file.ts'
import { parentProcessPort } from './process-port.ts'
import { predictionsOf, rowOf } from './services/predictions.ts'
import { preflight } from './services/preflight.ts'

/** Rows an export is compared with the model on. */
const exportCases = 50

interface ModelInput {
  runDirectory: string
  engine: Parameters<typeof selectEngine>[0]
}

let running: TrainingControl | null = null
let loaded: { key: string; model: ModelFile } | null = null

let queue: Promise<unknown> = Promise.resolve()

/**
 * Does something with the model of a run, on the engine asked for; the last model is kept, since texts are tried one after the
 * other. One at a time: model and engine must not change under a request that is still being computed.
 */
function withModel<Result>(input: ModelInput, action: (model: ModelFile) => Promise<Result>): Promise<Result> {
  const result = queue.then(async () => action(await openModel(input)))
  queue = result.catch(() => undefined)
  return result
}

async function openModel({ runDirectory, engine }: ModelInput): Promise<ModelFile> {
  if (running) fail('run.active', { name: runDirectory, status: 'training in this process' })
  const { name } = await selectEngine(engine, 0)
  const savedAt = await modelSavedAt(runDirectory)
  const key = JSON.stringify([runDirectory, name, savedAt])
  if (loaded?.key === key && savedAt !== null) return loaded.model
  loaded?.model.dispose()
  loaded = null
  const model = await loadModel(runDirectory)
  loaded = { key, model }
  return model
}

/** Inputs as rows: cells as they came, or the rows of the run's own dataset that are asked for. */
function rowsOf(inputs: PredictInput[], fitted: Fitted, datasetDirectory: string): Promise<InputRow[]> {
  return Promise.all(inputs.map(async (input) => ('row' in input ? { ...(await inputAt(datasetDirectory, fitted, input.row)), ahead: input.ahead?.known } : rowOf(input))))
}

/** The last data prepared for a preflight: a form is changed field by field, and most fields leave the data as it is. */
let prepared: { key: string; data: PreparedData } | null = null

async function prepareOnce(directory: string, { split, preprocessing, task }: Config): Promise<PreparedData> {
  const key = JSON.stringify([directory, split, preprocessing, task])
  if (prepared?.key !== key) prepared = { key, data: await prepare(directory, { split, preprocessing, task }) }
  return prepared.data
}

async function startTraining({ config, runDirectory, datasetDirectory, continueFrom }: Parameters<Handlers<TrainerApi>['train']>[0], push: (update: TrainerUpdate) => void, signal: AbortSignal): Promise<void> {
  if (running) fail('run.active', { name: runDirectory, status: 'running' })
  const control = createControl()
  running = control
  signal.addEventListener('abort', () => control.stop(), { once: true })
  try {
    const data = await prepare(datasetDirectory, config, runDirectory)
    const engine = await selectEngine(config.engine.name, config.engine.threads)
    await train({ config, data, runDirectory, engine, control, emit: push, continueFrom })
  } catch (thrown) {
    // What is wrong before the training itself begins; `train` reports its own.
    push({ kind: 'failed', error: toWireError(thrown), step: 0, seconds: 0 })
  } finally {
    running = null
  }
}

/** Does something to the training that runs here; nothing where none does, since it may have ended a moment ago. */
function control(action: (training: TrainingControl) => void): Record<string, never> {
  if (running) action(running)
  return {}
}

const handlers: Handlers<TrainerApi> = {
  'train': (input, { push, signal }) => startTraining(input, push, signal),
  'pause': () => control((training) => training.pause()),
  'resume': () => control((training) => training.resume()),
  'stop': () => control((training) => training.stop()),

  'predict': ({ inputs, options, datasetDirectory, ...input }) =>
    withModel(input, async ({ fitted, model }) => predictionsOf(fitted, await rowsOf(inputs, fitted, datasetDirectory), (encoded) => model.answer(encoded, options))),

  'write': ({ input, options, datasetDirectory, ...model }, { push, signal }) =>
    withModel(model, async ({ fitted, model: { write } }) => {
      if (!write) return fail('predict.write', { task: fitted.task })
      const [row] = await rowsOf([input], fitted, datasetDirectory)
      const { encoded, text } = encodeInput(fitted, row)
      push({ kind: 'done', prediction: { text, answer: await write(encoded, options, (piece) => push({ kind: 'piece', text: piece }), signal) } })
    }),

  'evaluate': ({ split, intervals, datasetDirectory, ...input }, { signal }) =>
    withModel(input, async ({ config, fitted, model }) => {
      const scoring = await model.score(await preparePart(datasetDirectory, config, fitted, split))
      if (scoring.scored.units === 0) fail('split.too-small', { part: split ?? 'evaluated' })
      return evaluationOf(scoring, split, intervals ? await bootstrapIntervals(scoring.scored, createRandom(1).fork('intervals'), undefined, signal) : {})
    }),

  'export': ({ formats, directory, datasetDirectory, ...input }, context) =>
    withModel(input, async (file) => {
      const cases = await someInputs(datasetDirectory, file.config, file.fitted, exportCases)
      // Loaded here alone: it brings ONNX's runtime, which a training does not need.
      const { exportModel } = await import('./exports/index.ts')
      return exportModel(file, formats, directory, cases, context)
    }),

  'preflight': async ({ config, datasetDirectory }) => {
    if (running) fail('run.active', { name: 'this process', status: 'running' })
    await selectEngine(config.engine.name, config.engine.threads)
    return preflight(config, await prepareOnce(datasetDirectory, config))
  },

  'engines': ({ measure }) => {
    if (running && measure) fail('run.active', { name: 'this process', status: 'running' })
    return reportEngines(measure)
  },
}

// Ctrl-C in a terminal reaches every process of the group: the backend hears it too, and says stop.
process.on('SIGINT', () => undefined)
const port = parentProcessPort()
port.onClose(() => process.exit())
serve(trainerApi, port, handlers)
