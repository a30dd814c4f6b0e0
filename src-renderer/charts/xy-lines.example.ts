import type { XyLinesData } from './xy-lines.ts'

const rates = Array.from({ length: 41 }, (_, index) => index / 40)

export const xyLinesExample: XyLinesData = {
  lines: [
    { name: 'positive', tint: { run: 0 }, points: rates.map((rate) => [rate, rate ** 0.3]) },
    { name: 'Chance', tint: 'muted', points: [[0, 0], [1, 1]], dashed: true },
  ],
  x: { name: 'False positive rate' },
  y: { name: 'True positive rate' },
}
