/** Classes with an order, as K - 1 answers "higher than this?" (losses/ordinal.ts). */
import * as tf from '@tensorflow/tfjs-core'
import { ordinalProbabilities, ordinalTargets } from '../../../losses/ordinal.ts'
import { scoredClassifier } from '../../../metrics/classifier.ts'
import { argmax, type Scores } from '../../../metrics/outcome.ts'
import { binaryCrossEntropy } from '../../../ops/binary-cross-entropy.ts'
import { classPanels } from '../panels.ts'
import { bestTemperature, finite, tempered, uncalibrated, type Calibration, type Target } from './target.ts'

/** The logarithm of no probability: far below any other, and finite. */
const least = 1e-12

const probabilitiesOf = (logits: Scores, calibration: Calibration): Float64Array => ordinalProbabilities(tempered(logits, calibration), logits.length + 1)
const logProbabilities = (logits: Scores, calibration: Calibration): Float64Array => probabilitiesOf(logits, calibration).map((share) => Math.log(Math.max(least, share)))

/** The median of the distribution: as many classes as at least half of it lies above. */
export function medianClass(probabilities: ArrayLike<number>): number {
  let [label, below] = [0, probabilities[0]]
  while (label < probabilities.length - 1 && below < 0.5) below += probabilities[++label]
  return label
}

/** Scores of which the largest is the median class. */
const medianScores = (scores: Scores): Scores => {
  const median = medianClass(Float64Array.from(scores, Math.exp))
  return argmax(scores) === median ? scores : Float64Array.from(scores, (value, label) => (label === median ? scores[argmax(scores)] + 1e-9 : value))
}

export const ordinal: Target = {
  outputs: ({ labels }) => Math.max(1, labels.length - 1),
  losses: (logits, { part, positions }, { fitted, task: { labelSmoothing }, classWeights }) => {
    const labels = Int32Array.from(positions, (position) => part.labels[position])
    const targets = ordinalTargets(labels, fitted.labels.length).map((value) => value * (1 - labelSmoothing) + labelSmoothing / 2)
    const losses = binaryCrossEntropy(logits, tf.tensor2d(targets, [labels.length, fitted.labels.length - 1]))
    if (!classWeights) return { losses, weights: null }
    const weights = tf.tensor1d(Float32Array.from(labels, (label) => classWeights[label]))
    return { losses: tf.mul(losses, weights), weights }
  },
  batchMetrics: (logits, { part, positions }, { fitted }) => {
    const none = uncalibrated(fitted)
    return { accuracy: logits.reduce((sum, own, row) => sum + (medianClass(probabilitiesOf(own, none)) === part.labels[positions[row]] ? 1 : 0), 0) / logits.length }
  },
  calibrate: (logits, { labels }, { fitted }) => {
    const none = uncalibrated(fitted)
    const nats = (temperature: number): number => logits.reduce((sum, own, row) => sum - logProbabilities(own, { ...none, temperature })[labels[row]], 0)
    return { ...none, temperature: logits.length === 0 ? 1 : bestTemperature(nats) }
  },
  score: (logits, part, calibration, { fitted: { labels } }) => {
    const scores = logits.map((own) => logProbabilities(own, calibration))
    return scoreOrdered(part.labels, scores, labels.length, (told) => classPanels(part, scores, told, labels, calibration))
  },
  answer: (logits, calibration, { fitted: { labels } }) => {
    const probabilities = Array.from(probabilitiesOf(logits, calibration))
    return { label: labels[medianClass(probabilities)], labels, probabilities, chosen: [], number: null }
  },
  probabilities: (logits, calibration) => Array.from(probabilitiesOf(logits, calibration)),
}

/** As one class of several, and mae: by how many classes an answer is off. `scores`: log probabilities. */
export function scoreOrdered(labels: Int32Array, scores: readonly Scores[], classes: number, panels: (told: Scores[]) => ReturnType<typeof classPanels>) {
  const told = scores.map(medianScores)
  const plain = scoredClassifier(labels, scores, classes)
  const decided = scoredClassifier(labels, told, classes)
  const off = Float64Array.from(told, (values, row) => Math.abs(argmax(values) - labels[row]))
  return {
    scored: {
      units: plain.units,
      metrics: (sample: Int32Array) => {
        const { accuracy, macroF1 } = decided.metrics(sample)
        return finite({ ...plain.metrics(sample), accuracy, macroF1, mae: sample.reduce((sum, row) => sum + off[row], 0) / sample.length })
      },
    },
    panels: () => panels(told),
  }
}
