/** A classifier on its prepared data, as the training loop sees it. */
import * as tf from '@tensorflow/tfjs-core'
import type { Config } from '../../../../src-shared/domain/config.ts'
import type { SplitName } from '../../../../src-shared/domain/dataset.ts'
import type { PreparedOf } from '../../../../src-shared/domain/tasks/index.ts'
import type { ClassificationTask } from '../../../../src-shared/domain/tasks/classification.ts'
import { augmentOf } from '../../layers/augment.ts'
import { argmax } from '../../metrics/outcome.ts'
import { softmaxCrossEntropy } from '../../ops/softmax-cross-entropy.ts'
import type { Random } from '../../random.ts'
import { createBatch, lengthOf, trainingOrder, type Batch } from '../sequence-batches.ts'
import type { BaselineScoring, ProbeSet, StepResult, TaskSession } from '../task.ts'
import { baselinesFor } from './baselines/index.ts'
import { createClassifier } from './model.ts'
import { scoreSequences } from './scores.ts'
import { scoreLogits, scoredOf } from './scoring.ts'

export function openClassification(config: Config & { task: ClassificationTask }, { fitted, parts }: PreparedOf<'classification'>, random: Random): TaskSession {
  const model = createClassifier(config, fitted, random)
  const { batchSize } = config.training
  const classes = fitted.labels.length
  const sequencesOf = (split: SplitName) => ({ sequences: parts[split].sequences, stepSize: model.stepSize })
  const training = sequencesOf('train')
  const augment = augmentOf(fitted.input)

  function gradients(batch: Batch, dropoutRandom: Random): StepResult {
    const labels = Int32Array.from(batch.positions, (position) => parts.train.labels[position])
    let logits: tf.Tensor2D | undefined
    const { value, gradients } = model.parameters.gradients(() => {
      const output = model.apply(batch, dropoutRandom)
      logits = tf.keep(output.logits)
      return tf.mean(softmaxCrossEntropy(output.logits, tf.tensor1d(labels, 'int32')))
    })
    return {
      loss: value,
      gradients,
      metrics: async () => {
        const values = (await logits?.data()) as Float32Array
        logits?.dispose()
        const right = labels.reduce((sum, label, row) => sum + (argmax(values.subarray(row * classes, (row + 1) * classes)) === label ? 1 : 0), 0)
        return { accuracy: right / labels.length }
      },
    }
  }

  function probes(examples: number): ProbeSet | null {
    const split = parts.validation.sequences.length > 0 ? 'validation' : 'train'
    const positions = parts[split].sequences.slice(0, examples).map((_, position) => position)
    if (positions.length === 0) return null
    const batch = createBatch(sequencesOf(split), positions)
    const labels = parts[split].labels.slice(0, positions.length)
    return {
      lengths: batch.lengths,
      parameters: model.parameters,
      run: () => {
        const { logits, reserves } = model.apply(batch)
        return { loss: tf.sum(softmaxCrossEntropy(logits, tf.tensor1d(labels, 'int32'))), reserves }
      },
    }
  }

  function compareBaselines(split: SplitName, baselineRandom: Random): BaselineScoring[] {
    const input = { train: parts.train, classes, input: fitted.input }
    return baselinesFor(fitted.input).map(([name, baseline]) => {
      const predict = baseline({ ...input, random: baselineRandom.fork(name) })
      return { name, scored: scoredOf(parts[split].labels, parts[split].sequences.map(predict), classes) }
    })
  }

  return {
    parameters: model.parameters,
    stepsPerEpoch: Math.ceil(parts.train.sequences.length / batchSize),
    longest: parts.train.sequences.reduce((most, _, position) => Math.max(most, lengthOf(training, position)), 1),
    trainingBatches: (orderRandom) =>
      trainingOrder(training, batchSize, orderRandom).map((positions) => () => {
        const tokens = positions.reduce((sum, position) => sum + lengthOf(training, position), 0)
        return { tokens, gradients: (stepRandom) => gradients(createBatch(training, positions, augment && { by: augment, random: stepRandom.fork('augment') }), stepRandom) }
      }),
    score: async (split) => (parts[split].sequences.length === 0 ? null : scoreLogits(parts[split], await scoreSequences(model, parts[split].sequences), fitted.labels)),
    baselines: (split, baselineRandom) => Promise.resolve(compareBaselines(split, baselineRandom)),
    probes,
    dispose: () => model.dispose(),
  }
}
