/** What each token of a text costs the model, in nats, batch by batch. */
import * as tf from '@tensorflow/tfjs-core'
import type { Panel } from '../../../../src-shared/domain/evaluation.ts'
import { joinTokens } from '../../../../src-shared/domain/join-tokens.ts'
import type { GenerationFitted, GenerationPart } from '../../../../src-shared/domain/tasks/generation.ts'
import type { Scored } from '../../metrics/bootstrap.ts'
import { scoredLanguage } from '../../metrics/language.ts'
import { crossEntropy } from '../../ops/cross-entropy.ts'
import type { Scoring } from '../task.ts'
import { contextsOf, fitWeights, logarithmsOf, mixIn, networkAlone, type Weights } from './counts.ts'
import type { LanguageModel } from './model.ts'
import { measuredLength, readThrough } from './read-through.ts'

/** Tokens that a split is measured on; of a longer stream its beginning, of more items evenly spread ones. */
const mostTokens = 400_000
const shownItems = 30
const shownCharacters = 120

/**
 * Nats of the tokens of each sequence that are foretold (all but the first), in order; `weights` mix the network with what was counted.
 */
export async function natsOf(model: LanguageModel, fitted: GenerationFitted, part: GenerationPart, weights: Weights = model.weights()): Promise<Float32Array[]> {
  const contexts = weights === networkAlone ? null : part.sequences.map((tokens) => contextsOf(model.counts(), tokens))
  const results = part.sequences.map(({ length }) => new Float32Array(Math.max(0, length - 1)))
  for await (const { logits, targets, sequence, position } of readThrough(model, fitted, part)) {
    const costs = contexts ? mixedCosts(model, await logits.data<'float32'>(), targets, (row) => contexts[sequence[row]][position[row]], weights) : await costsOf(logits, targets)
    for (let row = 0; row < targets.length; row++) if (targets[row] >= 0) results[sequence[row]][position[row]] = costs[row]
  }
  return results
}

async function costsOf(logits: tf.Tensor2D, targets: Int32Array): Promise<Float32Array> {
  const losses = tf.tidy(() => crossEntropy(logits, tf.tensor1d(targets, 'int32')))
  const costs = await losses.data<'float32'>()
  losses.dispose()
  return costs
}

function mixedCosts(model: LanguageModel, logits: Float32Array, targets: Int32Array, contextOf: (row: number) => number, weights: Weights): Float32Array {
  const counts = model.counts()
  return Float32Array.from(targets, (target, row) => {
    if (target < 0) return 0
    mixIn(logits, row * model.vocabulary, logarithmsOf(counts, contextOf(row)), weights)
    return -logits[row * model.vocabulary + target]
  })
}

/** Of so many numbers the weights of network and counts are fitted: rather fewer places of a large vocabulary. */
const mostNumbers = 1 << 22

/** The weights under which a part costs least, by places spread evenly over it. */
export async function bestWeights(model: LanguageModel, fitted: GenerationFitted, part: GenerationPart): Promise<Weights> {
  const counts = model.counts()
  const contexts = part.sequences.map((tokens) => contextsOf(counts, tokens))
  const tokens = part.sequences.reduce((sum, { length }) => sum + Math.max(0, length - 1), 0)
  const every = Math.max(1, Math.ceil((tokens * model.vocabulary) / mostNumbers))
  const count = Math.ceil(tokens / every)
  const places = { network: new Float32Array(count * model.vocabulary), counts: new Float32Array(count * model.vocabulary), truth: new Int32Array(count) }
  let [seen, taken] = [0, 0]
  for await (const { logits, targets, sequence, position } of readThrough(model, fitted, part)) {
    const values = await logits.data<'float32'>()
    for (let row = 0; row < targets.length; row++) {
      if (targets[row] < 0 || seen++ % every !== 0) continue
      places.network.set(values.subarray(row * model.vocabulary, (row + 1) * model.vocabulary), taken * model.vocabulary)
      places.counts.set(logarithmsOf(counts, contexts[sequence[row]][position[row]]), taken * model.vocabulary)
      places.truth[taken++] = targets[row]
    }
  }
  return fitWeights(places)
}

/** Units of the bootstrap are items, or stretches of a stream. */
export function scoredNats(nats: readonly Float32Array[], { unit }: GenerationFitted, { characters }: GenerationPart): Scored {
  const total = nats.reduce((sum, { length }) => sum + length, 0)
  const flat = new Float64Array(total)
  const each = new Float64Array(total)
  const unitOf = new Int32Array(total)
  let at = 0
  nats.forEach((own, item) => {
    flat.set(own, at)
    each.fill(characters[item] / Math.max(1, own.length), at, at + own.length)
    unitOf.fill(item, at, at + own.length)
    at += own.length
  })
  return scoredLanguage(flat, { characters: each, ...(unit === 'items' ? { unitOf } : {}) })
}

/** What is measured of a part: of a text what fills its lanes, so that a baseline is asked for the same tokens. */
export function measuredPart(fitted: GenerationFitted, part: GenerationPart): GenerationPart {
  if (fitted.unit === 'items') {
    const tokens = part.sequences.reduce((sum, { length }) => sum + length, 0)
    const every = Math.max(1, Math.ceil(tokens / mostTokens))
    const kept = <Values extends Int32Array>(values: Values): Int32Array => values.filter((_, index) => index % every === 0)
    return { sequences: part.sequences.filter((_, index) => index % every === 0), characters: kept(part.characters), labels: kept(part.labels) }
  }
  const sequences = part.sequences.map((tokens) => tokens.subarray(0, measuredLength(Math.min(mostTokens, tokens.length))))
  return { ...part, sequences, characters: part.characters.map((count, index) => Math.round((count * sequences[index].length) / Math.max(1, part.sequences[index].length))) }
}

export function scoreNats(nats: readonly Float32Array[], fitted: GenerationFitted, part: GenerationPart): Scoring {
  return { scored: scoredNats(nats, fitted, part), panels: () => [hardest(nats, fitted, part)] }
}

/** Items, or lines of a stream, that surprise the model most for each token. */
function hardest(nats: readonly Float32Array[], { unit, input: { vocabulary, preprocessing } }: GenerationFitted, { sequences }: GenerationPart): Panel {
  const textOf = (tokens: Int32Array): string => joinTokens(Array.from(tokens, (token) => vocabulary[token]).filter((token) => !/^<(start|end)>$/.test(token)), preprocessing.tokenizer)
  const stretch = 100
  const pieces = nats.flatMap((own, item) => {
    if (unit === 'items') return [{ index: item, tokens: sequences[item], cost: mean(own) }]
    return Array.from({ length: Math.floor(own.length / stretch) }, (_, piece) => ({
      index: item, tokens: sequences[item].subarray(piece * stretch, (piece + 1) * stretch), cost: mean(own.subarray(piece * stretch, (piece + 1) * stretch)),
    }))
  })
  const items = pieces.sort((one, other) => other.cost - one.cost).slice(0, shownItems).map(({ index, tokens, cost }) => ({ index, input: textOf(tokens).slice(0, shownCharacters), truth: '', answer: '', score: cost }))
  return { kind: 'examples', code: 'surprising', title: 'What surprised the model most, in nats a token', items }
}

const mean = (values: Float32Array): number => values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length)
