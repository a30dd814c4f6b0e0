const [highPrime, lowPrime] = [0x9e3779b1, 0x5f356495]

/**
 * A 53-bit hash of the first `length` bytes, read four at a time: two multiplicative hashes side by side, finished as in
 * hash-text.ts. `wide` lies over the same memory; up to three bytes past the end are overwritten.
 */
export function hashWords(bytes: Uint8Array, wide: Int32Array, length: number): number {
  for (let at = length; (at & 3) !== 0; at++) bytes[at] = 0
  const end = (length + 3) >> 2
  let high = Math.imul(length, highPrime)
  let low = 0x41c6ce57
  for (let at = 0; at < end; at++) {
    const word = wide[at]
    high = Math.imul(high ^ word, highPrime)
    high ^= high >>> 15
    low = Math.imul(low ^ word, lowPrime)
    low ^= low >>> 13
  }
  high = Math.imul(high ^ (high >>> 16), 0x85ebca6b) ^ Math.imul(low ^ (low >>> 13), 0xc2b2ae35)
  low = Math.imul(low ^ (low >>> 16), 0x85ebca6b) ^ Math.imul(high ^ (high >>> 13), 0xc2b2ae35)
  return (high & 0x1fffff) * 2 ** 32 + (low >>> 0)
}
