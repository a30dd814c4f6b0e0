/** A tagger on its prepared data, as the training loop sees it. */
import * as tf from '@tensorflow/tfjs-core'
import type { Config } from '../../../../src-shared/domain/config.ts'
import type { PreparedOf } from '../../../../src-shared/domain/tasks/index.ts'
import type { TaggingPart, TaggingTask } from '../../../../src-shared/domain/tasks/tagging.ts'
import type { Random } from '../../random.ts'
import { lengthOf, trainingOrder } from '../sequence-batches.ts'
import type { ProbeSet, StepResult, TaskSession } from '../task.ts'
import { baselinesOf } from './baselines.ts'
import { augmentInPlace, createTaggingBatch, piecesOf } from './batches.ts'
import { createTagger } from './model.ts'
import { scoredTags, scoreTags } from './scoring.ts'
import { tagItems } from './tags.ts'

/** [V]: how often a word is hidden in training. Words with a vector are known however rare they are. */
function hidingRates({ items, vectors }: TaggingPart, vocabulary: number, { wordDropout, rareWordDropout }: TaggingTask): Float32Array {
  const counts = new Int32Array(vocabulary)
  for (const { sequence } of items) for (const row of sequence) counts[row] += 1
  return Float32Array.from(counts, (count, row) => (count === 1 && vectors?.known[row] !== 1 ? Math.max(wordDropout, rareWordDropout) : wordDropout))
}

export function openTagging(config: Config & { task: TaggingTask }, { fitted, parts }: PreparedOf<'tagging'>, random: Random): TaskSession {
  const model = createTagger(config, fitted, random)
  const { train } = parts
  const { batchSize } = config.training
  const pieces = piecesOf(fitted, train.items, train.tags, model.stepSize)
  const rates = fitted.input.kind === 'words' ? hidingRates(train, fitted.input.vocabulary.length, config.task) : null
  const augment = augmentInPlace(fitted)
  const meanLength = pieces.sequences.reduce((sum, _, position) => sum + lengthOf(pieces, position), 0) / Math.max(1, pieces.sequences.length)

  function gradients(positions: number[], stepRandom: Random): StepResult {
    const batch = createTaggingBatch(fitted, pieces, positions, {
      hiding: rates && { rates, random: stepRandom.fork('words') },
      augment: augment && { by: augment, random: stepRandom.fork('augment') },
    })
    // Nats a step, but every step counts the same whatever batch it is in: short sentences share theirs with short ones.
    const { value, gradients } = model.parameters.gradients(() => tf.div(tf.mean(model.losses(model.apply(batch, stepRandom).emissions, batch)), meanLength))
    return { loss: value, gradients, metrics: () => Promise.resolve({}) }
  }

  function probes(examples: number): ProbeSet | null {
    const part = parts.validation.items.length > 0 ? parts.validation : train
    const all = piecesOf(fitted, part.items.slice(0, examples), part.tags, model.stepSize)
    const positions = all.pieces.slice(0, examples).map((_, position) => position)
    if (positions.length === 0) return null
    const batch = createTaggingBatch(fitted, all, positions)
    return {
      lengths: batch.lengths,
      parameters: model.parameters,
      run: () => {
        const { emissions, reserves } = model.apply(batch)
        return { loss: tf.sum(model.losses(emissions, batch)), reserves }
      },
    }
  }

  return {
    parameters: model.parameters,
    stepsPerEpoch: Math.ceil(pieces.sequences.length / batchSize),
    longest: pieces.sequences.reduce((most, _, position) => Math.max(most, lengthOf(pieces, position)), 1),
    trainingBatches: (orderRandom) =>
      trainingOrder(pieces, batchSize, orderRandom).map((positions) => () => ({
        tokens: positions.reduce((sum, position) => sum + lengthOf(pieces, position), 0),
        gradients: (stepRandom) => gradients(positions, stepRandom),
      })),
    score: async (split) => (parts[split].items.length === 0 ? null : scoreTags(fitted, parts[split], await tagItems(model, parts[split].items, parts[split]))),
    baselines: (split) =>
      Promise.resolve(
        baselinesOf(fitted, train).map(([name, tag]) => ({ name, scored: scoredTags(fitted, parts[split].gold, parts[split].items.map(({ words }, index) => tag(words, parts[split].gold[index].length))) })),
      ),
    probes,
    dispose: () => model.dispose(),
  }
}
