/** What columns of lists and of arrays hold, seen once in a stream. */
import { isArrayCell, type Cell } from '../../src-shared/domain/cell.ts'
import type { Column } from '../../src-shared/domain/dataset.ts'
import { dtypeOf, type Dtype } from './arrays.ts'
import { createDistinctCounter } from './counting/distinct.ts'
import { hashCell } from './hash-cell.ts'
import { hashText } from './hash-text.ts'

/** `distinct` counts words or tags, `meanLength` how many of them a row has. */
export function createTokenProfile(): { add: (cell: Cell) => void; column: (name: string) => Column } {
  const distinct = createDistinctCounter()
  let rows = 0
  let tokens = 0
  let missing = 0
  return {
    add: (cell) => {
      const list = Array.isArray(cell) ? cell : []
      rows++
      tokens += list.length
      if (list.length === 0) missing++
      for (const token of list) distinct.add(hashText(token))
    },
    column: (name) => ({ name, type: 'tokens', array: null, distinct: distinct.count(), missing, meanLength: rows === 0 ? 0 : tokens / rows }),
  }
}

/** `missing` counts rows with a value that is not there, `meanLength` time steps. The type of the first array is that of the column. */
export function createArrayProfile(type: 'series' | 'audio' | 'frames', channels: string[]): { add: (cell: Cell, hash?: number) => void; column: (name: string) => Column } {
  const distinct = createDistinctCounter()
  let rows = 0
  let steps = 0
  let missing = 0
  let dtype: Dtype | null = null
  let rate: number | null | undefined
  return {
    add: (cell, hash) => {
      if (!isArrayCell(cell)) {
        missing++
        return
      }
      rows++
      steps += cell.shape[0]
      dtype ??= dtypeOf(cell.data)
      rate = rate === undefined || rate === cell.rate ? cell.rate : null
      if (cell.data instanceof Float32Array && cell.data.some(Number.isNaN)) missing++
      distinct.add(hash ?? hashCell(cell))
    },
    column: (name) => ({ name, type, array: { dtype: dtype ?? 'float32', channels, rate: rate ?? null }, distinct: distinct.count(), missing, meanLength: rows === 0 ? 0 : steps / rows }),
  }
}
