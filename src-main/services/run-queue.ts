/**
 * One run trains at a time, each in a process of its own; the others wait in line. A process that ends without saying how has
 * crashed: its run is marked so, and the next one starts.
 */
import { SeqbenchError, fail, toWireError } from '../../src-shared/contract/errors.ts'
import type { TrainerUpdate } from '../../src-shared/contract/trainer-api.ts'
import type { Run } from '../../src-shared/domain/run.ts'
import type { ServiceContext } from './context.ts'
import type { EngineProcess } from './engine-host.ts'
import { failedEnding, leftBeforeStart, neverStarted, type Ending, type RunRecorder } from './run-recorder.ts'

export interface RunQueue {
  /** The run is stored with status queued; `continueFrom` names one of its checkpoint files. */
  add: (runId: string, continueFrom: string | null) => void
  pause: (run: Run) => Promise<void>
  resume: (run: Run) => Promise<void>
  stop: (run: Run) => Promise<void>
  /** Process id of the run that trains. */
  activePid: () => number | undefined
  /** Stops what trains, leaving a checkpoint where there is time for one. Resolves to whether there was anything to stop. */
  shutDown: () => Promise<boolean>
}

interface Active {
  runId: string
  engine: EngineProcess
  ended: Promise<void>
  /** Before, its data is read and prepared: there is nothing yet that a stop would have to keep. */
  started: boolean
  stopAskedAt: number | null
  givenUp: string | null
}

/** A second request to stop ends a process that did not answer the first for this long. */
const patience = 10_000
const closeAgainAfter = 5000
/** What a closing program grants a run to leave a checkpoint. */
const shutDownPatience = 15_000

export function createRunQueue({ tracker, paths, engines }: ServiceContext, recorder: RunRecorder, onLength: (runs: number) => void = () => undefined): RunQueue {
  const waiting: { runId: string; continueFrom: string | null }[] = []
  let active: Active | null = null
  let closing = false

  function advance(): void {
    const next = active || closing ? undefined : waiting.shift()
    if (next) launch(next.runId, next.continueFrom)
    onLength(waiting.length + (active ? 1 : 0))
  }

  function launch(runId: string, continueFrom: string | null): void {
    let engine: EngineProcess | null = null
    let run: Run
    try {
      engine = engines.start(runId)
      run = recorder.change(runId, { status: 'running', startedAt: tracker.runs.get(runId).startedAt ?? new Date().toISOString(), endedAt: null, error: null })
    } catch (thrown) {
      engine?.kill()
      close(runId, failedEnding('crashed', toWireError(thrown)))
      return advance()
    }
    const current: Active = { runId, engine, ended: Promise.resolve(), started: false, stopAskedAt: null, givenUp: null }
    active = current
    current.ended = train(current, run, continueFrom).then((ending) => {
      engine.kill()
      active = null
      close(runId, ending)
      advance()
    })
  }

  /** A database that cannot be written (disk full) must neither take the backend with it nor leave the run "running": it is tried again. */
  function close(runId: string, ending: Ending): void {
    try {
      recorder.close(runId, ending)
    } catch (thrown) {
      const isGone = thrown instanceof SeqbenchError && thrown.code === 'run.missing'
      if (!isGone && !closing) setTimeout(() => close(runId, ending), closeAgainAfter).unref()
    }
  }

  async function train(current: Active, run: Run, continueFrom: string | null): Promise<Ending> {
    const { runId, engine } = current
    let ending: Ending | null = null
    const record = (updates: TrainerUpdate[]): void => {
      for (const update of updates) {
        current.started ||= update.kind === 'started'
        ending ??= recorder.record(runId, update)
      }
    }
    const input = { config: run.config, runDirectory: paths.run(runId), datasetDirectory: paths.dataset(run.datasetId), continueFrom }
    try {
      await engine.client.stream('train', input, record).ended
      if (ending) return ending
      return failedEnding('crashed', toWireError(new SeqbenchError('run.crashed', { reason: 'it ended without a result' })))
    } catch (thrown) {
      if (ending) return ending
      if (!(thrown instanceof SeqbenchError) || thrown.code !== 'contract.closed') return failedEnding('failed', toWireError(thrown))
      const reason = await engine.ended
      if (!current.started && current.stopAskedAt !== null) return leftBeforeStart
      return failedEnding('crashed', toWireError(new SeqbenchError('run.crashed', { reason: current.givenUp ?? reason }, thrown)))
    }
  }

  const require = (run: Run, statuses: Run['status'][]): Active => {
    const isMine = active?.runId === run.id && statuses.includes(run.status)
    return isMine && active ? active : fail('run.not-active', { name: run.name, status: run.status })
  }

  function giveUp(current: Active, reason: string): void {
    current.givenUp = reason
    current.engine.kill()
  }

  /** Preparing a large dataset takes the process whole: it would hear of a stop only afterwards, and leaves nothing behind when it is ended. */
  async function askToStop(current: Active): Promise<void> {
    current.stopAskedAt ??= performance.now()
    if (current.started) await ask(current, 'stop')
    else current.engine.kill()
  }

  /** A process that dies over the request ends the run by itself: that is not this caller's error. */
  async function ask(current: Active, name: 'pause' | 'resume' | 'stop'): Promise<void> {
    await current.engine.client.call(name, {}).catch((thrown: unknown) => {
      if (!(thrown instanceof SeqbenchError) || thrown.code !== 'contract.closed') throw thrown
    })
  }

  return {
    add: (runId, continueFrom) => {
      waiting.push({ runId, continueFrom })
      advance()
    },
    pause: (run) => ask(require(run, ['running']), 'pause'),
    resume: (run) => ask(require(run, ['paused']), 'resume'),
    stop: async (run) => {
      const place = waiting.findIndex(({ runId }) => runId === run.id)
      if (place >= 0) {
        waiting.splice(place, 1)
        onLength(waiting.length + (active ? 1 : 0))
        recorder.close(run.id, { change: { status: 'stopped' }, event: { level: 'info', code: 'unqueued', message: 'Taken out of the queue before it started.', details: {} } })
        return
      }
      const current = require(run, ['running', 'paused'])
      if (current.stopAskedAt !== null && performance.now() - current.stopAskedAt > patience) return giveUp(current, 'it did not answer the request to stop')
      await askToStop(current)
    },
    activePid: () => active?.engine.pid,
    shutDown: async () => {
      closing = true
      const queued = waiting.splice(0)
      for (const { runId } of queued) {
        recorder.close(runId, neverStarted)
      }
      const current = active
      if (!current) return queued.length > 0
      const timer = setTimeout(() => giveUp(current, 'Seqbench was closed and the run did not stop in time'), shutDownPatience)
      await askToStop(current).catch(() => giveUp(current, 'Seqbench was closed'))
      await current.ended
      clearTimeout(timer)
      return true
    },
  }
}
