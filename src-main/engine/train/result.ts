/** The final figures of a run: the best parameters on every split, beside the baselines. */
import type { Evaluation, RunResult } from '../../../src-shared/domain/run.ts'
import { findCheckpoint, readCheckpoint } from './checkpoint.ts'
import type { TrainingContext } from './epochs.ts'
import { guardMetrics } from './nan-guard.ts'
import { loadParameters } from './state.ts'

/** Leaves the parameters of the best checkpoint in the model where there is one; figures are on the test split, else the next best there is. */
export async function finalFigures({ runDirectory, session, task, random, optimizer }: TrainingContext): Promise<{ result: RunResult; evaluation: Evaluation }> {
  const best = await findCheckpoint(runDirectory, ['best'])
  if (best) loadParameters(session.parameters, (await readCheckpoint(runDirectory, best)).parameters, best)
  const train = await session.evaluate('train')
  const validation = await session.evaluate('validation')
  const test = await session.evaluate('test')
  const evaluation = (test ?? validation ?? train) as Evaluation
  for (const each of [train, validation, test]) if (each) guardMetrics(optimizer.step, each.split, each.metrics)

  const baselines = session.baselines(evaluation.split, random.fork('baselines'))
  const sign = task.metrics[task.headline].better === 'higher' ? 1 : -1
  const strongest = baselines.toSorted((one, other) => sign * (other.metrics[task.headline] - one.metrics[task.headline]))[0]
  const result = { train: train?.metrics ?? {}, validation: validation?.metrics ?? {}, test: test?.metrics ?? {}, baseline: strongest?.metrics ?? {}, baselines }
  return { result, evaluation }
}
