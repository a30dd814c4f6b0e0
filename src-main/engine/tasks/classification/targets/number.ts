/** A number: squared error in scaled units, and an interval as wide as the errors on the validation rows. */
import * as tf from '@tensorflow/tfjs-core'
import { conformalRadius } from '../../../metrics/forecast-intervals.ts'
import { scoredNumbers } from '../../../metrics/regression.ts'
import type { Scores } from '../../../metrics/outcome.ts'
import type { ClassificationFitted, ClassificationPart } from '../../../../../src-shared/domain/tasks/classification.ts'
import { squaredLoss } from '../../../ops/regression-loss.ts'
import type { Scoring } from '../../task.ts'
import { numberPanels } from '../panels.ts'
import { finite, uncalibrated, type Target } from './target.ts'

/** Share of values that an interval holds. */
export const interval = 0.9

type Scaler = NonNullable<ClassificationFitted['scaler']>
const scalerOf = ({ scaler }: ClassificationFitted): Scaler => scaler ?? { center: 0, scale: 1 }
export const numbersOf = ({ targets = new Float32Array() }: ClassificationPart): Float32Array => targets
const toldBy = (logits: readonly Scores[], fitted: ClassificationFitted): Float64Array => {
  const { center, scale } = scalerOf(fitted)
  return Float64Array.from(logits, ([value]) => value * scale + center)
}

/** Figures of numbers in the unit of the data; the loss is of scaled ones, as it is trained. */
export function scoreTold(part: ClassificationPart, told: Float64Array, fitted: ClassificationFitted, radius: number): Scoring {
  const truth = numbersOf(part)
  const scored = scoredNumbers(truth, told)
  const variance = scalerOf(fitted).scale ** 2
  return {
    scored: {
      units: truth.length,
      metrics: (sample) => {
        const metrics = scored.metrics(sample)
        return finite({ loss: metrics.mse / variance, ...metrics, ...(radius > 0 ? { coverage: sample.reduce((sum, row) => sum + (Math.abs(told[row] - truth[row]) <= radius ? 1 : 0), 0) / sample.length } : {}) })
      },
    },
    panels: () => numberPanels(part, truth, told),
  }
}

export const number: Target = {
  outputs: () => 1,
  losses: (logits, { part, positions }, { fitted }) => {
    const { center, scale } = scalerOf(fitted)
    const truth = numbersOf(part)
    const targets = Float32Array.from(positions, (position) => (truth[position] - center) / scale)
    return { losses: squaredLoss(logits, tf.tensor2d(targets, [targets.length, 1])), weights: null }
  },
  batchMetrics: (logits, { part, positions }, { fitted }) => {
    const truth = numbersOf(part)
    return { mae: toldBy(logits, fitted).reduce((sum, value, row) => sum + Math.abs(value - truth[positions[row]]), 0) / logits.length }
  },
  calibrate: (logits, part, { fitted }) => {
    const truth = numbersOf(part)
    const errors = toldBy(logits, fitted).map((value, row) => Math.abs(value - truth[row]))
    const radius = conformalRadius(errors, interval)
    // Of few rows the largest error must do: an interval without ends tells nothing.
    return { ...uncalibrated(fitted), radius: Number.isFinite(radius) ? radius : errors.reduce((most, error) => Math.max(most, error), 0) }
  },
  score: (logits, part, { radius }, { fitted }) => scoreTold(part, toldBy(logits, fitted), fitted, radius),
  answer: (logits, { radius }, { fitted }) => {
    const [value] = toldBy([logits], fitted)
    return { label: String(Number(value.toPrecision(6))), labels: [], probabilities: [], chosen: [], number: { value, low: value - radius, high: value + radius, interval } }
  },
  probabilities: () => [],
}
