/**
 * Segment-wise recurrence (after SegRNN, Lin et al. 2023): each channel by itself is read in segments of w steps, and all
 * segments of the future are written at once from the same final state. Few recurrent steps carry far, where step by step
 * the state forgets.
 *
 *   x [B C, n, w] -> e_i = relu(x_i W + b) + covariates of the segment V -> recurrent layers, h = final state
 *   segment j of the future: one recurrent step from h on  p_j + c_channel + s_item + known future_j U
 *   forecast_j = dropout(h_j) O + o, [w, Q]
 */
import * as tf from '@tensorflow/tfjs-core'
import { createDense } from '../../../layers/dense.ts'
import { normal } from '../../../layers/initializers.ts'
import { createRecurrentStack } from '../../../layers/recurrent-stack.ts'
import { embeddingLookup } from '../../../ops/embedding.ts'
import { dropout } from '../../../ops/dropout.ts'
import type { CreateArchitecture } from './architecture.ts'

export const segments: CreateArchitecture = ({ parameters, random }, { shape, outputs, config: { model, training, task } }) => {
  const { input, horizon, channels, known, past, items } = shape
  const asked = task.architecture.kind === 'segments' ? task.architecture.segment : 24
  const width = Math.min(asked, input, horizon)
  const read = Math.floor(input / width)
  const written = Math.ceil(horizon / width)
  const size = model.embedding
  const context = { parameters, random }

  const embed = createDense(context, 'segment', { inputs: width, outputs: size })
  const beside = known + past > 0 ? createDense(context, 'covariates', { inputs: width * (known + past), outputs: size }) : null
  const ahead = known > 0 ? createDense(context, 'future', { inputs: width * known, outputs: size }) : null
  const table = (name: string, rows: number): tf.Tensor2D => parameters.add(name, [rows, size], normal(0.1), random) as tf.Tensor as tf.Tensor2D
  const positions = table('position', written)
  const channelTable = table('channel', channels)
  const itemTable = items > 1 ? table('item', items) : null
  const recurrent = createRecurrentStack(context, 'recurrent', model.recurrent, { inputs: size, truncation: training.truncation })
  const output = createDense(context, 'output', { inputs: recurrent.width, outputs: width * outputs })

  return {
    reads: { steps: read, sequences: channels },
    apply: ({ size: batch, inputs, covariates, future, items: which }, forTraining) => {
      const rows = batch * channels
      const skipped = input - read * width
      // [B, L, C] -> [B, C, n, w]
      const values = tf.transpose(tf.tensor3d(inputs, [batch, input, channels]), [0, 2, 1])
      const recent = skipped === 0 ? values : tf.slice(values, [0, 0, skipped], [batch, channels, read * width])
      let embedded: tf.Tensor = tf.relu(embed.apply(tf.reshape(recent, [rows * read, width])))
      if (beside) {
        const wide = tf.tensor3d(covariates, [batch, input, known + past])
        const cut = skipped === 0 ? wide : tf.slice(wide, [0, skipped, 0], [batch, read * width, known + past])
        const added = tf.reshape(beside.apply(tf.reshape(cut, [batch * read, width * (known + past)])), [batch, 1, read, size])
        embedded = tf.add(tf.reshape(embedded, [batch, channels, read, size]), added)
      }
      const dropoutRandom = forTraining?.random.fork('recurrent')
      const { finalStates, reserves } = recurrent.apply(tf.reshape(embedded, [rows, read, size]), { dropoutRandom })

      // [B, C, m, E]
      let asks: tf.Tensor = tf.add(tf.reshape(positions, [1, 1, written, size]), tf.reshape(channelTable, [1, channels, 1, size]))
      if (itemTable) asks = tf.add(asks, tf.reshape(embeddingLookup(itemTable, tf.tensor2d(which, [batch, 1], 'int32')), [batch, 1, 1, size]))
      if (ahead) {
        const padded = padFuture(future, batch, horizon, written * width, known)
        asks = tf.add(asks, tf.reshape(ahead.apply(tf.tensor2d(padded, [batch * written, width * known])), [batch, 1, written, size]))
      }
      const queries = tf.reshape(tf.add(asks, tf.zeros([batch, channels, written, size])), [rows * written, 1, size]) as tf.Tensor3D
      const repeat = (state: tf.Tensor2D): tf.Tensor2D => {
        const wide = tf.add(tf.reshape(state, [rows, 1, state.shape[1]]), tf.zeros([1, written, state.shape[1]]))
        return tf.reshape(wide, [rows * written, state.shape[1]])
      }
      const initial = finalStates.map(({ hidden, cell }) => ({ hidden: repeat(hidden), cell: cell && repeat(cell) }))
      const { final } = recurrent.apply(queries, { initial, dropoutRandom: forTraining?.random.fork('decoder') })
      const features = forTraining ? dropout(final, model.recurrent.dropout, forTraining.random.fork('output')) : final
      const all = tf.reshape(output.apply(features), [batch, channels, written * width, outputs])
      const kept = written * width === horizon ? all : tf.slice(all, [0, 0, 0, 0], [batch, channels, horizon, outputs])
      return { forecast: tf.transpose(kept, [0, 2, 1, 3]) as tf.Tensor4D, reserves }
    },
  }
}

/** [B, H, K] -> [B, longer, K], the rest zero. */
function padFuture(future: Float32Array, batch: number, horizon: number, longer: number, known: number): Float32Array {
  if (longer === horizon) return future
  const padded = new Float32Array(batch * longer * known)
  for (let row = 0; row < batch; row++) padded.set(future.subarray(row * horizon * known, (row + 1) * horizon * known), row * longer * known)
  return padded
}
