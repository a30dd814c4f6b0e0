/**
 * Seeded random numbers, the same on every platform: integer arithmetic and IEEE + - * / sqrt only, because Math.log,
 * Math.sin and their like may differ in the last bit between builds of V8.
 *
 * Generator: xoshiro128** 1.1 (Blackman and Vigna, 2018), its state filled by splitmix32 from the seed.
 */

export interface Random {
  /** A number in [0, 1), 53 random bits. */
  uniform(): number
  /** A number from the standard normal distribution. */
  normal(): number
  /** An integer in [0, n), n at most 2^32. */
  integer(n: number): number
  /** Shuffles in place (Fisher and Yates) and returns the same array. */
  shuffle<Items extends unknown[] | Int32Array | Uint32Array | Float32Array>(items: Items): Items
  /**
   * A generator of its own for one purpose. It depends on the seed and the label alone, not on what was drawn before,
   * so that a new consumer never changes the numbers of the others.
   */
  fork(label: string): Random
}

const twoTo32 = 2 ** 32

/** A generator from any integer seed. */
export function createRandom(seed: number): Random {
  const low = seed >>> 0
  const high = Math.floor(seed / twoTo32) >>> 0
  return fromKey(mix(low) ^ mix(high ^ 0x9e3779b9), mix(low ^ 0x85ebca6b) ^ high)
}

function fromKey(first: number, second: number): Random {
  const next = xoshiro128(first, second)
  // Marsaglia's polar method makes two normal numbers at a time; the second waits here.
  let waiting: number | null = null

  const uniform = () => ((next() >>> 5) * 2 ** 26 + (next() >>> 6)) / 2 ** 53

  const integer = (n: number) => {
    if (n === twoTo32) return next()
    // Draws from the incomplete last block are refused, so that every value is equally likely.
    const limit = twoTo32 - (twoTo32 % n)
    let draw = next()
    while (draw >= limit) draw = next()
    return draw % n
  }

  return {
    uniform,
    integer,
    normal() {
      if (waiting !== null) {
        const value = waiting
        waiting = null
        return value
      }
      for (;;) {
        const u = 2 * uniform() - 1
        const v = 2 * uniform() - 1
        const square = u * u + v * v
        if (square >= 1 || square === 0) continue
        const factor = Math.sqrt((-2 * naturalLogarithm(square)) / square)
        waiting = v * factor
        return u * factor
      }
    },
    shuffle(items) {
      for (let last = items.length - 1; last > 0; last--) {
        const other = integer(last + 1)
        const value = items[last]
        items[last] = items[other] as never
        items[other] = value as never
      }
      return items
    },
    fork(label) {
      const hash = hashLabel(label)
      return fromKey(mix(first ^ hash), mix((second + Math.imul(hash, 0x9e3779b1)) >>> 0))
    },
  }
}

/** Draws of 32 bits. */
function xoshiro128(first: number, second: number): () => number {
  const state = new Uint32Array(4)
  let seed = first
  for (let index = 0; index < 4; index++) {
    seed = (seed + 0x9e3779b9 + (index === 2 ? second : 0)) >>> 0
    state[index] = mix(seed ^ (index & 1 ? second : 0))
  }
  state[3] |= 1 // The state must not be all zero.
  return () => {
    const result = Math.imul(rotateLeft(Math.imul(state[1], 5), 7), 9) >>> 0
    const shifted = state[1] << 9
    state[2] ^= state[0]
    state[3] ^= state[1]
    state[1] ^= state[2]
    state[0] ^= state[3]
    state[2] ^= shifted
    state[3] = rotateLeft(state[3], 11)
    return result
  }
}

const rotateLeft = (value: number, bits: number) => (value << bits) | (value >>> (32 - bits))

/** Spreads every bit of a 32-bit integer over all others (murmur3's finaliser). Also the counter-based stream of ops/dropout.ts. */
export function mix(value: number): number {
  let bits = value | 0
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b)
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35)
  return (bits ^ (bits >>> 16)) >>> 0
}

/** FNV-1a over UTF-16 units. */
function hashLabel(label: string): number {
  let hash = 0x811c9dc5
  for (let index = 0; index < label.length; index++) hash = Math.imul(hash ^ label.charCodeAt(index), 0x01000193)
  return mix(hash)
}

/**
 * ln x for 0 < x <= 1 by halving to m in [0.70, 1.41] and ln m = 2 (s + s^3/3 + s^5/5 + ...), s = (m - 1) / (m + 1):
 * |s| < 0.172, so twelve terms reach double precision.
 */
function naturalLogarithm(x: number): number {
  let mantissa = x
  let exponent = 0
  while (mantissa < Math.SQRT1_2) {
    mantissa *= 2
    exponent--
  }
  const s = (mantissa - 1) / (mantissa + 1)
  let sum = 0
  for (let odd = 23; odd >= 1; odd -= 2) sum = sum * s * s + 1 / odd
  return 2 * s * sum + exponent * Math.LN2
}
