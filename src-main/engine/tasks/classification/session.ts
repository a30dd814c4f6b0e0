/** A classifier on its prepared data, as the training loop sees it. */
import * as tf from '@tensorflow/tfjs-core'
import type { Config } from '../../../../src-shared/domain/config.ts'
import type { SplitName } from '../../../../src-shared/domain/dataset.ts'
import { rowsOf } from '../../../../src-shared/domain/prepared.ts'
import type { PreparedOf } from '../../../../src-shared/domain/tasks/index.ts'
import type { ClassificationTask } from '../../../../src-shared/domain/tasks/classification.ts'
import { augmentOf } from '../../layers/augment.ts'
import type { Random } from '../../random.ts'
import { createBatch, lengthOf, trainingOrder, type Batch } from '../sequence-batches.ts'
import type { BaselineScoring, ProbeSet, Scoring, StepResult, TaskSession } from '../task.ts'
import { compareBaselines } from './baselines/index.ts'
import { weightsOf } from './class-weights.ts'
import { createClassifier } from './model.ts'
import { scoreSequences } from './scores.ts'

export function openClassification(config: Config & { task: ClassificationTask }, { fitted, parts }: PreparedOf<'classification'>, random: Random): TaskSession {
  const model = createClassifier(config, fitted, random, weightsOf(config.task, fitted, parts.train))
  const { target, context } = model
  const { batchSize } = config.training
  const sequencesOf = (split: SplitName) => ({ sequences: parts[split].sequences, stepSize: model.stepSize })
  const training = sequencesOf('train')
  const augment = augmentOf(fitted.input, config.task.wordDropout)

  function gradients(batch: Batch, dropoutRandom: Random): StepResult {
    const truth = { part: parts.train, positions: batch.positions }
    let logits: tf.Tensor2D | undefined
    const { value, gradients } = model.parameters.gradients(() => {
      const output = model.apply(batch, dropoutRandom)
      logits = tf.keep(output.logits)
      const { losses, weights } = target.losses(output.logits, truth, context)
      return weights ? tf.div(tf.sum(losses), tf.sum(weights)) : tf.mean(losses)
    })
    return {
      loss: value,
      gradients,
      metrics: async () => {
        const values = (await logits?.data()) as Float32Array
        logits?.dispose()
        const outputs = values.length / batch.positions.length
        return target.batchMetrics(batch.positions.map((_, row) => values.subarray(row * outputs, (row + 1) * outputs)), truth, context)
      },
    }
  }

  function probes(examples: number): ProbeSet | null {
    const split = parts.validation.sequences.length > 0 ? 'validation' : 'train'
    const positions = rowsOf(parts[split].sequences).slice(0, examples)
    if (positions.length === 0) return null
    const batch = createBatch(sequencesOf(split), positions)
    return {
      lengths: batch.lengths,
      parameters: model.parameters,
      run: () => {
        const { logits, reserves } = model.apply(batch)
        return { loss: tf.sum(target.losses(logits, { part: parts[split], positions }, context).losses), reserves }
      },
    }
  }

  async function score(split: SplitName): Promise<Scoring | null> {
    const part = parts[split]
    return part.sequences.length === 0 ? null : target.score(await scoreSequences(model, part.sequences), part, model.calibration(), context)
  }

  return {
    parameters: model.parameters,
    stepsPerEpoch: Math.ceil(parts.train.sequences.length / batchSize),
    longest: rowsOf(training.sequences).reduce((most, position) => Math.max(most, lengthOf(training, position)), 1),
    trainingBatches: (orderRandom) =>
      trainingOrder(training, batchSize, orderRandom).map((positions) => () => {
        const tokens = positions.reduce((sum, position) => sum + lengthOf(training, position), 0)
        // Made here where nothing random is done to it: what reading costs is told as time that a step waited for its data.
        const made = augment ? null : createBatch(training, positions)
        return { tokens, gradients: (stepRandom) => gradients(made ?? createBatch(training, positions, augment && { by: augment, random: stepRandom.fork('augment') }), stepRandom) }
      }),
    score,
    calibrate: async () => {
      // What trained the model says nothing about how sure it may be; an interval of it is better than none.
      const part = parts.validation.sequences.length > 0 ? parts.validation : fitted.target === 'number' ? parts.train : null
      if (part) model.setCalibration(target.calibrate(await scoreSequences(model, part.sequences), part, context))
    },
    baselines: (split, baselineRandom): Promise<BaselineScoring[]> => Promise.resolve(compareBaselines(fitted, parts, split, baselineRandom)),
    probes,
    dispose: () => model.dispose(),
  }
}
