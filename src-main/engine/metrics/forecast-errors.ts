/**
 * How far forecasts are from what came: over windows, by horizon step and together. A value that is missing (NaN) in the truth is
 * left out. Where windows overlap their errors are alike, so that intervals are drawn over blocks of windows.
 *
 *   sMAPE = 200 mean |y - f| / (|y| + |f|)   (M4's, 0 to 200; 0 where both are 0)
 *   MASE  = mean |y - f| / mean_train |y_t - y_(t-m)|   of the same channel (Hyndman and Koehler 2006)
 */
import type { Metrics } from '../../../src-shared/domain/evaluation.ts'
import { scoredBySums, type Scored } from './bootstrap.ts'

export interface ForecastShape {
  windows: number
  horizon: number
  channels: number
}

export interface ForecastOptions {
  /** Mean |y_t - y_(t-m)| of each channel's training part, see seasonalScale; without it there is no MASE. [C] or [windows * C] */
  scales?: ArrayLike<number>
  /** Consecutive windows that are drawn together; the horizon where windows start one step apart. */
  block?: number
}

const width = 6

/** mse, rmse, mae, smape and, with scales, mase. `truth` and `forecast` are [windows, horizon, channels], row-major. */
export function scoredForecasts(truth: ArrayLike<number>, forecast: ArrayLike<number>, shape: ForecastShape, { scales, block = 1 }: ForecastOptions = {}): Scored {
  const counts = new Float64Array(Math.ceil(shape.windows / block) * width)
  add(truth, forecast, shape, scales, counts, (window) => Math.floor(window / block))
  return scoredBySums(counts, width, (sums) => finish(sums, scales !== undefined))
}

/** The same figures of each horizon step, [horizon]. */
export function errorsByStep(truth: ArrayLike<number>, forecast: ArrayLike<number>, shape: ForecastShape, scales?: ArrayLike<number>): Metrics[] {
  const sums = new Float64Array(shape.horizon * width)
  add(truth, forecast, shape, scales, sums, (_, step) => step)
  return Array.from({ length: shape.horizon }, (_, step) => finish(sums.subarray(step * width, (step + 1) * width), scales !== undefined))
}

/** Mean |y_t - y_(t-m)| of a training series, missing values left out; NaN where it is constant or too short, which leaves it out of MASE. */
export function seasonalScale(series: ArrayLike<number>, period = 1): number {
  let [sum, count] = [0, 0]
  for (let time = period; time < series.length; time++) {
    const difference = Math.abs(series[time] - series[time - period])
    if (Number.isNaN(difference)) continue
    sum += difference
    count++
  }
  return sum > 0 ? sum / count : Number.NaN
}

/** Adds the sums that `finish` needs to the rows of `sums`, [rows, width]. */
function add(
  truth: ArrayLike<number>,
  forecast: ArrayLike<number>,
  { windows, horizon, channels }: ForecastShape,
  scales: ArrayLike<number> | undefined,
  sums: Float64Array,
  rowOf: (window: number, step: number) => number,
): void {
  const scaleByWindow = scales !== undefined && scales.length === windows * channels && windows > 1
  for (let window = 0, at = 0; window < windows; window++) {
    for (let step = 0; step < horizon; step++) {
      const row = rowOf(window, step) * width
      for (let channel = 0; channel < channels; channel++, at++) {
        const error = forecast[at] - truth[at]
        if (Number.isNaN(truth[at])) continue
        const size = Math.abs(error)
        const both = Math.abs(truth[at]) + Math.abs(forecast[at])
        sums[row] += 1
        sums[row + 1] += error * error
        sums[row + 2] += size
        sums[row + 3] += both === 0 ? 0 : size / both
        const scale = scales === undefined ? Number.NaN : scales[scaleByWindow ? window * channels + channel : channel]
        if (Number.isNaN(scale)) continue
        sums[row + 4] += size / scale
        sums[row + 5] += 1
      }
    }
  }
}

function finish([count, squares, sizes, shares, scaled, scaledCount]: Float64Array, withScales: boolean): Metrics {
  const mse = squares / count
  return { mse, rmse: Math.sqrt(mse), mae: sizes / count, smape: (200 * shares) / count, ...(withScales ? { mase: scaled / scaledCount } : {}) }
}
