import * as tf from '@tensorflow/tfjs-core'
import { expect, it } from 'vitest'
import { Parameters } from '../../../src-main/engine/layers/parameters.ts'
import { clipByGlobalNorm, gradientNorms } from '../../../src-main/engine/optimizers/clip.ts'
import { createOptimizer } from '../../../src-main/engine/optimizers/index.ts'
import { createRandom } from '../../../src-main/engine/random.ts'
import type { OptimizerConfig } from '../../../src-shared/domain/config.ts'
import { describeEngines } from '../support/engines.ts'
import { readGolden, tensorOf, valuesOf, type StoredArray } from '../support/goldens.ts'
import { expectClose } from '../support/numbers.ts'

interface Golden {
  start: StoredArray
  gradients: StoredArray[]
  cases: { config: OptimizerConfig; steps: StoredArray[] }[]
  clip: { limit: number; before: Record<string, StoredArray>; norm: number; after: Record<string, StoredArray> }
}
const golden = readGolden<Golden>('optimizers')

/** One parameter `w` with the golden's first values. */
function createParameters(): Parameters {
  const parameters = new Parameters()
  parameters.add('w', golden.start.shape, () => valuesOf(golden.start) as Float32Array, createRandom(1))
  return parameters
}

describeEngines('optimisers', () => {
  for (const { config, steps } of golden.cases) {
    it(`${JSON.stringify(config)} makes PyTorch's 20 updates, also when it goes on from a checkpoint`, () => {
      const parameters = createParameters()
      let optimizer = createOptimizer(config, parameters)
      for (const [index, expected] of steps.entries()) {
        if (index === 11) {
          const [state, step] = [optimizer.state(), optimizer.step]
          optimizer.dispose()
          optimizer = createOptimizer(config, parameters)
          optimizer.load(state, step)
        }
        const gradient = tensorOf(golden.gradients[index])
        optimizer.apply({ w: gradient }, config.learningRate)
        gradient.dispose()
        expectClose(parameters.values().w, valuesOf(expected), `values after update ${index + 1}`)
      }
      expect(optimizer.step).toBe(20)
      optimizer.dispose()
      parameters.dispose()
    })
  }

  it('changes no copy of a parameter and no record taken before', () => {
    const parameters = createParameters()
    const optimizer = createOptimizer({ kind: 'adam', learningRate: 0.1 }, parameters)
    const before = Float32Array.from(valuesOf(golden.start))
    const [record, clone, state] = [parameters.values(), tf.clone(parameters.get('w')), optimizer.state()]
    optimizer.apply({ w: tf.ones(golden.start.shape) }, 0.1)
    expect(record.w).toEqual(before)
    expect(clone.dataSync()).toEqual(before)
    expect(state['w.moment1'].every((value) => value === 0)).toBe(true)
    expect(parameters.values().w).not.toEqual(before)
  })

  it('leaves a parameter without a gradient alone and refuses a gradient of another shape', () => {
    const parameters = createParameters()
    const optimizer = createOptimizer({ kind: 'adamw', learningRate: 0.1, weightDecay: 0.5 }, parameters)
    optimizer.apply({}, 0.1)
    expect(parameters.values().w).toEqual(valuesOf(golden.start))
    expect(() => optimizer.apply({ w: tf.ones([8]) }, 0.1)).toThrow('the gradient of w has shape [8], expected [2, 4]')
    expect(() => optimizer.load({}, 1)).toThrow('the state w.moment1 has no values, expected 8')
  })

  it('clips by the global norm as PyTorch does', () => {
    const { limit, before, norm, after } = golden.clip
    const given = Object.fromEntries(Object.entries(before).map(([name, stored]) => [name, tensorOf(stored)]))
    const clipped = clipByGlobalNorm(given, limit)
    expectClose([clipped.norm], [norm], 'norm')
    for (const name of Object.keys(after)) expectClose(clipped.gradients[name].dataSync(), valuesOf(after[name]), name)
    expect(given.a.isDisposed).toBe(true)
  })

  it('leaves gradients as they are within the limit, without a limit, and where the norm is no number', () => {
    const gradients = { a: tf.tensor1d([3, 4]) }
    expect(clipByGlobalNorm(gradients, 6)).toEqual({ gradients, norm: 5 })
    expect(clipByGlobalNorm(gradients, null)).toEqual({ gradients, norm: 5 })
    const broken = { a: tf.tensor1d([3, 4]), b: tf.tensor1d([1, NaN]) }
    expect(clipByGlobalNorm(broken, 1).norm).toBeNaN()
    expect(gradientNorms(broken)).toEqual({ a: 5, b: NaN })
  })
})
