/**
 * Seeded integers for splits and samples. Integer arithmetic only, so that the same seed gives the same split on every
 * platform and in every version of the runtime; `purpose` keeps two uses of one seed independent.
 */
export interface Seeded {
  /** A whole number from 0 to bound - 1, every one equally likely. bound: 1 .. 2^32. */
  integer: (bound: number) => number
  /** Puts `items` in random order, in place (Fisher and Yates). */
  shuffle: <T>(items: T[]) => T[]
}

/** xoshiro128**, Blackman and Vigna 2018, seeded from an FNV-1a hash of seed and purpose through murmur3's finaliser. */
export function createSeeded(seed: number, purpose: string): Seeded {
  const state = stateFrom(`${seed}:${purpose}`)

  const next = (): number => {
    const result = Math.imul(rotate(Math.imul(state[1], 5), 7), 9) >>> 0
    const shifted = state[1] << 9
    state[2] ^= state[0]
    state[3] ^= state[1]
    state[1] ^= state[2]
    state[0] ^= state[3]
    state[2] ^= shifted
    state[3] = rotate(state[3], 11)
    return result
  }

  const integer = (bound: number): number => {
    // Values past the last whole multiple of `bound` would make small results likelier: draw again.
    const limit = 2 ** 32 - (2 ** 32 % bound)
    let value = next()
    while (value >= limit) value = next()
    return value % bound
  }

  const shuffle = <T>(items: T[]): T[] => {
    for (let last = items.length - 1; last > 0; last--) {
      const other = integer(last + 1)
      const kept = items[last]
      items[last] = items[other]
      items[other] = kept
    }
    return items
  }

  return { integer, shuffle }
}

const rotate = (value: number, bits: number): number => (value << bits) | (value >>> (32 - bits))

function stateFrom(text: string): Int32Array {
  let hash = 0x811c9dc5
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  const state = new Int32Array(4)
  for (let word = 0; word < 4; word++) {
    hash = (hash + 0x9e3779b9) | 0
    let mixed = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
    mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35)
    state[word] = mixed ^ (mixed >>> 16)
  }
  if (state.every((word) => word === 0)) state[0] = 1
  return state
}
