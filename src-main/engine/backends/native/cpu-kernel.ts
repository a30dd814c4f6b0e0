import * as tf from '@tensorflow/tfjs-core'
import type { Kernel } from '../reference/backend.ts'

/** The CPU backend's kernel of the same name, for what a native one does not cover. */
export function cpuKernel(name: string, { inputs, attributes, backend }: Parameters<Kernel>[0]): tf.TensorInfo[] {
  const kernel = tf.getKernel(name, 'cpu')
  const outputs = kernel.kernelFunc({ inputs, attrs: attributes as tf.NamedAttrMap, backend })
  return Array.isArray(outputs) ? outputs : [outputs]
}
