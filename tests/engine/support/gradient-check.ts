/** Compares the gradient of an operation with differences of its values. */
import * as tf from '@tensorflow/tfjs-core'
import { createRandom } from '../../../src-main/engine/random.ts'
import { expectClose, numbers, type Tolerance } from './numbers.ts'

/** Float32 leaves about 1e-6 of a value of 1, divided by twice the step. */
const differenceTolerance: Tolerance = { relative: 1e-3, absolute: 3e-4 }
const step = 0.02

/**
 * `operation` maps tensors of `shapes` to one or more tensors. Their weighted sum with fixed random weights is
 * differentiated by tfjs and by five-point differences, (8 (f(h) - f(-h)) - (f(2h) - f(-2h))) / 12h, in every number.
 */
export function checkGradient(operation: (inputs: tf.Tensor[]) => tf.Tensor[], inputs: Float32Array[], shapes: number[][], tolerance = differenceTolerance): void {
  const tensors = inputs.map((values, index) => tf.tensor(values.slice(), shapes[index]))
  const shapesOut = tf.tidy(() => operation(tensors).map(({ shape }) => shape))
  const random = createRandom(99)
  const weights = shapesOut.map((shape) => numbers(random, shape))

  const analytic = tf.grads((...given: tf.Tensor[]) => {
    const parts: tf.Tensor[] = operation(given).map((output, index) => tf.sum(tf.mul(output, tf.tensor(weights[index], output.shape))))
    return parts.reduce((sum, part) => tf.add(sum, part))
  })(tensors)

  const value = (changed: number, values: Float32Array): number =>
    tf.tidy(() => {
      const given = tensors.map((tensor, index) => (index === changed ? tf.tensor(values, shapes[index]) : tensor))
      const parts = operation(given).map((output, index) => Array.from(output.dataSync()).reduce((part, number, at) => part + number * weights[index][at], 0))
      return parts.reduce((sum, part) => sum + part)
    })

  for (const [input, values] of inputs.entries()) {
    const numeric = Array.from(values, (center, index) => {
      const at = (distance: number) => {
        const moved = values.slice()
        moved[index] = center + distance
        return value(input, moved)
      }
      return (8 * (at(step) - at(-step)) - (at(2 * step) - at(-2 * step))) / (12 * step)
    })
    expectClose(analytic[input].dataSync(), numeric, `gradient of input ${input}`, tolerance)
  }
  tf.dispose([tensors, analytic])
}
