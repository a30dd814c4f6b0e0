/**
 * The backend of the engine `native`: the reference engine's, with kernels in machine code for what is hot. Tensors stay
 * typed arrays where JavaScript allocated them; the kernels read and write them in place.
 */
import type * as tf from '@tensorflow/tfjs-core'
import type { Kernels } from '../../kernels/loader.ts'
import { ReferenceBackend } from '../reference/backend.ts'
import { Buffers } from './buffers.ts'

/** Kept beside a tensor and free to use again when it is disposed. */
export interface Held {
  buffers: Float32Array[]
}

export class NativeBackend extends ReferenceBackend {
  readonly kernels: Kernels
  readonly buffers: Buffers

  constructor(kernels: Kernels) {
    super()
    this.kernels = kernels
    this.buffers = new Buffers(kernels.allocate)
  }

  /** A new float32 tensor of any content, to be written by a kernel. */
  output(shape: number[]): { info: tf.TensorInfo; values: Float32Array } {
    const values = this.buffers.take(shape.reduce((size, dimension) => size * dimension, 1))
    return { info: this.tensor(shape, values), values }
  }

  /** A copy: what is read may outlive the tensor, whose memory is used again. */
  override readSync(dataId: object): tf.backend_util.BackendValues {
    const values = super.readSync(dataId)
    return values instanceof Float32Array ? values.slice() : values
  }

  override disposeData(dataId: object, force = false): boolean {
    const values = this.data.has(dataId) ? this.data.get(dataId).values : undefined
    const held = this.reserves.get(dataId) as Held | undefined
    const released = super.disposeData(dataId, force)
    if (released && values instanceof Float32Array) this.buffers.give(values)
    if (released && held) for (const buffer of held.buffers) this.buffers.give(buffer)
    return released
  }
}
