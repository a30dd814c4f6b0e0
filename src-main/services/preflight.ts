/** What a config would cost, told before it starts: its data prepared and its model made, in the engine process. */
import { createRandom } from '../engine/random.ts'
import { tasks } from '../engine/tasks/index.ts'
import { cells } from '../engine/ops/recurrent.ts'
import type { Config } from '../../src-shared/domain/config.ts'
import type { Preflight } from '../../src-shared/domain/run.ts'
import type { PreparedData } from '../../src-shared/domain/tasks/index.ts'

const bytesPerNumber = 4
/** The value, its gradient and what the optimiser keeps of it. */
const copiesOfParameters: Record<Config['training']['optimizer']['kind'], number> = { sgd: 3, adam: 4, adamw: 4 }

export function preflight(config: Config, data: PreparedData): Preflight {
  const session = tasks[config.task.kind].open(config, data, createRandom(config.seed).fork('initial'))
  try {
    const parameters = session.parameters.count()
    const { hidden, layers, bidirectional, cell } = config.model.recurrent
    const directions = bidirectional ? 2 : 1
    // By time step: the embedded input and its gradient; by layer the gates, the states and the gradients of both.
    const activations = config.training.batchSize * session.longest * (2 * config.model.embedding + layers * directions * 2 * (cells[cell].gates.length + 2) * hidden)
    return {
      parameters,
      stepsPerEpoch: session.stepsPerEpoch,
      totalSteps: session.stepsPerEpoch * config.training.epochs,
      memoryBytes: bytesPerNumber * (parameters * copiesOfParameters[config.training.optimizer.kind] + activations),
      vocabulary: vocabularyOf(data),
    }
  } finally {
    session.dispose()
  }
}

const vocabularyOf = ({ fitted }: PreparedData): number => ('input' in fitted && 'vocabulary' in fitted.input ? fitted.input.vocabulary.length : 0)
