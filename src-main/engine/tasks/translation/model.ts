/**
 * Encoder, decoder and Luong's attention between them (Luong, Pham, Manning 2015), without input feeding: given the target, all steps
 * are one recurrent call and one attention.
 *
 *   source [B, S] -> embedding [B, S, E] -> recurrent layers, packed -> memory [B, S, W] and final states      W = H, or 2 H both ways
 *   bridge, layer by layer: hidden_0 = tanh(final hidden M + m), cell_0 = final cell N + n                      [B, W]
 *   target before [B, U] -> embedding [B, U, E] -> recurrent layers from those states, packed -> h [B, U, W]
 *   context c = attention(queries h, keys memory) [B, U, W];  e = the source's embeddings by the same weights [B, U, E]
 *   a = tanh([c; h; e] C + k) [B, U, E];                      none: a = tanh(h C + k)
 *   -> logits a O + o [B, U, V];  P(token) = softmax(logits);  tied: O is the target embedding transposed
 *
 * e is what a word looked at means by itself (Nguyen, Chiang 2018): on few pairs a translation of single words is learned through it
 * long before the states of the encoder say as much. Dropout (training only): embeddings, memory, h, between layers, a.
 */
import * as tf from '@tensorflow/tfjs-core'
import type { Config } from '../../../../src-shared/domain/config.ts'
import type { TranslationFitted, TranslationTask } from '../../../../src-shared/domain/tasks/translation.ts'
import { createAttention } from '../../layers/attention.ts'
import { createDense } from '../../layers/dense.ts'
import { createEmbedding } from '../../layers/embedding.ts'
import { inverseSquareRoot } from '../../layers/initializers.ts'
import { Parameters, type LayerContext } from '../../layers/parameters.ts'
import { createRecurrentStack, type RecurrentStackOutput, type RecurrentState } from '../../layers/recurrent-stack.ts'
import { cells } from '../../ops/recurrent.ts'
import { crossEntropy } from '../../ops/cross-entropy.ts'
import { dropout } from '../../ops/dropout.ts'
import type { Random } from '../../random.ts'
import type { PairBatch, SourceBatch } from './batches.ts'

/** A source that was read. */
export interface Reading {
  /** [B, S, W] */
  memory: tf.Tensor3D
  /** Embeddings of the source, [B, S, E]. */
  words: tf.Tensor3D
  /** Of the memory, where the decoder goes one step at a time (`prepare`); null otherwise. */
  projected: tf.Tensor3D | null
  /** [B] int32 */
  lengths: tf.Tensor1D
  /** Where the decoder begins, layer by layer, [B, W]. */
  states: RecurrentState[]
  /** Of the encoder. */
  reserves: RecurrentStackOutput['reserves']
}

export interface Writing {
  /** [B U, V] */
  logits: tf.Tensor2D
  /** a, what the logits are made of: [B U, E] */
  features: tf.Tensor2D
  /** [B, U, S]; null without attention. */
  weights: tf.Tensor3D | null
  states: RecurrentState[]
}

/**
 * Deviation of the first embeddings: PyTorch's, since attention can tell states apart only where words differ. On 6,000 pairs the
 * validation loss after each of the first five epochs was 0.15 nats lower than with 0.1. An embedding that also writes begins smaller,
 * or the first logits would be far from zero.
 */
const deviationOf = (tied: boolean, width: number): number => (tied ? 1 / Math.sqrt(width) : 1)

export type TranslatorConfig = Pick<Config, 'model' | 'training'> & { task: TranslationTask }

export interface WriteOptions {
  lengths?: tf.Tensor1D
  random?: Random
}

/** Call all of it within tf.tidy; `random` in training only. */
export interface Translator {
  parameters: Parameters
  fitted: TranslationFitted
  task: TranslationTask
  read: (batch: SourceBatch, random?: Random) => Reading
  /** The same for many steps: what does not depend on the decoder is computed once. */
  prepare: (reading: Reading) => Reading
  /** The next tokens behind `inputs` [B, U] of which `lengths` are real (all where left out), from `states`. */
  write: (inputs: tf.Tensor2D, reading: Omit<Reading, 'reserves'>, options?: WriteOptions) => Writing
  /** The same without the logits. */
  think: (inputs: tf.Tensor2D, reading: Omit<Reading, 'reserves'>, options?: WriteOptions) => Omit<Writing, 'logits'>
  /** Nats of each label, [B U], 0 where there is none. */
  losses: (batch: PairBatch, options?: { inputs?: Int32Array; smoothing?: number; random?: Random }) => { losses: tf.Tensor1D; logits: tf.Tensor2D; weights: tf.Tensor3D | null; reserves: Reading['reserves'] }
  dispose: () => void
}

export function createTranslator({ model, training, task }: TranslatorConfig, fitted: TranslationFitted, random: Random): Translator {
  const parameters = new Parameters()
  const context: LayerContext = { parameters, random }
  const { embedding, recurrent } = model
  const classes = fitted.target.vocabulary.length
  const deviation = deviationOf(task.tieEmbeddings, embedding)
  const source = createEmbedding(context, fitted.shared ? 'embedding' : 'source', { rows: fitted.source.vocabulary.length, width: embedding, deviation })
  const target = fitted.shared ? source : createEmbedding(context, 'target', { rows: classes, width: embedding, deviation })
  const encoder = createRecurrentStack(context, 'encoder', recurrent, { inputs: embedding, truncation: training.truncation })
  const width = encoder.width
  const bridge = createBridge(context, model.recurrent, width)
  const decoder = createRecurrentStack(context, 'decoder', { ...recurrent, hidden: width, bidirectional: false }, { inputs: embedding, truncation: training.truncation })
  const attention = task.attention === 'none' ? null : createAttention(context, 'attention', { kind: task.attention, queries: width, keys: width })
  const combine = createDense(context, 'combine', { inputs: attention ? 2 * width + embedding : width, outputs: embedding })
  const output = task.tieEmbeddings ? createTiedOutput(context, fitted.shared ? 'embedding' : 'target', { inputs: embedding, outputs: classes }) : createDense(context, 'output', { inputs: embedding, outputs: classes })
  const drop = <Kind extends tf.Tensor>(x: Kind, from: Random | undefined, purpose: string): Kind => (from ? dropout(x, recurrent.dropout, from.fork(purpose)) : x)

  function read(batch: SourceBatch, dropoutRandom?: Random): Reading {
    const lengths = tf.tensor1d(batch.sourceLengths, 'int32')
    const words = drop(source.apply(tf.tensor2d(batch.source, [batch.sourceLengths.length, batch.sourceSteps], 'int32')), dropoutRandom, 'source')
    const { hidden, finalStates, reserves } = encoder.apply(words, { lengths, dropoutRandom: dropoutRandom?.fork('encoder') })
    return { memory: drop(hidden, dropoutRandom, 'memory'), words, projected: null, lengths, states: bridge(finalStates), reserves }
  }

  function think(inputs: tf.Tensor2D, reading: Omit<Reading, 'reserves'>, { lengths, random: dropoutRandom }: WriteOptions = {}): Omit<Writing, 'logits'> {
    const [rows, steps] = inputs.shape
    const embedded = drop(target.apply(inputs), dropoutRandom, 'target')
    const { hidden: undropped, finalStates } = decoder.apply(embedded, { lengths, initial: reading.states, dropoutRandom: dropoutRandom?.fork('decoder') })
    const hidden = drop(undropped, dropoutRandom, 'hidden')
    const attended = attention?.apply(hidden, reading.memory, reading.lengths, reading.projected ?? undefined)
    const both = attended ? tf.concat([attended.context, hidden, tf.matMul(attended.weights, reading.words)], 2) : hidden
    return { features: tf.tanh(combine.apply(tf.reshape(both, [rows * steps, both.shape[2] ?? 0]))), weights: attended?.weights ?? null, states: finalStates }
  }

  function write(inputs: tf.Tensor2D, reading: Omit<Reading, 'reserves'>, options: WriteOptions = {}): Writing {
    const thought = think(inputs, reading, options)
    return { ...thought, logits: output.apply(drop(thought.features, options.random, 'output')) }
  }

  return {
    parameters, fitted, task, read, think, write,
    prepare: (reading) => ({ ...reading, projected: attention?.project(reading.memory) ?? null }),
    losses: (batch, { inputs = batch.inputs, smoothing = 0, random: dropoutRandom } = {}) => {
      const reading = read(batch, dropoutRandom)
      const before = tf.tensor2d(inputs, [batch.positions.length, batch.steps], 'int32')
      const { logits, weights } = write(before, reading, { lengths: tf.tensor1d(batch.lengths, 'int32'), random: dropoutRandom })
      return { losses: crossEntropy(logits, tf.tensor1d(batch.labels, 'int32'), { smoothing }), logits, weights, reserves: reading.reserves }
    },
    dispose: () => parameters.dispose(),
  }
}

/** Final states of each layer of the encoder, both directions side by side, to first states of the decoder's. */
function createBridge(context: LayerContext, { cell, layers, bidirectional }: Config['model']['recurrent'], width: number): (states: RecurrentState[]) => RecurrentState[] {
  const directions = bidirectional ? 2 : 1
  const parts = Array.from({ length: layers }, (_, layer) => ({
    hidden: createDense(context, `bridge.layer${layer}.hidden`, { inputs: width, outputs: width }),
    cell: cells[cell].hasCellState ? createDense(context, `bridge.layer${layer}.cell`, { inputs: width, outputs: width }) : null,
  }))
  return (states) =>
    parts.map(({ hidden, cell: carry }, layer) => {
      const own = states.slice(layer * directions, (layer + 1) * directions)
      const joined = (tensors: tf.Tensor2D[]): tf.Tensor2D => (tensors.length === 1 ? tensors[0] : tf.concat(tensors, 1))
      return { hidden: tf.tanh(hidden.apply(joined(own.map((state) => state.hidden)))), cell: carry && carry.apply(joined(own.flatMap((state) => state.cell ?? []))) }
    })
}

/** y = x E^T + b with the embedding E [outputs, inputs]; adds `output.bias`. */
function createTiedOutput({ parameters, random }: LayerContext, embedding: string, { inputs, outputs }: { inputs: number; outputs: number }): { apply: (x: tf.Tensor2D) => tf.Tensor2D } {
  const weight = parameters.get(`${embedding}.weight`) as tf.Tensor as tf.Tensor2D
  const bias = parameters.add('output.bias', [outputs], inverseSquareRoot(inputs), random)
  return { apply: (x) => tf.tidy(() => tf.add(tf.matMul(x, weight, false, true), bias) as tf.Tensor2D) }
}
