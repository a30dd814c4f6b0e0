/** What the native engine must reach against PyTorch at the same number of threads: [1 thread, 2 threads], by row. */
import { benchShapes, type BenchRow } from '../../src-main/engine/bench/recurrent.ts'

/** In the order of benchShapes. */
const padded: Record<BenchRow['cell'], [number, number][]> = {
  lstm: [[1.4, 1.8], [1.2, 1.3], [1.25, 1.3], [1.15, 1.2]],
  gru: [[3, 5], [1.9, 2.5], [1.25, 1.5], [1.2, 1.3]],
  rnn: [[3, 5], [1.8, 2.5], [1.25, 1.5], [1.15, 1.25]],
}
const packedLstm: [number, number][] = [[0, 0], [4, 6], [2.8, 3.3], [0, 0]]

/** WebAssembly against PyTorch on one thread: packed shapes 1.3, small GRU and RNN 1.7. */
export function wasmBarOf({ cell, shape, packed }: BenchRow): number | null {
  if (packed) return 1.3
  return cell !== 'lstm' && shape === benchShapes[0] ? 1.7 : null
}

/** times faster; null where no bar is set. */
export function barOf({ cell, shape, packed }: BenchRow, threads: number): number | null {
  if (threads !== 1 && threads !== 2) return null
  const index = benchShapes.findIndex((known) => known.every((size, axis) => size === shape[axis]))
  const pair = (packed ? packedLstm : padded[cell])[index]
  return pair?.[threads - 1] || null
}

/** Share of the measured peak of multiply-adds, at the two large padded LSTM shapes. */
export function peakBarOf({ cell, shape, packed }: BenchRow, threads: number): number | null {
  if (cell !== 'lstm' || packed || shape[3] < 256) return null
  return threads === 1 ? 0.85 : threads === 2 ? 0.8 : null
}

/** How much slower than the bare kernels a step through tfjs may be. */
export const throughBars = [0.25, 0.25, 0.05, 0.05]
