import type { HistogramData } from './histogram.ts'

export const histogramExample: HistogramData = {
  histogram: { edges: [1, 5, 9, 13, 17, 21, 25, 29, 33], counts: [120, 480, 720, 610, 330, 140, 60, 12] },
  integers: true,
  tint: { split: 'train' },
  x: { name: 'Length', unit: 'words' },
  y: { name: 'Sequences' },
}
