/** What a config would cost, told before it starts. */
import type { Config } from '../../src-shared/domain/config.ts'
import { splitStatistics } from '../datasets/statistics.ts'

export interface Preflight { parameters: number; stepsPerEpoch: number; totalSteps: number; memoryBytes: number; vocabulary: number }

const bytesPerNumber = 4
/** The value, its gradient and what the optimiser keeps of it. */
const copiesOfParameters: Record<Config['training']['optimizer']['kind'], number> = { sgd: 3, adam: 4, adamw: 4 }

export async function preflight(config: Config, datasetFolder: string): Promise<Preflight> {
  const { cells } = await import('../engine/ops/recurrent.ts') // brings tfjs with it: only where it is needed
  const statistics = await splitStatistics(datasetFolder, config.split, config.preprocessing)
  const gates = cells[config.model.recurrent.cell].gates.length
  const classes = statistics.balance.length
  const parameters = countParameters(config, { gates, vocabulary: statistics.vocabulary, classes })
  const stepsPerEpoch = Math.ceil(statistics.sizes.train / config.training.batchSize)

  const { hidden, layers, bidirectional } = config.model.recurrent
  const directions = bidirectional ? 2 : 1
  const batch = Math.min(config.training.batchSize, statistics.sizes.train)
  const steps = Math.min(statistics.lengths.maximum, config.preprocessing.maximumLength)
  // By time step: the embedded token and its gradient; by layer the gates, the states and the gradients of both.
  const activations = batch * steps * (2 * config.model.embedding + layers * directions * 2 * (gates + 2) * hidden)
  const memoryBytes = bytesPerNumber * (parameters * copiesOfParameters[config.training.optimizer.kind] + activations)
  return { parameters, stepsPerEpoch, totalSteps: stepsPerEpoch * config.training.epochs, memoryBytes, vocabulary: statistics.vocabulary }
}

/** Numbers the model learns: embedding [V, E]; each layer and direction wx [I, G H], wh [H, G H], bias [2, G H]; output [D H, C] and C. */
export function countParameters({ model }: Pick<Config, 'model'>, { gates, vocabulary, classes }: { gates: number; vocabulary: number; classes: number }): number {
  const { hidden, layers, bidirectional } = model.recurrent
  const directions = bidirectional ? 2 : 1
  const layerOf = (inputs: number): number => directions * gates * hidden * (inputs + hidden + 2)
  const recurrent = layerOf(model.embedding) + (layers - 1) * layerOf(directions * hidden)
  return vocabulary * model.embedding + recurrent + (directions * hidden + 1) * classes
}
