/** Items of a NumPy array by its first axis: series, or clips of bytes. */
import { fail } from '../../../src-shared/contract/errors.ts'
import type { ArrayCell } from '../../../src-shared/domain/cell.ts'
import type { NumpyArray } from '../reading/npy.ts'

export interface Item {
  type: 'series' | 'frames'
  cell: (index: number) => ArrayCell
}

/** [N, T], [N, T, C]: series. [N, T, H, W], [N, T, H, W, C] of bytes: clips. @throws import.array */
export function itemOf({ shape, data, type }: NumpyArray): Item {
  if (Array.isArray(data)) return fail('import.array', { file: shape.join(' x '), reason: 'its items are strings' })
  const own = shape.slice(1)
  const size = own.reduce((product, side) => product * side, 1)
  if (own.length <= 2) {
    const [steps, channels = 1] = own
    return { type: 'series', cell: (index) => ({ shape: [steps, channels], data: Float32Array.from(data.subarray(index * size, (index + 1) * size)), rate: null }) }
  }
  const clips = type === 'u1' && data instanceof Uint8Array && (own.length === 3 || (own.length === 4 && (own[3] === 1 || own[3] === 3)))
  if (!clips) return fail('import.array', { file: shape.join(' x '), reason: `arrays of ${shape.length} dimensions are read as clips: bytes (uint8) of 1 or 3 channels` })
  return { type: 'frames', cell: (index) => ({ shape: [...own.slice(0, 3), own[3] ?? 1], data: data.slice(index * size, (index + 1) * size), rate: null }) }
}

/** One array as one item, time first: [T] or [T, C]; more axes are one after the other in a time step. */
export function wholeItem(name: string, { shape, data }: NumpyArray): ArrayCell {
  if (Array.isArray(data) || shape.length === 0) return fail('import.array', { file: name, reason: 'it is no array of numbers by time step' })
  return { shape: [shape[0], shape.slice(1).reduce((product, side) => product * side, 1)], data: Float32Array.from(data), rate: null }
}

/** [N] or [N, 1] as labels of N items; null where it is something else. */
export function labelsIn({ shape, data }: NumpyArray, count: number): string[] | null {
  const flat = shape.length === 1 || (shape.length === 2 && shape[1] === 1)
  return flat && shape[0] === count ? Array.from(data, textOfNumber) : null
}

/** [N, T] of whole numbers or strings as a tag for each step of N items of T steps; null where it is something else. */
export function tagsIn({ shape, data, type }: NumpyArray, [count, steps]: readonly number[]): ((index: number) => string[]) | null {
  const whole = Array.isArray(data) || /^[iub]/.test(type) || data.every(Number.isInteger)
  if (shape.length !== 2 || shape[0] !== count || shape[1] !== steps || !whole) return null
  return (index) => Array.from(data.slice(index * steps, (index + 1) * steps), textOfNumber)
}

/** '' for a missing number. */
export const textOfNumber = (value: number | string): string => (typeof value === 'number' && Number.isNaN(value) ? '' : String(value))
