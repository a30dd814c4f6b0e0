/**
 * The shapes at which engines are timed, and one training step of a recurrent layer through the operation as a model uses it:
 * forward, backward (dx too) and Adam. scripts/bench sets the same rows beside PyTorch, `seqbench bench recurrent` prints them.
 */
import * as tf from '@tensorflow/tfjs-core'
import { Parameters } from '../layers/parameters.ts'
import { createOptimizer } from '../optimizers/index.ts'
import { cells, recurrent, type CellName } from '../ops/recurrent.ts'
import { createRandom } from '../random.ts'

/** B sequences, T steps, I inputs, H units. */
export type BenchShape = [batch: number, steps: number, inputs: number, hidden: number]
export const benchShapes: readonly BenchShape[] = [[32, 50, 32, 64], [32, 100, 64, 128], [64, 100, 128, 256], [64, 100, 256, 512]]

export interface BenchRow {
  cell: CellName
  shape: BenchShape
  /** Lengths T u^2 with u uniform, instead of T for all. */
  packed: boolean
}

export const benchRows: readonly BenchRow[] = [
  ...(['lstm', 'gru', 'rnn'] as const).flatMap((cell) => benchShapes.map((shape) => ({ cell, shape, packed: false }))),
  ...benchShapes.slice(1, 3).map((shape) => ({ cell: 'lstm' as const, shape, packed: true })),
]

/** [B], 1 to T; the same for every engine. */
export function benchLengths({ shape: [batch, steps], packed }: BenchRow): Int32Array {
  const random = createRandom(7)
  return Int32Array.from({ length: batch }, () => (packed ? Math.max(1, Math.floor(steps * random.uniform() ** 2)) : steps))
}

/** Multiplications and additions of the products of one training step: backward costs twice the forward. */
export function operationsOf(row: BenchRow): number {
  const [, , inputs, hidden] = row.shape
  const rows = benchLengths(row).reduce((sum, length) => sum + length, 0)
  return 3 * 2 * rows * (inputs + hidden) * cells[row.cell].gates.length * hidden
}

export interface PreparedStep {
  step(): void
  dispose(): void
}

/** A training step on the current engine, ready to be repeated. The loss is the sum of h_t times fixed numbers. */
export function prepareStep(row: BenchRow): PreparedStep {
  const [batch, steps, inputs, hidden] = row.shape
  const columns = cells[row.cell].gates.length * hidden
  const random = createRandom(1)
  const numbers = (shape: number[], scale: number) => {
    const values = new Float32Array(tf.util.sizeFromShape(shape))
    for (let index = 0; index < values.length; index++) values[index] = (random.uniform() * 2 - 1) * scale
    return values
  }
  const parameters = new Parameters()
  const scale = 1 / Math.sqrt(hidden)
  const add = (name: string, shape: number[]) => parameters.add(name, shape, () => numbers(shape, scale), random)
  const [wx, wh, bias] = [add('wx', [inputs, columns]), add('wh', [hidden, columns]), add('bias', [2, columns])] as unknown as [tf.Tensor2D, tf.Tensor2D, tf.Tensor2D]
  const optimizer = createOptimizer({ kind: 'adam', learningRate: 1e-3 }, parameters)
  const x = tf.tensor(numbers([batch, steps, inputs], 1), [batch, steps, inputs]) as tf.Tensor3D
  const dHidden = tf.tensor(numbers([batch, steps, hidden], 1e-3), [batch, steps, hidden]) as tf.Tensor3D
  const lengths = row.packed ? tf.tensor1d(benchLengths(row), 'int32') : undefined
  const attributes = { cell: row.cell, activation: 'tanh', resetAfter: true, reverse: false, truncation: 0 } as const
  const differentiate = tf.grads((input, a, b, c) =>
    recurrent({ x: input as tf.Tensor3D, weights: { wx: a as tf.Tensor2D, wh: b as tf.Tensor2D, bias: c as tf.Tensor2D }, lengths }, attributes).hidden,
  )
  return {
    step() {
      const [dx, ...gradients] = differentiate([x, wx, wh, bias], dHidden)
      optimizer.apply({ wx: gradients[0], wh: gradients[1], bias: gradients[2] }, 1e-3)
      tf.dispose([dx, ...gradients])
    },
    dispose() {
      optimizer.dispose()
      parameters.dispose()
      tf.dispose([x, dHidden])
      lengths?.dispose()
    },
  }
}

export const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]

/** Median milliseconds of a step, over at least `atLeast` steps and about `seconds` seconds. */
export function timeSteps(prepared: PreparedStep, seconds = 0.5, atLeast = 3): number {
  prepared.step()
  const found: number[] = []
  const start = performance.now()
  while (found.length < atLeast || performance.now() - start < seconds * 1000) {
    const from = performance.now()
    prepared.step()
    found.push(performance.now() - from)
  }
  return median(found)
}
