/**
 * What forecasts come to. Metrics are over scaled values where there are several channels or series, whose units could not be
 * added; of a single series they are in its own units. Windows one step apart share most of what they are judged by, so a horizon
 * of them is one unit of the bootstrap.
 */
import type { Metrics, Panel } from '../../../../src-shared/domain/evaluation.ts'
import type { ForecastingFitted, ForecastPart } from '../../../../src-shared/domain/tasks/forecasting.ts'
import type { Scored } from '../../metrics/bootstrap.ts'
import { everyUnit } from '../../metrics/bootstrap.ts'
import { scoredForecasts, type ForecastShape } from '../../metrics/forecast-errors.ts'
import { scoredQuantiles } from '../../metrics/forecast-intervals.ts'
import type { Scoring } from '../task.ts'
import type { Forecasts } from './forecasts.ts'
import { forecastPanels } from './panels.ts'

export interface ScoringContext {
  fitted: ForecastingFitted
  part: ForecastPart
  /** Mean absolute seasonal difference of the training steps by series and channel, scaled; NaN where there is none. */
  scales: Float64Array[]
  interval: number
}

/** The same values in original units where there is one series alone. */
export function inUnits({ channels, items, scalers }: ForecastingFitted, values: Float32Array): Float32Array {
  if (channels.length > 1 || items.length > 1) return values
  const { center: [center], scale: [scale] } = scalers[0]
  return values.map((value) => value * scale + center)
}

const blockOf = (fitted: ForecastingFitted): number => Math.max(1, Math.round(fitted.horizon / fitted.preprocessing.stride))

/** mse, rmse, mae, smape, mase of any forecasts of the chosen windows. */
export function scoredPoints({ fitted, part, scales }: ScoringContext, { chosen, truth }: Pick<Forecasts, 'chosen' | 'truth'>, forecast: Float32Array): Scored {
  const shape: ForecastShape = { windows: chosen.length, horizon: fitted.horizon, channels: fitted.channels.length }
  const single = fitted.channels.length === 1 && fitted.items.length === 1
  const unit = single ? fitted.scalers[0].scale[0] : 1
  const byWindow = Float64Array.from({ length: chosen.length * shape.channels }, (_, place) => unit * scales[part.of[chosen[Math.floor(place / shape.channels)]]][place % shape.channels])
  return finite(scoredForecasts(inUnits(fitted, truth), inUnits(fitted, forecast), shape, { scales: byWindow, block: blockOf(fitted) }))
}

/** A metric that cannot be told (no seasonal difference, nothing measured) is left out. */
function finite({ units, metrics }: Scored): Scored {
  return { units, metrics: (sample) => Object.fromEntries(Object.entries(metrics(sample)).filter(([, value]) => Number.isFinite(value))) }
}

export function scoreForecasts(context: ScoringContext, forecasts: Forecasts): Scoring {
  const { fitted, interval } = context
  const { truth, middle, low, high, losses } = forecasts
  const width = fitted.horizon * fitted.channels.length
  const block = blockOf(fitted)
  const tail = (1 - interval) / 2
  const quantiles = new Float32Array(truth.length * 3)
  const [lows, middles, highs] = [low, middle, high].map((values) => inUnits(fitted, values))
  for (let place = 0; place < truth.length; place++) {
    quantiles[place * 3] = lows[place]
    quantiles[place * 3 + 1] = middles[place]
    quantiles[place * 3 + 2] = highs[place]
  }
  const points = scoredPoints(context, forecasts, middle)
  const ends = scoredQuantiles(inUnits(fitted, truth), quantiles, [tail, 0.5, 1 - tail], block * width)
  const lossOf = (sample: Int32Array): number => {
    let [sum, count] = [0, 0]
    for (const unit of sample) for (let window = unit * block; window < Math.min(losses.length, (unit + 1) * block); window++, count++) sum += losses[window]
    return sum / Math.max(1, count)
  }
  const scored: Scored = {
    units: points.units,
    metrics: (sample): Metrics => {
      const { quantileLoss, ...coverage } = ends.metrics(sample)
      return { loss: lossOf(sample), ...points.metrics(sample), quantileLoss, coverage: Object.values(coverage)[0] }
    },
  }
  return { scored, panels: (): Panel[] => forecastPanels(context, forecasts, scored.metrics(everyUnit(scored.units))) }
}
