/** A language model on its prepared texts, as the training loop sees it. */
import * as tf from '@tensorflow/tfjs-core'
import type { Config } from '../../../../src-shared/domain/config.ts'
import type { SplitName } from '../../../../src-shared/domain/dataset.ts'
import { joinIntegers } from '../../../../src-shared/domain/join-integers.ts'
import type { PreparedOf } from '../../../../src-shared/domain/tasks/index.ts'
import type { GenerationTask } from '../../../../src-shared/domain/tasks/generation.ts'
import type { RecurrentState } from '../../layers/recurrent-stack.ts'
import { crossEntropy } from '../../ops/cross-entropy.ts'
import type { Random } from '../../random.ts'
import { createBatch, trainingOrder } from '../sequence-batches.ts'
import type { ProbeSet, StepResult, TaskSession, TrainingBatch } from '../task.ts'
import { baselineNats } from './baselines.ts'
import { networkAlone } from './counts.ts'
import { createLanguageModel, type Rectangle } from './model.ts'
import { shifted } from './read-through.ts'
import { bestWeights, measuredPart, natsOf, scoredNats, scoreNats } from './scoring.ts'
import { lanesOf, streamBatch, streamBatchCount } from './stream.ts'
import { write } from './write.ts'

export function openGeneration(config: Config & { task: GenerationTask }, { fitted, parts }: PreparedOf<'generation'>, random: Random): TaskSession {
  const { batchSize } = config.training
  const { window } = config.task
  const stream = fitted.unit === 'stream'
  const all = { sequences: parts.train.sequences, stepSize: 1 }
  const text = stream ? joinIntegers(parts.train.sequences) : new Int32Array(0)
  // A short text fills fewer lanes than were asked for.
  const lanes = lanesOf(text.length, batchSize, window)
  const model = createLanguageModel(config, fitted, random)
  const measured = { train: measuredPart(fitted, parts.train), validation: measuredPart(fitted, parts.validation), test: measuredPart(fitted, parts.test) }

  /** Mean loss over the targets that are there; -1 is none. */
  function step(batch: Rectangle, targets: Int32Array, dropoutRandom: Random, before?: () => RecurrentState[]): StepResult {
    const count = targets.reduce((sum, target) => sum + (target >= 0 ? 1 : 0), 0)
    let next: RecurrentState[] = []
    const { value, gradients } = model.parameters.gradients(() => {
      const { logits, finalStates } = model.apply(batch, { initial: before?.(), dropoutRandom })
      if (before) next = finalStates.map(({ hidden, cell }) => ({ hidden: tf.keep(hidden), cell: cell && tf.keep(cell) }))
      return tf.div(tf.sum(crossEntropy(logits, tf.tensor1d(targets, 'int32'))), count)
    })
    if (before) model.carry(next)
    tf.dispose(next.flatMap(({ hidden, cell }) => (cell ? [hidden, cell] : [hidden])))
    return { loss: value, gradients, metrics: () => Promise.resolve({}) }
  }

  function streamStep(index: number, start: number): TrainingBatch {
    const { ids, targets, steps, first } = streamBatch(text, lanes, window, index, start)
    return {
      tokens: ids.length,
      gradients: (dropoutRandom) => {
        if (first) model.carry(null)
        return step({ ids, size: lanes, steps, labels: new Int32Array(lanes) }, targets, dropoutRandom, () => model.carried(lanes))
      },
    }
  }

  function itemStep(positions: number[]): TrainingBatch {
    const { values, steps, lengths, tokens } = createBatch(all, positions)
    const { ids, targets, read } = shifted(values as Int32Array, steps, lengths)
    const labels = Int32Array.from(positions, (position) => parts.train.labels[position])
    return { tokens, gradients: (dropoutRandom) => step({ ids, size: positions.length, steps: steps - 1, lengths: read, labels }, targets, dropoutRandom) }
  }

  function probes(examples: number): ProbeSet | null {
    const part = parts.validation.sequences.length > 0 ? parts.validation : parts.train
    if (part.sequences.length === 0) return null
    const source = stream ? { sequences: stretches(part.sequences[0], examples, window), stepSize: 1 } : { sequences: part.sequences.slice(0, examples), stepSize: 1 }
    const positions = source.sequences.map((_, position) => position).filter((position) => source.sequences[position].length > 1)
    if (positions.length === 0) return null
    const { values, steps, lengths } = createBatch(source, positions)
    const { ids, targets, read } = shifted(values as Int32Array, steps, lengths)
    const labels = Int32Array.from(positions, (position) => (stream ? 0 : part.labels[position]))
    const shares = Float32Array.from(targets, (target, index) => (target >= 0 ? 1 / read[Math.floor(index / (steps - 1))] : 0))
    return {
      lengths: read,
      parameters: model.parameters,
      run: () => {
        const { logits, reserves } = model.apply({ ids, size: positions.length, steps: steps - 1, lengths: read, labels }, {})
        return { loss: tf.sum(tf.mul(crossEntropy(logits, tf.tensor1d(targets, 'int32')), tf.tensor1d(shares))), reserves }
      },
    }
  }

  const isEmpty = (split: SplitName): boolean => parts[split].sequences.every(({ length }) => length < 2)

  return {
    parameters: model.parameters,
    stepsPerEpoch: stream ? streamBatchCount(text.length, lanes, window) : Math.ceil(all.sequences.length / batchSize),
    longest: stream ? window : all.sequences.reduce((most, { length }) => Math.max(most, length), 1),
    trainingBatches: (orderRandom) => {
      if (!stream) return trainingOrder(all, batchSize, orderRandom).map((positions) => () => itemStep(positions))
      const start = orderRandom.integer(Math.max(1, text.length))
      return Array.from({ length: streamBatchCount(text.length, lanes, window) }, (_, index) => () => streamStep(index, start))
    },
    // The training text was counted: its own counts know it by heart.
    score: async (split) => (isEmpty(split) ? null : scoreNats(await natsOf(model, fitted, measured[split], split === 'train' ? networkAlone : model.weights()), fitted, measured[split])),
    calibrate: async () => {
      if (config.task.ngramOrder > 0 && !isEmpty('validation')) model.setWeights(await bestWeights(model, fitted, measured.validation))
    },
    baselines: (split) => Promise.resolve(baselineNats(fitted, parts.train, measured[split]).map(([name, nats]) => ({ name, scored: scoredNats(nats, fitted, measured[split]) }))),
    sample: async (sampleRandom) => {
      const label = fitted.labels.length > 0 ? sampleRandom.integer(fitted.labels.length) : 0
      const { text: sample } = await write(model, fitted, { tokens: new Int32Array(0), pieces: [], label }, { length: config.task.sampleLength, seed: sampleRandom.integer(1 << 30) }, () => undefined)
      return fitted.labels.length > 0 ? `${fitted.labels[label]}: ${sample}` : sample
    },
    probes,
    dispose: () => model.dispose(),
  }
}

/** Evenly spread stretches of a text. */
function stretches(tokens: Int32Array, count: number, steps: number): Int32Array[] {
  const length = Math.min(steps + 1, tokens.length)
  return Array.from({ length: count }, (_, index) => tokens.slice(Math.floor((index * (tokens.length - length)) / Math.max(1, count)), Math.floor((index * (tokens.length - length)) / Math.max(1, count)) + length))
}
