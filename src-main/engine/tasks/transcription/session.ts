/** A transcriber on its prepared recordings, as the training loop sees it. */
import * as tf from '@tensorflow/tfjs-core'
import { fail } from '../../../../src-shared/contract/errors.ts'
import type { Config } from '../../../../src-shared/domain/config.ts'
import type { SplitName } from '../../../../src-shared/domain/dataset.ts'
import { chosenRows, rowsOf, sizeAt } from '../../../../src-shared/domain/prepared.ts'
import type { PreparedOf } from '../../../../src-shared/domain/tasks/index.ts'
import type { TranscriptionPart, TranscriptionTask } from '../../../../src-shared/domain/tasks/transcription.ts'
import { augmentOf } from '../../layers/augment.ts'
import type { Random } from '../../random.ts'
import { trainingOrder } from '../sequence-batches.ts'
import type { ProbeSet, StepResult, TaskSession } from '../task.ts'
import { baselineTexts } from './baselines.ts'
import { createRecordings, fits, stackedSteps, targetsOf } from './batches.ts'
import { transcribe, type Decoding } from './decoding.ts'
import { createTranscriber, lossesOf } from './model.ts'
import { scoredTexts, scoreTranscripts } from './scoring.ts'

export function openTranscription(config: Config & { task: TranscriptionTask }, { fitted, parts }: PreparedOf<'transcription'>, random: Random): TaskSession {
  const model = createTranscriber(config, fitted, random)
  const { shape, task } = model
  const { batchSize } = config.training
  const { train } = parts
  const augment = augmentOf(fitted.input)
  const fitting = ({ sequences, targets }: TranscriptionPart): number[] => rowsOf(sequences).filter((row) => fits(sizeAt(sequences, row), targets[row], shape))
  const usable = fitting(train)
  const skipped = train.sequences.length - usable.length
  if (usable.length === 0) fail('transcription.none-fits', { count: train.sequences.length, stack: shape.stack })
  const stepsOf = (row: number): number => stackedSteps(sizeAt(train.sequences, row) / shape.bands, shape.stack)

  function gradients(positions: number[], stepRandom: Random): StepResult {
    const batch = createRecordings(train.sequences, positions, shape, augment && { by: augment, random: stepRandom.fork('augment') })
    const targets = targetsOf(train, batch)
    const { value, gradients } = model.parameters.gradients(() =>
      tf.div(tf.sum(lossesOf(model.apply(batch, stepRandom).logits, batch, targets)), Math.max(1, targets.fitting)),
    )
    return { loss: value, gradients, metrics: () => Promise.resolve({}) }
  }

  function probes(examples: number): ProbeSet | null {
    const part = parts.validation.sequences.length > 0 ? parts.validation : train
    const positions = fitting(part).slice(0, examples)
    if (positions.length === 0) return null
    const batch = createRecordings(part.sequences, positions, shape)
    const targets = targetsOf(part, batch)
    return {
      lengths: batch.lengths,
      parameters: model.parameters,
      run: () => {
        const { logits, reserves } = model.apply(batch)
        return { loss: tf.sum(lossesOf(logits, batch, targets)), reserves }
      },
    }
  }

  return {
    parameters: model.parameters,
    stepsPerEpoch: Math.ceil(usable.length / batchSize),
    longest: usable.reduce((most, row) => Math.max(most, stepsOf(row)), 1),
    notices: skipped === 0 ? [] : [{
      code: 'recordings-skipped', message: `${skipped} of ${train.sequences.length} training recordings are too short for their transcript and are left out`, details: { skipped, recordings: train.sequences.length },
    }],
    trainingBatches: (orderRandom) =>
      trainingOrder({ sequences: chosenRows(train.sequences, usable), stepSize: shape.bands }, batchSize, orderRandom).map((places) => () => {
        const positions = places.map((place) => usable[place])
        const tokens = positions.reduce((sum, position) => sum + stepsOf(position), 0)
        return { tokens, gradients: (stepRandom) => gradients(positions, stepRandom) }
      }),
    // The likeliest symbol of every step is enough to see how training goes.
    score: (split, moment) => score(split, moment === 'epoch' ? { ...task, beams: 1, languageModel: 0, alternatives: 1 } : { ...task, alternatives: 1 }),
    baselines: (split, baselineRandom) =>
      Promise.resolve(baselineTexts(train, parts[split], shape.bands, baselineRandom).map(([name, texts]) => ({ name, scored: scoredTexts(texts, parts[split].texts) }))),
    probes,
    dispose: () => model.dispose(),
  }

  async function score(split: SplitName, decoding: Decoding) {
    const part = parts[split]
    if (part.sequences.length === 0) return null
    const { heard, losses } = await transcribe(model, fitted, part, decoding)
    return scoreTranscripts(fitted, part, heard.map(({ text }) => text), losses)
  }
}
