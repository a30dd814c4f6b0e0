/**
 * (number, number) -> number, by open addressing in typed arrays: ten times smaller and faster than a Map with joined keys.
 * Values count up from 1 in the order of insertion: each pair's value is its own serial number.
 */
export interface PairTable {
  /** Pairs held; serial numbers are 1 to this. */
  size: () => number
  /** Serial number of the pair, 0 where it is not held. */
  find: (first: number, second: number) => number
  /** The same, held from now on. */
  insert: (first: number, second: number) => number
  /** First and second member by serial number; row 0 is empty. Copies. */
  pairs: () => { first: Int32Array; second: Int32Array }
}

export function createPairTable(expected = 1 << 12): PairTable {
  let slots = new Int32Array(2 ** Math.ceil(Math.log2(expected * 2)))
  let first = new Int32Array(expected + 1)
  let second = new Int32Array(expected + 1)
  let size = 0

  const slotOf = (a: number, b: number): number => {
    const mask = slots.length - 1
    let hash = Math.imul(a, 0x9e3779b1) ^ Math.imul(b, 0x85ebca6b)
    hash ^= hash >>> 15
    let slot = Math.imul(hash, 0x2c1b3c6d) >>> 7 & mask
    for (;;) {
      const held = slots[slot]
      if (held === 0 || (first[held] === a && second[held] === b)) return slot
      slot = (slot + 1) & mask
    }
  }
  const grow = (): void => {
    slots = new Int32Array(slots.length * 2)
    for (let serial = 1; serial <= size; serial++) slots[slotOf(first[serial], second[serial])] = serial
  }
  return {
    size: () => size,
    find: (a, b) => slots[slotOf(a, b)],
    insert: (a, b) => {
      const slot = slotOf(a, b)
      if (slots[slot] !== 0) return slots[slot]
      size += 1
      if (size >= first.length) {
        first = enlarge(first)
        second = enlarge(second)
      }
      first[size] = a
      second[size] = b
      slots[slot] = size
      if (size * 2 > slots.length) grow()
      return size
    },
    pairs: () => ({ first: first.slice(0, size + 1), second: second.slice(0, size + 1) }),
  }
}

/** The same array with twice the room. */
export function enlarge(values: Int32Array): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(values.length * 2)
  larger.set(values)
  return larger
}
