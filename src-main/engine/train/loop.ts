/**
 * The training loop. It knows tasks only through `TaskSession`, and reports through `emit`; the last update is `finished` or
 * `failed`, and it never throws.
 *
 * Every random number is drawn from a stream named by the seed, its purpose and the epoch or step it is for. So a training
 * that goes on from a checkpoint draws what it would have drawn, and gives the same losses bit for bit.
 */
import { toWireError } from '../../../src-shared/contract/errors.ts'
import type { TrainerUpdate } from '../../../src-shared/contract/trainer-api.ts'
import type { Config, EngineName } from '../../../src-shared/domain/config.ts'
import type { PreparedData } from '../../../src-shared/domain/tasks/index.ts'
import { createOptimizer } from '../optimizers/index.ts'
import { createRandom } from '../random.ts'
import { tasks } from '../tasks/index.ts'
import { createAverage } from './average.ts'
import { readCheckpoint, removeCheckpoint, writeJson } from './checkpoint.ts'
import { createClock } from './clock.ts'
import type { TrainingControl } from './control.ts'
import { runEpochs } from './epochs.ts'
import { finalFigures } from './result.ts'
import { createReporter } from './reporter.ts'
import { restore, startPosition, type Position } from './state.ts'

export interface TrainingOptions {
  config: Config
  data: PreparedData
  runDirectory: string
  /** The engine that was activated, as `started` reports it. */
  engine: { name: EngineName; threads: number }
  control: TrainingControl
  emit: (update: TrainerUpdate) => void
  /** A checkpoint file relative to the run's directory; null to begin anew, which removes older checkpoints. */
  continueFrom: string | null
}

export async function train({ config, data, runDirectory, engine, control, emit, continueFrom }: TrainingOptions): Promise<void> {
  let step = 0
  let clock = createClock(0)
  const random = createRandom(config.seed)
  const dispose: (() => void)[] = []
  try {
    const checkpoint = continueFrom === null ? null : await readCheckpoint(runDirectory, continueFrom)
    clock = createClock(checkpoint?.state.seconds ?? 0)
    const report = createReporter(emit, clock)
    const session = tasks[config.task.kind].open(config, data, random.fork('initial'))
    dispose.push(session.dispose)
    const optimizer = createOptimizer(config.training.optimizer, session.parameters)
    dispose.push(() => optimizer.dispose())
    const average = createAverage(config.training.average, session.parameters)

    let position: Position = startPosition
    if (checkpoint && continueFrom) position = restore(checkpoint, { seed: config.seed, parameters: session.parameters, optimizer, average }, continueFrom)
    else for (const name of ['last', 'best'] as const) await removeCheckpoint(runDirectory, name)
    step = position.step
    await writeJson(`${runDirectory}/config.json`, config)
    await writeJson(`${runDirectory}/fitted.json`, data.fitted)

    const totalSteps = session.stepsPerEpoch * config.training.epochs
    emit({ kind: 'started', engine: engine.name, threads: engine.threads, parameters: session.parameters.count(), totalSteps })
    if (checkpoint) report.event('continued', step, `Continued from step ${step} on engine ${engine.name}`, { step, engine: engine.name, threads: engine.threads })
    else report.event('started', step, `Started on engine ${engine.name}`, { engine: engine.name, threads: engine.threads })

    for (const { code, message, details } of checkpoint ? [] : (session.notices ?? [])) report.event(code, step, message, details)

    const context = { config, session, optimizer, average, random, runDirectory, control, clock, report, emit, totalSteps, onStep: (done: number) => void (step = done) }
    const end = await runEpochs(context, position)
    const status = end.epoch < config.training.epochs && !end.stoppedEarly ? 'stopped' : 'done'
    report.progress({ epoch: end.epoch, step, totalSteps, etaSeconds: null, note: 'final evaluation' }, true)
    clock.pause()
    const { result, evaluation } = await finalFigures(context)
    await writeJson(`${runDirectory}/evaluation.json`, evaluation)
    const dataShare = `${((100 * end.dataSeconds) / Math.max(clock.seconds(), 1e-3)).toPrecision(2)} %`
    if (status === 'done') report.event('finished', step, `Training is done after ${step} steps, ${dataShare} of the time waiting for data`, { step, dataShare })
    else report.event('stopped', step, `Stopped at step ${step}`, { step })
    emit({ kind: 'finished', status, step, seconds: clock.seconds(), bestEpoch: end.best?.epoch ?? null, result, evaluation })
  } catch (thrown) {
    emit({ kind: 'failed', error: toWireError(thrown), step, seconds: clock.seconds() })
  } finally {
    dispose.forEach((action) => action())
  }
}
