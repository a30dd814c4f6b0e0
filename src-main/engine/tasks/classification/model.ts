/**
 * Sequence classification: one class for a whole sequence.
 *
 *   input [B, T, ...] -> input layer [B, T, E] -> recurrent layers, packed -> pooling over time [B, width]
 *     -> dropout (training only) -> dense -> logits [B, C];  P(class) = softmax(logits)
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

export interface Classifier {
  parameters: Parameters
  /** Numbers of one time step of its input. */
  stepSize: number
  /** Logits [B, C] of a batch; `dropoutRandom` in training only. Call it within tf.tidy. */
  apply: (batch: Batch, dropoutRandom?: Random) => { logits: tf.Tensor2D; reserves: RecurrentStackOutput['reserves'] }
  dispose: () => void
}

export function createClassifier({ model, training, task }: Pick<Config, 'model' | 'training'> & { task: ClassificationTask }, { input, labels }: ClassificationFitted, random: Random): Classifier {
  const parameters = new Parameters()
  const context = { parameters, random }
  const first = createInput(context, input, model.embedding)
  const recurrent = createRecurrentStack(context, 'recurrent', model.recurrent, { inputs: model.embedding, truncation: training.truncation })
  const pooling = createPooling(context, 'pooling', task.pooling, recurrent.width)
  const output = createDense(context, 'output', { inputs: recurrent.width, outputs: labels.length })
  const rate = model.recurrent.dropout

  return {
    parameters,
    stepSize: stepSizeOf(input),
    apply: (batch, dropoutRandom) => {
      const lengths = tf.tensor1d(batch.lengths, 'int32')
      const states = recurrent.apply(first.apply(batch), { lengths, dropoutRandom })
      const pooled = pooling.apply(states, lengths)
      const features = dropoutRandom ? dropout(pooled, rate, dropoutRandom.fork('output')) : pooled
      return { logits: output.apply(features), reserves: states.reserves }
    },
    dispose: () => parameters.dispose(),
  }
}
