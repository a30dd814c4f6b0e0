/** Windows as rectangles: what is read, what is known of the future, and what must be forecast. */
import type { ForecastingFitted, ForecastingTask, ForecastPart, ForecastSeries } from '../../../../src-shared/domain/tasks/forecasting.ts'

/** L input steps, H horizon, C channels, K known numbers, P past numbers. */
export interface WindowShape {
  input: number
  horizon: number
  channels: number
  known: number
  past: number
  items: number
}

export interface WindowBatch {
  size: number
  /** [B, L, C] scaled, less `offset` */
  inputs: Float32Array
  /** [B, C]: what was taken from each window, to be added to its forecast. */
  offset: Float32Array
  /** [B, L, K + P] */
  covariates: Float32Array
  /** [B, H, K] */
  future: Float32Array
  /** [B] */
  items: Int32Array
  /** [B, H, C] scaled; NaN where nothing was measured. */
  targets: Float32Array
}

export function shapeOf({ preprocessing, horizon, channels, calendar, known, past, items }: ForecastingFitted): WindowShape {
  return { input: preprocessing.input, horizon, channels: channels.length, known: known.length + 2 * calendar.length, past: past.length, items: items.length }
}

type Normalise = ForecastingTask['normalise']

/** @param chosen places of windows in the part */
export function createWindows({ series, of, at }: ForecastPart, chosen: ArrayLike<number>, shape: WindowShape, normalise: Normalise): WindowBatch {
  const windows = Array.from(chosen, (place) => ({ from: series[of[place]], at: at[place] }))
  return fillWindows(windows, shape, normalise)
}

export function fillWindows(windows: readonly { from: ForecastSeries; at: number }[], shape: WindowShape, normalise: Normalise): WindowBatch {
  const { input, horizon, channels, known, past } = shape
  const size = windows.length
  const batch: WindowBatch = {
    size,
    inputs: new Float32Array(size * input * channels),
    offset: new Float32Array(size * channels),
    covariates: new Float32Array(size * input * (known + past)),
    future: new Float32Array(size * horizon * known),
    items: Int32Array.from(windows, ({ from }) => from.item),
    targets: new Float32Array(size * horizon * channels).fill(Number.NaN),
  }
  windows.forEach(({ from, at }, row) => {
    const start = at - input
    batch.inputs.set(from.values.subarray(start * channels, at * channels), row * input * channels)
    takeOffset(batch, row, shape, normalise)
    for (let step = 0; step < input; step++) {
      const target = (row * input + step) * (known + past)
      batch.covariates.set(from.known.subarray((start + step) * known, (start + step + 1) * known), target)
      batch.covariates.set(from.past.subarray((start + step) * past, (start + step + 1) * past), target + known)
    }
    batch.future.set(from.known.subarray(at * known, (at + horizon) * known), row * horizon * known)
    for (let place = 0; place < horizon * channels; place++) {
      const source = at * channels + place
      if (from.observed[source] === 1) batch.targets[row * horizon * channels + place] = from.values[source]
    }
  })
  return batch
}

function takeOffset({ inputs, offset }: WindowBatch, row: number, { input, channels }: WindowShape, normalise: Normalise): void {
  if (normalise === 'none') return
  const begin = row * input * channels
  for (let channel = 0; channel < channels; channel++) {
    let value = inputs[begin + (input - 1) * channels + channel]
    if (normalise === 'mean') {
      value = 0
      for (let step = 0; step < input; step++) value += inputs[begin + step * channels + channel] / input
    }
    offset[row * channels + channel] = value
    for (let step = 0; step < input; step++) inputs[begin + step * channels + channel] -= value
  }
}
