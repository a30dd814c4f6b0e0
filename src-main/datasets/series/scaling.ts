/** Scaling of time steps by channel: fitted on training rows, applied, and taken back. Missing values (NaN) are left out and stay. */
import type { SeriesPreprocessing } from '../../../src-shared/domain/preprocessing.ts'
import type { Scaler } from '../../../src-shared/domain/prepared.ts'

export type Scaling = SeriesPreprocessing['scaling']
/** Time steps [T, C], row-major. */
export type Steps = Float32Array | Float64Array

/** A spread below this is a constant: it is left as it is. */
const constant = 1e-12

export const identityScaler = (channels: number): Scaler => ({ center: new Array<number>(channels).fill(0), scale: new Array<number>(channels).fill(1) })

/** Over the steps of all sequences together. `window` and `none` fit nothing. */
export function fitScaler(sequences: Iterable<Steps>, channels: number, scaling: Scaling): Scaler {
  if (scaling === 'window' || scaling === 'none') return identityScaler(channels)
  return scaling === 'robust' ? fitQuartiles(sequences, channels) : fitMoments(sequences, channels, scaling)
}

function fitMoments(sequences: Iterable<Steps>, channels: number, scaling: 'standard' | 'minmax'): Scaler {
  const moments = Array.from({ length: channels }, () => ({ count: 0, mean: 0, squares: 0, least: Infinity, most: -Infinity }))
  for (const steps of sequences) {
    for (let at = 0; at < steps.length; at++) {
      const value = steps[at]
      if (Number.isNaN(value)) continue
      // Welford: exact where the mean is large against the spread.
      const own = moments[at % channels]
      own.count++
      const change = value - own.mean
      own.mean += change / own.count
      own.squares += change * (value - own.mean)
      if (value < own.least) own.least = value
      if (value > own.most) own.most = value
    }
  }
  const standard = scaling === 'standard'
  return {
    center: moments.map(({ count, mean, least }) => (count === 0 ? 0 : standard ? mean : least)),
    scale: moments.map(({ count, squares, least, most }) => positive(count === 0 ? 0 : standard ? Math.sqrt(squares / count) : most - least)),
  }
}

/** Median and the distance between the quartiles. */
function fitQuartiles(sequences: Iterable<Steps>, channels: number): Scaler {
  const all = [...sequences]
  const sorted = Array.from({ length: channels }, (_, channel) => {
    const values: number[] = []
    for (const steps of all) for (let at = channel; at < steps.length; at += channels) if (!Number.isNaN(steps[at])) values.push(steps[at])
    return Float64Array.from(values).sort()
  })
  return {
    center: sorted.map((values) => quantile(values, 0.5)),
    scale: sorted.map((values) => positive(quantile(values, 0.75) - quantile(values, 0.25))),
  }
}

/** Between the two nearest of sorted values; 0 of none. */
export function quantile(sorted: Float64Array, share: number): number {
  if (sorted.length === 0) return 0
  const place = share * (sorted.length - 1)
  const below = Math.floor(place)
  const above = Math.min(sorted.length - 1, below + 1)
  return sorted[below] + (place - below) * (sorted[above] - sorted[below])
}

const positive = (spread: number): number => (spread > constant ? spread : 1)

/** (x - center) / scale */
export function applyScaler(steps: Steps, { center, scale }: Scaler): Float32Array {
  const channels = center.length
  const scaled = new Float32Array(steps.length)
  for (let at = 0; at < steps.length; at++) scaled[at] = (steps[at] - center[at % channels]) / scale[at % channels]
  return scaled
}

/** x * scale + center */
export function invertScaler(scaled: Steps, { center, scale }: Scaler): Float32Array {
  const channels = center.length
  const steps = new Float32Array(scaled.length)
  for (let at = 0; at < scaled.length; at++) steps[at] = scaled[at] * scale[at % channels] + center[at % channels]
  return steps
}
