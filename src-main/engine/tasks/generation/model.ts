/**
 * A language model: what comes next.
 *
 *   tokens [B, T] -> embedding [B, T, E] (+ the class asked for [B, 1, E]) -> dropout -> recurrent layers -> dropout
 *     -> logits [B T, V] = (h P) W + b;  P [H, E] and W = embedding^T where the embedding is tied, else W [H, V] alone
 *
 * The state of a stream's lanes is kept among the parameters, so that a training continued from a checkpoint goes on in its text.
 */
import * as tf from '@tensorflow/tfjs-core'
import type { Config } from '../../../../src-shared/domain/config.ts'
import type { GenerationFitted, GenerationTask } from '../../../../src-shared/domain/tasks/generation.ts'
import { createDense } from '../../layers/dense.ts'
import { createEmbedding } from '../../layers/embedding.ts'
import { normal } from '../../layers/initializers.ts'
import { Parameters } from '../../layers/parameters.ts'
import { createRecurrentStack, type RecurrentStackOutput, type RecurrentState } from '../../layers/recurrent-stack.ts'
import { dropout } from '../../ops/dropout.ts'
import { embeddingLookup } from '../../ops/embedding.ts'
import { cells } from '../../ops/recurrent.ts'
import type { NgramModel } from '../../baselines/ngram.ts'
import type { Random } from '../../random.ts'
import { countTexts, networkAlone, type Weights } from './counts.ts'

export type GenerationConfig = Pick<Config, 'model' | 'training'> & { task: GenerationTask }

export interface Rectangle {
  /** [B, T] */
  ids: Int32Array
  size: number
  steps: number
  /** [B]; left out, every row has T steps. */
  lengths?: Int32Array
  /** [B] rows of the classes; read only where there are classes. */
  labels: Int32Array
}

export interface LanguageModel {
  parameters: Parameters
  config: GenerationConfig
  vocabulary: number
  /** logits [B T, V]; `initial` the state before the first step. Call it within tf.tidy. */
  apply: (batch: Rectangle, options: { initial?: RecurrentState[]; dropoutRandom?: Random }) => { logits: tf.Tensor2D; finalStates: RecurrentState[]; reserves: RecurrentStackOutput['reserves'] }
  /** Vectors of one token each and the class asked for, [B, E], into `x`. */
  embed: (tokens: ArrayLike<number>, label: number, x: Float32Array) => void
  /** Logits [B, V] of hidden states [B, H]. */
  logitsOf: (hidden: Float32Array, size: number) => Float32Array
  /** The state kept between two batches of a stream, [lanes, H] by layer: room is kept for as many lanes as a batch has rows. */
  carried: (lanes: number) => RecurrentState[]
  carry: (states: RecurrentState[] | null) => void
  /** What was counted in the training text; counted when it is first asked for. */
  counts: () => NgramModel
  /** How network and counts are mixed; `networkAlone` where that is so. */
  weights: () => Weights
  setWeights: (weights: Weights) => void
  dispose: () => void
}

export function createLanguageModel(config: GenerationConfig, fitted: GenerationFitted, random: Random): LanguageModel {
  const { model, training, task } = config
  const { input: { vocabulary }, labels, unit } = fitted
  const { hidden, layers, cell } = model.recurrent
  const parameters = new Parameters()
  const context = { parameters, random }
  const size = model.embedding
  const embedding = createEmbedding(context, 'embedding', { rows: vocabulary.length, width: size })
  const classes = labels.length > 0 ? (parameters.add('label', [labels.length, size], normal(0.1), random) as tf.Tensor as tf.Tensor2D) : null
  const recurrent = createRecurrentStack(context, 'recurrent', { ...model.recurrent, bidirectional: false }, { inputs: size, truncation: training.truncation })
  const table = parameters.get('embedding.weight') as tf.Tensor as tf.Tensor2D
  const project = task.tieEmbeddings && hidden !== size ? createDense(context, 'project', { inputs: hidden, outputs: size }) : null
  const bias = task.tieEmbeddings ? parameters.add('output.bias', [vocabulary.length], () => new Float32Array(vocabulary.length), random) : null
  const output = task.tieEmbeddings ? null : createDense(context, 'output', { inputs: hidden, outputs: vocabulary.length })
  const rate = model.recurrent.dropout

  const kept = unit === 'stream' ? ['hidden', ...(cells[cell].hasCellState ? ['cell'] : [])] : []
  for (let layer = 0; layer < layers; layer++) {
    for (const part of kept) parameters.add(`carried.layer${layer}.${part}`, [training.batchSize, hidden], () => new Float32Array(training.batchSize * hidden), random, { learned: false })
  }
  const carriedPart = (layer: number, part: string): tf.Tensor2D => parameters.get(`carried.layer${layer}.${part}`) as tf.Tensor as tf.Tensor2D

  const mixture = task.ngramOrder > 0 ? parameters.add('mixture', [2], () => Float32Array.from(networkAlone), random, { learned: false }) : null
  let counted: NgramModel | undefined

  /** h [N, H] -> [N, V] */
  const logits = (states: tf.Tensor2D): tf.Tensor2D =>
    output ? output.apply(states) : (tf.add(tf.matMul(project ? project.apply(states) : states, table, false, true), bias as tf.Variable) as tf.Tensor2D)

  return {
    parameters,
    config,
    vocabulary: vocabulary.length,
    apply: ({ ids, size: batch, steps, lengths, labels: wanted }, { initial, dropoutRandom }) => {
      let x = embedding.apply(tf.tensor2d(ids, [batch, steps], 'int32'))
      if (classes) x = tf.add(x, tf.reshape(embeddingLookup(classes, tf.tensor2d(wanted, [batch, 1], 'int32')), [batch, 1, size]))
      if (dropoutRandom) x = dropout(x, rate, dropoutRandom.fork('input'))
      const { hidden: states, finalStates, reserves } = recurrent.apply(x, { initial, dropoutRandom, lengths: lengths && tf.tensor1d(lengths, 'int32') })
      const features = dropoutRandom ? dropout(states, rate, dropoutRandom.fork('output')) : states
      return { logits: logits(tf.reshape(features, [batch * steps, hidden])), finalStates, reserves }
    },
    embed: (tokens, label, x) => {
      const rows = table.dataSync() as Float32Array
      const of = classes?.dataSync() as Float32Array | undefined
      for (let row = 0; row < tokens.length; row++) {
        for (let unit_ = 0; unit_ < size; unit_++) x[row * size + unit_] = rows[tokens[row] * size + unit_] + (of ? of[label * size + unit_] : 0)
      }
    },
    logitsOf: (states, batch) => tf.tidy(() => logits(tf.tensor2d(states.slice(0, batch * hidden), [batch, hidden])).dataSync() as Float32Array),
    carried: (lanes) => {
      const own = (layer: number, part: string): tf.Tensor2D => (lanes === training.batchSize ? carriedPart(layer, part) : tf.slice(carriedPart(layer, part), [0, 0], [lanes, hidden]))
      return Array.from({ length: layers }, (_, layer) => ({ hidden: own(layer, 'hidden'), cell: kept.includes('cell') ? own(layer, 'cell') : null }))
    },
    carry: (states) => {
      for (let layer = 0; layer < layers; layer++) {
        for (const part of kept) {
          const from = part === 'hidden' ? states?.[layer].hidden : states?.[layer].cell
          const variable = parameters.get(`carried.layer${layer}.${part}`)
          if (from) tf.tidy(() => variable.assign((from.shape[0] === training.batchSize ? from : tf.pad(from, [[0, training.batchSize - from.shape[0]], [0, 0]])) as tf.Tensor))
          else parameters.set(`carried.layer${layer}.${part}`, new Float32Array(variable.size))
        }
      }
    },
    counts: () => (counted ??= countTexts(fitted, task.ngramOrder)),
    weights: () => {
      const [network, counts] = mixture?.dataSync<'float32'>() ?? networkAlone
      return counts === 0 && network === 1 ? networkAlone : [network, counts]
    },
    setWeights: (weights) => parameters.set('mixture', Float32Array.from(weights)),
    dispose: () => parameters.dispose(),
  }
}
