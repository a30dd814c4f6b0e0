/**
 * How sure a figure is: the percentile bootstrap (Efron 1979) over the units that were drawn independently (examples, sentences,
 * recordings, windows' origins), and its paired form, which says whether a model is better than a baseline on the same units.
 */
import type { Metrics } from '../../../src-shared/domain/evaluation.ts'
import type { Random } from '../random.ts'

export interface Scored {
  /** Independent units, in the same order for everything compared. */
  units: number
  /** Metrics of a sample of units: their indices, with repetition. */
  metrics: (sample: Int32Array) => Metrics
}

export interface Interval {
  low: number
  high: number
}

export type Verdict = 'better' | 'not-proven' | 'worse'

/** `difference` is the model's metric minus the baseline's on all units, `low` and `high` its 95 % interval. */
export interface Comparison extends Interval {
  verdict: Verdict
  difference: number
}

/** The 95 % interval lies between these shares of the resampled values. */
const tails = [0.025, 0.975] as const
const manyUnits = 5000
/** Other calls are answered in between. */
const millisecondsAtOnce = 15

/** Resamples that suit so many units: the ends of an interval from many units move little with fewer. */
export const usualResamples = (units: number): number => (units > manyUnits ? 200 : 1000)

/** All units once, in order. */
export const everyUnit = (units: number): Int32Array => Int32Array.from({ length: units }, (_, unit) => unit)

/**
 * Each metric's 95 % interval. A metric that a sample does not have (not finite: no positive was drawn, say) is left out of that
 * sample, and out of the result where it is never finite. Seeded: the same units and generator, the same intervals.
 * @throws the signal's reason when it is aborted
 */
export async function bootstrapIntervals(scored: Scored, random: Random, resamples = usualResamples(scored.units), signal?: AbortSignal): Promise<Record<string, Interval>> {
  const values: Record<string, number[]> = {}
  await resample(scored.units, random, resamples, signal, (sample) => {
    for (const [name, value] of Object.entries(scored.metrics(sample))) if (Number.isFinite(value)) (values[name] ??= []).push(value)
  })
  return Object.fromEntries(Object.entries(values).map(([name, all]) => [name, interval(all)]))
}

/**
 * Whether the model is better than the baseline: both are computed on the same samples, and the verdict is proven where the
 * 95 % interval of the difference leaves out 0. Equal figures are not proven; neither is anything of fewer than two units.
 * @throws RangeError when the two were not scored on the same units; the signal's reason when it is aborted
 */
export async function compare(
  model: Scored,
  baseline: Scored,
  metric: string,
  better: 'higher' | 'lower',
  random: Random,
  resamples = usualResamples(model.units),
  signal?: AbortSignal,
): Promise<Comparison> {
  if (model.units !== baseline.units) throw new RangeError(`a model on ${String(model.units)} units cannot be compared with a baseline on ${String(baseline.units)}`)
  const differenceOn = (sample: Int32Array): number => model.metrics(sample)[metric] - baseline.metrics(sample)[metric]
  const difference = differenceOn(everyUnit(model.units))
  const differences: number[] = []
  await resample(model.units, random, resamples, signal, (sample) => {
    const value = differenceOn(sample)
    if (Number.isFinite(value)) differences.push(value)
  })
  if (model.units < 2 || differences.length === 0) return { verdict: 'not-proven', difference, low: Number.NaN, high: Number.NaN }
  const { low, high } = interval(differences)
  const above = better === 'higher' ? 'better' : 'worse'
  const below = better === 'higher' ? 'worse' : 'better'
  return { verdict: low > 0 ? above : high < 0 ? below : 'not-proven', difference, low, high }
}

/**
 * Metrics of sums over units, which most are: `counts` holds `width` numbers of each unit, [units, width], row-major, and
 * `finish` makes metrics of their sums (BLEU of n-gram counts, WER of edits and words, F1 of hits, MSE of squares and sizes).
 */
export function scoredBySums(counts: Float64Array, width: number, finish: (sums: Float64Array) => Metrics): Scored {
  return {
    units: counts.length / width,
    metrics: (sample) => {
      const sums = new Float64Array(width)
      for (const unit of sample) for (let column = 0; column < width; column++) sums[column] += counts[unit * width + column]
      return finish(sums)
    },
  }
}

async function resample(units: number, random: Random, resamples: number, signal: AbortSignal | undefined, visit: (sample: Int32Array) => void): Promise<void> {
  if (units === 0) return
  const sample = new Int32Array(units)
  let pauseAt = 0
  for (let round = 0; round < resamples; round++) {
    if (performance.now() >= pauseAt) {
      await new Promise<void>((resolve) => void setImmediate(resolve))
      signal?.throwIfAborted()
      pauseAt = performance.now() + millisecondsAtOnce
    }
    for (let unit = 0; unit < units; unit++) sample[unit] = random.integer(units)
    visit(sample)
  }
}

function interval(values: readonly number[]): Interval {
  const sorted = Float64Array.from(values).sort()
  return { low: sortedQuantile(sorted, tails[0]), high: sortedQuantile(sorted, tails[1]) }
}

/** Linear between neighbours, as numpy's default; NaN of nothing. */
export function quantile(values: ArrayLike<number>, share: number): number {
  return sortedQuantile(Float64Array.from(values).sort(), share)
}

function sortedQuantile(sorted: Float64Array, share: number): number {
  if (sorted.length === 0) return Number.NaN
  const position = share * (sorted.length - 1)
  const low = Math.floor(position)
  const high = Math.min(low + 1, sorted.length - 1)
  return sorted[low] + (sorted[high] - sorted[low]) * (position - low)
}
