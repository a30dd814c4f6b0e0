/**
 * Writes what a training process reports to the tracker and passes it on to whoever watches the run. One row a kind of update;
 * `finished` and `failed` only gather how the run ended: the queue closes it.
 */
import type { WireError } from '../../src-shared/contract/errors.ts'
import type { TrainerUpdate } from '../../src-shared/contract/trainer-api.ts'
import type { Progress } from '../../src-shared/domain/progress.ts'
import type { Run, RunEvent, RunStatus, RunUpdate } from '../../src-shared/domain/run.ts'
import type { RunChange } from '../tracker/runs.ts'
import { tellChange, type ServiceContext } from './context.ts'
import { createHub } from './hub.ts'

/** A watched run is sent whole at most this often while only its progress changes. */
const wholeRunEvery = 500

/** `event` is null where the training itself has told how it ended. */
export interface Ending { change: RunChange & { status: RunStatus }; event: Omit<RunEvent, 'time' | 'step'> | null }

export interface RunRecorder {
  /** Returns how the run ended, once it has. */
  record: (runId: string, update: TrainerUpdate) => Ending | null
  /** Changes a run and tells everyone. */
  change: (runId: string, change: RunChange) => Run
  /** All of the ending is stored, or nothing of it. */
  close: (runId: string, ending: Ending) => Run
  removed: (runId: string) => void
  subscribe: (runId: string, listener: (update: RunUpdate | null) => void) => () => void
  lastProgress: (runId: string) => Progress | undefined
}

export function createRunRecorder(context: ServiceContext): RunRecorder {
  const { tracker } = context
  /** null tells that the run is gone. */
  const hub = createHub<RunUpdate | null>()
  const progress = new Map<string, Progress>()
  const lastWhole = new Map<string, number>()

  const publishRun = (run: Run): Run => {
    lastWhole.set(run.id, performance.now())
    hub.publish(run.id, { kind: 'run', run })
    tellChange(context, 'runs', run.id)
    return run
  }
  const change = (runId: string, values: RunChange): Run => publishRun(tracker.runs.update(runId, values))
  const addEvent = (runId: string, event: RunEvent): void => {
    tracker.events.add(runId, event)
    hub.publish(runId, { kind: 'event', event })
  }

  type Handlers = { [Kind in TrainerUpdate['kind']]: (runId: string, update: Extract<TrainerUpdate, { kind: Kind }>) => Ending | undefined | void }
  const handlers: Handlers = {
    started: (id, { engine, parameters, totalSteps }) => void change(id, { engine, parameters, totalSteps }),
    metrics: (id, { points }) => {
      tracker.series.append(id, points)
      hub.publish(id, { kind: 'metrics', points })
    },
    progress: (id, update) => {
      progress.set(id, update.progress)
      const run = tracker.runs.update(id, { epoch: update.epoch, step: update.step, seconds: update.seconds })
      hub.publish(id, { kind: 'progress', progress: update.progress })
      if (performance.now() - (lastWhole.get(id) ?? 0) >= wholeRunEvery) publishRun(run)
    },
    trace: (id, { trace }) => {
      tracker.traces.add(id, trace)
      hub.publish(id, { kind: 'trace', trace })
    },
    event: (id, update) => addEvent(id, update.event),
    checkpoint: (id, { file, step, epoch, best, metrics }) => {
      tracker.checkpoints.add(id, { file, step, epoch, best, metrics })
      if (best) change(id, { bestEpoch: Math.round(epoch) })
    },
    paused: (id) => void change(id, { status: 'paused' }),
    resumed: (id) => void change(id, { status: 'running' }),
    finished: (id, { status, step, seconds, bestEpoch, result, evaluation }) => {
      tracker.evaluations.save(id, evaluation)
      return { change: { status, step, seconds, bestEpoch, result }, event: null }
    },
    failed: (_id, { error, step, seconds }) => failedEnding('failed', error, { step, seconds }),
  }

  return {
    record: (runId, update) => {
      // The kind picks the handler of just this kind of update; Handlers has checked every pair.
      const handler = handlers[update.kind] as (id: string, update: TrainerUpdate) => Ending | undefined
      return handler(runId, update) ?? null
    },
    change,
    close: (runId, ending) => {
      const endedAt = new Date().toISOString()
      const event = ending.event && { ...ending.event, time: endedAt, step: ending.change.step ?? tracker.runs.get(runId).step }
      const run = tracker.transaction(() => {
        if (event) tracker.events.add(runId, event)
        return tracker.runs.update(runId, { ...ending.change, endedAt })
      })
      tracker.series.release(runId)
      progress.delete(runId)
      lastWhole.delete(runId)
      if (event) hub.publish(runId, { kind: 'event', event })
      return publishRun(run)
    },
    removed: (runId) => {
      hub.publish(runId, null)
      tracker.series.release(runId)
      tellChange(context, 'runs', runId)
    },
    subscribe: hub.subscribe,
    lastProgress: (runId) => progress.get(runId),
  }
}

/** A run that still waited in line when the program ended. */
export const neverStarted: Ending = {
  change: { status: 'stopped' },
  event: { level: 'info', code: 'never-started', message: 'Seqbench was closed before its turn came.', details: {} },
}

/** A run that was stopped while its data was prepared. What an earlier part of it has left stays. */
export const leftBeforeStart: Ending = {
  change: { status: 'stopped' },
  event: { level: 'info', code: 'left-before-start', message: 'Stopped before its first step.', details: {} },
}

/** A run that ended by an error. */
export function failedEnding(status: 'failed' | 'crashed', error: WireError, change: RunChange = {}): Ending {
  return { change: { ...change, status, error }, event: { level: 'error', code: error.code, message: error.message, details: error.details } }
}
