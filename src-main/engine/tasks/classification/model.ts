/**
 * One answer for a whole sequence, which targets/ reads as a class, classes or a number.
 *
 *   input [B, T, ...] -> input layer [B, T', E] -> recurrent layers, packed -> pooling over time [B, width]
 *     -> dropout (training only) -> dense -> logits [B, O]
 *
 * `calibration.*` is fitted on the validation split after training (targets/target.ts).
 */
import * as tf from '@tensorflow/tfjs-core'
import type { Config } from '../../../../src-shared/domain/config.ts'
import type { ClassificationFitted, ClassificationTask } from '../../../../src-shared/domain/tasks/classification.ts'
import { createDense } from '../../layers/dense.ts'
import { createInput, stepSizeOf } from '../../layers/input.ts'
import { Parameters } from '../../layers/parameters.ts'
import { createPooling } from '../../layers/pooling.ts'
import { createRecurrentStack, type RecurrentStackOutput } from '../../layers/recurrent-stack.ts'
import { dropout } from '../../ops/dropout.ts'
import type { Random } from '../../random.ts'
import type { Batch } from '../sequence-batches.ts'
import { targets } from './targets/index.ts'
import { uncalibrated, type Calibration, type Target, type TargetContext } from './targets/target.ts'

export interface Classifier {
  parameters: Parameters
  target: Target
  context: TargetContext
  /** Numbers of one time step of its input. */
  stepSize: number
  /** Time steps of the input that one hidden state stands for. */
  stride: number
  /** Logits [B, O] of a batch; `dropoutRandom` in training only. Call it within tf.tidy. */
  apply: (batch: Batch, dropoutRandom?: Random) => { logits: tf.Tensor2D; reserves: RecurrentStackOutput['reserves'] }
  /** Logits [B, T', O] as if each hidden state were all that is pooled. Call it within tf.tidy. */
  applySteps: (batch: Batch) => tf.Tensor3D
  calibration: () => Calibration
  setCalibration: (calibration: Calibration) => void
  dispose: () => void
}

export function createClassifier(
  { model, training, task }: Pick<Config, 'model' | 'training'> & { task: ClassificationTask },
  fitted: ClassificationFitted,
  random: Random,
  classWeights: Float32Array | null = null,
): Classifier {
  const { input } = fitted
  const parameters = new Parameters()
  const context = { parameters, random }
  const target = targets[fitted.target]
  const targetContext: TargetContext = { fitted, task, classWeights }
  const outputs = target.outputs(fitted)
  const first = createInput(context, input, model.embedding)
  const recurrent = createRecurrentStack(context, 'recurrent', model.recurrent, { inputs: model.embedding, truncation: training.truncation })
  const pooling = createPooling(context, 'pooling', task.pooling, recurrent.width)
  const output = createDense(context, 'output', { inputs: recurrent.width, outputs })
  const rate = model.recurrent.dropout
  const initial = uncalibrated(fitted)
  const fixed = (name: string, values: Float32Array): void => void parameters.add(`calibration.${name}`, [values.length], () => values, random, { learned: false })
  fixed('temperature', Float32Array.of(initial.temperature))
  fixed('thresholds', initial.thresholds)
  fixed('radius', Float32Array.of(initial.radius))

  const read = (batch: Batch, dropoutRandom?: Random) => {
    const lengths = tf.tensor1d(first.lengths(batch.lengths), 'int32')
    return { lengths, states: recurrent.apply(first.apply(batch), { lengths, dropoutRandom }) }
  }

  return {
    parameters,
    target,
    context: targetContext,
    stepSize: stepSizeOf(input),
    stride: first.stride,
    apply: (batch, dropoutRandom) => {
      const { lengths, states } = read(batch, dropoutRandom)
      const pooled = pooling.apply(states, lengths)
      const features = dropoutRandom ? dropout(pooled, rate, dropoutRandom.fork('output')) : pooled
      return { logits: output.apply(features), reserves: states.reserves }
    },
    applySteps: (batch) => {
      const { hidden } = read(batch).states
      const [size, steps, width] = hidden.shape
      return tf.reshape(output.apply(tf.reshape(hidden, [size * steps, width])), [size, steps, outputs])
    },
    calibration: () => {
      const values = (name: string): Float32Array => parameters.get(`calibration.${name}`).dataSync() as Float32Array
      return { temperature: values('temperature')[0], thresholds: values('thresholds').slice(), radius: values('radius')[0] }
    },
    setCalibration: ({ temperature, thresholds, radius }) => {
      parameters.set('calibration.temperature', Float32Array.of(temperature))
      parameters.set('calibration.thresholds', thresholds)
      parameters.set('calibration.radius', Float32Array.of(radius))
    },
    dispose: () => parameters.dispose(),
  }
}
