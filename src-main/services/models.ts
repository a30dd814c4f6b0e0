/** What a trained model says: of inputs, of a split of its own dataset, of files it has never seen. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { AppApi } from '../../src-shared/contract/app-api.ts'
import { fail } from '../../src-shared/contract/errors.ts'
import type { Handlers, JobContext } from '../../src-shared/contract/rpc.ts'
import type { ImportOptions, SplitName } from '../../src-shared/domain/dataset.ts'
import type { Evaluation } from '../../src-shared/domain/evaluation.ts'
import type { Run } from '../../src-shared/domain/run.ts'
import { importFiles } from '../datasets/import.ts'
import type { ServiceContext } from './context.ts'

type ModelHandlers = Pick<Handlers<AppApi>, 'runs.predict' | 'runs.write' | 'runs.evaluation' | 'runs.evaluate'>

export function createModelHandlers({ tracker, paths, engines, grants }: ServiceContext): ModelHandlers {
  /** Where the engine finds the run's model. @throws run.no-checkpoint */
  function modelOf(run: Run): { runDirectory: string; datasetDirectory: string; engine: 'auto' } {
    if (tracker.checkpoints.list(run.id).length === 0) fail('run.no-checkpoint', { name: run.name })
    return { runDirectory: paths.run(run.id), datasetDirectory: paths.dataset(run.datasetId), engine: 'auto' }
  }

  async function evaluation(id: string, split: SplitName): Promise<Evaluation> {
    const run = tracker.runs.get(id)
    const known = tracker.evaluations.find(id, split)
    if (known) return known
    const found = await engines.ask((client) => client.job('evaluate', { ...modelOf(run), split, intervals: false }, () => undefined).result)
    // While a run goes on its model changes: only what is final is kept.
    if (run.result) tracker.evaluations.save(id, found)
    return found
  }

  const evaluateOn = (run: Run, datasetDirectory: string, split: SplitName | null, { signal, progress }: JobContext): Promise<Evaluation> =>
    engines.askJob((client) => client.job('evaluate', { ...modelOf(run), datasetDirectory, split, intervals: true }, progress), signal)

  /**
   * Other rows are read as the run's own dataset was, unless told otherwise, into a folder of their own. What a dataset to learn
   * from must have (two classes, labels that repeat) is not asked: one class is a fair question to a model.
   */
  async function evaluateFiles(run: Run, files: string[], options: ImportOptions, job: JobContext): Promise<Evaluation> {
    const { task, roles: all } = tracker.datasets.get(run.datasetId)
    // Which part a row is of, and whose it is, does not matter where nothing is parted.
    const { split: _split, group: _group, ...roles } = all
    const folder = await mkdtemp(join(tmpdir(), 'seqbench-evaluate-'))
    try {
      const directory = join(folder, 'rows')
      await importFiles(files, { ...options, task, roles: { ...roles, ...options.roles } }, directory, { signal: job.signal, purpose: 'evaluation' })
      return await evaluateOn(run, directory, null, job)
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  }

  return {
    'runs.predict': ({ id, inputs, options }) => {
      if (inputs.every((input) => 'cells' in input && Object.values(input.cells).every((cell) => typeof cell === 'string' && cell.trim() === '') && tracker.runs.get(id).task !== 'generation')) fail('predict.empty', {})
      return engines.ask((client) => client.call('predict', { ...modelOf(tracker.runs.get(id)), inputs, options }))
    },
    'runs.write': ({ id, input, options }, { push, signal }) =>
      engines.ask(async (client) => {
        const writing = client.stream('write', { ...modelOf(tracker.runs.get(id)), input, options }, (items) => items.forEach(push))
        signal.addEventListener('abort', writing.cancel, { once: true })
        await writing.ended
      }),
    'runs.evaluation': ({ id, split }) => evaluation(id, split),
    'runs.evaluate': ({ id, split, files, options }, job) => {
      const run = tracker.runs.get(id)
      modelOf(run)
      return files ? evaluateFiles(run, files.map(grants.path), options, job) : evaluateOn(run, paths.dataset(run.datasetId), split, job)
    },
  }
}
