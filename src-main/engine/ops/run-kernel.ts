/** Runs a kernel of the current engine; every op of the project goes through here. */
import * as tf from '@tensorflow/tfjs-core'
import './tfjs-gradients.ts'

/** tfjs types attributes as numbers, booleans, strings and arrays of them; ours are. */
export function runKernel(name: string, inputs: tf.NamedTensorMap, attributes: object = {}): tf.Tensor[] {
  const outputs = tf.engine().runKernel(name, inputs, attributes as tf.NamedAttrMap)
  return Array.isArray(outputs) ? outputs : [outputs as tf.Tensor]
}

/**
 * Runs a kernel that changes its inputs in place and has no outputs. There is nothing for tfjs to track or to differentiate, and its
 * bookkeeping would take longer than the update of a small layer's parameters.
 */
export function runInPlace(name: string, inputs: tf.NamedTensorMap, attributes: object): void {
  const engine = tf.engine()
  const kernel = tf.getKernel(name, engine.backendName)
  kernel.kernelFunc({ inputs, attrs: attributes as tf.NamedAttrMap, backend: engine.backend })
}
