/** Reads a window step by step, all channels together: what the architectures other than segments begin with. */
import * as tf from '@tensorflow/tfjs-core'
import type { Config } from '../../../../../src-shared/domain/config.ts'
import { createDense } from '../../../layers/dense.ts'
import { normal } from '../../../layers/initializers.ts'
import type { LayerContext } from '../../../layers/parameters.ts'
import { createRecurrentStack, type RecurrentStackOutput } from '../../../layers/recurrent-stack.ts'
import { embeddingLookup } from '../../../ops/embedding.ts'
import type { Random } from '../../../random.ts'
import type { WindowBatch, WindowShape } from '../batches.ts'

export interface WindowReader {
  width: number
  /** [B, L, C + K + P] -> dense, plus the item's vector -> recurrent layers */
  apply: (batch: WindowBatch, dropoutRandom?: Random) => RecurrentStackOutput
}

export function createWindowReader({ parameters, random }: LayerContext, { model, training }: Pick<Config, 'model' | 'training'>, { input, channels, known, past, items }: WindowShape): WindowReader {
  const size = model.embedding
  const context = { parameters, random }
  const project = createDense(context, 'input', { inputs: channels + known + past, outputs: size })
  const itemTable = items > 1 ? (parameters.add('item', [items, size], normal(0.1), random) as tf.Tensor as tf.Tensor2D) : null
  const recurrent = createRecurrentStack(context, 'recurrent', model.recurrent, { inputs: size, truncation: training.truncation })
  return {
    width: recurrent.width,
    apply: ({ size: batch, inputs, covariates, items: which }, dropoutRandom) => {
      const values = tf.tensor2d(inputs, [batch * input, channels])
      const wide = known + past > 0 ? tf.concat([values, tf.tensor2d(covariates, [batch * input, known + past])], 1) : values
      let steps: tf.Tensor = tf.reshape(project.apply(wide), [batch, input, size])
      if (itemTable) steps = tf.add(steps, tf.reshape(embeddingLookup(itemTable, tf.tensor2d(which, [batch, 1], 'int32')), [batch, 1, size]))
      return recurrent.apply(steps as tf.Tensor3D, { dropoutRandom })
    },
  }
}
