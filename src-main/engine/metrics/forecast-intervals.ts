/**
 * How good forecast quantiles and intervals are.
 *
 *   pinball loss of quantile q:  max(q (y - f), (q - 1) (y - f)),   its mean over the quantiles is `quantileLoss`
 */
import type { Metrics } from '../../../src-shared/domain/evaluation.ts'
import { quantile, scoredBySums, type Scored } from './bootstrap.ts'

export function pinball(truth: number, forecast: number, level: number): number {
  const error = truth - forecast
  return Math.max(level * error, (level - 1) * error)
}

/**
 * quantileLoss and, for each pair of levels q and 1 - q, coverageNN: the share of values inside, ends included (coverage80 of 0.1
 * and 0.9). `truth` [N], `forecast` [N, levels] in the order of `levels`; `unit` consecutive values are drawn together.
 */
export function scoredQuantiles(truth: ArrayLike<number>, forecast: ArrayLike<number>, levels: readonly number[], unit = 1): Scored {
  const pairs = levels.flatMap((low, index) => {
    const other = levels.findIndex((level) => Math.abs(level - (1 - low)) < 1e-9)
    return low < 0.5 && other >= 0 ? [{ name: `coverage${String(Math.round((1 - 2 * low) * 1000) / 10)}`, low: index, high: other }] : []
  })
  const width = 2 + pairs.length
  const counts = new Float64Array(Math.ceil(truth.length / unit) * width)
  for (let index = 0; index < truth.length; index++) {
    if (Number.isNaN(truth[index])) continue
    const row = Math.floor(index / unit) * width
    const at = index * levels.length
    counts[row] += 1
    levels.forEach((level, position) => (counts[row + 1] += pinball(truth[index], forecast[at + position], level) / levels.length))
    pairs.forEach(({ low, high }, column) => (counts[row + 2 + column] += truth[index] >= forecast[at + low] && truth[index] <= forecast[at + high] ? 1 : 0))
  }
  return scoredBySums(counts, width, ([count, loss, ...inside]): Metrics => ({
    quantileLoss: loss / count,
    ...Object.fromEntries(pairs.map(({ name }, column) => [name, inside[column] / count])),
  }))
}

/**
 * Split conformal prediction (Vovk et al. 2005): how far an interval must reach on either side of a forecast to hold `coverage`
 * of new values, from absolute residuals on data that trained nothing: their ceil((n + 1) coverage)-th smallest, infinite where
 * there are too few. One radius a horizon step gives each step its own.
 */
export function conformalRadius(residuals: ArrayLike<number>, coverage: number): number {
  const sorted = Float64Array.from(residuals, Math.abs).filter((size) => !Number.isNaN(size)).sort()
  const rank = Math.ceil((sorted.length + 1) * coverage - 1e-9)
  return rank > sorted.length ? Number.POSITIVE_INFINITY : sorted[Math.max(0, rank - 1)]
}

/**
 * The same for quantile forecasts (Romano et al. 2019): what to subtract from the low and add to the high quantile, negative where
 * the intervals were too wide. Infinite where there are too few values.
 */
export function conformalCorrection(truth: ArrayLike<number>, low: ArrayLike<number>, high: ArrayLike<number>, coverage: number): number {
  const scores = Float64Array.from(truth, (value, index) => Math.max(low[index] - value, value - high[index])).filter((score) => !Number.isNaN(score)).sort()
  const rank = Math.ceil((scores.length + 1) * coverage - 1e-9)
  return rank > scores.length ? Number.POSITIVE_INFINITY : scores[Math.max(0, rank - 1)]
}

/** How unusual each residual is: its distance from the median of reference residuals in robust standard deviations (1.4826 MAD). */
export function anomalyScores(residuals: ArrayLike<number>, reference: ArrayLike<number>): Float64Array {
  const known = Float64Array.from(reference).filter((value) => !Number.isNaN(value))
  const center = quantile(known, 0.5)
  const spread = 1.4826 * quantile(known.map((value) => Math.abs(value - center)), 0.5)
  return Float64Array.from(residuals, (value) => (spread > 0 ? Math.abs(value - center) / spread : value === center ? 0 : Number.POSITIVE_INFINITY))
}
