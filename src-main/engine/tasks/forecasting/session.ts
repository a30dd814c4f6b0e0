/** A forecaster on its prepared windows, as the training loop sees it. */
import * as tf from '@tensorflow/tfjs-core'
import type { Config } from '../../../../src-shared/domain/config.ts'
import type { SplitName } from '../../../../src-shared/domain/dataset.ts'
import type { PreparedOf } from '../../../../src-shared/domain/tasks/index.ts'
import type { ForecastingTask } from '../../../../src-shared/domain/tasks/forecasting.ts'
import type { Random } from '../../random.ts'
import type { ProbeSet, StepResult, TaskSession } from '../task.ts'
import { baselineForecasts, seasonalScales, trainingColumns } from './baselines.ts'
import { createWindows } from './batches.ts'
import { addIntervals, forecastWindows, measuredWindows } from './forecasts.ts'
import { conformalRadii, usualMoves, windowsByStep } from './intervals.ts'
import { windowLosses } from './loss.ts'
import { createForecaster } from './model.ts'
import { fitSeason } from './season.ts'
import { scoredPoints, scoreForecasts, type ScoringContext } from './scoring.ts'

export function openForecasting(config: Config & { task: ForecastingTask }, { fitted, parts }: PreparedOf<'forecasting'>, random: Random): TaskSession {
  const model = createForecaster(config, fitted, random)
  const { shape, task } = model
  const { batchSize } = config.training
  if (model.seasonal) model.parameters.set('season.map', fitSeason(parts.train, shape, fitted.period))
  const columns = trainingColumns(fitted, parts.train)
  const valuesPerWindow = shape.horizon * shape.channels
  const contextOf = (split: SplitName): ScoringContext => ({ fitted, part: parts[split], scales: seasonalScales(fitted, parts[split]), interval: task.interval })

  function gradients(chosen: number[], stepRandom: Random): StepResult {
    const batch = createWindows(parts.train, chosen, shape, task.normalise)
    const { value, gradients } = model.parameters.gradients(() => tf.mean(windowLosses(model, model.apply(batch, { random: stepRandom }).forecast, batch)))
    return { loss: value, gradients, metrics: () => Promise.resolve({}) }
  }

  function probes(examples: number): ProbeSet | null {
    const part = parts.validation.at.length > 0 ? parts.validation : parts.train
    const windows = Math.min(Math.ceil(examples / model.reads.sequences), part.at.length)
    if (windows === 0) return null
    const batch = createWindows(part, Array.from({ length: windows }, (_, index) => Math.floor((index * part.at.length) / windows)), shape, task.normalise)
    return {
      lengths: new Int32Array(windows * model.reads.sequences).fill(model.reads.steps),
      parameters: model.parameters,
      run: () => {
        const { forecast, reserves } = model.apply(batch)
        return { loss: tf.sum(windowLosses(model, forecast, batch)), reserves }
      },
    }
  }

  const forecastsOf = (split: SplitName) => forecastWindows(model, parts[split], measuredWindows(parts[split], valuesPerWindow))

  return {
    parameters: model.parameters,
    stepsPerEpoch: Math.ceil(parts.train.at.length / batchSize),
    longest: model.reads.steps * model.reads.sequences,
    trainingBatches: (orderRandom) => {
      const order = orderRandom.shuffle(Array.from(parts.train.at, (_, place) => place))
      return Array.from({ length: Math.ceil(order.length / batchSize) }, (_, index) => () => {
        const chosen = order.slice(index * batchSize, (index + 1) * batchSize)
        return { tokens: chosen.length * model.reads.steps * model.reads.sequences, gradients: (stepRandom) => gradients(chosen, stepRandom) }
      })
    },
    score: async (split) => (parts[split].at.length === 0 ? null : scoreForecasts(contextOf(split), await addIntervals(model, parts[split], await forecastsOf(split)))),
    calibrate: async () => {
      const measured = parts.validation.at.length > 0
      const forecasts = await forecastsOf(measured ? 'validation' : 'train')
      const usual = usualMoves(forecasts.moves, shape.channels)
      const radii = conformalRadii(forecasts, shape, usual, task.interval)
      // A handful of windows, by which the best epoch was chosen too, flatters: an interval is then as wide as the training windows ask for.
      if (measured && parts.validation.at.length < windowsByStep) {
        const learned = conformalRadii(await forecastsOf('train'), shape, usual, task.interval)
        radii.forEach((radius, place) => (radii[place] = Math.max(radius, learned[place])))
      }
      model.parameters.set('interval.radius', radii)
      model.parameters.set('interval.usual', usual)
    },
    baselines: async (split) => {
      const chosen = measuredWindows(parts[split], valuesPerWindow)
      const truth = createWindows(parts[split], chosen, { ...shape, known: 0, past: 0 }, 'none').targets
      const forecasts = await baselineForecasts(fitted, columns, parts[split], { chosen })
      return forecasts.map(([name, forecast]) => ({ name, scored: scoredPoints(contextOf(split), { chosen, truth }, forecast) }))
    },
    probes,
    dispose: () => model.dispose(),
  }
}
