/** A translator on its prepared pairs, as the training loop sees it. */
import * as tf from '@tensorflow/tfjs-core'
import type { Config } from '../../../../src-shared/domain/config.ts'
import type { SplitName } from '../../../../src-shared/domain/dataset.ts'
import type { PreparedOf } from '../../../../src-shared/domain/tasks/index.ts'
import type { TranslationOptions, TranslationTask } from '../../../../src-shared/domain/tasks/translation.ts'
import type { Random } from '../../random.ts'
import type { ProbeSet, StepResult, TaskSession } from '../task.ts'
import { translationBaselines } from './baselines.ts'
import { alignmentLoss, fitAlignments, guidance } from './alignment.ts'
import { createPairBatch, trainingOrder, type PairBatch } from './batches.ts'
import { forcedInputs, forcedShare } from './forcing.ts'
import { hideTokens } from './hide-tokens.ts'
import { createTranslator } from './model.ts'
import { chosenRows, scoreTranslations, textsOf } from './scoring.ts'

/** Training pairs that are written out at the end, to be read beside the others: the rest would cost more than it tells. */
const mostTrainingTexts = 500
const shownSamples = 3
const greedy: TranslationOptions = { beams: 1, best: 1, lengthPenalty: 0, neighbours: 0 }

/** How texts are written where nobody asks for another way. */
export const usualOptions = ({ beams, lengthPenalty, neighbours }: TranslationTask): TranslationOptions => ({ beams, best: 1, lengthPenalty, neighbours })

export function openTranslation(config: Config & { task: TranslationTask }, { fitted, parts }: PreparedOf<'translation'>, random: Random): TaskSession {
  const model = createTranslator(config, fitted, random)
  const { training, task } = config
  const alignments = task.guidedAlignment > 0 && task.attention !== 'none' ? fitAlignments(parts.train) : null

  function gradients(whole: PairBatch, { share, guided }: { share: number; guided: number }, stepRandom: Random): StepResult {
    const chosen = { ...whole, inputs: forcedInputs(model, whole, share, stepRandom.fork('forcing')) }
    const batch = hideTokens(chosen, task.wordDropout, stepRandom.fork('hidden'))
    const expected = alignments && guided > 0 ? alignments(whole) : null
    const { value, gradients } = model.parameters.gradients(() => {
      const { losses, weights } = model.losses(batch, { smoothing: task.labelSmoothing, random: stepRandom })
      const total = expected && weights ? tf.add(tf.sum(losses), tf.mul(guided, alignmentLoss(weights, expected))) : tf.sum(losses)
      return tf.div(total, Math.max(1, batch.written))
    })
    return { loss: value, gradients, metrics: () => Promise.resolve({}) }
  }

  const shownSplit = (): SplitName => (parts.validation.targets.length > 0 ? 'validation' : 'train')

  function probes(examples: number): ProbeSet | null {
    const part = parts[shownSplit()]
    if (part.targets.length === 0) return null
    const batch = createPairBatch(part, part.targets.slice(0, examples).map((_, position) => position))
    return {
      lengths: batch.sourceLengths,
      parameters: model.parameters,
      run: () => {
        const { losses, reserves } = model.losses(batch)
        return { loss: tf.sum(losses), reserves }
      },
    }
  }

  return {
    parameters: model.parameters,
    stepsPerEpoch: Math.ceil(parts.train.targets.length / training.batchSize),
    longest: parts.train.targets.reduce((most, { length }, position) => Math.max(most, length + 1 + parts.train.sources[position].source.length), 1),
    trainingBatches: (orderRandom, epoch = 0) => {
      const shares = { share: forcedShare(task, epoch, training.epochs), guided: guidance(task, epoch, training.epochs) }
      return trainingOrder(parts.train, training.batchSize, orderRandom).map((positions) => () => {
        const batch = createPairBatch(parts.train, positions)
        return { tokens: batch.tokens, gradients: (stepRandom) => gradients(batch, shares, stepRandom) }
      })
    },
    score: async (split, moment = 'end') => {
      const part = parts[split]
      if (part.targets.length === 0) return null
      if (moment === 'epoch') return scoreTranslations(model, part, chosenRows(part, task.validationTexts), greedy, true)
      // Training pairs would find themselves.
      if (split === 'train') return scoreTranslations(model, part, chosenRows(part, mostTrainingTexts), { ...usualOptions(task), neighbours: 0 })
      return scoreTranslations(model, part, chosenRows(part), usualOptions(task))
    },
    baselines: (split) => {
      const part = parts[split]
      return Promise.resolve(translationBaselines(parts.train, part, chosenRows(part, split === 'train' ? mostTrainingTexts : undefined)))
    },
    probes,
    sample: async (sampleRandom) => {
      const part = parts[shownSplit()]
      const rows = Int32Array.from({ length: Math.min(shownSamples, part.targets.length) }, () => sampleRandom.integer(part.targets.length))
      const texts = await textsOf(model, part, rows, greedy)
      return texts.map((text, place) => `${part.sourceTexts[rows[place]]} -> ${text} (${part.targetTexts[rows[place]]})`).join('\n')
    },
    dispose: () => model.dispose(),
  }
}
