/** Runs: start, steer, watch, read, compare, remove. What trains is the queue's; what a model says is models.ts'. */
import { existsSync } from 'node:fs'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { AppApi } from '../../src-shared/contract/app-api.ts'
import { SeqbenchError, fail, toWireError } from '../../src-shared/contract/errors.ts'
import type { Handlers } from '../../src-shared/contract/rpc.ts'
import { diffConfigs, type Config } from '../../src-shared/domain/config.ts'
import { activeStatuses, type Run } from '../../src-shared/domain/run.ts'
import { readCheckpoint } from '../engine/train/checkpoint.ts'
import { runConfigFile } from './configs.ts'
import { tellChange, type ServiceContext } from './context.ts'
import { removeFolder } from './folders.ts'
import { aborted } from './hub.ts'
import { newId } from './identifiers.ts'
import type { RunQueue } from './run-queue.ts'
import { failedEnding, neverStarted, type RunRecorder } from './run-recorder.ts'

type RunHandlers = Omit<Pick<Handlers<AppApi>, Extract<keyof AppApi, `runs.${string}`>>, 'runs.predict' | 'runs.write' | 'runs.evaluation' | 'runs.evaluate'>

export function createRunHandlers(context: ServiceContext, recorder: RunRecorder, queue: RunQueue): RunHandlers {
  const { tracker, paths } = context
  const { runs } = tracker

  async function start(config: Config): Promise<Run> {
    const dataset = tracker.datasets.get(config.dataset)
    const run: Omit<Run, 'color'> = {
      id: newId('run'), name: config.name, status: 'queued', datasetId: dataset.id, datasetName: dataset.name, task: config.task.kind, config,
      engine: null, createdAt: new Date().toISOString(), startedAt: null, endedAt: null, epoch: 0, step: 0, totalSteps: null, seconds: 0, parameters: null,
      bestEpoch: null, result: null, error: null, notes: '', tags: [],
    }
    const folder = paths.run(run.id)
    try {
      await mkdir(join(folder, 'checkpoints'), { recursive: true })
      await writeFile(runConfigFile(folder), JSON.stringify(config, null, 2))
      tracker.datasets.get(dataset.id) // it may have been removed meanwhile
      runs.insert({ ...run, color: runs.nextColor() })
    } catch (thrown) {
      await rm(folder, { recursive: true, force: true })
      throw thrown
    }
    tellChange(context, 'runs', run.id)
    queue.add(run.id, null)
    return runs.get(run.id)
  }

  /** @throws run.active, run.finished */
  function getEnded(id: string): Run {
    const run = runs.get(id)
    if (activeStatuses.includes(run.status)) fail('run.active', { name: run.name, status: run.status })
    return run.status === 'done' ? fail('run.finished', { name: run.name }) : run
  }

  async function continueRun(id: string): Promise<Run> {
    const { name, startedAt } = getEnded(id)
    // The best one holds no state of the optimiser.
    const checkpoint = tracker.checkpoints.list(id).findLast(({ file, best }) => !best && existsSync(join(paths.run(id), file)))
    // One that never left the queue begins at its beginning.
    if (!checkpoint && startedAt !== null) fail('run.no-checkpoint', { name })
    // The file may be newer than the last that a process told before it died.
    const state = checkpoint ? (await readCheckpoint(paths.run(id), checkpoint.file)).state : null
    getEnded(id) // it may have been continued meanwhile
    tracker.transaction(() => {
      const step = state?.step ?? 0
      tracker.series.truncate(id, step)
      tracker.traces.truncate(id, step)
      tracker.evaluations.clear(id)
      runs.update(id, { status: 'queued', endedAt: null, error: null, result: null, step, epoch: state?.epoch ?? 0 })
    })
    recorder.change(id, {})
    queue.add(id, checkpoint?.file ?? null)
    return runs.get(id)
  }

  async function steer(id: string, action: (run: Run) => Promise<void>): Promise<Run> {
    await action(runs.get(id))
    return runs.get(id)
  }

  return {
    'runs.start': ({ config }) => start(config),
    'runs.continue': ({ id }) => continueRun(id),
    'runs.pause': ({ id }) => steer(id, queue.pause),
    'runs.resume': ({ id }) => steer(id, queue.resume),
    'runs.stop': ({ id }) => steer(id, queue.stop),
    'runs.list': () => runs.list(),
    'runs.get': ({ id }) => runs.get(id),
    'runs.update': ({ id, ...change }) => {
      runs.get(id)
      return recorder.change(id, change)
    },
    'runs.remove': async ({ id }) => {
      const requireIdle = (): void => {
        const { name, status } = runs.get(id)
        if (activeStatuses.includes(status)) fail('run.active', { name, status })
      }
      requireIdle()
      const exports = tracker.exports.list(id)
      await removeFolder(paths.run(id), paths.temporary('runs', id), () => {
        requireIdle() // it may have been continued meanwhile
        runs.remove(id)
      })
      // Exports inside the workspace go with their run; what was put elsewhere is the person's.
      await Promise.all(exports.map((result) => rm(paths.export(result.id), { recursive: true, force: true })))
      await rm(join(paths.logs, `${id}.log`), { force: true })
      recorder.removed(id)
      return {}
    },
    'runs.watch': async ({ id }, { signal, push }) => {
      push({ kind: 'run', run: runs.get(id) })
      const progress = recorder.lastProgress(id)
      if (progress) push({ kind: 'progress', progress })
      const removed = Promise.withResolvers<void>()
      const unsubscribe = recorder.subscribe(id, (update) => (update ? push(update) : removed.resolve()))
      await Promise.race([aborted(signal), removed.promise])
      unsubscribe()
    },
    'runs.metrics': ({ ids, names, maximumPoints }) => ids.flatMap((id) => tracker.series.read(runs.get(id).id, maximumPoints, names)),
    'runs.traces': ({ id, last }) => tracker.traces.list(runs.get(id).id, last),
    'runs.events': ({ id }) => tracker.events.list(runs.get(id).id),
    'runs.compare': ({ ids }) => {
      const compared = ids.map((id) => runs.get(id))
      return {
        runs: compared,
        // Names differ by themselves and are shown with the runs.
        differences: diffConfigs(compared.map(({ config }) => config)).filter(({ path }) => path !== 'name'),
        metrics: compared.map(({ id, result }) => ({ runId: id, train: result?.train ?? {}, validation: result?.validation ?? {}, test: result?.test ?? {}, baselines: result?.baselines ?? [] })),
      }
    },
  }
}

/** Runs that an earlier process left behind when it died: marked, told, and ready to be continued; one that waited has not crashed. */
export function markInterrupted({ tracker }: ServiceContext, recorder: RunRecorder): void {
  const reason = 'Seqbench or the computer was shut down while it ran'
  const crashed = failedEnding('crashed', toWireError(new SeqbenchError('run.crashed', { reason })))
  for (const { id, status } of tracker.runs.withStatus(activeStatuses)) recorder.close(id, status === 'queued' ? neverStarted : crashed)
}
