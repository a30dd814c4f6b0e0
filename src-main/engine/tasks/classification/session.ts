/** A classifier on its prepared data, as the training loop sees it. */
import * as tf from '@tensorflow/tfjs-core'
import type { Config } from '../../../../src-shared/domain/config.ts'
import type { SplitName } from '../../../../src-shared/domain/dataset.ts'
import type { PreparedData } from '../../../../src-shared/domain/prepared.ts'
import type { Baseline } from '../../../../src-shared/domain/run.ts'
import { computeMetrics, createEvaluation } from '../../metrics/index.ts'
import { argmax, createOutcome } from '../../metrics/outcome.ts'
import { softmaxCrossEntropy } from '../../ops/softmax-cross-entropy.ts'
import type { Random } from '../../random.ts'
import type { ProbeSet, StepResult, TaskSession } from '../task.ts'
import { baselines } from './baselines/index.ts'
import { createBatch, trainingOrder, type Batch } from './batches.ts'
import { createClassifier } from './model.ts'
import { scorePart } from './scores.ts'

export function openClassification(config: Config, { fitted, parts }: PreparedData, random: Random): TaskSession {
  const model = createClassifier(config, fitted, random)
  const { batchSize } = config.training
  const classes = fitted.labels.length

  function gradients(batch: Batch, dropoutRandom: Random): StepResult {
    let logits: tf.Tensor2D | undefined
    const { value, gradients } = model.parameters.gradients(() => {
      const output = model.apply(batch, dropoutRandom)
      logits = tf.keep(output.logits)
      return tf.mean(softmaxCrossEntropy(output.logits, tf.tensor1d(batch.labels, 'int32')))
    })
    return {
      loss: value,
      gradients,
      metrics: async () => {
        const values = (await logits?.data()) as Float32Array
        logits?.dispose()
        const right = batch.labels.reduce((sum, label, row) => sum + (argmax(values.subarray(row * classes, (row + 1) * classes)) === label ? 1 : 0), 0)
        return { accuracy: right / batch.labels.length }
      },
    }
  }

  function probes(examples: number): ProbeSet | null {
    const part = parts.validation.tokens.length > 0 ? parts.validation : parts.train
    const positions = part.tokens.slice(0, examples).map((_, position) => position)
    if (positions.length === 0) return null
    const batch = createBatch(part, positions)
    return {
      lengths: batch.lengths,
      parameters: model.parameters,
      run: () => {
        const { logits, reserves } = model.apply(batch)
        return { loss: tf.sum(softmaxCrossEntropy(logits, tf.tensor1d(batch.labels, 'int32'))), reserves }
      },
    }
  }

  function compareBaselines(split: SplitName, baselineRandom: Random): Baseline[] {
    const input = { train: parts.train, classes, vocabulary: fitted.vocabulary.length }
    return Object.entries(baselines).map(([name, baseline]) => {
      const predict = baseline({ ...input, random: baselineRandom.fork(name) })
      return { name, metrics: computeMetrics(createOutcome(parts[split].labels, parts[split].tokens.map(predict), classes)) }
    })
  }

  return {
    parameters: model.parameters,
    stepsPerEpoch: Math.ceil(parts.train.tokens.length / batchSize),
    trainingBatches: (orderRandom) =>
      trainingOrder(parts.train, batchSize, orderRandom).map((positions) => () => {
        const batch = createBatch(parts.train, positions)
        return { tokens: batch.tokens, gradients: (dropoutRandom) => gradients(batch, dropoutRandom) }
      }),
    evaluate: async (split) => {
      if (parts[split].tokens.length === 0) return null
      return createEvaluation(split, createOutcome(parts[split].labels, await scorePart(model, parts[split]), classes), fitted.labels)
    },
    baselines: compareBaselines,
    probes,
    dispose: () => model.dispose(),
  }
}
