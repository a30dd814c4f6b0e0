/** A 53-bit hash of a text, to know it again without keeping it: two 32-bit multiplicative hashes side by side. Not for security. */
import { encode } from './counting/encoded.ts'
import { hashWords } from './counting/hash-words.ts'

/** Shorter texts are hashed character by character, longer ones four bytes at a time. */
const shortest = 48

export function hashText(text: string): number {
  if (text.length >= shortest) return hashLong(text)
  let high = 0xdeadbeef
  let low = 0x41c6ce57
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index)
    high = Math.imul(high ^ unit, 0x9e3779b1)
    low = Math.imul(low ^ unit, 0x5f356495)
  }
  high = Math.imul(high ^ (high >>> 16), 0x85ebca6b) ^ Math.imul(low ^ (low >>> 13), 0xc2b2ae35)
  low = Math.imul(low ^ (low >>> 16), 0x85ebca6b) ^ Math.imul(high ^ (high >>> 13), 0xc2b2ae35)
  return (high & 0x1fffff) * 2 ** 32 + (low >>> 0)
}

function hashLong(text: string): number {
  const { bytes, wide, length } = encode(text)
  return hashWords(bytes, wide, length)
}
