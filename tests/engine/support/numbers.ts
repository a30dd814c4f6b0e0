/** Tensors from seeded numbers, and how two lists of numbers are compared. */
import * as tf from '@tensorflow/tfjs-core'
import { expect } from 'vitest'
import type { Random } from '../../../src-main/engine/random.ts'

/** Uniform in [-scale, scale). */
export function numbers(random: Random, shape: number[], scale = 1): Float32Array {
  return Float32Array.from({ length: tf.util.sizeFromShape(shape) }, () => (2 * random.uniform() - 1) * scale)
}

export function randomTensor<Kind extends tf.Tensor>(random: Random, shape: number[], scale = 1): Kind {
  return tf.tensor(numbers(random, shape, scale), shape) as Kind
}

export interface Tolerance {
  relative: number
  absolute: number
}

/** Goldens: 1e-5 relative, and what float32 cannot hold of numbers that cancel to nearly nothing. */
export const goldenTolerance: Tolerance = { relative: 1e-5, absolute: 1e-6 }

/** Every number within tolerance of the expected one; says which is furthest off. */
export function expectClose(found: ArrayLike<number>, expected: ArrayLike<number>, name: string, { relative, absolute }: Tolerance = goldenTolerance): void {
  expect(found.length, `${name}: how many numbers`).toBe(expected.length)
  let worst = { excess: 0, index: -1 }
  for (let index = 0; index < expected.length; index++) {
    const excess = Math.abs(found[index] - expected[index]) / (absolute + relative * Math.abs(expected[index]))
    if (!(excess <= Math.max(worst.excess, 1))) worst = { excess, index }
  }
  const { index, excess } = worst
  expect(index, `${name}[${index}] is ${found[index]}, expected ${expected[index]} (${excess.toPrecision(3)} times the tolerance)`).toBe(-1)
}
