/** What a tagger says of many items, batch by batch: the best tags, how sure each is, and the loss where the truth is known. */
import * as tf from '@tensorflow/tfjs-core'
import { convertTags } from '../../../../src-shared/domain/tag-schemes.ts'
import type { TaggingEncoded, TaggingPart } from '../../../../src-shared/domain/tasks/tagging.ts'
import { CrfLattice } from '../../decode/crf-lattice.ts'
import { createViterbi } from '../../decode/viterbi.ts'
import { argmax, softmax } from '../../metrics/outcome.ts'
import { evaluationOrder } from '../sequence-batches.ts'
import { giveWay } from '../task.ts'
import { createTaggingBatch, piecesOf } from './batches.ts'
import type { Tagger } from './model.ts'

/** One item, tagged. T steps, K tags. */
export interface Tagged {
  /** Rows of the tags, [T]. */
  tags: Int32Array
  /** The same in the scheme of the data. */
  written: string[]
  /** P(tag at its place), [T]. */
  confidence: Float64Array
  /** Nats of the true tags; 0 where they are not known. */
  loss: number
  /** [T, K]; kept for answers alone. */
  emissions: Float32Array | null
}

/** How the best tags of `steps` steps are found. */
interface Decoder {
  decode: (emissions: Float32Array, offset: number, steps: number) => { tags: Int32Array; confidence: Float64Array }
}

export function createDecoder({ crf, fitted: { tags: { length: count } } }: Tagger): Decoder {
  if (crf) return createViterbi(crf.scores())
  return {
    decode: (emissions, offset, steps) => {
      const rows = Array.from({ length: steps }, (_, step) => softmax(emissions.subarray(offset + step * count, offset + (step + 1) * count)))
      const tags = Int32Array.from(rows, argmax)
      return { tags, confidence: Float64Array.from(rows, (row, step) => row[tags[step]]) }
    },
  }
}

interface Options {
  /** The truth, for the loss. */
  tags?: TaggingPart['tags']
  keepEmissions?: boolean
}

/** In the order given. */
export async function tagItems(model: Tagger, items: readonly TaggingEncoded[], { tags, keepEmissions = false }: Options = {}): Promise<Tagged[]> {
  const { fitted, stepSize } = model
  const names = fitted.tags
  const all = piecesOf(fitted, items, tags ?? null, stepSize)
  const found = new Array<Found>(all.pieces.length)
  const decoder = createDecoder(model)
  for (const positions of evaluationOrder(all)) {
    const batch = createTaggingBatch(fitted, all, positions)
    const [emissions, losses] = tf.tidy(() => {
      const output = model.apply(batch).emissions
      return [output, tags ? model.losses(output, batch) : tf.zeros([positions.length])]
    })
    const values = (await emissions.data()) as Float32Array
    const nats = await losses.data()
    tf.dispose([emissions, losses])
    positions.forEach((position, row) => {
      const [from, steps] = [row * batch.steps * names.length, batch.lengths[row]]
      found[position] = { ...decoder.decode(values, from, steps), loss: nats[row], emissions: keepEmissions ? values.slice(from, from + steps * names.length) : null }
    })
    await giveWay()
  }
  return joinPieces(items.length, all.pieces, found).map((one) => ({ ...one, written: convertTags(Array.from(one.tags, (tag) => names[tag]), fitted.written) }))
}

type Found = Omit<Tagged, 'written'>

function joinPieces(count: number, pieces: readonly { item: number }[], found: readonly Found[]): Found[] {
  const byItem = Array.from({ length: count }, (): Found[] => [])
  pieces.forEach(({ item }, position) => byItem[item].push(found[position]))
  return byItem.map((own) => {
    if (own.length === 1) return own[0]
    const emissions = own.map((piece) => piece.emissions)
    return {
      tags: Int32Array.from(own.flatMap(({ tags }) => Array.from(tags))),
      confidence: Float64Array.from(own.flatMap(({ confidence }) => Array.from(confidence))),
      loss: own.reduce((sum, { loss }) => sum + loss, 0),
      emissions: emissions.includes(null) ? null : Float32Array.from(emissions.flatMap((values) => Array.from(values ?? []))),
    }
  })
}

/** Scores below any that is learned, and still finite. */
const refused = -1e6

/**
 * P(exactly these tags from `start` to `end`, and that what follows does not go on with them), over all tags elsewhere: with a CRF
 * the share of the paths that agree, without one the product.
 *
 * @param goesOn tags that would lengthen the span
 */
export function createSpanProbability({ crf, fitted: { tags: { length: count } } }: Tagger): (tagged: Pick<Tagged, 'tags' | 'confidence' | 'emissions'>, start: number, end: number, goesOn: readonly number[]) => number {
  const lattice = crf && new CrfLattice(crf.scores())
  return ({ tags, confidence, emissions }, start, end, goesOn) => {
    if (!lattice || !emissions) return confidence.subarray(start, end).reduce((product, share) => product * share, 1)
    const steps = tags.length
    const whole = lattice.forward(emissions, 0, steps)
    const agreeing = Float32Array.from(emissions)
    for (let step = start; step < end; step++) for (let tag = 0; tag < count; tag++) if (tag !== tags[step]) agreeing[step * count + tag] = refused
    if (end < steps) for (const tag of goesOn) agreeing[end * count + tag] = refused
    return Math.min(1, Math.exp(lattice.forward(agreeing, 0, steps) - whole))
  }
}
