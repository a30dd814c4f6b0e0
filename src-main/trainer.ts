/**
 * The engine process: trains one run, or answers for finished models. Forked by the backend; it serves trainerApi over the
 * child-process channel, writes to the run's directory only, and ends when its parent goes away.
 */
import { fail, toWireError } from '../src-shared/contract/errors.ts'
import { serve, type Handlers } from '../src-shared/contract/rpc.ts'
import { trainerApi, type TrainerApi, type TrainerUpdate } from '../src-shared/contract/trainer-api.ts'
import type { SplitName } from '../src-shared/domain/dataset.ts'
import { encode, prepare } from './datasets/prepare.ts'
import { splitExamples } from './datasets/splits.ts'
import { readExamples } from './datasets/store.ts'
import { reportEngines, selectEngine } from './engine/backends/select.ts'
import { createControl, type TrainingControl } from './engine/train/control.ts'
import { train } from './engine/train/loop.ts'
import { loadModel, modelSavedAt, type ModelFile } from './engine/train/model-file.ts'
import { parentProcessPort } from './process-port.ts'
import { predictionsOf } from './services/predictions.ts'

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

/** The rows of one split as the model reads them: with the vocabulary stored beside it, never with one fitted anew. */
async function encodeSplit(datasetDirectory: string, { config, fitted }: ModelFile, split: SplitName): Promise<{ tokens: Int32Array[]; labels: Int32Array }> {
  const examples = await readExamples(datasetDirectory)
  const rows = splitExamples(examples, config.split)[split].map((position) => examples[position])
  return { tokens: rows.map(({ text }) => encode(fitted, text).tokens), labels: Int32Array.from(rows, ({ label }) => fitted.labels.indexOf(label)) }
}

async function startTraining({ config, runDirectory, datasetDirectory, continueFrom }: Parameters<Handlers<TrainerApi>['train']>[0], push: (update: TrainerUpdate) => void, signal: AbortSignal): Promise<void> {
  if (running) fail('run.active', { name: runDirectory, status: 'running' })
  const control = createControl()
  running = control
  signal.addEventListener('abort', () => control.stop(), { once: true })
  try {
    const data = await prepare(datasetDirectory, config)
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

  'predict': ({ texts, ...input }) => {
    if (texts.length === 1 && texts[0].trim() === '') fail('predict.empty', {})
    return withModel(input, ({ fitted, logits }) => predictionsOf(fitted, texts, logits))
  },

  'evaluate': ({ split, datasetDirectory, ...input }) =>
    withModel(input, async (model) => {
      const { tokens, labels } = await encodeSplit(datasetDirectory, model, split)
      if (tokens.length === 0) fail('split.too-small', { part: split })
      return model.task.evaluation(split, labels, await model.logits(tokens), model.fitted)
    }),

  'export': ({ formats, directory, datasetDirectory, ...input }, context) =>
    withModel(input, async (model) => {
      let cases: Int32Array[] = []
      for (const split of ['test', 'validation', 'train'] as const) {
        if (cases.length < exportCases) cases = cases.concat((await encodeSplit(datasetDirectory, model, split)).tokens)
      }
      // Loaded here alone: it brings ONNX's runtime, which a training does not need.
      const { exportModel } = await import('./exports/index.ts')
      return exportModel(model, formats, directory, cases.slice(0, exportCases), context)
    }),

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
