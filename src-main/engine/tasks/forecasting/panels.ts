/** Forecasts as pictures: error by horizon, by channel, some windows with their truth, and moments that nobody saw coming. */
import type { Metrics, Panel } from '../../../../src-shared/domain/evaluation.ts'
import { errorsByStep } from '../../metrics/forecast-errors.ts'
import { anomalyScores } from '../../metrics/forecast-intervals.ts'
import type { Forecasts } from './forecasts.ts'
import type { ScoringContext } from './scoring.ts'

const shownWindows = 6
const shownMoments = 20
/** Robust standard deviations from which a step is called unusual. */
const unusual = 4

export function forecastPanels(context: ScoringContext, forecasts: Forecasts, metrics: Metrics): Panel[] {
  return [examples(context, forecasts), byHorizon(context, forecasts, metrics), byChannel(context, forecasts), moments(context, forecasts)]
}

function byHorizon({ fitted: { horizon, channels } }: ScoringContext, { truth, middle, chosen }: Forecasts, { mae }: Metrics): Panel {
  const steps = errorsByStep(truth, middle, { windows: chosen.length, horizon, channels: channels.length })
  const line = (name: string, values: number[]) => ({ name, dashed: false, points: values.flatMap((value, step): [number, number][] => (Number.isFinite(value) ? [[step + 1, value]] : [])) })
  const lines = [line('mae', steps.map((step) => step.mae)), line('rmse', steps.map((step) => step.rmse))]
  return { kind: 'lines', code: 'errorByHorizon', title: `Rolling-origin backtest, ${chosen.length} origins: error by step of the horizon, scaled values${Number.isFinite(mae) ? '' : ' (nothing measured)'}`, x: 'step', y: 'error', lines }
}

/** In original units. */
function byChannel({ fitted, part }: ScoringContext, { truth, middle, low, high, chosen }: Forecasts): Panel {
  const { horizon, channels, scalers } = fitted
  const rows = channels.map((name, channel) => {
    let [count, absolute, squares, inside] = [0, 0, 0, 0]
    for (let place = channel; place < truth.length; place += channels.length) {
      if (Number.isNaN(truth[place])) continue
      const window = Math.floor(place / (horizon * channels.length))
      const error = (middle[place] - truth[place]) * scalers[part.series[part.of[chosen[window]]].item].scale[channel]
      count++
      absolute += Math.abs(error)
      squares += error * error
      if (truth[place] >= low[place] && truth[place] <= high[place]) inside++
    }
    return [name, absolute / count, Math.sqrt(squares / count), inside / count]
  })
  const columns = [{ name: 'channel', format: 'text' as const }, { name: 'mae', format: 'number' as const }, { name: 'rmse', format: 'number' as const }, { name: 'coverage', format: 'share' as const }]
  return { kind: 'table', code: 'errorByChannel', title: 'Error of each channel in its own units', columns, rows: rows.map((row) => row.map((value) => (typeof value === 'number' && !Number.isFinite(value) ? null : value))) }
}

/** Windows from the largest error to the smallest, one channel each. */
function examples({ fitted, part }: ScoringContext, { truth, middle, low, high, chosen }: Forecasts): Panel {
  const { horizon, channels, items, preprocessing, scalers } = fitted
  const width = horizon * channels.length
  const errors = Array.from(chosen, (_, window) => {
    let [sum, count] = [0, 0]
    for (let place = window * width; place < (window + 1) * width; place++) {
      if (Number.isNaN(truth[place])) continue
      sum += Math.abs(truth[place] - middle[place])
      count++
    }
    return { window, error: count > 0 ? sum / count : Number.NaN }
  }).filter(({ error }) => Number.isFinite(error)).sort((one, other) => other.error - one.error)
  const count = Math.min(shownWindows, errors.length)
  const picked = Array.from({ length: count }, (_, index) => errors[Math.round((index * (errors.length - 1)) / Math.max(1, count - 1))])
  return {
    kind: 'forecasts', code: 'forecastExamples', title: 'Windows from the worst forecast to the best',
    items: picked.map(({ window }, index) => {
      const place = chosen[window]
      const series = part.series[part.of[place]]
      const at = part.at[place]
      const channel = index % channels.length
      const from = at - Math.min(preprocessing.input, 3 * horizon)
      const unit = (value: number): number | null => (Number.isNaN(value) ? null : value * scalers[series.item].scale[channel] + scalers[series.item].center[channel])
      const steps = at - from
      const pad = <Value>(values: Value[]): (Value | null)[] => [...Array.from({ length: steps }, () => null), ...values]
      const taken = (values: Float32Array): (number | null)[] => pad(Array.from({ length: horizon }, (_, step) => unit(values[window * width + step * channels.length + channel])))
      return {
        name: [items[series.item], channels[channel]].filter((part_) => part_ !== '').join(' '),
        times: series.times.slice(from, at + horizon),
        history: [...Array.from({ length: steps }, (_, step) => unit(series.values[(from + step) * channels.length + channel])), ...Array.from({ length: horizon }, () => null)],
        truth: taken(truth), forecast: taken(middle), low: taken(low), high: taken(high),
      }
    }),
  }
}

/** First steps of each window whose residual is far out: what a watcher would want to know of. */
function moments({ fitted, part }: ScoringContext, { truth, middle, chosen }: Forecasts): Panel {
  const { horizon, channels, items, scalers } = fitted
  const found: { score: number; row: (string | number | null)[] }[] = []
  channels.forEach((name, channel) => {
    const place = (window: number): number => window * horizon * channels.length + channel
    const residuals = Float64Array.from(chosen, (_, window) => truth[place(window)] - middle[place(window)])
    anomalyScores(residuals, residuals).forEach((score, window) => {
      if (!(score >= unusual) || !Number.isFinite(score)) return
      const series = part.series[part.of[chosen[window]]]
      const unit = (value: number): number => value * scalers[series.item].scale[channel] + scalers[series.item].center[channel]
      const at = part.at[chosen[window]]
      found.push({ score, row: [series.times[at] || `${at + 1}`, [items[series.item], name].filter((own) => own !== '').join(' '), unit(truth[place(window)]), unit(middle[place(window)]), score] })
    })
  })
  const text = (name: string) => ({ name, format: 'text' as const })
  const number = (name: string) => ({ name, format: 'number' as const })
  return {
    kind: 'table', code: 'anomalies', title: 'Unusual moments: far from what was forecast one step before',
    columns: [text('time'), text('series'), number('value'), number('forecast'), number('score')],
    rows: found.sort((one, other) => other.score - one.score).slice(0, shownMoments).map(({ row }) => row),
  }
}
