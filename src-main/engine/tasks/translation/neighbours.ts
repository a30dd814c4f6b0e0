/**
 * Translation with a look at similar training pairs (nearest-neighbour translation: Khandelwal et al. 2021; only among pairs that were
 * found by their sources, computed when they are needed: Dai et al. 2023). What the decoder thinks at each step of such a pair, a_i, is
 * a key, the token that follows there, y_i, its value. Of what it thinks now, a:
 *
 *   d_i = mean over units of (a - a_i)^2;   w = softmax over the nearest places of -d_i / temperature
 *   P(token) = (1 - share) softmax(logits) + share * sum of w_i where y_i is the token
 *
 * Nothing is learned for it: phrases that stand in the training pairs are found again, which few pairs teach only in part.
 */
import * as tf from '@tensorflow/tfjs-core'
import type { TranslationTask } from '../../../../src-shared/domain/tasks/translation.ts'
import { logSumExp } from '../../decode/log-probabilities.ts'
import { createPairBatch, evaluationOrder } from './batches.ts'
import type { Translator } from './model.ts'
import { indexSources, type FindSimilar } from './similar-sources.ts'

/** Places that are mixed: farther ones weigh nothing. */
const mostPlaces = 16
/** Numbers of keys that are kept for the sources to come: a quarter of a gigabyte. */
const mostKept = 1 << 26

/** What stands in the pairs that are looked at for one source. */
export interface Recalled {
  /** [places, E] */
  keys: Float32Array
  /** [places] */
  tokens: Int32Array
}

/** The pairs that are looked at for each source. */
export type Recall = (sources: readonly Int32Array[], count: number) => Recalled[]

/** The numbers of a tensor, which are not given out of tf.tidy: it would look at each of them for tensors. */
function numbersOf(make: () => tf.Tensor): Float32Array {
  const made = tf.tidy(make)
  const numbers = made.dataSync<'float32'>()
  made.dispose()
  return numbers
}

const rowsOf = (text: string): Int32Array => Int32Array.from(text.split(' '), Number)

/** What is known of a model's training pairs, whatever its parameters are. */
interface Index {
  pairs: Parameters<typeof createPairBatch>[0]
  find: FindSimilar
}

/** Indexing the pairs takes a moment. */
const indexes = new WeakMap<Translator, Index>()

function indexOf(model: Translator): Index {
  const known = indexes.get(model)
  if (known) return known
  const { sources, targets } = model.fitted.examples
  const pairs = { sources: sources.map((text) => ({ source: rowsOf(text), unknown: [] })), targets: targets.map(rowsOf), cut: new Uint8Array(targets.length) }
  const index = { pairs, find: indexSources(pairs.sources.map(({ source }) => source)) }
  indexes.set(model, index)
  return index
}

/** Of the model's own training pairs, with its parameters as they are now: to be made anew when they change. null where it has no pairs. */
export function createRecall(model: Translator): Recall | null {
  if (model.fitted.examples.sources.length === 0) return null
  const { pairs, find } = indexOf(model)
  const known = new Map<number, Recalled>()
  let kept = 0
  return (sources, count) => {
    const found = sources.map((source) => find(source, count).map(({ position }) => position))
    if (kept > mostKept) {
      known.clear()
      kept = 0
    }
    for (const [position, places] of placesOf(model, pairs, [...new Set(found.flat())].filter((own) => !known.has(own)))) {
      known.set(position, places)
      kept += places.keys.length
    }
    return found.map((positions) => joined(positions.flatMap((position) => known.get(position) ?? [])))
  }
}

function placesOf(model: Translator, pairs: Index['pairs'], positions: number[]): Map<number, Recalled> {
  const own = { sources: positions.map((position) => pairs.sources[position]), targets: positions.map((position) => pairs.targets[position]), cut: new Uint8Array(positions.length) }
  const places = new Map<number, Recalled>()
  for (const chosen of evaluationOrder(own, model.fitted.target.vocabulary.length)) {
    const batch = createPairBatch(own, chosen)
    const features = numbersOf(() => model.think(tf.tensor2d(batch.inputs, [chosen.length, batch.steps], 'int32'), model.read(batch), { lengths: tf.tensor1d(batch.lengths, 'int32') }).features)
    const width = features.length / (chosen.length * batch.steps)
    chosen.forEach((place, row) => {
      const [first, last] = [row * batch.steps, row * batch.steps + batch.lengths[row]]
      places.set(positions[place], { keys: features.slice(first * width, last * width), tokens: batch.labels.slice(first, last) })
    })
  }
  return places
}

function joined(all: readonly Recalled[]): Recalled {
  const keys = new Float32Array(all.reduce((sum, own) => sum + own.keys.length, 0))
  const tokens = new Int32Array(all.reduce((sum, own) => sum + own.tokens.length, 0))
  let [key, token] = [0, 0]
  for (const own of all) {
    keys.set(own.keys, key)
    tokens.set(own.tokens, token)
    key += own.keys.length
    token += own.tokens.length
  }
  return { keys, tokens }
}

type Mixing = Pick<TranslationTask, 'neighbourShare' | 'neighbourTemperature'>

export interface Compared {
  /** From `thoughts` [rows, E] to every place of the pairs that were recalled for the source of each row, mean squares over units. */
  distances: (thoughts: tf.Tensor2D, sourceOf: Int32Array) => Float32Array[]
  dispose: () => void
}

/** One product of matrices for all rows of a source, which stand together. */
export function compare(recalled: readonly Recalled[]): Compared {
  const all = recalled.map(({ keys, tokens }) => {
    const width = keys.length / Math.max(1, tokens.length)
    return { keys: tf.tensor2d(keys, [tokens.length, width]), squares: Float32Array.from(tokens, (_, place) => squareOf(keys.subarray(place * width, (place + 1) * width))) }
  })
  return {
    distances: (thoughts, sourceOf) => {
      const [rows, width] = thoughts.shape
      const values = thoughts.dataSync<'float32'>()
      const distances: Float32Array[] = []
      while (distances.length < rows) {
        const first = distances.length
        const { keys, squares } = all[sourceOf[first]]
        let last = first + 1
        while (last < rows && sourceOf[last] === sourceOf[first]) last++
        const places = squares.length
        const products = places === 0 ? new Float32Array(0) : numbersOf(() => tf.matMul(tf.slice(thoughts, [first, 0], [last - first, width]), keys, false, true))
        for (let row = first; row < last; row++) {
          const own = squareOf(values.subarray(row * width, (row + 1) * width))
          distances.push(products.slice((row - first) * places, (row - first + 1) * places).map((product, place) => (own + squares[place] - 2 * product) / width))
        }
      }
      return distances
    },
    dispose: () => tf.dispose(all.map(({ keys }) => keys)),
  }
}

const squareOf = (values: Float32Array): number => values.reduce((sum, value) => sum + value * value, 0)

/** Puts ln P(token) in the place of one row's logits [V]; `distances` [places] of what it thinks to where `tokens` follow. */
export function mixIn(logits: Float32Array, distances: Float32Array, tokens: Int32Array, { neighbourShare, neighbourTemperature }: Mixing): void {
  if (tokens.length === 0 || neighbourShare === 0) return
  const near = nearestPlaces(distances)
  const weights = near.map((place) => Math.exp((distances[near[0]] - distances[place]) / neighbourTemperature))
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  const shares = new Map<number, number>()
  near.forEach((place, order) => shares.set(tokens[place], (shares.get(tokens[place]) ?? 0) + weights[order] / total))
  const base = logSumExp(logits, 0, logits.length) - Math.log(1 - neighbourShare)
  for (let token = 0; token < logits.length; token++) logits[token] -= base
  shares.forEach((share, token) => (logits[token] = Math.log(Math.exp(logits[token]) + neighbourShare * share)))
}

/** Nearest first, earlier ones first among equals. */
function nearestPlaces(distances: Float32Array): number[] {
  const near: number[] = []
  for (let place = 0; place < distances.length; place++) {
    if (near.length === mostPlaces && distances[place] >= distances[near[mostPlaces - 1]]) continue
    let at = near.length
    while (at > 0 && distances[near[at - 1]] > distances[place]) at--
    near.splice(at, 0, place)
    near.length = Math.min(near.length, mostPlaces)
  }
  return near
}
