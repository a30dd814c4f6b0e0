/** Native convolutions and layer norm against the CPU backend's and the reference's: every instruction set, several threads. */
import * as tf from '@tensorflow/tfjs-core'
import fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import { selectEngine } from '../../../src-main/engine/backends/select.ts'
import { loadKernels } from '../../../src-main/engine/kernels/loader.ts'
import { layerNorm } from '../../../src-main/engine/ops/layer-norm.ts'
import '../../../src-main/engine/ops/tfjs-gradients.ts'
import { createRandom } from '../../../src-main/engine/random.ts'
import { expectClose, randomTensor } from '../support/numbers.ts'

const { kernels } = loadKernels()
const instructionSets = kernels?.describe().available ?? []
const size = (max: number) => fc.oneof(fc.constantFrom(1, 7, 8, 9, 15, 16, 17, 31, 32, 33).filter((edge) => edge <= max), fc.integer({ min: 1, max }))

/** What an operation and its gradients give, computed from the same numbers on an engine. */
async function outcome(engine: 'native' | 'reference', threads: number, operation: () => tf.Tensor[]): Promise<Float32Array[]> {
  await selectEngine(engine, threads)
  const found = tf.tidy(operation)
  const values = found.map((tensor) => tensor.dataSync() as Float32Array)
  tf.dispose(found)
  return values
}

/** y, and the gradient of sum(y * weights) to every input. */
function withGradients(operation: (inputs: tf.Tensor[]) => tf.Tensor, shapes: number[][], seed: number): () => tf.Tensor[] {
  return () => {
    const random = createRandom(seed)
    const inputs = shapes.map((shape) => randomTensor(random, shape))
    const y = operation(inputs)
    const weights = randomTensor(random, y.shape)
    return [y, ...tf.grads((...given) => tf.sum(tf.mul(operation(given), weights)))(inputs)]
  }
}

/** Native with one thread and with several the same bits; both close to the reference. */
async function expectAlike(operation: () => tf.Tensor[], threads: number): Promise<void> {
  const [alone, together] = [await outcome('native', 1, operation), await outcome('native', threads, operation)]
  const wanted = await outcome('reference', 1, operation)
  expect(together).toEqual(alone)
  wanted.forEach((values, index) => {
    const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-3)
    expectClose(alone[index], values, `array ${index}`, { relative: 0, absolute: 1e-5 * largest })
  })
}

describe.skipIf(!kernels)('native convolution and layer norm', () => {
  afterEach(() => kernels?.setInstructions(instructionSets.includes('avx2') ? 'avx2' : instructionSets[0]))

  it.each(instructionSets)('conv2d and both gradients equal the CPU backend (%s)', async (instructions) => {
    kernels?.setInstructions(instructions)
    const cases = fc.record({
      seed: fc.nat(1_000_000), batch: size(9), height: size(5), width: size(33), channels: size(33), filters: size(40), filter: fc.tuple(size(4), size(5)),
      stride: fc.tuple(size(3), size(3)), pad: fc.constantFrom('same' as const, 'valid' as const), threads: fc.integer({ min: 2, max: 3 }),
    })
    await fc.assert(
      fc.asyncProperty(cases, async ({ seed, batch, height, width, channels, filters, filter, stride, pad, threads }) => {
        fc.pre(pad === 'same' || (filter[0] <= height && filter[1] <= width))
        const convolve = ([x, weights]: tf.Tensor[]) => tf.conv2d(x as tf.Tensor4D, weights as tf.Tensor4D, stride, pad)
        await expectAlike(withGradients(convolve, [[batch, height, width, channels], [...filter, channels, filters]], seed), threads)
      }),
      { numRuns: 15 },
    )
  })

  it('conv1d over many rows, several blocks of sums and several workers', async () => {
    const convolve = ([x, weights]: tf.Tensor[]) => tf.conv1d(x as tf.Tensor3D, weights as tf.Tensor3D, 1, 'same')
    await expectAlike(withGradients(convolve, [[5, 75, 37], [3, 37, 40]], 3), 3)
  })

  it.each(instructionSets)('layer norm and its gradients equal the reference (%s)', async (instructions) => {
    kernels?.setInstructions(instructions)
    const cases = fc.record({ seed: fc.nat(1_000_000), outer: size(9), rows: fc.oneof(size(33), fc.integer({ min: 200, max: 600 })), columns: fc.integer({ min: 2, max: 70 }), threads: fc.integer({ min: 2, max: 3 }) })
    await fc.assert(
      fc.asyncProperty(cases, async ({ seed, outer, rows, columns, threads }) => {
        const normalise = ([x, gamma, beta]: tf.Tensor[]) => layerNorm(x, gamma as tf.Tensor1D, beta as tf.Tensor1D, 1e-3)
        await expectAlike(withGradients(normalise, [[outer, rows, columns], [columns], [columns]], seed), threads)
      }),
      { numRuns: 15 },
    )
  })
})
