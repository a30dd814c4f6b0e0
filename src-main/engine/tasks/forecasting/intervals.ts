/**
 * Intervals that hold the share of values they claim: split conformal prediction on the validation windows, one radius for each
 * horizon step and channel, in units of how restless the window was.
 *
 *   s_c = mean |x_t - x_(t-1)| of the window's channel, plus a tenth of its mean over the validation windows
 *   radius r_hc = the `interval` quantile of |y - f| / s_c  (or of max(low - y, y - high) / s_c);  interval f -+ k r_hc s_c
 *
 * Times change, and with them how far forecasts miss. So k, 1 at first, follows what has come of earlier forecasts of the same
 * series by the time a forecast is made (adaptive conformal inference, Gibbs and Candes 2021):
 *
 *   k <- k exp(pace (share of values outside - share that may be outside)),  for each window whose horizon has passed
 */
import type { ForecastPart } from '../../../../src-shared/domain/tasks/forecasting.ts'
import { conformalCorrection } from '../../metrics/forecast-intervals.ts'
import type { WindowShape } from './batches.ts'
import type { Forecasts } from './forecasts.ts'

/** Fewer validation windows than this cannot tell horizon steps apart. */
export const windowsByStep = 50

/** [N, C]: how much each window's channel moves from step to step, in scaled units. */
export function restlessness({ series, of, at }: ForecastPart, chosen: ArrayLike<number>, { input, channels }: WindowShape): Float32Array {
  const moves = new Float32Array(chosen.length * channels)
  for (let row = 0; row < chosen.length; row++) {
    const { values } = series[of[chosen[row]]]
    const end = at[chosen[row]]
    for (let channel = 0; channel < channels; channel++) {
      let sum = 0
      for (let step = end - input + 1; step < end; step++) sum += Math.abs(values[step * channels + channel] - values[(step - 1) * channels + channel])
      moves[row * channels + channel] = sum / Math.max(1, input - 1)
    }
  }
  return moves
}

/** Never zero: a window that stands still may move tomorrow. */
export const spreadOf = (move: number, usual: number): number => move + 0.1 * usual + 1e-6

/** [C] */
export function usualMoves(moves: Float32Array, channels: number): Float32Array {
  const usual = new Float32Array(channels)
  moves.forEach((move, place) => (usual[place % channels] += (move * channels) / moves.length))
  return usual
}

/** r [H, C] from forecasts with their truth; `usual` [C]. */
export function conformalRadii({ truth, low, high, moves }: Forecasts, { horizon, channels }: WindowShape, usual: Float32Array, coverage: number): Float32Array {
  const windows = truth.length / (horizon * channels)
  const collect = (channel: number, steps: readonly number[]): number => {
    const values = { truth: [] as number[], low: [] as number[], high: [] as number[] }
    for (let window = 0; window < windows; window++) {
      const spread = spreadOf(moves[window * channels + channel], usual[channel])
      for (const step of steps) {
        const place = (window * horizon + step) * channels + channel
        values.truth.push(truth[place] / spread)
        values.low.push(low[place] / spread)
        values.high.push(high[place] / spread)
      }
    }
    const radius = conformalCorrection(values.truth, values.low, values.high, coverage)
    if (Number.isFinite(radius)) return radius
    return values.truth.reduce((most, value, index) => (Number.isNaN(value) ? most : Math.max(most, values.low[index] - value, value - values.high[index])), 0)
  }
  const everyStep = Array.from({ length: horizon }, (_, step) => step)
  const radii = new Float32Array(horizon * channels)
  for (let channel = 0; channel < channels; channel++) {
    const together = windows < windowsByStep ? collect(channel, everyStep) : null
    for (const step of everyStep) radii[step * channels + channel] = together ?? collect(channel, [step])
  }
  return radii
}

/** How fast k follows: a window whose values are all outside makes the next intervals so much wider. */
const pace = 0.02

/** Makes the intervals of a series one after the other, in order of time, each with the k that is known by then. */
export function createFollower(horizon: number, coverage: number): { next: (at: number) => number; record: (at: number, outside: number) => void } {
  const pending: { at: number; outside: number }[] = []
  let logarithm = 0
  return {
    next: (at) => {
      while (pending.length > 0 && pending[0].at + horizon <= at) {
        const { outside } = pending.shift() as { outside: number }
        logarithm += pace * (outside - (1 - coverage))
      }
      return Math.exp(logarithm)
    },
    record: (at, outside) => void pending.push({ at, outside }),
  }
}
