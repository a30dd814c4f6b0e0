/** Cost grows linearly in the number of steps, of sequences, and in the sum of the lengths: least squares through measured steps. */
import { selectEngine } from '../../src-main/engine/backends/select.ts'
import type { BenchRow } from '../../src-main/engine/bench/recurrent.ts'
import { createRandom } from '../../src-main/engine/random.ts'
import type { Kernels } from '../../src-main/engine/kernels/loader.ts'
import { prepareBareStep } from './bare.ts'
import { found } from './report.ts'
import { timed } from './training.ts'

interface Point {
  x: number
  milliseconds: number
}

/** Milliseconds = slope x + intercept. */
function fit(points: Point[]): { slope: number; intercept: number; determination: number } {
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
  const [x, y] = [mean(points.map((point) => point.x)), mean(points.map(({ milliseconds }) => milliseconds))]
  const sum = (term: (point: Point) => number) => points.reduce((total, point) => total + term(point), 0)
  const slope = sum((point) => (point.x - x) * (point.milliseconds - y)) / sum((point) => (point.x - x) ** 2)
  const intercept = y - slope * x
  const left = sum((point) => (point.milliseconds - intercept - slope * point.x) ** 2)
  return { slope, intercept, determination: 1 - left / sum((point) => (point.milliseconds - y) ** 2) }
}

interface Grown {
  row: BenchRow
  x: number
  lengths: Int32Array | null
}

/** Each row in turn, fifteen times over, and the least of each: what the machine does besides only ever adds, and for a while. */
function fastest(kernels: Kernels, rows: Grown[]): Point[] {
  const prepared = rows.map(({ row, lengths }) => prepareBareStep(kernels, row, lengths))
  for (const { step } of prepared) step()
  const rounds = Array.from({ length: 15 }, () => prepared.map(({ step }) => timed(step)))
  return rows.map(({ x }, index) => ({ x, milliseconds: Math.min(...rounds.map((times) => times[index])) }))
}

/** What grows -> the rows to measure, and how much of it each has. */
const growths: Record<string, Grown[]> = {
  steps: [25, 50, 100, 150, 200, 300].map((steps) => ({ row: { cell: 'lstm', shape: [32, steps, 64, 128], packed: false }, x: steps, lengths: null })),
  sequences: [12, 24, 48, 72, 96, 144].map((batch) => ({ row: { cell: 'lstm', shape: [batch, 60, 64, 128], packed: false }, x: batch, lengths: null })),
  'sum of lengths': [0.15, 0.3, 0.5, 0.8, 1.3, 2, 4].map((power) => {
    const random = createRandom(5)
    const lengths = Int32Array.from({ length: 48 }, () => Math.max(1, Math.floor(120 * random.uniform() ** power)))
    return { row: { cell: 'lstm', shape: [48, 120, 64, 128], packed: true }, x: lengths.reduce((sum, length) => sum + length, 0), lengths }
  }),
}

export async function benchLinear(kernels: Kernels, threads: number[]): Promise<void> {
  for (const count of threads) {
    await selectEngine('native', count)
    for (const [name, rows] of Object.entries(growths)) {
      const { slope, intercept, determination } = fit(fastest(kernels, rows))
      const most = Math.max(...rows.map(({ x }) => x))
      const share = intercept / (intercept + slope * most)
      found({ bench: 'linear', row: `lstm by ${name}`, threads: count, unit: 'ms', ours: slope, theirs: null, value: determination, bar: 0.99, wanted: 'at least', note: `ms each; R^2; ${(share * 100).toFixed(1)} % of the largest does not grow` })
    }
  }
}
