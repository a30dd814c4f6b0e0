/**
 * What a task is to the training loop and to those who ask finished models; they know no more of it than this. A task is a
 * folder that defines it (define-task.ts) and a row in tasks/index.ts.
 */
import type * as tf from '@tensorflow/tfjs-core'
import type { TextDetails } from '../../../src-shared/contract/errors.ts'
import type { SplitName } from '../../../src-shared/domain/dataset.ts'
import type { Evaluation, Metrics, Panel } from '../../../src-shared/domain/evaluation.ts'
import type { AnswerOf, EncodedOf, PartOf, PredictOptions, TrainedTask } from '../../../src-shared/domain/tasks/index.ts'
import type { Parameters } from '../layers/parameters.ts'
import type { RecurrentStackOutput } from '../layers/recurrent-stack.ts'
import { everyUnit, type Scored } from '../metrics/bootstrap.ts'
import type { Random } from '../random.ts'

export interface StepResult {
  /** Mean loss of the batch. The caller disposes it and the gradients. */
  loss: tf.Scalar
  /** By parameter name. */
  gradients: tf.NamedTensorMap
  /** Metrics of this batch, loss aside; frees what they are computed from, so it must be called. */
  metrics: () => Promise<Metrics>
}

export interface TrainingBatch {
  /** Time steps that are computed, padding left out. */
  tokens: number
  /** Forward and backward on the current engine. */
  gradients: (dropoutRandom: Random) => StepResult
}

/** Examples on which gates and gradients are recorded. */
export interface ProbeSet {
  /** [N] */
  lengths: Int32Array
  parameters: Parameters
  /** Sum over the examples of each one's own loss, without dropout: the gradient of an example does not depend on the others. */
  run: () => { loss: tf.Scalar; reserves: RecurrentStackOutput['reserves'] }
}

/** What a model, or a baseline, did on some rows: metrics of any sample of them, for intervals and comparisons. */
export interface Scoring {
  scored: Scored
  /** Made only where they are shown. */
  panels: () => Panel[]
}

export interface BaselineScoring {
  name: string
  /** Over the same units, in the same order, as the scoring of the model on that split. */
  scored: Scored
}

export type ScoringMoment = 'epoch' | 'end'

/** One model on one prepared dataset. */
export interface TaskSession {
  parameters: Parameters
  stepsPerEpoch: number
  /** Time steps of the longest training sequence: what a batch may hold at most. */
  longest: number
  /** What a person should know of the data before training begins: rows that cannot be learned from. */
  notices?: readonly { code: string; message: string; details: TextDetails }[]
  /** Batches of an epoch (from 0, which it is where none is said) in the order `random` gives; `create` makes the rectangle when its turn has come. */
  trainingBatches: (random: Random, epoch?: number) => (() => TrainingBatch)[]
  /**
   * On the current parameters, letting messages through between batches; null for an empty split. After each epoch a task
   * whose figures cost much may take them on fewer rows than at the end, which it is where nothing is said.
   */
  score: (split: SplitName, moment?: ScoringMoment) => Promise<Scoring | null>
  /** What simple methods reach on `split`. */
  baselines: (split: SplitName, random: Random) => Promise<BaselineScoring[]>
  /** The first `examples` sequences of the validation split; null where nothing is to be recorded. */
  probes: (examples: number) => ProbeSet | null
  /**
   * Sets the parameters that are fitted after training, on the validation split alone (a temperature, widths of intervals);
   * called once, on the best parameters, which are then saved again.
   */
  calibrate?: () => Promise<void>
  /** What the model makes of a prompt now, told at the end of each epoch; for tasks that write. */
  sample?: (random: Random) => Promise<string>
  dispose: () => void
}

/** A model without its training: what answers for a finished run. */
export interface TaskModel<Kind extends TrainedTask = TrainedTask> {
  parameters: Parameters
  /** An answer for each input, in the order given. */
  answer: (inputs: readonly EncodedOf<Kind>[], options: PredictOptions) => Promise<AnswerOf<Kind>[]>
  /** The same as `answer` for one input, told piece by piece as it is written; of tasks that write. @throws the signal's reason when it is aborted */
  write?: (input: EncodedOf<Kind>, options: PredictOptions, push: (piece: string) => void, signal?: AbortSignal) => Promise<AnswerOf<Kind>>
  /** On rows with their truth: a split, or other data. */
  score: (part: PartOf<Kind>) => Promise<Scoring>
  /** The numbers that an export must reproduce, one array an input; tasks that cannot be exported so have none. */
  outputs?: (inputs: readonly EncodedOf<Kind>[]) => Promise<Float32Array[]>
  dispose: () => void
}

/** Metrics on all rows, with the pictures that say more. */
export function evaluationOf({ scored, panels }: Scoring, split: Evaluation['split'], intervals: Evaluation['intervals'] = {}): Evaluation {
  return { split, rows: scored.units, metrics: allMetrics(scored), intervals, panels: panels() }
}

export const allMetrics = (scored: Scored): Metrics => scored.metrics(everyUnit(scored.units))

/** Lets timers and messages through: the engines compute without giving way by themselves. */
export const giveWay = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve))
