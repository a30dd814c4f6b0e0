/** What each token of a text costs the model, in nats, batch by batch. */
import * as tf from '@tensorflow/tfjs-core'
import type { Panel } from '../../../../src-shared/domain/evaluation.ts'
import { joinTokens } from '../../../../src-shared/domain/join-tokens.ts'
import type { GenerationFitted, GenerationPart } from '../../../../src-shared/domain/tasks/generation.ts'
import type { Scored } from '../../metrics/bootstrap.ts'
import { scoredLanguage } from '../../metrics/language.ts'
import { crossEntropy } from '../../ops/cross-entropy.ts'
import type { RecurrentState } from '../../layers/recurrent-stack.ts'
import { createBatch, evaluationOrder } from '../sequence-batches.ts'
import { giveWay, type Scoring } from '../task.ts'
import type { LanguageModel } from './model.ts'
import { laneSteps, lanesOf, streamBatch, streamBatchCount } from './stream.ts'

/** A text is measured in few lanes, since each begins knowing nothing, and in long batches. */
const measuredLanes = 16
const measuredWindow = 256
/** Tokens that a split is measured on; of a longer stream its beginning, of more items evenly spread ones. */
const mostTokens = 400_000
const shownItems = 30
const shownCharacters = 120

/** Nats of the tokens of each sequence that are foretold (all but the first), in order. */
export async function natsOf(model: LanguageModel, fitted: GenerationFitted, part: GenerationPart): Promise<Float32Array[]> {
  return fitted.unit === 'stream' ? Promise.all(part.sequences.map((tokens) => streamNats(model, tokens))) : itemNats(model, part)
}

async function streamNats(model: LanguageModel, tokens: Int32Array): Promise<Float32Array> {
  const lanes = lanesOf(tokens.length, measuredLanes, measuredWindow)
  const length = laneSteps(tokens.length, lanes)
  const nats = new Float32Array(lanes * length)
  let states: RecurrentState[] | undefined
  for (let index = 0; index < streamBatchCount(tokens.length, lanes, measuredWindow); index++) {
    const { ids, targets, steps } = streamBatch(tokens, lanes, measuredWindow, index)
    let next: RecurrentState[] = []
    const losses = tf.tidy(() => {
      const { logits, finalStates } = model.apply({ ids, size: lanes, steps, labels: new Int32Array(lanes) }, { initial: states })
      next = finalStates.map(({ hidden, cell }) => ({ hidden: tf.keep(hidden), cell: cell && tf.keep(cell) }))
      return crossEntropy(logits, tf.tensor1d(targets, 'int32'))
    })
    const values = (await losses.data()) as Float32Array
    tf.dispose([losses, ...statesOf(states)])
    states = next
    for (let lane = 0; lane < lanes; lane++) nats.set(values.subarray(lane * steps, (lane + 1) * steps), lane * length + index * measuredWindow)
    await giveWay()
  }
  tf.dispose(statesOf(states))
  return nats
}

const statesOf = (states: RecurrentState[] | undefined): tf.Tensor[] => (states ?? []).flatMap(({ hidden, cell }) => (cell ? [hidden, cell] : [hidden]))

async function itemNats(model: LanguageModel, { sequences, labels }: GenerationPart): Promise<Float32Array[]> {
  const all = { sequences, stepSize: 1 }
  const result = new Array<Float32Array>(sequences.length)
  for (const positions of evaluationOrder(all)) {
    const { values, steps, lengths } = createBatch(all, positions)
    const { ids, targets, read } = shifted(values as Int32Array, steps, lengths)
    const wanted = Int32Array.from(positions, (position) => labels[position])
    const losses = tf.tidy(() => crossEntropy(model.apply({ ids, size: positions.length, steps: steps - 1, lengths: read, labels: wanted }, {}).logits, tf.tensor1d(targets, 'int32')))
    const nats = (await losses.data()) as Float32Array
    losses.dispose()
    positions.forEach((position, row) => (result[position] = nats.slice(row * (steps - 1), row * (steps - 1) + read[row])))
    await giveWay()
  }
  return result
}

/** Items [B, T] -> what is read [B, T - 1] and what follows it, -1 beyond an item's end. */
export function shifted(values: Int32Array, steps: number, lengths: Int32Array): { ids: Int32Array; targets: Int32Array; read: Int32Array } {
  const rows = lengths.length
  const ids = new Int32Array(rows * (steps - 1))
  const targets = new Int32Array(rows * (steps - 1)).fill(-1)
  lengths.forEach((length, row) => {
    ids.set(values.subarray(row * steps, row * steps + length - 1), row * (steps - 1))
    targets.set(values.subarray(row * steps + 1, row * steps + length), row * (steps - 1))
  })
  return { ids, targets, read: lengths.map((length) => length - 1) }
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
  const sequences = part.sequences.map((tokens) => {
    const length = Math.min(mostTokens, tokens.length)
    const lanes = lanesOf(length, measuredLanes, measuredWindow)
    return tokens.subarray(0, lanes * laneSteps(length, lanes) + 1)
  })
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
