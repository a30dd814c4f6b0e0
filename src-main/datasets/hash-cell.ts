/** A 53-bit hash of any cell, to know it again without keeping it. */
import { isArrayCell, type Cell } from '../../src-shared/domain/cell.ts'
import { hashText } from './hash-text.ts'

export function hashCell(cell: Cell): number {
  if (typeof cell === 'string') return hashText(cell)
  if (!isArrayCell(cell)) return hashText(cell.join('\u0001'))
  const { data, shape } = cell
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
  let high = 0xdeadbeef ^ shape.length
  let low = 0x41c6ce57 ^ shape[0]
  for (const byte of bytes) {
    high = Math.imul(high ^ byte, 0x9e3779b1)
    low = Math.imul(low ^ byte, 0x5f356495)
    low ^= low >>> 15
  }
  high = Math.imul(high ^ (high >>> 16), 0x85ebca6b) ^ Math.imul(low ^ (low >>> 13), 0xc2b2ae35)
  return (high & 0x1fffff) * 2 ** 32 + (low >>> 0)
}
