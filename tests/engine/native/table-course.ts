/** One table trained by rows or whole, on whatever engine is selected: what the tests of rows compare. */
import * as tf from '@tensorflow/tfjs-core'
import { Parameters } from '../../../src-main/engine/layers/parameters.ts'
import { embeddingLookup } from '../../../src-main/engine/ops/embedding.ts'
import { clipByGlobalNorm } from '../../../src-main/engine/optimizers/clip.ts'
import { createOptimizer } from '../../../src-main/engine/optimizers/index.ts'
import { createRandom } from '../../../src-main/engine/random.ts'
import type { OptimizerConfig } from '../../../src-shared/domain/config.ts'
import { numbers } from '../support/numbers.ts'

export const [tableRows, columns] = [60, 19]

export interface Course {
  steps: number
  /** Steps in which only the first few rows are used. */
  pause: number
  dense: boolean
  looksAt?: (step: number, read: () => Float32Array) => void
}

/** A training of one table towards random targets; the values it ends with and the optimiser's state. */
export function run(config: OptimizerConfig, { steps, pause, dense, looksAt }: Course): { values: Float32Array; state: Record<string, Float32Array> } {
  const random = createRandom(3)
  const parameters = new Parameters()
  const table = parameters.add('table', [tableRows, columns], (own, shape) => numbers(own, shape), random) as tf.Tensor as tf.Tensor2D
  let optimizer = createOptimizer(config, parameters)
  for (let step = 0; step < steps; step++) {
    const few = step > 5 && step < 5 + pause
    const ids = Int32Array.from({ length: 7 }, () => random.integer(few ? 4 : tableRows - 3))
    const target = numbers(random, [1, 7, columns])
    const { value, gradients } = parameters.gradients(() => {
      const away = tf.sub(embeddingLookup(table, tf.tensor2d(ids, [1, 7], 'int32')), tf.tensor(target, [1, 7, columns]))
      return tf.sum(tf.mul(away, away)) as tf.Scalar
    })
    const { gradients: clipped } = clipByGlobalNorm(gradients, 1.5)
    const given = dense ? { table: tf.tensor(clipped.table.dataSync().slice(), [tableRows, columns]) } : clipped
    optimizer.apply(given, config.learningRate * (step % 3 === 0 ? 0.5 : 1))
    tf.dispose([value, clipped, given])
    looksAt?.(step, () => parameters.values().table)
    if (step === 30) {
      const [state, count] = [optimizer.state(), optimizer.step]
      optimizer.dispose()
      optimizer = createOptimizer(config, parameters)
      optimizer.load(state, count)
    }
  }
  const result = { values: parameters.values().table, state: optimizer.state() }
  optimizer.dispose()
  parameters.dispose()
  return result
}

export const configs: OptimizerConfig[] = [
  { kind: 'adam', learningRate: 0.01 }, { kind: 'adamw', learningRate: 0.01, weightDecay: 0.1 }, { kind: 'sgd', learningRate: 0.1, momentum: 0.9 }, { kind: 'sgd', learningRate: 0.1, momentum: 0 },
]
