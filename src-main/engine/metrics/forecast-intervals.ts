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
 * quantileLoss and, where there are two levels at least, coverage: the share of values between the lowest and the highest quantile,
 * ends included. `truth` [N], `forecast` [N, levels] in the order of `levels`; `unit` consecutive values are drawn together.
 */
export function scoredQuantiles(truth: ArrayLike<number>, forecast: ArrayLike<number>, levels: readonly number[], unit = 1): Scored {
  const [lowest, highest] = [levels.indexOf(Math.min(...levels)), levels.indexOf(Math.max(...levels))]
  const counts = new Float64Array(Math.ceil(truth.length / unit) * 3)
  for (let index = 0; index < truth.length; index++) {
    if (Number.isNaN(truth[index])) continue
    const row = Math.floor(index / unit) * 3
    const at = index * levels.length
    counts[row] += 1
    levels.forEach((level, position) => (counts[row + 1] += pinball(truth[index], forecast[at + position], level) / levels.length))
    counts[row + 2] += truth[index] >= forecast[at + lowest] && truth[index] <= forecast[at + highest] ? 1 : 0
  }
  return scoredBySums(counts, 3, ([count, loss, inside]): Metrics => ({ quantileLoss: loss / count, ...(levels.length > 1 ? { coverage: inside / count } : {}) }))
}

/** Share of values inside their intervals, ends included; a missing value (NaN) is left out. */
export function coverage(truth: ArrayLike<number>, low: ArrayLike<number>, high: ArrayLike<number>): number {
  let [inside, all] = [0, 0]
  for (let index = 0; index < truth.length; index++) {
    if (Number.isNaN(truth[index])) continue
    all++
    if (truth[index] >= low[index] && truth[index] <= high[index]) inside++
  }
  return inside / all
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
