/**
 * The backend of the engine `reference`: tfjs's CPU backend for everything general, the project's kernels in readable
 * TypeScript on top. An engine with kernels in another language can derive from it and take over kernel by kernel.
 */
import { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu'
import * as tf from '@tensorflow/tfjs-core'

export class ReferenceBackend extends MathBackendCPU {
  /** What a kernel keeps beside a tensor (a recurrent layer's reserve), by that tensor's data; it goes when the data goes. */
  readonly reserves = new Map<object, unknown>()

  /** As the CPU backend's, without its advertisement for another backend at the first call. */
  override write(values: tf.backend_util.BackendValues, _shape: number[], dtype: tf.DataType): object {
    const dataId = {}
    this.data.set(dataId, { values, dtype, refCount: 1 })
    return dataId
  }

  override disposeData(dataId: object, force = false): boolean {
    const released = super.disposeData(dataId, force)
    if (released) this.reserves.delete(dataId)
    return released
  }

  /** The numbers of a tensor, not a copy. */
  floats(tensor: tf.TensorInfo): Float32Array {
    const { values } = this.data.get(tensor.dataId)
    // A cast from int32 shares the integers of its input.
    return values instanceof Float32Array ? values : Float32Array.from(values as ArrayLike<number>)
  }

  integers(tensor: tf.TensorInfo): Int32Array {
    return this.data.get(tensor.dataId).values as Int32Array
  }

  /** A new float32 tensor on `values`, which become its own. */
  tensor(shape: number[], values: Float32Array): tf.TensorInfo {
    return this.makeTensorInfo(shape, 'float32', values)
  }
}

/** A kernel of the project as its engine registers it. */
export type Kernel = (call: { inputs: Record<string, tf.TensorInfo>; attributes: unknown; backend: ReferenceBackend }) => tf.TensorInfo[]

/** Registers kernels by name for a backend. */
export function registerKernels(backendName: string, kernels: Record<string, Kernel>): void {
  for (const [kernelName, kernel] of Object.entries(kernels)) {
    tf.registerKernel({
      kernelName,
      backendName,
      kernelFunc: ({ inputs, attrs, backend }) =>
        kernel({ inputs: inputs as Record<string, tf.TensorInfo>, attributes: attrs, backend: backend as ReferenceBackend }),
    })
  }
}
