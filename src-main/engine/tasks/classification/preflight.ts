/** What a config would cost, told from shapes alone, before anything is computed. */
import type { Config, OptimizerConfig } from '../../../../src-shared/domain/config.ts'
import type { PreparedData } from '../../../../src-shared/domain/prepared.ts'
import { cells } from '../../ops/recurrent.ts'
import type { Preflight } from '../task.ts'

/** Copies of every parameter that an optimiser keeps beside it. */
const optimizerCopies: Record<OptimizerConfig['kind'], number> = { sgd: 1, adam: 2, adamw: 2 }
const bytesPerNumber = 4

export function preflightClassification({ model, training }: Pick<Config, 'model' | 'training'>, { fitted, parts }: PreparedData): Preflight {
  const { embedding, recurrent } = model
  const { hidden, layers } = recurrent
  const gates = cells[recurrent.cell].gates.length
  const directions = recurrent.bidirectional ? 2 : 1
  const width = hidden * directions
  const vocabulary = fitted.vocabulary.length
  const classes = fitted.labels.length

  const columns = gates * hidden
  const recurrentParameters = Array.from({ length: layers }, (_, layer) => directions * columns * ((layer === 0 ? embedding : width) + hidden + 2))
  const parameters = vocabulary * embedding + recurrentParameters.reduce((sum, own) => sum + own, 0) + (width + 1) * classes

  const stepsPerEpoch = Math.ceil(parts.train.tokens.length / training.batchSize)
  const longest = parts.train.tokens.reduce((length, tokens) => Math.max(length, tokens.length), 1)
  // Kept from the forward pass for the backward one: inputs, and by layer and direction the gates, h and c. Twice: their gradients.
  const perToken = embedding + layers * directions * hidden * (gates + 2)
  const activations = 2 * perToken * longest * Math.min(training.batchSize, parts.train.tokens.length)
  // Parameters, their gradients, and what the optimiser keeps.
  const memoryBytes = bytesPerNumber * (parameters * (2 + optimizerCopies[training.optimizer.kind]) + activations)
  return { parameters, stepsPerEpoch, totalSteps: stepsPerEpoch * training.epochs, memoryBytes, vocabulary }
}
