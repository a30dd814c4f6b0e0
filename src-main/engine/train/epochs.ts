/** The epochs of a training: steps, validation, checkpoints, early stopping. */
import type { TrainerUpdate } from '../../../src-shared/contract/trainer-api.ts'
import type { Config } from '../../../src-shared/domain/config.ts'
import { metricTable } from '../../../src-shared/domain/metric-table.ts'
import type { Optimizer } from '../optimizers/index.ts'
import type { Random } from '../random.ts'
import { allMetrics, giveWay, type ProbeSet, type TaskSession } from '../tasks/task.ts'
import { withAverage, type Average } from './average.ts'
import type { CheckpointName } from './checkpoint.ts'
import { createEstimate, type Clock } from './clock.ts'
import type { TrainingControl } from './control.ts'
import { judge } from './early-stopping.ts'
import { guardMetrics } from './nan-guard.ts'
import { recordTrace } from './probes.ts'
import type { Reporter } from './reporter.ts'
import { describeMetrics, saveCheckpoint, type Position } from './state.ts'
import { trainingStep } from './step.ts'

export interface TrainingContext {
  config: Config
  session: TaskSession
  optimizer: Optimizer
  /** null where parameters are taken as they are. */
  average: Average | null
  random: Random
  runDirectory: string
  control: TrainingControl
  clock: Clock
  report: Reporter
  emit: (update: TrainerUpdate) => void
  totalSteps: number
  /** Told the number of steps done after each. */
  onStep: (step: number) => void
}

/** Seconds between two checkpoints within an epoch, so that a crash in a long epoch costs little. */
const checkpointInterval = 60

/** Of fewer validation units than this, the best of many epochs is the luckiest. */
const fewestToJudge = 30

/** Trains from `start` until the epochs are done, early stopping ends them, or the control says stop. `dataSeconds`: how long steps waited for their batches. */
export async function runEpochs(context: TrainingContext, start: Position): Promise<Position & { stoppedEarly: boolean; dataSeconds: number }> {
  const { config, session, random, control, clock, report, totalSteps } = context
  const { epochs, probes, earlyStopping } = config.training
  const stepTime = createEstimate()
  const validationTime = createEstimate()
  const probeSet = probes.examples > 0 ? session.probes(probes.examples) : null
  let position = start
  let lastSaved = clock.seconds()
  let dataSeconds = 0
  if (start.step === 0) await save(context, 'last', position)

  const isExhausted = (): boolean => earlyStopping !== null && position.epochsWithoutBetter >= earlyStopping.patience
  while (position.epoch < epochs && !isExhausted()) {
    const batches = session.trainingBatches(random.fork(`order ${position.epoch}`), position.epoch)
    while (position.batch < batches.length) {
      if (control.paused) await pause(context, position)
      if (control.stopping) {
        await save(context, 'last', position)
        return { ...position, stoppedEarly: false, dataSeconds }
      }
      const began = clock.seconds()
      const batch = batches[position.batch]()
      dataSeconds += clock.seconds() - began
      const step = await trainingStep(context, batch, position.step)
      context.average?.add(step)
      position = { ...position, step, batch: position.batch + 1, validation: {} }
      context.onStep(step)
      if (probeSet && isProbed(step, probes.everySteps)) await sendTrace(context, probeSet, step)
      stepTime.add(clock.seconds() - began)
      const etaSeconds = (stepTime.left(totalSteps - step) ?? 0) + (validationTime.left(epochs - position.epoch) ?? 0)
      const epoch = position.epoch + position.batch / batches.length
      report.progress({ epoch, step, totalSteps, etaSeconds, note: `epoch ${position.epoch + 1} of ${epochs}` }, step === totalSteps)
      if (clock.seconds() - lastSaved > checkpointInterval && position.batch < batches.length) {
        await save(context, 'last', position)
        lastSaved = clock.seconds()
      }
      await giveWay()
    }
    const began = clock.seconds()
    position = await endEpoch(context, position)
    validationTime.add(clock.seconds() - began)
    lastSaved = clock.seconds()
  }
  const stoppedEarly = position.epoch < epochs
  if (stoppedEarly && earlyStopping && position.best) {
    const { patience, metric } = earlyStopping
    const details = { patience, metric, best: position.best.epoch }
    report.event('early-stopping', position.step, `Stopped early: ${patience} epochs without a better ${metric}; the best was epoch ${details.best}`, details)
  }
  return { ...position, stoppedEarly, dataSeconds }
}

const isProbed = (step: number, everySteps: number): boolean => step === 1 || step % everySteps === 0

async function sendTrace({ config, emit }: TrainingContext, probeSet: ProbeSet, step: number): Promise<void> {
  const trace = await recordTrace(probeSet, config.model.recurrent.cell, step)
  // Numbers that have overflowed cannot be drawn nor sent; the guard speaks of them at the next step.
  const numbers = trace.layers.flatMap(({ gates, gradientNorm }) => [gradientNorm, ...gates.flatMap(({ mean, spread }) => [mean, spread])]).flat()
  if (numbers.every(Number.isFinite)) emit({ kind: 'trace', trace })
}

/** Validates, keeps the best, saves, and moves on to the next epoch. */
async function endEpoch(context: TrainingContext, before: Position): Promise<Position> {
  const position = await withAverage(context.average, context.session.parameters, () => judgeEpoch(context, before))
  await save(context, 'last', position)
  return position
}

/** On the parameters that are in the model now: those that would be kept. */
async function judgeEpoch(context: TrainingContext, before: Position): Promise<Position> {
  const { config, session, report, random } = context
  const scoring = await session.score('validation', 'epoch')
  const validation = scoring ? allMetrics(scoring.scored) : {}
  guardMetrics(before.step, 'validation', validation)
  let position: Position = { ...before, epoch: before.epoch + 1, batch: 0, validation }
  const message = `Epoch ${position.epoch}${scoring ? `: validation ${describeMetrics(validation)}` : ''}`
  report.event('epoch', position.step, message, { epoch: position.epoch, ...validation })
  if (session.sample) {
    const sample = await session.sample(random.fork(`sample ${position.epoch}`))
    report.event('sample', position.step, sample, { epoch: position.epoch, text: sample })
  }
  if (scoring) {
    report.metrics('validation', position.step, validation)
    // Answers of another kind may have no such metric.
    const wanted = config.training.earlyStopping?.metric ?? 'loss'
    const metric = wanted in validation ? wanted : 'loss'
    // Where the last is kept, every epoch counts as better than all before: nothing stops early.
    const { keep } = config.training
    const keepsLast = keep === 'last' || (keep === 'auto' && scoring.scored.units < fewestToJudge)
    const soFar = keepsLast ? { best: null, epochsWithoutBetter: 0 } : position
    const { improved, ...standing } = judge(soFar, position, validation, metric, metricTable[metric].better)
    position = { ...position, ...standing }
    if (improved) await save(context, 'best', position)
  }
  return position
}

async function save({ emit, session, optimizer, average, runDirectory, config, clock }: TrainingContext, name: CheckpointName, position: Position): Promise<void> {
  const saved = { runDirectory, seed: config.seed, parameters: session.parameters, optimizer, average, seconds: clock.seconds() }
  const file = await saveCheckpoint(name, saved, position)
  emit({ kind: 'checkpoint', file, step: position.step, epoch: position.epoch, best: name === 'best', metrics: position.validation })
}

async function pause(context: TrainingContext, position: Position): Promise<void> {
  const { control, clock, report, emit } = context
  clock.pause()
  await save(context, 'last', position)
  emit({ kind: 'paused' })
  report.event('paused', position.step, `Paused at step ${position.step}`, { step: position.step })
  await control.released()
  clock.resume()
  if (control.stopping) return
  emit({ kind: 'resumed' })
  report.event('resumed', position.step, 'Resumed')
}
