/** Translations by beam search: a source is read once, and each step of the decoder goes on from the states of the one before. */
import * as tf from '@tensorflow/tfjs-core'
import { boundaryRow, type TranslationFitted, type TranslationOptions, type TranslationSource } from '../../../../src-shared/domain/tasks/translation.ts'
import { beamSearch, type BeamModel, type BeamText } from '../../decode/beam-search.ts'
import type { RecurrentState } from '../../layers/recurrent-stack.ts'
import { giveWay } from '../task.ts'
import { chunks, createSourceBatch } from './batches.ts'
import type { Reading, Translator } from './model.ts'
import { compare, createRecall, mixIn, type Recall, type Recalled } from './neighbours.ts'

/** Beginnings that are continued at once: a batch must be over well before a person who cancels grows impatient. */
const rowsAtOnce = 128

export interface Translation extends BeamText {
  /** [target token][source token], each row adds up to 1; empty without attention. */
  attention: Float32Array[]
}

/** The best texts for each source, best first, in the order given. */
export async function translate(model: Translator, sources: readonly TranslationSource[], options: TranslationOptions): Promise<Translation[][]> {
  const translations: Translation[][] = new Array<Translation[]>(sources.length)
  const recall = options.neighbours > 0 ? createRecall(model) : null
  const order = sources.map((_, place) => place).sort((one, other) => sources[one].source.length - sources[other].source.length)
  for (const chosen of chunks(order, Math.max(1, Math.floor(rowsAtOnce / options.beams)))) {
    translateBatch(model, recall, chosen.map((place) => sources[place].source), options).forEach((texts, row) => (translations[chosen[row]] = texts))
    await giveWay()
  }
  return translations
}

function translateBatch(model: Translator, recall: Recall | null, sources: readonly Int32Array[], { beams, best, lengthPenalty, neighbours }: TranslationOptions): Translation[][] {
  const longest = sources.reduce((most, { length }) => Math.max(most, length), 1)
  const texts = beamSearch(createBeamModel(model, sources, recall?.(sources, neighbours)), sources.length, {
    width: beams, best: Math.min(best, beams), lengthPenalty, maximumLength: longestAnswer(model.fitted, longest), startToken: boundaryRow, endToken: boundaryRow,
  })
  // The weights of the step that ends a text belong to no token of it.
  return texts.map((own, row) => own.map((text) => ({ ...text, attention: text.traces.slice(0, text.tokens.length).map((weights) => weights.subarray(0, sources[row].length)) })))
}

/** Tokens, the end included: as long as training targets were, or twice what such a source usually gives. */
function longestAnswer({ longestTarget, targetsPerSource, target }: TranslationFitted, sourceSteps: number): number {
  return Math.min(target.preprocessing.maximumLength, Math.max(longestTarget, Math.ceil(2 * targetsPerSource * sourceSteps))) + 1
}

interface State extends Omit<Reading, 'reserves'> {
  /** Which source each row continues. */
  of: Int32Array
}

function createBeamModel(model: Translator, sources: readonly Int32Array[], recalled?: readonly Recalled[]): BeamModel<State> {
  const compared = recalled && compare(recalled)
  return {
    tokens: model.fitted.target.vocabulary.length,
    start: () => {
      const { memory, words, projected, lengths, states } = tf.tidy(() => {
        const { reserves: _reserves, ...reading } = model.prepare(model.read(createSourceBatch(sources)))
        return reading as never
      }) as Omit<State, 'of'>
      return { memory, words, projected, lengths, states, of: Int32Array.from(sources, (_, row) => row) }
    },
    step: (state, last) => {
      const { logits, features, weights, states } = tf.tidy(() => model.write(tf.tensor2d(last, [last.length, 1], 'int32'), state) as never) as ReturnType<Translator['write']>
      const values = logits.dataSync<'float32'>()
      if (recalled && compared) {
        const classes = values.length / last.length
        compared.distances(features, state.of).forEach((distances, row) => mixIn(values.subarray(row * classes, (row + 1) * classes), distances, recalled[state.of[row]].tokens, model.task))
      }
      const attended = weights?.dataSync<'float32'>()
      const width = attended ? attended.length / last.length : 0
      const traces = attended && Array.from(last, (_, row) => attended.slice(row * width, (row + 1) * width))
      tf.dispose([logits, features, ...(weights ? [weights] : []), ...tensorsOf(state.states)])
      return { logits: values, traces, state: { ...state, states } }
    },
    select: (state, rows) => {
      const of = rows.map((row) => state.of[row])
      const index = tf.tensor1d(rows, 'int32')
      const states = state.states.map(({ hidden, cell }) => ({ hidden: tf.gather(hidden, index), cell: cell && tf.gather(cell, index) }))
      tf.dispose(tensorsOf(state.states))
      // Most steps every row goes on with its own source.
      const same = of.length === state.of.length && of.every((source, row) => source === state.of[row])
      const kept = same ? state : { memory: tf.gather(state.memory, index), words: tf.gather(state.words, index), projected: state.projected && tf.gather(state.projected, index), lengths: tf.gather(state.lengths, index) }
      tf.dispose(same ? [index] : [index, ...readingTensors(state)])
      return { ...kept, states, of }
    },
    dispose: (state) => {
      compared?.dispose()
      tf.dispose([...readingTensors(state), ...tensorsOf(state.states)])
    },
  }
}

const readingTensors = ({ memory, words, projected, lengths }: State): tf.Tensor[] => [memory, words, lengths, ...(projected ? [projected] : [])]
const tensorsOf = (states: readonly RecurrentState[]): tf.Tensor[] => states.flatMap(({ hidden, cell }) => (cell ? [hidden, cell] : [hidden]))
