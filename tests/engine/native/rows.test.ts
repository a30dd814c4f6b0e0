/** Embeddings learn by rows on the native engine: what they hold must be what the dense update of every row gives. */
import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import type { NativeBackend } from '../../../src-main/engine/backends/native/backend.ts'
import { selectEngine } from '../../../src-main/engine/backends/select.ts'
import { loadKernels } from '../../../src-main/engine/kernels/loader.ts'
import { Parameters } from '../../../src-main/engine/layers/parameters.ts'
import { embeddingLookup } from '../../../src-main/engine/ops/embedding.ts'
import { createOptimizer } from '../../../src-main/engine/optimizers/index.ts'
import { createRandom } from '../../../src-main/engine/random.ts'
import { expectClose, numbers } from '../support/numbers.ts'
import { columns, configs, run, tableRows } from './table-course.ts'

const { kernels } = loadKernels()

describe.skipIf(!kernels)('rows of an embedding', () => {
  beforeAll(async () => {
    await selectEngine('native', 2)
  })

  it.each(configs)('are to the bit those of the dense update: %j', (config) => {
    const course = { steps: 60, pause: 40 }
    const wanted = run(config, { ...course, dense: true })
    const found = run(config, { ...course, dense: false, looksAt: (step, read) => void (step % 17 === 3 && read()) })
    expect(found).toEqual(wanted)
  })

  it('are close to the reference engine, which knows nothing of rows', async () => {
    const course = { steps: 60, pause: 40, dense: false }
    const found = configs.map((config) => run(config, course))
    await selectEngine('reference', 1)
    configs.forEach((config, index) => expectClose(found[index].values, run(config, course).values, config.kind, { relative: 1e-4, absolute: 1e-5 }))
    await selectEngine('native', 2)
  })

  it('a step looks at no other row than those it uses, and a reader sees all up to date', () => {
    const parameters = new Parameters()
    const random = createRandom(1)
    const table = parameters.add('table', [tableRows, columns], (own, shape) => numbers(own, shape), random) as tf.Tensor as tf.Tensor2D
    const optimizer = createOptimizer({ kind: 'adam', learningRate: 0.1 }, parameters)
    const step = (id: number) => {
      const { value, gradients } = parameters.gradients(() => tf.sum(embeddingLookup(table, tf.tensor2d([[id]], [1, 1], 'int32'))) as tf.Scalar)
      optimizer.apply(gradients, 0.1)
      tf.dispose([value, gradients])
    }
    step(7)
    const backend = tf.backend() as NativeBackend
    const raw = () => (backend.laggingOf(table)?.raw ?? new Float32Array()).slice(7 * columns, 8 * columns)
    const after = raw()
    step(9)
    expect(raw()).toEqual(after)
    const read = parameters.values().table.slice(7 * columns, 8 * columns)
    expect(read).not.toEqual(after)
    expect(raw()).toEqual(read)
    optimizer.dispose()
    parameters.dispose()
  })

  it('a gradient of rows is a whole one to whoever reads it', () => {
    const table = tf.zeros([5, 2]) as tf.Tensor2D
    const gradient = tf.grad((weights: tf.Tensor) => tf.sum(embeddingLookup(weights as tf.Tensor2D, tf.tensor2d([[3, 1, 3]], [1, 3], 'int32'))))(table)
    expect([...gradient.dataSync()]).toEqual([0, 0, 1, 1, 0, 0, 2, 2, 0, 0])
    expect([...tf.add(gradient, tf.ones([5, 2])).dataSync()]).toEqual([1, 1, 2, 2, 1, 1, 3, 3, 1, 1])
    tf.dispose([table, gradient])
  })
})
