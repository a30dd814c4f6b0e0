/**
 * Writes step by step, from its own last value (or, in teacher forcing, from the true one):
 *
 *   states of the encoder over the window -> decoder:  h_t = cell([y_(t-1), known_t] W, h_(t-1)),  y_t = h_t O + o
 *
 * With the true values all steps are one recurrent call; without them each step waits for the one before.
 */
import * as tf from '@tensorflow/tfjs-core'
import { createDense } from '../../../layers/dense.ts'
import { createRecurrentStack, type RecurrentState } from '../../../layers/recurrent-stack.ts'
import type { WindowBatch } from '../batches.ts'
import type { CreateArchitecture } from './architecture.ts'
import { createWindowReader } from './reader.ts'

export const encoderDecoder: CreateArchitecture = (context, { shape, outputs, config }) => {
  const { input, horizon, channels, known } = shape
  const { model, training, task } = config
  const share = task.architecture.kind === 'encoderDecoder' ? task.architecture.teacherForcing : 0
  const reader = createWindowReader(context, config, shape)
  const project = createDense(context, 'decoder.input', { inputs: channels + known, outputs: model.embedding })
  const decoder = createRecurrentStack(context, 'decoder', model.recurrent, { inputs: model.embedding, truncation: training.truncation })
  const output = createDense(context, 'output', { inputs: decoder.width, outputs: channels * outputs })
  const middle = Math.floor(outputs / 2)

  /** previous [B, S, C], known [B, S, K] -> forecast [B, S, C, Q] and the states after them */
  function run(previous: tf.Tensor, future: tf.Tensor | null, initial: RecurrentState[], size: number, steps: number) {
    const wide = future ? tf.concat([previous, future], 2) : previous
    const embedded = tf.reshape(project.apply(tf.reshape(wide, [size * steps, channels + known])), [size, steps, model.embedding]) as tf.Tensor3D
    const { hidden, finalStates } = decoder.apply(embedded, { initial })
    const forecast = tf.reshape(output.apply(tf.reshape(hidden, [size * steps, decoder.width])), [size, steps, channels, outputs]) as tf.Tensor4D
    return { forecast, finalStates }
  }

  return {
    reads: { steps: input, sequences: 1 },
    apply: (batch, forTraining, before) => {
      const { size } = batch
      const { finalStates, reserves } = reader.apply(batch, forTraining?.random.fork('recurrent'))
      const future = known > 0 ? tf.tensor3d(batch.future, [size, horizon, known]) : null
      if (forTraining && forTraining.random.fork('teacher').uniform() < share) {
        const truth = tf.tensor3d(truthBefore(batch, horizon, channels, input), [size, horizon, channels])
        const given = before && horizon > 1 ? tf.sub(truth, tf.pad(tf.slice(before, [0, 0, 0], [size, horizon - 1, channels]), [[0, 0], [1, 0], [0, 0]])) : truth
        return { forecast: run(given, future, finalStates, size, horizon).forecast, reserves }
      }
      let states = finalStates
      let previous: tf.Tensor = tf.slice(tf.tensor3d(batch.inputs, [size, input, channels]), [0, input - 1, 0], [size, 1, channels])
      const written: tf.Tensor4D[] = []
      for (let step = 0; step < horizon; step++) {
        const known1 = future && tf.slice(future, [0, step, 0], [size, 1, known])
        const { forecast, finalStates: next } = run(previous, known1, states, size, 1)
        written.push(forecast)
        previous = tf.reshape(tf.slice(forecast, [0, 0, 0, middle], [size, 1, channels, 1]), [size, 1, channels])
        states = next
      }
      return { forecast: tf.concat(written, 1), reserves }
    },
  }
}

/** [B, H, C]: the last value read, then the true ones but the last, each less its window's offset; a missing one repeats the one before. */
function truthBefore({ size, inputs, targets, offset }: WindowBatch, horizon: number, channels: number, input: number): Float32Array {
  const before = new Float32Array(size * horizon * channels)
  for (let row = 0; row < size; row++) {
    for (let channel = 0; channel < channels; channel++) {
      let last = inputs[(row * input + input - 1) * channels + channel]
      for (let step = 0; step < horizon; step++) {
        const place = (row * horizon + step) * channels + channel
        before[place] = last
        if (!Number.isNaN(targets[place])) last = targets[place] - offset[row * channels + channel]
      }
    }
  }
  return before
}
