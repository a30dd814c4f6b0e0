/**
 * What a task is to the training loop, which knows no more of it than this. A task is a folder that implements
 * `Task` and a row in tasks/index.ts; its batches, outputs and losses stay its own behind a session.
 */
import type * as tf from '@tensorflow/tfjs-core'
import type { Config } from '../../../src-shared/domain/config.ts'
import type { SplitName } from '../../../src-shared/domain/dataset.ts'
import type { Fitted, PreparedData } from '../../../src-shared/domain/prepared.ts'
import type { Baseline, Evaluation, Metrics } from '../../../src-shared/domain/run.ts'
import type { Parameters } from '../layers/parameters.ts'
import type { RecurrentStackOutput } from '../layers/recurrent-stack.ts'
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
  /** Tokens that are computed, padding left out. */
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

/** One model on one prepared dataset. */
export interface TaskSession {
  parameters: Parameters
  stepsPerEpoch: number
  /** Batches of an epoch in the order `random` gives; `create` makes the rectangle when its turn has come. */
  trainingBatches: (random: Random) => (() => TrainingBatch)[]
  /** Metrics and confusion on a split, on the current parameters, letting messages through between batches; null for an empty split. */
  evaluate: (split: SplitName) => Promise<Evaluation | null>
  /** What simple methods reach on `split`. */
  baselines: (split: SplitName, random: Random) => Baseline[]
  /** The first `examples` sequences of the validation split; null where nothing is to be recorded. */
  probes: (examples: number) => ProbeSet | null
  dispose: () => void
}

/** A model without its training: what answers for a finished run. */
export interface TaskModel {
  parameters: Parameters
  /** Logits of each sequence, [C] each, in the order given. */
  logits: (tokens: readonly Int32Array[]) => Promise<Float32Array[]>
  dispose: () => void
}

export interface Task {
  kind: Config['task']['kind']
  /** Which metric of a result says which baseline is the strongest. */
  headline: string
  metrics: Record<string, { better: 'lower' | 'higher' }>
  createModel: (config: Config, fitted: Fitted, random: Random) => TaskModel
  open: (config: Config, data: PreparedData, random: Random) => TaskSession
  evaluation: (split: SplitName, labels: Int32Array, logits: readonly Float32Array[], fitted: Fitted) => Evaluation
}

/** Lets timers and messages through: the engines compute without giving way by themselves. */
export const giveWay = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve))
