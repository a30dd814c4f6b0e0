/** What a forecaster says of many windows, batch by batch, in scaled units. */
import * as tf from '@tensorflow/tfjs-core'
import type { ForecastPart } from '../../../../src-shared/domain/tasks/forecasting.ts'
import { giveWay } from '../task.ts'
import { createWindows } from './batches.ts'
import { createFollower, restlessness, spreadOf } from './intervals.ts'
import { windowLosses } from './loss.ts'
import type { Forecaster } from './model.ts'

export interface Forecasts {
  /** Windows of the part, [N]. */
  chosen: Int32Array
  /** [N, H, C]; NaN where nothing was measured. */
  truth: Float32Array
  middle: Float32Array
  /** Ends of the interval: the learned quantiles, or the middle itself, before the radius is added. */
  low: Float32Array
  high: Float32Array
  /** Loss of each window, [N]. */
  losses: Float32Array
  /** [N, C], see intervals.ts. */
  moves: Float32Array
}

/** Values of a batch that only forecasts. */
const valuesAtOnce = 1 << 20
/** Most values that a split is measured on; of a longer one every n-th window. */
const mostValues = 4 << 20

/** The windows of a part that figures are over: all, or evenly spread ones where they would be too many. */
export function measuredWindows(part: ForecastPart, valuesPerWindow: number): Int32Array {
  const windows = part.at.length
  const every = Math.max(1, Math.ceil((windows * valuesPerWindow) / mostValues))
  return Int32Array.from({ length: Math.ceil(windows / every) }, (_, index) => index * every)
}

export async function forecastWindows(model: Forecaster, part: ForecastPart, chosen: Int32Array): Promise<Forecasts> {
  const { horizon, channels, input } = model.shape
  const width = horizon * channels
  const outputs = model.levels.length
  const count = chosen.length
  const result: Forecasts = {
    chosen,
    truth: new Float32Array(count * width),
    middle: new Float32Array(count * width),
    low: new Float32Array(count * width),
    high: new Float32Array(count * width),
    losses: new Float32Array(count),
    moves: restlessness(part, chosen, model.shape),
  }
  const size = Math.max(1, Math.min(512, Math.floor(valuesAtOnce / ((input + horizon) * channels))))
  for (let from = 0; from < count; from += size) {
    const batch = createWindows(part, chosen.subarray(from, from + size), model.shape, model.task.normalise)
    const [values, losses] = tf.tidy(() => {
      const { forecast } = model.apply(batch)
      return [forecast, windowLosses(model, forecast, batch)]
    })
    const numbers = (await values.data()) as Float32Array
    result.losses.set((await losses.data()) as Float32Array, from)
    tf.dispose([values, losses])
    result.truth.set(batch.targets, from * width)
    for (let place = 0; place < batch.size * width; place++) {
      result.middle[from * width + place] = numbers[place * outputs + Math.floor(outputs / 2)]
      result.low[from * width + place] = numbers[place * outputs]
      result.high[from * width + place] = numbers[place * outputs + outputs - 1]
    }
    await giveWay()
  }
  return result
}

/** Widens the ends by the radius that was fitted, in place; windows of a series must be in order of time. */
export async function addIntervals(model: Forecaster, part: ForecastPart, forecasts: Forecasts): Promise<Forecasts> {
  const { horizon, channels } = model.shape
  const { truth, middle, low, high, moves, chosen } = forecasts
  const radii = (await model.parameters.get('interval.radius').data()) as Float32Array
  const usual = (await model.parameters.get('interval.usual').data()) as Float32Array
  const width = horizon * channels
  let follower = createFollower(horizon, model.task.interval)
  chosen.forEach((place, window) => {
    if (window > 0 && part.of[chosen[window - 1]] !== part.of[place]) follower = createFollower(horizon, model.task.interval)
    const factor = follower.next(part.at[place])
    let [outside, known] = [0, 0]
    for (let own = 0; own < width; own++) {
      const at = window * width + own
      const reach = factor * radii[own] * spreadOf(moves[window * channels + (own % channels)], usual[own % channels])
      low[at] = Math.min(middle[at], low[at] - reach)
      high[at] = Math.max(middle[at], high[at] + reach)
      if (Number.isNaN(truth[at])) continue
      known++
      if (truth[at] < low[at] || truth[at] > high[at]) outside++
    }
    if (known > 0) follower.record(part.at[place], outside / known)
  })
  return forecasts
}
