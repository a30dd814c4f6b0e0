/** What a trained model says: of texts, of a split of its own dataset, of files it has never seen. */
import type { AppApi } from '../../src-shared/contract/app-api.ts'
import { fail } from '../../src-shared/contract/errors.ts'
import type { Handlers, JobContext } from '../../src-shared/contract/rpc.ts'
import type { ImportOptions, SplitName } from '../../src-shared/domain/dataset.ts'
import type { Evaluation, EvaluationReport, Prediction, Run } from '../../src-shared/domain/run.ts'
import { splitExamples } from '../datasets/splits.ts'
import { readExamples } from '../datasets/store.ts'
import type { ServiceContext } from './context.ts'
import { reportOn } from './evaluation-report.ts'
import { readLabelled } from './labelled-rows.ts'

type ModelHandlers = Pick<Handlers<AppApi>, 'runs.predict' | 'runs.evaluation' | 'runs.evaluate'>

/** Texts sent to the engine at once: small enough that progress moves, large enough that batches fill. */
const textsAtOnce = 512

export function createModelHandlers({ tracker, paths, engines, grants }: ServiceContext): ModelHandlers {
  /** Where the engine finds the run's model. @throws run.no-checkpoint */
  function modelOf(run: Run): { runDirectory: string; datasetDirectory: string; engine: 'auto' } {
    if (tracker.checkpoints.list(run.id).length === 0) fail('run.no-checkpoint', { name: run.name })
    return { runDirectory: paths.run(run.id), datasetDirectory: paths.dataset(run.datasetId), engine: 'auto' }
  }

  const predict = (run: Run, texts: string[]): Promise<Prediction[]> => engines.ask((client) => client.call('predict', { ...modelOf(run), texts }))

  async function predictAll(run: Run, texts: string[], { signal, progress }: JobContext): Promise<Prediction[]> {
    const started = performance.now()
    const all: Prediction[] = []
    for (let from = 0; from < texts.length; from += textsAtOnce) {
      signal.throwIfAborted()
      all.push(...(await predict(run, texts.slice(from, from + textsAtOnce))))
      const seconds = (performance.now() - started) / 1000
      progress({ done: all.length, total: texts.length, unit: 'rows', etaSeconds: (seconds / all.length) * (texts.length - all.length), note: '' })
    }
    return all
  }

  async function evaluation(id: string, split: SplitName): Promise<Evaluation> {
    const run = tracker.runs.get(id)
    const known = tracker.evaluations.find(id, split)
    if (known) return known
    const found = await engines.ask((client) => client.call('evaluate', { ...modelOf(run), split }))
    // While a run goes on its model changes: only what is final is kept.
    if (run.result) tracker.evaluations.save(id, found)
    return found
  }

  async function evaluateSplit(run: Run, split: SplitName, job: JobContext): Promise<EvaluationReport> {
    const examples = await readExamples(paths.dataset(run.datasetId))
    const rows = splitExamples(examples, run.config.split)[split].map((index) => examples[index])
    return reportOn(rows, await predictAll(run, rows.map(({ text }) => text), job), split)
  }

  /** The columns are those of the run's own dataset, unless told otherwise. */
  async function evaluateFiles(run: Run, files: string[], options: ImportOptions, job: JobContext): Promise<EvaluationReport> {
    const { roles } = tracker.datasets.get(run.datasetId)
    const columns = { text: options.roles?.text?.[0] ?? roles.text?.[0] ?? '', label: options.roles?.label?.[0] ?? roles.label?.[0] ?? '' }
    const rows = await readLabelled(files, { options, ...columns }, job.signal)
    return reportOn(rows, await predictAll(run, rows.map(({ text }) => text), job), null)
  }

  return {
    'runs.predict': ({ id, texts }) => {
      if (texts.every((text) => text.trim() === '')) fail('predict.empty', {})
      return predict(tracker.runs.get(id), texts)
    },
    'runs.evaluation': ({ id, split }) => evaluation(id, split),
    'runs.evaluate': ({ id, split, files, options }, job) => {
      const run = tracker.runs.get(id)
      modelOf(run)
      return files ? evaluateFiles(run, files.map(grants.path), options, job) : evaluateSplit(run, split, job)
    },
  }
}
