/** What stands for missing values, and how columns are brought to one scale; fitted on the training steps alone. */
import type { Scaler } from '../../../src-shared/domain/prepared.ts'
import type { WindowsPreprocessing } from '../../../src-shared/domain/preprocessing.ts'
import type { Numbers } from './timelines.ts'

/** `middle` stands where nothing was seen before. `last` looks back alone; `linear` knows what came after a gap. */
const fillers: Record<WindowsPreprocessing['imputation'], (values: Numbers, middle: number) => Numbers> = {
  mean: (values, middle) => values.map((value) => (Number.isNaN(value) ? middle : value)),
  last: (values, middle) => {
    let last = middle
    return values.map((value) => (Number.isNaN(value) ? last : (last = value)))
  },
  linear: (values, middle) => {
    const filled = fillers.last(values, middle)
    let before = -1
    for (let time = 0; time < values.length; time++) {
      if (Number.isNaN(values[time])) continue
      for (let gap = before + 1; gap < time; gap++) {
        filled[gap] = before < 0 ? values[time] : values[before] + ((values[time] - values[before]) * (gap - before)) / (time - before)
      }
      before = time
    }
    return filled
  },
}

export const fill = (values: Numbers, kind: WindowsPreprocessing['imputation'], middle: number): Numbers => fillers[kind](values, middle)

type Scale = (sorted: Float64Array) => { center: number; scale: number }

const scales: Record<WindowsPreprocessing['scaling'], Scale> = {
  none: () => ({ center: 0, scale: 1 }),
  standard: (values) => {
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length
    return { center: mean, scale: Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length) }
  },
  minmax: (sorted) => ({ center: sorted[0], scale: sorted[sorted.length - 1] - sorted[0] }),
  robust: (sorted) => ({ center: at(sorted, 0.5), scale: at(sorted, 0.75) - at(sorted, 0.25) }),
}

const at = (sorted: Float64Array, share: number): number => sorted[Math.round(share * (sorted.length - 1))]

/** One column of the scaler from training values; a constant column keeps its spread, and nothing at all its values. */
export function fitColumn(values: Iterable<number>, kind: WindowsPreprocessing['scaling']): { center: number; scale: number } {
  const sorted = Float64Array.from(values).filter((value) => !Number.isNaN(value)).sort()
  if (sorted.length === 0) return { center: 0, scale: 1 }
  const { center, scale } = scales[kind](sorted)
  return { center, scale: scale > 1e-12 * Math.max(1, Math.abs(center)) ? scale : 1 }
}

export const scalerOf = (columns: { center: number; scale: number }[]): Scaler => ({ center: columns.map(({ center }) => center), scale: columns.map(({ scale }) => scale) })
