/** Model, optimiser and position of a training: what a checkpoint saves and a continued training starts from. */
import { fail } from '../../../src-shared/contract/errors.ts'
import type { CheckpointState } from '../../../src-shared/domain/checkpoint.ts'
import type { Metrics } from '../../../src-shared/domain/evaluation.ts'
import type { Optimizer } from '../optimizers/index.ts'
import type { Parameters } from '../layers/parameters.ts'
import type { Average } from './average.ts'
import { writeCheckpoint, type Checkpoint, type CheckpointName } from './checkpoint.ts'
import type { StoredTensor } from './safetensors.ts'

/** Where a training stands: `epoch` whole epochs and `batch` batches of the next one are done. */
export type Position = Pick<CheckpointState, 'step' | 'epoch' | 'batch' | 'best' | 'epochsWithoutBetter' | 'validation'>

export const startPosition: Position = { step: 0, epoch: 0, batch: 0, best: null, epochsWithoutBetter: 0, validation: {} }

export interface Saved {
  runDirectory: string
  seed: number
  parameters: Parameters
  optimizer: Optimizer
  average: Average | null
  seconds: number
}

/** Writes a checkpoint and returns its file, relative to the run's directory. `best` is never continued from: it goes without the optimiser, and its parameters are the averaged ones where there are any. */
export function saveCheckpoint(name: CheckpointName, { runDirectory, seed, parameters, optimizer, average, seconds }: Saved, position: Position): Promise<string> {
  const { step, epoch, batch, best, epochsWithoutBetter, validation } = position
  return writeCheckpoint(runDirectory, name, {
    state: { version: 1, savedAt: new Date().toISOString(), step, epoch, batch, seed, optimizerStep: optimizer.step, seconds, validation, best, epochsWithoutBetter },
    parameters: storedParameters(parameters),
    optimizer: name === 'best' ? {} : optimizer.state(),
    average: name === 'best' ? {} : (average?.state() ?? {}),
  })
}

/** Puts a checkpoint into the model, the optimiser and the average; fails where it is of another seed: the numbers would be of no run at all. */
export function restore({ state, parameters: stored, optimizer: moments, average: means }: Checkpoint, { seed, parameters, optimizer, average }: Pick<Saved, 'seed' | 'parameters' | 'optimizer' | 'average'>, file: string): Position {
  if (state.seed !== seed) fail('checkpoint.damaged', { file, reason: `it was trained with seed ${state.seed}, not ${seed}` })
  loadParameters(parameters, stored, file)
  optimizer.load(moments, state.optimizerStep)
  average?.load(means)
  return state
}

/**
 * Takes over stored values; fails with checkpoint.damaged where they are not those of this model. What is fitted after training
 * may be missing: an older version had nothing to fit, and what it was not told stays as it is.
 */
export function loadParameters(parameters: Parameters, given: Record<string, StoredTensor>, file: string): void {
  const shapes = Object.entries(parameters.shapes())
  const older = shapes.filter(([name]) => !(name in given) && !parameters.isLearned(name)).map(([name, shape]): [string, StoredTensor] => [name, { shape, data: parameters.values()[name] }])
  const stored = { ...given, ...Object.fromEntries(older) }
  for (const [name, shape] of shapes) {
    const found = stored[name]?.shape
    if (!found || found.join() !== shape.join()) {
      fail('checkpoint.damaged', { file, reason: `${name} has shape [${found?.join(', ') ?? 'missing'}], this model needs [${shape.join(', ')}]` })
    }
  }
  parameters.load(Object.fromEntries(Object.entries(stored).map(([name, { data }]) => [name, data])))
}

export function storedParameters(parameters: Parameters): Record<string, StoredTensor> {
  const shapes = parameters.shapes()
  return Object.fromEntries(Object.entries(parameters.values()).map(([name, data]) => [name, { shape: shapes[name], data }]))
}

/** Metrics as a line for people: `loss 0.523, accuracy 0.781`. */
export function describeMetrics(metrics: Metrics): string {
  return Object.entries(metrics).map(([name, value]) => `${name} ${value.toFixed(3)}`).join(', ')
}
