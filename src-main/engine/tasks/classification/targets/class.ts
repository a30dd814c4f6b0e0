/** One class of several: softmax and cross-entropy. */
import * as tf from '@tensorflow/tfjs-core'
import { scoredClassifier } from '../../../metrics/classifier.ts'
import { argmax, logSumExp, softmax } from '../../../metrics/outcome.ts'
import { crossEntropy } from '../../../ops/cross-entropy.ts'
import { classPanels } from '../panels.ts'
import { decisionScores, tuneThresholds } from './decision.ts'
import { bestTemperature, finite, tempered, uncalibrated, type Target } from './target.ts'

export const oneClass: Target = {
  outputs: ({ labels }) => labels.length,
  losses: (logits, { part, positions }, { task: { labelSmoothing }, classWeights }) => {
    const labels = Int32Array.from(positions, (position) => part.labels[position])
    const losses = crossEntropy(logits, tf.tensor1d(labels, 'int32'), { smoothing: labelSmoothing, classWeights: classWeights ? tf.tensor1d(classWeights) : undefined })
    // Already weighted: what is left is to divide by the sum of the weights.
    return { losses, weights: classWeights ? tf.tensor1d(Float32Array.from(labels, (label) => classWeights[label])) : null }
  },
  batchMetrics: (logits, { part, positions }) => ({ accuracy: logits.reduce((sum, scores, row) => sum + (argmax(scores) === part.labels[positions[row]] ? 1 : 0), 0) / logits.length }),
  calibrate: (logits, { labels }, { fitted, task }) => {
    const none = uncalibrated(fitted)
    const nats = (temperature: number): number => logits.reduce((sum, own, row) => {
      const scores = tempered(own, { ...none, temperature })
      return sum + logSumExp(scores) - scores[labels[row]]
    }, 0)
    const calibration = { ...none, temperature: logits.length === 0 ? 1 : bestTemperature(nats) }
    if (task.thresholds === 'tuned') calibration.thresholds = tuneThresholds(logits.map((own) => tempered(own, calibration)), labels, none.thresholds)
    return calibration
  },
  score: (logits, part, calibration, { fitted }) => {
    const scores = logits.map((values) => tempered(values, calibration))
    const classes = fitted.labels.length
    const told = scores.map((values) => decisionScores(values, calibration))
    const plain = scoredClassifier(part.labels, scores, classes)
    const decided = told.every((values, row) => values === scores[row]) ? null : scoredClassifier(part.labels, told, classes)
    return {
      scored: {
        units: plain.units,
        metrics: (sample) => {
          const metrics = plain.metrics(sample)
          const { accuracy, macroF1 } = decided?.metrics(sample) ?? metrics
          return finite({ ...metrics, accuracy, macroF1 })
        },
      },
      panels: () => classPanels(part, scores, told, fitted.labels, calibration),
    }
  },
  answer: (logits, calibration, { fitted: { labels } }) => {
    const scores = tempered(logits, calibration)
    return { label: labels[argmax(decisionScores(scores, calibration))], labels, probabilities: softmax(scores), chosen: [], number: null }
  },
  probabilities: (logits, calibration) => softmax(tempered(logits, calibration)),
}
