/**
 * Forecasts that need no learning. `window`: the last values of one channel, oldest first; a missing value (NaN) at its end is
 * passed over. Each returns [horizon]; zeros where the window holds nothing.
 */
export type NaiveForecast = (window: ArrayLike<number>, horizon: number, period: number) => Float64Array

const lastValue: NaiveForecast = (window, horizon) => new Float64Array(horizon).fill(valueBefore(window, window.length - 1, 1))

export const naiveForecasts: Record<'lastValue' | 'seasonal' | 'drift', NaiveForecast> = {
  /** The last value again and again. */
  lastValue,
  /** The value a whole number of periods ago; the last value where the window is shorter than a period. */
  seasonal: (window, horizon, period) =>
    period < 1 || window.length < period
      ? lastValue(window, horizon, 1)
      : Float64Array.from({ length: horizon }, (_, step) => valueBefore(window, window.length - period + (step % period), period)),
  /** On along the straight line from the window's first value to its last. */
  drift: (window, horizon) => {
    let first = 0
    while (first < window.length - 1 && Number.isNaN(window[first])) first++
    let last = window.length - 1
    while (last > first && Number.isNaN(window[last])) last--
    const slope = last > first ? (window[last] - window[first]) / (last - first) : 0
    const level = last >= 0 && !Number.isNaN(window[last]) ? window[last] : 0
    return Float64Array.from({ length: horizon }, (_, step) => level + slope * (window.length - last + step))
  },
}

function valueBefore(window: ArrayLike<number>, from: number, stride: number): number {
  for (let time = from; time >= 0; time -= stride) if (!Number.isNaN(window[time])) return window[time]
  return 0
}
