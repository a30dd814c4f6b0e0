/** What the final figures of a run mean, as a verdict that words can be made of. */
import type { RunResult } from '../../../src-shared/domain/run.ts'

export interface Verdict {
  kind: 'better' | 'same' | 'worse' | 'none'
  /** Name of the strongest baseline; empty where there is none. */
  baseline: string
  /** Percentage points of accuracy by which the model differs from it, without sign. */
  points: number
  /** Points that chance alone explains, at 95 %. */
  margin: number
  /** How far training and validation accuracy say something about the fit. */
  fit: 'overfit' | 'underfit' | 'good'
}

/** Without knowing the number of test rows, a difference below this many points is called none. */
const unknownMargin = 2
const overfitGap = 0.12

/**
 * 95 % half-width of a difference of two accuracies on the same `rows`, in points: 1.96 sqrt((p(1-p) + q(1-q)) / n), the two taken
 * as independent. They are not (same rows), so this errs towards calling a difference chance.
 */
export function chanceMargin(first: number, second: number, rows: number | null): number {
  if (!rows) return unknownMargin
  return 196 * Math.sqrt((first * (1 - first) + second * (1 - second)) / rows)
}

/** `rows`: test rows, null while not known. */
export function verdictOf(result: RunResult, rows: number | null): Verdict {
  const { accuracy } = result.test
  const strongest = result.baselines.reduce<RunResult['baselines'][number] | null>(
    (best, baseline) => ((baseline.metrics.accuracy ?? -1) > (best?.metrics.accuracy ?? -1) ? baseline : best), null)
  const fit = fitOf(result, strongest?.metrics.accuracy ?? 0)
  if (accuracy === undefined || strongest === null) return { kind: 'none', baseline: '', points: 0, margin: 0, fit }
  const reference = strongest.metrics.accuracy
  const points = (accuracy - reference) * 100
  const margin = chanceMargin(accuracy, reference, rows)
  const kind = Math.abs(points) <= margin ? 'same' : points > 0 ? 'better' : 'worse'
  return { kind, baseline: strongest.name, points: Math.abs(points), margin, fit }
}

function fitOf({ train, validation, baselines }: RunResult, strongest: number): Verdict['fit'] {
  if (train.accuracy === undefined || validation.accuracy === undefined) return 'good'
  if (train.accuracy - validation.accuracy > overfitGap) return 'overfit'
  const majority = baselines.find(({ name }) => name === 'majority')?.metrics.accuracy ?? strongest
  return train.accuracy < majority + 0.05 ? 'underfit' : 'good'
}
