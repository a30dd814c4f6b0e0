/**
 * A tag for each time step.
 *
 *   words   [B, T] -> word embedding [E], letters read in both directions, final states [2 C], embedding of the shape [S]
 *           -> side by side [B, T, E + 2 C + S]
 *   others  [B, T, ...] -> input layer [B, T, E]
 *   -> dropout (training only) -> recurrent layers, packed -> dropout -> dense -> emissions [B, T, K]
 *   -> linear-chain CRF over them, or softmax of each
 */
import * as tf from '@tensorflow/tfjs-core'
import type { Config } from '../../../../src-shared/domain/config.ts'
import type { TaggingFitted, TaggingTask, WordsInput } from '../../../../src-shared/domain/tasks/tagging.ts'
import { createCrf, type CrfLayer } from '../../layers/crf.ts'
import { createDense } from '../../layers/dense.ts'
import { createEmbedding } from '../../layers/embedding.ts'
import { createInput, stepSizeOf } from '../../layers/input.ts'
import { Parameters, type LayerContext } from '../../layers/parameters.ts'
import { createRecurrentStack, type RecurrentStackOutput } from '../../layers/recurrent-stack.ts'
import { sequenceCrossEntropy } from '../../ops/cross-entropy.ts'
import { dropout } from '../../ops/dropout.ts'
import { embeddingLookup } from '../../ops/embedding.ts'
import type { Random } from '../../random.ts'
import type { TaggingBatch } from './batches.ts'
import { constraintsOf } from './constraints.ts'
import { shapeRows } from './words.ts'

const shapeWidth = 8

export interface Tagger {
  parameters: Parameters
  fitted: TaggingFitted
  /** Numbers of one time step of its input. */
  stepSize: number
  /** null where each tag stands by itself. */
  crf: CrfLayer | null
  /** Emissions [B, T, K]; `dropoutRandom` in training only. Call it within tf.tidy. */
  apply: (batch: TaggingBatch, dropoutRandom?: Random) => { emissions: tf.Tensor3D; reserves: RecurrentStackOutput['reserves'] }
  /** Nats of each sequence of the batch, [B]. */
  losses: (emissions: tf.Tensor3D, batch: TaggingBatch) => tf.Tensor1D
  dispose: () => void
}

interface First {
  width: number
  apply: (batch: TaggingBatch) => tf.Tensor3D
}

function createWords(context: LayerContext, { vocabulary, alphabet, vectorSize }: WordsInput, embedding: number, { characters }: TaggingTask): First {
  const width = vectorSize ?? embedding
  const words = createEmbedding(context, 'words', { rows: vocabulary.length, width })
  const shapes = createEmbedding(context, 'shapes', { rows: shapeRows, width: shapeWidth })
  const letters = characters && alphabet.length > 0 ? createLetters(context, alphabet.length, characters) : null
  return {
    width: width + shapeWidth + (letters?.width ?? 0),
    apply: (batch) => {
      const { lengths: { length: rows }, steps } = batch
      const grid = (values: Int32Array): tf.Tensor2D => tf.tensor2d(values, [rows, steps], 'int32')
      const parts = [words.apply(grid(batch.values as Int32Array)), shapes.apply(grid(batch.shapes ?? new Int32Array(rows * steps)))]
      if (letters) parts.push(letters.apply(batch))
      return tf.concat(parts, 2)
    },
  }
}

function createLetters(context: LayerContext, rows: number, { embedding, hidden }: NonNullable<TaggingTask['characters']>): First {
  const table = createEmbedding(context, 'characters', { rows, width: embedding })
  const reader = createRecurrentStack(context, 'letters', { cell: 'lstm', hidden, layers: 1, bidirectional: true, dropout: 0, weightDropout: 0 }, { inputs: embedding, truncation: null })
  return {
    width: reader.width,
    apply: ({ spelling, lengths: { length: rows_ }, steps }) => {
      if (!spelling) return tf.zeros([rows_, steps, reader.width])
      const read = table.apply(tf.tensor2d(spelling.characters, [spelling.lengths.length, spelling.longest], 'int32'))
      const { final } = reader.apply(read, { lengths: tf.tensor1d(spelling.lengths, 'int32') })
      return embeddingLookup(final, tf.tensor2d(spelling.of, [rows_, steps], 'int32'))
    },
  }
}

function createSteps(context: LayerContext, input: Exclude<TaggingFitted['input'], WordsInput>, width: number): First {
  const layer = createInput(context, input, width)
  return { width, apply: (batch) => layer.apply(batch) }
}

export function createTagger({ model, training, task }: Pick<Config, 'model' | 'training'> & { task: TaggingTask }, fitted: TaggingFitted, random: Random): Tagger {
  const parameters = new Parameters()
  const context = { parameters, random }
  const { input, tags, scheme } = fitted
  const first = input.kind === 'words' ? createWords(context, input, model.embedding, task) : createSteps(context, input, model.embedding)
  const recurrent = createRecurrentStack(context, 'recurrent', model.recurrent, { inputs: first.width, truncation: training.truncation })
  const output = createDense(context, 'output', { inputs: recurrent.width, outputs: tags.length })
  const crf = task.output === 'crf' ? createCrf(context, 'crf', { tags: tags.length, constraints: constraintsOf(tags, scheme) }) : null
  const rate = model.recurrent.dropout

  return {
    parameters,
    fitted,
    stepSize: input.kind === 'words' ? 1 : stepSizeOf(input),
    crf,
    apply: (batch, dropoutRandom) => {
      const drop = <Kind extends tf.Tensor>(x: Kind, purpose: string): Kind => (dropoutRandom ? dropout(x, rate, dropoutRandom.fork(purpose)) : x)
      const lengths = tf.tensor1d(batch.lengths, 'int32')
      const states = recurrent.apply(drop(first.apply(batch), 'input'), { lengths, dropoutRandom })
      const [rows, steps, width] = states.hidden.shape
      const flat = output.apply(tf.reshape(drop(states.hidden, 'output'), [rows * steps, width]))
      return { emissions: tf.reshape(flat, [rows, steps, tags.length]), reserves: states.reserves }
    },
    losses: (emissions, batch) => {
      const truth = tf.tensor2d(batch.tags, [batch.lengths.length, batch.steps], 'int32')
      const lengths = tf.tensor1d(batch.lengths, 'int32')
      return crf ? crf.loss(emissions, truth, lengths) : (tf.sum(sequenceCrossEntropy(emissions, truth, lengths), 1) as tf.Tensor1D)
    },
    dispose: () => parameters.dispose(),
  }
}
