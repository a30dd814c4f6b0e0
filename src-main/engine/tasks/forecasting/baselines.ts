/** What forecasts that learn little or nothing reach on the same windows. Names are keys of locales `runs.baselines.*`. */
import type { ForecastingFitted, ForecastPart } from '../../../../src-shared/domain/tasks/forecasting.ts'
import { fitLinearForecast, linearForecast } from '../../baselines/linear-forecast.ts'
import { naiveForecasts } from '../../baselines/naive-forecasts.ts'
import { giveWay } from '../task.ts'
import type { Forecasts } from './forecasts.ts'

const { lastValue, seasonal, drift } = naiveForecasts

/** [horizon] from the window of one channel, scaled; `longer` begins a season before the end where the window is shorter than that. */
type Predict = (window: Float32Array, longer: Float32Array) => ArrayLike<number>

/** Each channel of each series as the training windows see it: [T], NaN where no training window looks. */
export function trainingColumns({ preprocessing, horizon, channels }: ForecastingFitted, { series, of, at }: ForecastPart): Float64Array[][] {
  const seen = series.map(({ steps }) => new Uint8Array(steps))
  for (let window = 0; window < at.length; window++) seen[of[window]].fill(1, at[window] - preprocessing.input, at[window] + horizon)
  return series.map(({ steps, values, observed }, place) =>
    channels.map((_, channel) =>
      Float64Array.from({ length: steps }, (_one, step) => (seen[place][step] === 1 && observed[step * channels.length + channel] === 1 ? values[step * channels.length + channel] : Number.NaN)),
    ),
  )
}

/** Mean absolute seasonal difference of the training steps by series and channel, scaled, for MASE. */
export const seasonalScales = ({ channels, seasonal, scalers }: ForecastingFitted, { series }: ForecastPart): Float64Array[] =>
  series.map(({ item }) => Float64Array.from(channels, (_, channel) => (seasonal[item]?.[channel] ?? Number.NaN) / scalers[item].scale[channel]))

/** Longer windows than this make the linear baseline slow, and the network's own read no further in effect. */
const longestLinear = 512

function predictors({ preprocessing: { input }, horizon, period }: ForecastingFitted, columns: Float64Array[][]): [string, Predict][] {
  const window = Math.min(input, longestLinear)
  const linear = fitLinearForecast(columns.flat(), { window, horizon })
  return [
    ['lastValue', (values) => lastValue(values, horizon, period)],
    ['seasonalNaive', (_values, longer) => seasonal(longer, horizon, period)],
    ['drift', (values) => drift(values, horizon, period)],
    ...(linear ? [['linear', (values: Float32Array) => linearForecast(linear, values)] as [string, Predict]] : []),
  ]
}

/** Forecasts [N, H, C] of each baseline on the chosen windows. */
export async function baselineForecasts(fitted: ForecastingFitted, columns: Float64Array[][], { series, of, at }: ForecastPart, { chosen }: Pick<Forecasts, 'chosen'>): Promise<[string, Float32Array][]> {
  const { preprocessing: { input }, horizon, channels, period } = fitted
  const width = channels.length
  const results: [string, Float32Array][] = []
  for (const [name, predict] of predictors(fitted, columns)) {
    const forecast = new Float32Array(chosen.length * horizon * width)
    for (let row = 0; row < chosen.length; row++) {
      const { values } = series[of[chosen[row]]]
      const end = at[chosen[row]]
      const reach = Math.min(end, Math.max(input, period))
      const longer = new Float32Array(reach)
      for (let channel = 0; channel < width; channel++) {
        for (let step = 0; step < reach; step++) longer[step] = values[(end - reach + step) * width + channel]
        const ahead = predict(longer.subarray(reach - input), longer)
        for (let step = 0; step < horizon; step++) forecast[(row * horizon + step) * width + channel] = ahead[step]
      }
      if (row % 256 === 0) await giveWay()
    }
    results.push([name, forecast])
  }
  return results
}
