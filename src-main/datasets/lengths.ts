/** Statistics of sequence lengths. */
import type { Histogram, Lengths } from '../../src-shared/domain/dataset.ts'

const histogramBins = 30

/** Summary of `lengths`, counted in `unit`. percentile95 and median are values that occur (nearest rank). */
export function summarizeLengths(lengths: readonly number[], unit: string): Lengths {
  const sorted = Float64Array.from(lengths).sort()
  const rank = (share: number) => (sorted.length === 0 ? 0 : sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)])
  const sum = sorted.reduce((total, length) => total + length, 0)
  return {
    unit,
    minimum: rank(0),
    median: rank(0.5),
    mean: sorted.length === 0 ? 0 : sum / sorted.length,
    percentile95: rank(0.95),
    maximum: rank(1),
    histogram: histogramOf(sorted),
  }
}

/** Bins of one whole width each, the first starting at the smallest value. */
function histogramOf(sorted: Float64Array): Histogram {
  if (sorted.length === 0) return { edges: [0, 1], counts: [0] }
  const first = sorted[0]
  const width = Math.max(1, Math.ceil((sorted[sorted.length - 1] - first + 1) / histogramBins))
  const bins = Math.floor((sorted[sorted.length - 1] - first) / width) + 1
  const counts = new Array<number>(bins).fill(0)
  for (const length of sorted) counts[Math.floor((length - first) / width)]++
  return { edges: Array.from({ length: bins + 1 }, (_, bin) => first + bin * width), counts }
}
