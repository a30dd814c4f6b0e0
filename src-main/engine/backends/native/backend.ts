/**
 * The backend of the engine `native`: the reference engine's, with kernels in machine code for what is hot. Tensors stay
 * typed arrays where JavaScript allocated them; the kernels read and write them in place.
 */
import type * as tf from '@tensorflow/tfjs-core'
import type { Kernels } from '../../kernels/loader.ts'
import { ReferenceBackend } from '../reference/backend.ts'
import { Buffers } from './buffers.ts'
import { LaggingData, RowsGradient } from './rows.ts'

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

  /** A new gradient [tableRows, columns] of which only some rows are not zero. */
  rowsGradient(tableRows: number, rows: Int32Array, kept: Float32Array): tf.TensorInfo {
    const dataId = {}
    this.data.set(dataId, new RowsGradient(tableRows, rows, kept) as never)
    return { dataId, shape: [tableRows, kept.length / rows.length], dtype: 'float32' }
  }

  /** The rows of such a gradient; null of any other tensor. */
  rowsOf({ dataId }: tf.TensorInfo): RowsGradient | null {
    const data: unknown = this.data.get(dataId)
    return data instanceof RowsGradient ? data : null
  }

  /** What is kept of a table whose rows may lag behind; null of any other tensor. */
  laggingOf({ dataId }: tf.TensorInfo): LaggingData | null {
    const data: unknown = this.data.get(dataId)
    return data instanceof LaggingData ? data : null
  }

  /** A copy: what is read may outlive the tensor, whose memory is used again. */
  override readSync(dataId: object): tf.backend_util.BackendValues {
    const values = super.readSync(dataId)
    return values instanceof Float32Array ? values.slice() : values
  }

  override disposeData(dataId: object, force = false): boolean {
    const arrays = this.data.has(dataId) ? arraysOf(this.data.get(dataId)) : []
    const held = this.reserves.get(dataId) as Held | undefined
    const released = super.disposeData(dataId, force)
    if (released) for (const array of arrays) this.buffers.give(array)
    if (released && held) for (const buffer of held.buffers) this.buffers.give(buffer)
    return released
  }
}

/** The arrays that can be used again when a tensor's data goes. Those of lagging tables are left alone: others still refer to them. */
function arraysOf(data: unknown): Float32Array[] {
  if (data instanceof LaggingData) return []
  if (data instanceof RowsGradient) return [data.kept]
  const { values } = data as { values: unknown }
  return values instanceof Float32Array ? [values] : []
}
