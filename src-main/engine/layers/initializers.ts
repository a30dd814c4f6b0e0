/**
 * First values of parameters. Recurrent and dense ones are PyTorch's, so that a recipe that is known to work there works here:
 * recurrent weights and biases uniform(-1/sqrt(H), 1/sqrt(H)), dense ones uniform(-1/sqrt(inputs), 1/sqrt(inputs)). Both keep the
 * variance of what passes through about the same, and a state that starts small leaves gates near their middle, where they learn.
 * An LSTM's forget bias gets no extra 1: with it a run is no longer comparable with PyTorch's, and Adam moves it soon where it helps.
 * Embeddings differ, see embedding.ts.
 */
import type { Random } from '../random.ts'

export type Initializer = (random: Random, shape: number[]) => Float32Array

const sizeOf = (shape: number[]) => shape.reduce((product, length) => product * length, 1)

/** Uniform in [-bound, bound). */
export function uniform(bound: number): Initializer {
  return (random, shape) => Float32Array.from({ length: sizeOf(shape) }, () => (2 * random.uniform() - 1) * bound)
}

/** uniform(1 / sqrt(fan)). */
export const inverseSquareRoot = (fan: number): Initializer => uniform(1 / Math.sqrt(fan))

/** Normal with mean 0 and the given deviation. */
export function normal(deviation: number): Initializer {
  return (random, shape) => Float32Array.from({ length: sizeOf(shape) }, () => random.normal() * deviation)
}

/**
 * Normal with the given deviation, but row 0, the padding, zero: it is looked up where a sequence has ended, and zero
 * is what an inspector should show there.
 */
export function normalWithPadding(deviation: number): Initializer {
  return (random, shape) => {
    const values = normal(deviation)(random, shape)
    return values.fill(0, 0, shape[1])
  }
}
