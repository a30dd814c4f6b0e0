/** Moves weights from the layouts of engine/ops/recurrent.ts to those of other frameworks. */
import type { NamedTensor } from './model.ts'

/** [rows, columns] -> [columns, rows]. */
export function transpose({ shape: [rows, columns], data }: NamedTensor): NamedTensor {
  const result = new Float32Array(data.length)
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) result[column * rows + row] = data[row * columns + column]
  }
  return { shape: [columns, rows], data: result }
}

/** Takes blocks of `data`, each `data.length / count` long, in another order: block i of the result is block `order[i]`. */
export function reorderBlocks(data: Float32Array, order: readonly number[]): Float32Array {
  const size = data.length / order.length
  const result = new Float32Array(data.length)
  order.forEach((from, to) => result.set(data.subarray(from * size, (from + 1) * size), to * size))
  return result
}

/** One array of all the values, in order. */
export function concatenate(arrays: Float32Array[]): Float32Array {
  const result = new Float32Array(arrays.reduce((sum, array) => sum + array.length, 0))
  let offset = 0
  for (const array of arrays) {
    result.set(array, offset)
    offset += array.length
  }
  return result
}

/** Row `index` of a matrix. */
export function rowOf({ shape: [, columns], data }: NamedTensor, index: number): Float32Array {
  return data.subarray(index * columns, (index + 1) * columns)
}
