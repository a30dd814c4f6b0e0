/**
 * Sequence classification: one class for a whole sequence.
 *
 *   ids [B, T] -> embedding [B, T, E] -> recurrent layers, packed -> final hidden state, both directions [B, width]
 *     -> dropout (training only) -> dense -> logits [B, C];  P(class) = softmax(logits)
 */
import * as tf from '@tensorflow/tfjs-core'
import type { Config } from '../../../../src-shared/domain/config.ts'
import type { Fitted } from '../../../../src-shared/domain/prepared.ts'
import { createDense } from '../../layers/dense.ts'
import { createEmbedding } from '../../layers/embedding.ts'
import { Parameters } from '../../layers/parameters.ts'
import { createRecurrentStack, type RecurrentStackOutput } from '../../layers/recurrent-stack.ts'
import { dropout } from '../../ops/dropout.ts'
import type { Random } from '../../random.ts'
import type { Batch } from './batches.ts'

export interface Classifier {
  parameters: Parameters
  /** Logits [B, C] of a batch; `dropoutRandom` in training only. Call it within tf.tidy. */
  apply: (batch: Batch, dropoutRandom?: Random) => { logits: tf.Tensor2D; reserves: RecurrentStackOutput['reserves'] }
  dispose: () => void
}

export function createClassifier({ model, training }: Pick<Config, 'model' | 'training'>, { vocabulary, labels }: Fitted, random: Random): Classifier {
  const parameters = new Parameters()
  const context = { parameters, random }
  const embedding = createEmbedding(context, 'embedding', { rows: vocabulary.length, width: model.embedding })
  const recurrent = createRecurrentStack(context, 'recurrent', model.recurrent, { inputs: model.embedding, truncation: training.truncation })
  const output = createDense(context, 'output', { inputs: recurrent.width, outputs: labels.length })
  const rate = model.recurrent.dropout

  return {
    parameters,
    apply: ({ ids, lengths, steps }, dropoutRandom) => {
      const x = embedding.apply(tf.tensor2d(ids, [lengths.length, steps], 'int32'))
      const { final, reserves } = recurrent.apply(x, { lengths: tf.tensor1d(lengths, 'int32'), dropoutRandom })
      const features = dropoutRandom ? dropout(final, rate, dropoutRandom.fork('output')) : final
      return { logits: output.apply(features), reserves }
    },
    dispose: () => parameters.dispose(),
  }
}
