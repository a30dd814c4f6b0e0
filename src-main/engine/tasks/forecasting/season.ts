/**
 * What a series does every season, told by a few numbers before a network learns the rest (`normalise: 'season'`): a window x of L
 * steps, its last value x_L taken off it, is carried on by a linear map of itself,
 *
 *   u_i = x_i - x_L;   forecast_h = x_L + sum_k w_k D_k[h],   in all  x_L + M u,  M [H, L]
 *
 *   D: the value one season before h (of the last whole season of the window);  the mean of that season;  the value one season
 *      before x_L, so that w_1 = -w_3 carries on last season's moves from here;  the mean of the window;  the line from its first value
 *      to its last, carried on
 *
 * w minimises the squared error over all training windows, steps and channels at once, with a little ridge towards x_L. So few numbers are told
 * well by fifty windows, where a network, or one weight for each step, learns them by heart.
 */
import type { ForecastPart } from '../../../../src-shared/domain/tasks/forecasting.ts'
import { factor, solve } from '../../baselines/linear-forecast.ts'
import type { WindowShape } from './batches.ts'

/** As a share of the windows: u is of about unit size. */
const ridge = 1e-3
/** More windows than this tell four numbers no better. */
const mostWindows = 4096

type Size = Pick<WindowShape, 'input' | 'horizon'>

/** The D of each k as maps [H, L] of u: what is read of the window by each step. Those of a season only where the window holds one. */
export function seasonMaps({ input, horizon }: Size, period: number): Float32Array[] {
  const map = (fill: (row: Float32Array, step: number) => void): Float32Array => {
    const all = new Float32Array(horizon * input)
    for (let step = 0; step < horizon; step++) fill(all.subarray(step * input, (step + 1) * input), step)
    return all
  }
  const mean = map((row) => row.fill(1 / input))
  const drift = map((row, step) => (row[0] = -driftOf(step, input)))
  if (period <= 1 || period >= input) return [mean, drift]
  return [
    map((row, step) => (row[input - period + (step % period)] = 1)),
    map((row) => row.fill(1 / period, input - period)),
    map((row) => (row[input - 1 - period] = 1)),
    mean,
    drift,
  ]
}

/** M [H, L], fitted on the windows of a part; zeros, the last value again and again, where nothing was measured. */
export function fitSeason(part: ForecastPart, shape: Pick<WindowShape, 'input' | 'horizon' | 'channels'>, period: number): Float32Array {
  const { input, horizon, channels } = shape
  const maps = seasonMaps(shape, period)
  const count = maps.length
  const gram = new Float64Array(count * count)
  const right = new Float64Array(count)
  const add = (told: number[], wanted: number): void =>
    told.forEach((own, k) => {
      right[k] += own * wanted
      for (let j = 0; j <= k; j++) gram[k * count + j] += own * told[j]
    })
  const every = Math.max(1, Math.ceil(part.at.length / mostWindows))
  let measured = 0
  for (let window = 0; window < part.at.length; window += every) {
    const { values, observed } = part.series[part.of[window]]
    const at = part.at[window]
    for (let channel = 0; channel < channels; channel++) {
      const last = values[(at - 1) * channels + channel]
      const moves = Float64Array.from({ length: input }, (_, step) => values[(at - input + step) * channels + channel] - last)
      const told = describe(moves, period, horizon)
      for (let step = 0; step < horizon; step++) {
        const place = (at + step) * channels + channel
        if (observed[place] === 0) continue
        measured++
        add(told.map((row) => row[step]), values[place] - last)
      }
    }
  }
  for (let k = 0; k < count; k++) gram[k * count + k] += ridge * measured + 1e-12
  factor(gram, count)
  solve(gram, count, right)
  return Float32Array.from({ length: horizon * input }, (_, place) => maps.reduce((sum, map, k) => sum + right[k] * map[place], 0))
}

/** How far the line from the window's first value to its last goes on by `step`, in lengths of itself. */
const driftOf = (step: number, input: number): number => (step + 1) / Math.max(1, input - 1)

/** D [k][H] of one window: the maps applied, without their many zeros. */
function describe(moves: Float64Array, period: number, horizon: number): Float64Array[] {
  const input = moves.length
  const meanOf = (from: number): number => moves.subarray(from).reduce((sum, value) => sum + value, 0) / (input - from)
  const steady = (value: number): Float64Array => new Float64Array(horizon).fill(value)
  const drift = Float64Array.from({ length: horizon }, (_, step) => -driftOf(step, input) * moves[0])
  if (period <= 1 || period >= input) return [steady(meanOf(0)), drift]
  return [
    Float64Array.from({ length: horizon }, (_, step) => moves[input - period + (step % period)]),
    steady(meanOf(input - period)),
    steady(moves[input - 1 - period]),
    steady(meanOf(0)),
    drift,
  ]
}
