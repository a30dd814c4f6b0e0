/** Runs a kernel of the current engine; every op of the project goes through here. */
import * as tf from '@tensorflow/tfjs-core'
import './tfjs-gradients.ts'

/** tfjs types attributes as numbers, booleans, strings and arrays of them; ours are. */
export function runKernel(name: string, inputs: tf.NamedTensorMap, attributes: object = {}): tf.Tensor[] {
  const outputs = tf.engine().runKernel(name, inputs, attributes as tf.NamedAttrMap)
  return Array.isArray(outputs) ? outputs : [outputs as tf.Tensor]
}
