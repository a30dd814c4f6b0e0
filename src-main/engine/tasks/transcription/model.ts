/**
 * A transcriber: what is likely said at each moment.
 *
 *   log-mel [B, T, bands] -> `stack` steps side by side [B, T', stack bands] -> dense [B, T', E] -> recurrent layers, packed
 *     -> dropout (training only) -> dense -> logits [B, T', K];  P(symbol or blank at t) = softmax(logits[t])
 *
 * Loss: CTC (ops/ctc.ts) in nats a symbol of the transcript, the mean over the recordings whose transcript fits.
 */
import * as tf from '@tensorflow/tfjs-core'
import type { Config } from '../../../../src-shared/domain/config.ts'
import { blank, type TranscriptionFitted, type TranscriptionTask } from '../../../../src-shared/domain/tasks/transcription.ts'
import { createDense } from '../../layers/dense.ts'
import { Parameters } from '../../layers/parameters.ts'
import { createRecurrentStack, type RecurrentStackOutput } from '../../layers/recurrent-stack.ts'
import { ctcLoss } from '../../ops/ctc.ts'
import { dropout } from '../../ops/dropout.ts'
import type { Random } from '../../random.ts'
import type { Batch } from '../sequence-batches.ts'
import type { StepShape, Targets } from './batches.ts'

export interface Transcriber {
  parameters: Parameters
  shape: StepShape
  /** K, the blank included. */
  symbols: number
  task: TranscriptionTask
  /** Logits [B, T', K]; `dropoutRandom` in training only. Call it within tf.tidy. */
  apply: (batch: Batch, dropoutRandom?: Random) => { logits: tf.Tensor3D; reserves: RecurrentStackOutput['reserves'] }
  dispose: () => void
}

export function createTranscriber({ model, training, task }: Pick<Config, 'model' | 'training'> & { task: TranscriptionTask }, fitted: TranscriptionFitted, random: Random): Transcriber {
  const parameters = new Parameters()
  const context = { parameters, random }
  const shape = { bands: fitted.input.preprocessing.bands, stack: fitted.stack }
  const width = shape.bands * shape.stack
  const symbols = fitted.symbols.length
  const first = createDense(context, 'input', { inputs: width, outputs: model.embedding })
  const recurrent = createRecurrentStack(context, 'recurrent', model.recurrent, { inputs: model.embedding, truncation: training.truncation })
  const output = createDense(context, 'output', { inputs: recurrent.width, outputs: symbols })

  return {
    parameters,
    shape,
    symbols,
    task,
    apply: ({ values, steps, lengths }, dropoutRandom) => {
      const [batch, places] = [lengths.length, lengths.length * steps]
      const read = tf.reshape(first.apply(tf.tensor2d(values as Float32Array, [places, width])), [batch, steps, model.embedding]) as tf.Tensor3D
      const states = recurrent.apply(read, { lengths: tf.tensor1d(lengths, 'int32'), dropoutRandom })
      const hidden = tf.reshape(states.hidden, [places, recurrent.width]) as tf.Tensor2D
      const features = dropoutRandom ? dropout(hidden, model.recurrent.dropout, dropoutRandom.fork('output')) : hidden
      return { logits: tf.reshape(output.apply(features), [batch, steps, symbols]) as tf.Tensor3D, reserves: states.reserves }
    },
    dispose: () => parameters.dispose(),
  }
}

/** [B] nats a symbol; 0 where the transcript does not fit. Call it within tf.tidy. */
export function lossesOf(logits: tf.Tensor3D, { lengths }: Batch, { values, longest, lengths: targetLengths, weights }: Targets): tf.Tensor1D {
  const { loss } = ctcLoss({
    logits, lengths: tf.tensor1d(lengths, 'int32'), targets: tf.tensor2d(values, [targetLengths.length, longest], 'int32'), targetLengths: tf.tensor1d(targetLengths, 'int32'), blank,
  })
  return tf.mul(loss, tf.tensor1d(weights))
}
