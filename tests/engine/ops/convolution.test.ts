/** Convolutions on every engine: against sums written down here, and their gradients against differences. */
import * as tf from '@tensorflow/tfjs-core'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import '../../../src-main/engine/ops/tfjs-gradients.ts'
import { createRandom } from '../../../src-main/engine/random.ts'
import { describeEngines } from '../support/engines.ts'
import { checkGradient } from '../support/gradient-check.ts'
import { expectClose, numbers, randomTensor } from '../support/numbers.ts'

type Pad = 'same' | 'valid' | number

/** y[b, p, q, f] = sum of x[b, p s - top + r, q s - left + c, i] filter[r, c, i, f] as it stands. */
function direct(x: tf.Tensor4D, filter: tf.Tensor4D, stride: [number, number], pad: Pad): { shape: number[]; values: number[] } {
  const { padInfo, outShape } = tf.backend_util.computeConv2DInfo(x.shape, filter.shape, stride, 1, pad)
  const [image, weights] = [x.dataSync(), filter.dataSync()]
  const [, height, width, channels] = x.shape
  const [filterHeight, filterWidth, , filters] = filter.shape
  const values: number[] = []
  for (let b = 0; b < outShape[0]; b++)
    for (let p = 0; p < outShape[1]; p++)
      for (let q = 0; q < outShape[2]; q++)
        for (let f = 0; f < filters; f++) {
          let sum = 0
          for (let r = 0; r < filterHeight; r++)
            for (let c = 0; c < filterWidth; c++) {
              const [y, at] = [p * stride[0] - padInfo.top + r, q * stride[1] - padInfo.left + c]
              if (y < 0 || y >= height || at < 0 || at >= width) continue
              for (let i = 0; i < channels; i++) sum += image[((b * height + y) * width + at) * channels + i] * weights[((r * filterWidth + c) * channels + i) * filters + f]
            }
          values.push(sum)
        }
  return { shape: outShape, values }
}

const size = fc.oneof(fc.constantFrom(1, 15, 16, 17, 32, 33), fc.integer({ min: 1, max: 20 }))
const cases = fc
  .record({
    seed: fc.nat(1_000_000), batch: fc.integer({ min: 1, max: 3 }), filterHeight: fc.integer({ min: 1, max: 4 }), filterWidth: fc.integer({ min: 1, max: 5 }),
    moreHeight: fc.integer({ min: 0, max: 6 }), moreWidth: fc.integer({ min: 0, max: 12 }), channels: size, filters: size,
    stride: fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 })), pad: fc.constantFrom<Pad>('same', 'valid', 1),
  })
  .map((given) => ({
    ...given,
    xShape: [given.batch, given.filterHeight + given.moreHeight, given.filterWidth + given.moreWidth, given.channels] as [number, number, number, number],
    filterShape: [given.filterHeight, given.filterWidth, given.channels, given.filters] as [number, number, number, number],
  }))

describeEngines('convolution', () => {
  it('is the sum it is defined as, at any size, stride and padding', () => {
    fc.assert(
      fc.property(cases, ({ seed, xShape, filterShape, stride, pad }) => {
        tf.tidy(() => {
          const random = createRandom(seed)
          const [x, filter] = [randomTensor<tf.Tensor4D>(random, xShape), randomTensor<tf.Tensor4D>(random, filterShape)]
          const y = tf.conv2d(x, filter, stride, pad)
          const expected = direct(x, filter, stride, pad)
          expect(y.shape).toEqual(expected.shape)
          expectClose(y.dataSync(), expected.values, 'y', { relative: 1e-5, absolute: 2e-5 })
        })
      }),
      { numRuns: 40 },
    )
  })

  it.each<[string, number[], number[], [number, number], Pad]>([
    ['odd sizes, same', [2, 5, 4, 3], [3, 2, 3, 2], [1, 1], 'same'],
    ['strides that leave pixels out, valid', [1, 6, 7, 2], [2, 3, 2, 3], [3, 2], 'valid'],
    ['one by one', [2, 2, 3, 3], [1, 1, 3, 4], [1, 1], 'valid'],
    ['padding by number', [1, 3, 3, 1], [3, 3, 1, 2], [2, 1], 1],
  ])('gradient to input and filter: %s', (_, xShape, filterShape, stride, pad) => {
    const random = createRandom(7)
    checkGradient(([x, filter]) => [tf.conv2d(x as tf.Tensor4D, filter as tf.Tensor4D, stride, pad)], [numbers(random, xShape), numbers(random, filterShape)], [xShape, filterShape])
  })

  it.each<[number, 'same' | 'valid']>([[1, 'same'], [1, 'valid'], [2, 'same'], [3, 'valid']])('conv1d, stride %i, %s: gradient', (stride, pad) => {
    const random = createRandom(8)
    const shapes = [[2, 9, 3], [4, 3, 5]]
    const convolve = ([x, filter]: tf.Tensor[]) => [tf.conv1d(x as tf.Tensor3D, filter as tf.Tensor3D, stride, pad)]
    checkGradient(convolve, shapes.map((shape) => numbers(random, shape)), shapes)
  })

  it('throws on wrong shapes and lives on', () => {
    const [x, filter] = [tf.ones<tf.Rank.R4>([1, 5, 5, 3]), tf.ones<tf.Rank.R4>([2, 2, 4, 2])]
    expect(() => tf.conv2d(x, filter, 1, 'valid')).toThrow(/depth/)
    expect(() => tf.conv2d(x, tf.ones([2, 3]) as unknown as tf.Tensor4D, 1, 'valid')).toThrow(/rank 4/)
    expect(() => tf.conv1d(tf.ones([2, 5]) as unknown as tf.Tensor3D, tf.ones([2, 2, 2, 1]) as unknown as tf.Tensor3D, 1, 'valid')).toThrow(/rank/)
    expect(Array.from(tf.conv2d(x, tf.ones<tf.Rank.R4>([5, 5, 3, 1]), 1, 'valid').dataSync())).toEqual([75])
  })

  it('dilated: forward as tfjs computes it, a gradient is refused', () => {
    const [x, filter] = [tf.ones<tf.Rank.R4>([1, 5, 5, 1]), tf.ones<tf.Rank.R4>([2, 2, 1, 1])]
    expect(Array.from(tf.conv2d(x, filter, 1, 'valid', 'NHWC', 2).dataSync())).toEqual(Array<number>(9).fill(4))
    expect(() => tf.grad((given) => tf.conv2d(given as tf.Tensor4D, filter, 1, 'valid', 'NHWC', 2))(x)).toThrow('no gradient')
  })
})
