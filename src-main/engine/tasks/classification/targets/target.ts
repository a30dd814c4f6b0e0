/** What an answer can be. A kind is a file here and a row in index.ts; the model below it only gives numbers, [outputs] a sequence. */
import type * as tf from '@tensorflow/tfjs-core'
import type { Metrics } from '../../../../../src-shared/domain/evaluation.ts'
import type { ClassificationAnswer, ClassificationFitted, ClassificationPart, ClassificationTask } from '../../../../../src-shared/domain/tasks/classification.ts'
import type { Scores } from '../../../metrics/outcome.ts'
import type { Scoring } from '../../task.ts'

/** Fitted on the validation split after training, and saved with the model. */
export interface Calibration {
  /** Logits are divided by it before they become probabilities. */
  temperature: number
  /** Probability from which a class is told, [max(1, C)]; of two classes the first is that of the second class. */
  thresholds: Float32Array
  /** Half the width of a number's interval, in the unit of the data. */
  radius: number
}

export const uncalibrated = (fitted: ClassificationFitted): Calibration => ({ temperature: 1, thresholds: new Float32Array(Math.max(1, fitted.labels.length)).fill(0.5), radius: 0 })

/** The truth of some rows of a part. */
export interface Truth {
  part: ClassificationPart
  positions: ArrayLike<number>
}

export interface Target {
  /** Numbers that the model gives a sequence. */
  outputs: (fitted: ClassificationFitted) => number
  /** [B, outputs] -> the loss of each example, [B], and how much each counts where not all count the same. */
  losses: (logits: tf.Tensor2D, truth: Truth, context: TargetContext) => { losses: tf.Tensor1D; weights: tf.Tensor1D | null }
  /** What is told of a training batch beside its loss. */
  batchMetrics: (logits: Scores[], truth: Truth, context: TargetContext) => Metrics
  /** @param logits of every row of `part`, none of which trained the model where there is such a part */
  calibrate: (logits: readonly Scores[], part: ClassificationPart, context: TargetContext) => Calibration
  score: (logits: readonly Scores[], part: ClassificationPart, calibration: Calibration, context: TargetContext) => Scoring
  answer: (logits: Scores, calibration: Calibration, context: TargetContext) => Omit<ClassificationAnswer, 'task' | 'target' | 'tokens' | 'steps'>
  /** Probabilities of the classes; empty where there are none. */
  probabilities: (logits: Scores, calibration: Calibration, context: TargetContext) => number[]
}

export interface TargetContext {
  fitted: ClassificationFitted
  task: ClassificationTask
  /** Of the training rows: how much an example of each class counts, [C]; null where all count the same. */
  classWeights: Float32Array | null
}

/** Logits as they are read: divided by the temperature. */
export const tempered = (logits: Scores, { temperature }: Calibration): Float64Array => Float64Array.from(logits, (value) => value / temperature)

/** A metric that rows do not have (no positive among them, say) is left out. */
export const finite = (metrics: Metrics): Metrics => Object.fromEntries(Object.entries(metrics).filter(([, value]) => Number.isFinite(value)))

/** Bounds of a temperature, as in metrics/calibration.ts. */
const [coldest, hottest] = [Math.log(0.05), Math.log(20)]

/** How far a temperature is thought to lie from 1, on its logarithm: a handful of rows, all right, must not make a model certain. */
const spread = 0.5

/**
 * The temperature at which the rows' `sum` of nats and the prior's, (ln T)^2 / (2 spread^2), are least together: by golden section
 * on its logarithm, along which there is one valley.
 */
export function bestTemperature(sum: (temperature: number) => number): number {
  const nats = (temperature: number): number => sum(temperature) + Math.log(temperature) ** 2 / (2 * spread ** 2)
  const golden = (Math.sqrt(5) - 1) / 2
  let [low, high] = [coldest, hottest]
  for (let round = 0; round < 40; round++) {
    const [left, right] = [high - golden * (high - low), low + golden * (high - low)]
    if (nats(Math.exp(left)) < nats(Math.exp(right))) high = right
    else low = left
  }
  return Math.exp((low + high) / 2)
}
