/** Statistics of sequence lengths. */
import type { Histogram, Lengths } from '../../src-shared/domain/dataset.ts'

const histogramBins = 30

/** Summary of `lengths`, counted in `unit`. percentile95 and median are values that occur (nearest rank). */
export function summarizeLengths(lengths: Iterable<number>, unit: string): Lengths {
  const counts = new Map<number, number>()
  for (const length of lengths) counts.set(length, (counts.get(length) ?? 0) + 1)
  return summarizeCounts(counts, unit)
}

/** The same from how often each length occurs: what is kept of a stream. */
export function summarizeCounts(counts: ReadonlyMap<number, number>, unit: string): Lengths {
  const sorted = [...counts].sort(([a], [b]) => a - b)
  const total = sorted.reduce((sum, [, count]) => sum + count, 0)
  const rank = (share: number) => {
    let left = Math.max(1, Math.ceil(share * total))
    return sorted.find(([, count]) => (left -= count) <= 0)?.[0] ?? 0
  }
  return {
    unit,
    minimum: sorted[0]?.[0] ?? 0,
    median: rank(0.5),
    mean: total === 0 ? 0 : sorted.reduce((sum, [length, count]) => sum + length * count, 0) / total,
    percentile95: rank(0.95),
    maximum: sorted.at(-1)?.[0] ?? 0,
    histogram: histogramOf(sorted),
  }
}

/** Bins of one whole width each, the first starting at the smallest value. */
function histogramOf(sorted: [number, number][]): Histogram {
  if (sorted.length === 0) return { edges: [0, 1], counts: [0] }
  const first = sorted[0][0]
  const last = sorted[sorted.length - 1][0]
  const width = Math.max(1, Math.ceil((last - first + 1) / histogramBins))
  const bins = Math.floor((last - first) / width) + 1
  const counts = new Array<number>(bins).fill(0)
  for (const [length, count] of sorted) counts[Math.floor((length - first) / width)] += count
  return { edges: Array.from({ length: bins + 1 }, (_, bin) => first + bin * width), counts }
}
