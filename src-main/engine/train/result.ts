/** The final figures of a run: the best parameters on every split, beside the baselines. */
import type { Config } from '../../../src-shared/domain/config.ts'
import type { Evaluation, RunResult, Verdict } from '../../../src-shared/domain/evaluation.ts'
import { metricTable } from '../../../src-shared/domain/metric-table.ts'
import { headlineAmong } from '../../../src-shared/domain/tasks/index.ts'
import { bootstrapIntervals, compare } from '../metrics/bootstrap.ts'
import type { Random } from '../random.ts'
import { allMetrics, evaluationOf, type BaselineScoring, type Scoring } from '../tasks/task.ts'
import { findCheckpoint, readCheckpoint } from './checkpoint.ts'
import type { TrainingContext } from './epochs.ts'
import { guardMetrics } from './nan-guard.ts'
import { loadParameters, saveCheckpoint } from './state.ts'

/** Leaves the parameters of the best checkpoint in the model where there is one; figures are on the test split, else the next best there is. */
export async function finalFigures(context: TrainingContext): Promise<{ result: RunResult; evaluation: Evaluation }> {
  const { config, session, random, optimizer } = context
  await takeBest(context)
  const result: RunResult = { train: {}, validation: {}, test: {}, baseline: {}, baselines: [], verdict: null }
  let split: 'train' | 'validation' | 'test' = 'train'
  let scoring: Scoring | null = null
  for (const name of ['train', 'validation', 'test'] as const) {
    const found = await session.score(name, 'end')
    if (!found) continue
    result[name] = allMetrics(found.scored)
    guardMetrics(optimizer.step, name, result[name])
    split = name
    scoring = found
  }
  if (!scoring) throw new Error('a run without training rows cannot have begun')

  const baselines = await session.baselines(split, random.fork('baselines'))
  result.baselines = baselines.map(({ name, scored }) => ({ name, metrics: allMetrics(scored) }))
  const strongest = strongestOf(config.task.kind, baselines)
  if (strongest) {
    result.baseline = allMetrics(strongest.scored)
    result.verdict = await verdictOn(config.task.kind, scoring, strongest, random.fork('verdict'))
  }
  const intervals = await bootstrapIntervals(scoring.scored, random.fork('intervals'))
  return { result, evaluation: evaluationOf(scoring, split, intervals) }
}

/** The best parameters, calibrated: they are what the run leaves behind. Averaged ones without a best epoch are saved as the best. */
async function takeBest({ config, runDirectory, session, optimizer, average, clock }: TrainingContext): Promise<void> {
  // Without an epoch that is best, the averaged ones of the last.
  average?.apply()
  const file = await findCheckpoint(runDirectory, ['best', 'last'])
  if (!file) return
  const { state, parameters } = await readCheckpoint(runDirectory, file)
  // One without a best epoch is what an earlier end of this run left behind; the parameters at hand are newer.
  if (state.best) loadParameters(session.parameters, parameters, file)
  if (!session.calibrate && (state.best || !average)) return
  await session.calibrate?.()
  // Never over `last`: a training that is continued must find it as it was.
  await saveCheckpoint('best', { runDirectory, seed: config.seed, parameters: session.parameters, optimizer, average, seconds: clock.seconds() }, state)
}

function strongestOf(task: Config['task']['kind'], baselines: BaselineScoring[]): BaselineScoring | undefined {
  if (baselines.length === 0) return undefined
  const headline = headlineAmong(task, allMetrics(baselines[0].scored))
  const sign = metricTable[headline].better === 'higher' ? 1 : -1
  const figures = new Map(baselines.map((baseline) => [baseline, sign * allMetrics(baseline.scored)[headline]]))
  return baselines.toSorted((one, other) => (figures.get(other) ?? 0) - (figures.get(one) ?? 0))[0]
}

async function verdictOn(task: Config['task']['kind'], { scored }: Scoring, baseline: BaselineScoring, random: Random): Promise<Verdict> {
  const headline = headlineAmong(task, allMetrics(scored))
  const { verdict, difference, low, high } = await compare(scored, baseline.scored, headline, metricTable[headline].better, random)
  // Of one row nothing can be said: the interval is as wide as nothing is known.
  const known = Number.isFinite(low) && Number.isFinite(high)
  return { kind: verdict, metric: headline, baseline: baseline.name, difference, low: known ? low : difference, high: known ? high : difference }
}
