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
import { indexSources } from './similar-sources.ts'

/** Places that are mixed: farther ones weigh nothing. */
const mostPlaces = 16

/** What stands in the pairs that are looked at for one source. */
export interface Recalled {
  /** [places, E] */
  keys: Float32Array
  /** [places] */
  tokens: Int32Array
}

/** The pairs that are looked at for each source. */
export type Recall = (sources: readonly Int32Array[], count: number) => Recalled[]

const numbersOf = (text: string): Int32Array => Int32Array.from(text.split(' '), Number)

/** Of the model's own training pairs, with its parameters as they are when it is asked; null where it has none. */
export function createRecall(model: Translator): Recall | null {
  const { examples } = model.fitted
  if (examples.sources.length === 0) return null
  const pairs = {
    sources: examples.sources.map((text) => ({ source: numbersOf(text), unknown: [] })),
    targets: examples.targets.map(numbersOf),
    cut: new Uint8Array(examples.targets.length),
  }
  const find = indexSources(pairs.sources.map(({ source }) => source))
  return (sources, count) => {
    const found = sources.map((source) => find(source, count).map(({ position }) => position))
    const places = placesOf(model, pairs, [...new Set(found.flat())])
    return found.map((positions) => joined(positions.flatMap((position) => places.get(position) ?? [])))
  }
}

function placesOf(model: Translator, pairs: Parameters<typeof createPairBatch>[0], positions: number[]): Map<number, Recalled> {
  const own = { sources: positions.map((position) => pairs.sources[position]), targets: positions.map((position) => pairs.targets[position]), cut: new Uint8Array(positions.length) }
  const places = new Map<number, Recalled>()
  for (const chosen of evaluationOrder(own, model.fitted.target.vocabulary.length)) {
    const batch = createPairBatch(own, chosen)
    const features = tf.tidy(() => model.think(tf.tensor2d(batch.inputs, [chosen.length, batch.steps], 'int32'), model.read(batch), { lengths: tf.tensor1d(batch.lengths, 'int32') }).features.dataSync<'float32'>())
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

/** Puts ln P(token) in the place of one row's logits [V]; `thought` is a [E]. */
export function mixIn(logits: Float32Array, thought: Float32Array, recalled: Recalled, { neighbourShare, neighbourTemperature }: Mixing): void {
  if (recalled.tokens.length === 0 || neighbourShare === 0) return
  const near = nearestPlaces(thought, recalled)
  const weights = near.map(({ distance }) => Math.exp((near[0].distance - distance) / neighbourTemperature))
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  const shares = new Map<number, number>()
  near.forEach(({ token }, place) => shares.set(token, (shares.get(token) ?? 0) + weights[place] / total))
  const base = logSumExp(logits, 0, logits.length) - Math.log(1 - neighbourShare)
  for (let token = 0; token < logits.length; token++) logits[token] -= base
  shares.forEach((share, token) => (logits[token] = Math.log(Math.exp(logits[token]) + neighbourShare * share)))
}

function nearestPlaces(thought: Float32Array, { keys, tokens }: Recalled): { distance: number; token: number }[] {
  const width = thought.length
  const all = Array.from(tokens, (token, place) => {
    let sum = 0
    for (let unit = 0; unit < width; unit++) sum += (thought[unit] - keys[place * width + unit]) ** 2
    return { distance: sum / width, token }
  })
  return all.sort((one, other) => one.distance - other.distance).slice(0, mostPlaces)
}
