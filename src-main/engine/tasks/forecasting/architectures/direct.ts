/**
 * All steps at once from the final hidden state:
 *
 *   h = recurrent layers over the window;  forecast [H, C, Q] = dropout(h) W + b  (+ known future U)
 */
import * as tf from '@tensorflow/tfjs-core'
import { createDense } from '../../../layers/dense.ts'
import { dropout } from '../../../ops/dropout.ts'
import type { CreateArchitecture } from './architecture.ts'
import { createWindowReader } from './reader.ts'

export const direct: CreateArchitecture = (context, { shape, outputs, config }) => {
  const { input, horizon, channels, known } = shape
  const reader = createWindowReader(context, config, shape)
  const output = createDense(context, 'output', { inputs: reader.width, outputs: horizon * channels * outputs })
  const ahead = known > 0 ? createDense(context, 'future', { inputs: known, outputs: channels * outputs }) : null
  return {
    reads: { steps: input, sequences: 1 },
    apply: (batch, training) => {
      const { final, reserves } = reader.apply(batch, training?.random.fork('recurrent'))
      const features = training ? dropout(final, config.model.recurrent.dropout, training.random.fork('output')) : final
      const all = tf.reshape(output.apply(features), [batch.size, horizon, channels, outputs])
      if (!ahead) return { forecast: all as tf.Tensor4D, reserves }
      const known4d = tf.reshape(ahead.apply(tf.tensor2d(batch.future, [batch.size * horizon, known])), [batch.size, horizon, channels, outputs])
      return { forecast: tf.add(all, known4d) as tf.Tensor4D, reserves }
    },
  }
}
