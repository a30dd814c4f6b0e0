/** Forecasting: the next values of one or many series, with intervals. */
import type { AnswerOf, EncodedOf } from '../../../../src-shared/domain/tasks/index.ts'
import type { ForecastingFitted } from '../../../../src-shared/domain/tasks/forecasting.ts'
import { defineTask } from '../define-task.ts'
import { addIntervals, forecastWindows, measuredWindows } from './forecasts.ts'
import { seasonalScales } from './baselines.ts'
import { createForecaster, type Forecaster } from './model.ts'
import { scoreForecasts } from './scoring.ts'
import { openForecasting } from './session.ts'

/** Forecasts of the past that are made for one of the future. */
const rehearsals = 256
/** Steps before the forecast that an answer shows, in horizons. */
const shownHorizons = 3

export const forecasting = defineTask('forecasting', {
  createModel: (config, fitted, random) => {
    const model = createForecaster(config, fitted, random)
    return {
      parameters: model.parameters,
      answer: async (inputs) => {
        const answers: AnswerOf<'forecasting'>[] = []
        for (const input of inputs) answers.push(await forecastOne(model, fitted, input))
        return answers
      },
      score: async (part) => {
        const chosen = measuredWindows(part, fitted.horizon * fitted.channels.length)
        const context = { fitted, part, scales: seasonalScales(fitted, part), interval: config.task.interval }
        return scoreForecasts(context, await addIntervals(model, part, await forecastWindows(model, part, chosen)))
      },
      // [H, C, Q], then the ends of the interval [H, C] each, in scaled units, of the window alone.
      outputs: async (inputs) => {
        const results: Float32Array[] = []
        for (const input of inputs) results.push(await windowOutputs(model, input))
        return results
      },
      dispose: () => model.dispose(),
    }
  },
  open: openForecasting,
})

async function forecastOne(model: Forecaster, fitted: ForecastingFitted, { series, at, item, known }: EncodedOf<'forecasting'>): Promise<AnswerOf<'forecasting'>> {
  const { horizon, channels, scalers } = fitted
  // Earlier forecasts of the same series, where its history is long enough for them, tell how wide the interval must be now.
  const before = Math.max(0, Math.min(rehearsals, at - horizon - fitted.preprocessing.input + 1))
  const origins = Int32Array.from([...Array.from({ length: before }, (_, index) => at - horizon - before + 1 + index), at])
  const part = { series: [series], of: new Int32Array(origins.length), at: origins }
  const all = await addIntervals(model, part, await forecastWindows(model, part, Int32Array.from(origins, (_, index) => index)))
  const width = horizon * channels.length
  const [middle, low, high] = [all.middle, all.low, all.high].map((values) => values.subarray(-width))
  const from = Math.max(0, at - shownHorizons * horizon)
  return {
    task: 'forecasting',
    item,
    times: series.times.slice(at, at + horizon),
    interval: model.task.interval,
    known,
    channels: channels.map((name, channel) => {
      const unit = (value: number): number => value * scalers[series.item].scale[channel] + scalers[series.item].center[channel]
      const ahead = (values: Float32Array): number[] => Array.from({ length: horizon }, (_, step) => unit(values[step * channels.length + channel]))
      return {
        name,
        history: Array.from({ length: at - from }, (_, step) => unit(series.values[(from + step) * channels.length + channel])),
        historyTimes: series.times.slice(from, at),
        forecast: ahead(middle),
        low: ahead(low),
        high: ahead(high),
      }
    }),
  }
}

async function windowOutputs(model: Forecaster, { series, at }: EncodedOf<'forecasting'>): Promise<Float32Array> {
  const part = { series: [series], of: Int32Array.of(0), at: Int32Array.of(at) }
  const raw = await forecastWindows(model, part, Int32Array.of(0))
  const outputs = model.levels.length === 1 ? [raw.middle] : [raw.low, raw.middle, raw.high]
  const forecast = Float32Array.from({ length: raw.middle.length * outputs.length }, (_, place) => outputs[place % outputs.length][Math.floor(place / outputs.length)])
  const { low, high } = await addIntervals(model, part, raw)
  return Float32Array.from([...forecast, ...low, ...high])
}
