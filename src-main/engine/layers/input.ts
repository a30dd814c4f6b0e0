/**
 * The first layer of every model: what one time step is, as `width` numbers.
 *
 *   tokens [B, T]                    -> row of an embedding
 *   audio [B, T, C]                  -> x W + b
 *   series [B, T, C]                 -> the same; relu(x W + b) of windows of neighbouring steps, where asked for (step-windows.ts)
 *   frames [B, T, size, size, C]     -> two convolutions 3x3, stride 2, relu, then flattened x W + b
 */
import * as tf from '@tensorflow/tfjs-core'
import { stepShape, type Input, type InputKind } from '../../../src-shared/domain/prepared.ts'
import type { Batch } from '../tasks/sequence-batches.ts'
import { createDense } from './dense.ts'
import { createEmbedding } from './embedding.ts'
import { createFrameEncoder } from './frame-encoder.ts'
import type { LayerContext } from './parameters.ts'
import { stepWindows, windowedLength } from './step-windows.ts'

export interface InputLayer {
  /** -> [B, T', width]; call it within tf.tidy */
  apply: (batch: Pick<Batch, 'values' | 'steps' | 'lengths'>) => tf.Tensor3D
  /** Steps that are left of each sequence, [B]: as many as it has, but where windows leave some out. */
  lengths: (lengths: Int32Array) => Int32Array
  /** Time steps of the input for one of the output. */
  stride: number
}
type Apply = Pick<InputLayer, 'apply'> & Partial<InputLayer>

type Make<Kind extends InputKind> = (context: LayerContext, input: Extract<Input, { kind: Kind }>, width: number) => Apply

function dense(context: LayerContext, input: Input, width: number): Apply {
  const [channels] = stepShape(input)
  const layer = createDense(context, 'input', { inputs: channels, outputs: width })
  return {
    apply: ({ values, steps, lengths }) => {
      const flat = layer.apply(tf.tensor2d(values as Float32Array, [lengths.length * steps, channels]))
      return tf.reshape(flat, [lengths.length, steps, width])
    },
  }
}

/** Windows of steps, when they are wider than one. */
function series(context: LayerContext, input: Extract<Input, { kind: 'series' }>, width: number): Apply {
  const { window, stride } = input.preprocessing
  if (window === 1 && stride === 1) return dense(context, input, width)
  const [channels] = stepShape(input)
  const layer = createDense(context, 'input', { inputs: window * channels, outputs: width })
  return {
    stride,
    lengths: (lengths) => lengths.map((length) => windowedLength(length, { window, stride })),
    apply: ({ values, steps, lengths }) => {
      const wide = windowedLength(steps, { window, stride })
      const windows = stepWindows(values as Float32Array, { steps, lengths, channels, window, stride })
      const flat = tf.relu(layer.apply(tf.tensor2d(windows, [lengths.length * wide, window * channels])))
      return tf.reshape(flat, [lengths.length, wide, width])
    },
  }
}

const makers: { [Kind in InputKind]: Make<Kind> } = {
  tokens: (context, { vocabulary }, width) => {
    const embedding = createEmbedding(context, 'embedding', { rows: vocabulary.length, width })
    return { apply: ({ values, steps, lengths }) => embedding.apply(tf.tensor2d(values as Int32Array, [lengths.length, steps], 'int32')) }
  },
  series,
  audio: dense,
  frames: (context, input, width) => {
    const [size, , channels] = stepShape(input)
    const encoder = createFrameEncoder(context, 'frames', { size, channels, outputs: width })
    return {
      apply: ({ values, steps, lengths }) => {
        const pictures = tf.tensor4d(values as Float32Array, [lengths.length * steps, size, size, channels])
        return tf.reshape(encoder.apply(pictures), [lengths.length, steps, width])
      },
    }
  },
}

export function createInput(context: LayerContext, input: Input, width: number): InputLayer {
  return { stride: 1, lengths: (lengths) => lengths, ...(makers[input.kind] as Make<InputKind>)(context, input, width) }
}

/** Numbers of one time step: 1 for tokens. */
export const stepSizeOf = (input: Input): number => stepShape(input).reduce((size, side) => size * side, 1)
