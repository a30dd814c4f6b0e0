/**
 * How many different keys were seen: exact up to two million, then estimated within 1 % (HyperLogLog, Flajolet and others
 * 2007), so that a column of a hundred million different values takes no more memory than one of two.
 */
import { KeyTable } from './key-table.ts'

export interface DistinctCounter {
  /** `key`: a hash of 53 bits. */
  add: (key: number) => void
  count: () => number
}

const exactUntil = 1 << 21
const registerBits = 14
const registerCount = 1 << registerBits
/** Bias correction of the harmonic mean for so many registers. */
const correction = 0.7213 / (1 + 1.079 / registerCount)

export function createDistinctCounter(limit = exactUntil): DistinctCounter {
  let table: KeyTable | null = new KeyTable()
  const sketch = createSketch()
  return {
    add: (key) => {
      if (table === null) return sketch.add(key)
      table.place(key)
      if (table.size > limit) {
        for (const known of table.keys()) sketch.add(known)
        table = null
      }
    },
    count: () => table?.size ?? sketch.count(),
  }
}

/** The high 21 bits choose the register; the low 32 tell the rank, the place of their first one. */
function createSketch(): DistinctCounter {
  const registers = new Uint8Array(registerCount)
  return {
    add: (key) => {
      const low = key | 0
      const register = Math.floor(key / 2 ** 32) & (registerCount - 1)
      const rank = Math.clz32(low) + 1
      if (rank > registers[register]) registers[register] = rank
    },
    count: () => {
      const sum = registers.reduce((total, rank) => total + 2 ** -rank, 0)
      return Math.round((correction * registerCount * registerCount) / sum)
    },
  }
}
