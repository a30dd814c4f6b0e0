/** Embedding, recurrent layers, dense, cross-entropy: the smallest whole model, trained step by step. */
import * as tf from '@tensorflow/tfjs-core'
import { createDense } from '../../../src-main/engine/layers/dense.ts'
import { createEmbedding } from '../../../src-main/engine/layers/embedding.ts'
import { Parameters } from '../../../src-main/engine/layers/parameters.ts'
import { createRecurrentStack } from '../../../src-main/engine/layers/recurrent-stack.ts'
import { clipByGlobalNorm } from '../../../src-main/engine/optimizers/clip.ts'
import { createOptimizer } from '../../../src-main/engine/optimizers/index.ts'
import { softmaxCrossEntropy } from '../../../src-main/engine/ops/softmax-cross-entropy.ts'
import { createRandom, type Random } from '../../../src-main/engine/random.ts'
import type { OptimizerConfig, RecurrentConfig } from '../../../src-shared/domain/config.ts'

export interface Batch {
  /** [B, T] int32 */
  ids: tf.Tensor2D
  lengths: tf.Tensor1D
  labels: tf.Tensor1D
}

export interface ClassifierOptions {
  seed: number
  vocabulary: number
  embedding: number
  classes: number
  recurrent: RecurrentConfig
  optimizer: OptimizerConfig
  clipNorm: number | null
}

export function createClassifier({ seed, vocabulary, embedding, classes, recurrent, optimizer, clipNorm }: ClassifierOptions) {
  const parameters = new Parameters()
  const random = createRandom(seed)
  const context = { parameters, random }
  const table = createEmbedding(context, 'embedding', { rows: vocabulary, width: embedding })
  const stack = createRecurrentStack(context, 'recurrent', recurrent, { inputs: embedding, truncation: null })
  const output = createDense(context, 'output', { inputs: stack.width, outputs: classes })
  const updates = createOptimizer(optimizer, parameters)
  const dropoutRandom = random.fork('dropout')
  return {
    parameters,
    step({ ids, lengths, labels }: Batch): { loss: number; norm: number } {
      const { value, gradients } = parameters.gradients(() => {
        const { final } = stack.apply(table.apply(ids), { lengths, dropoutRandom })
        return tf.mean(softmaxCrossEntropy(output.apply(final), labels)) as tf.Scalar
      })
      const clipped = clipByGlobalNorm(gradients, clipNorm)
      updates.apply(clipped.gradients, optimizer.learningRate)
      const loss = value.dataSync()[0]
      tf.dispose([value, clipped.gradients])
      return { loss, norm: clipped.norm }
    },
    dispose() {
      updates.dispose()
      parameters.dispose()
    },
  }
}

export function randomBatch(random: Random, { batch, steps, vocabulary, classes }: { batch: number; steps: number; vocabulary: number; classes: number }): Batch {
  const draw = (count: number, low: number, high: number) => Int32Array.from({ length: count }, () => low + random.integer(high - low))
  return {
    ids: tf.tensor2d(draw(batch * steps, 1, vocabulary), [batch, steps], 'int32'),
    lengths: tf.tensor1d(draw(batch, 1, steps + 1), 'int32'),
    labels: tf.tensor1d(draw(batch, 0, classes), 'int32'),
  }
}
