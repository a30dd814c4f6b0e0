/** Sentences as rectangles: words, the shapes of words, and the letters of each different word of the batch, once. */
import { convertTags } from '../../../../src-shared/domain/tag-schemes.ts'
import type { TaggingFitted, TaggingEncoded, TaggingPart } from '../../../../src-shared/domain/tasks/tagging.ts'
import { augmentOf, type Augment } from '../../layers/augment.ts'
import type { Random } from '../../random.ts'
import { createBatch, type Batch, type Sequences } from '../sequence-batches.ts'
import { vocabularyIndex } from './vocabulary-index.ts'
import { lookAt } from './words.ts'

/** A stretch of one item: the item itself, or a piece of a sentence that is too long. */
export interface Piece {
  item: number
  words: readonly string[]
  /** [T]; null where the truth is not known. */
  tags: Int32Array | null
}

/** What batches are made of, in the order of the part; pieces of one item follow each other. */
export interface Pieces extends Sequences {
  sequences: readonly TaggingEncoded['sequence'][]
  pieces: Piece[]
}

/** The letters of a batch's words. U different words, L the longest of them. */
export interface Spelling {
  /** [U, L], 0 beyond a word's length. */
  characters: Int32Array
  /** [U] */
  lengths: Int32Array
  longest: number
  /** [B, T]: which of the U. */
  of: Int32Array
}

export interface TaggingBatch extends Batch {
  /** [B, T] */
  tags: Int32Array
  /** [B, T]; null for inputs that are no words. */
  shapes: Int32Array | null
  spelling: Spelling | null
}

/** Cut after `maximumLength` words. An entity that is cut in two counts as two while the network learns. */
export function piecesOf({ input, tags: names, scheme }: TaggingFitted, items: readonly TaggingEncoded[], tags: TaggingPart['tags'] | null, stepSize: number): Pieces {
  const most = input.kind === 'words' ? input.preprocessing.maximumLength : Infinity
  const pieces: Piece[] = []
  const sequences: TaggingEncoded['sequence'][] = []
  const rows = vocabularyIndex(names)
  items.forEach(({ sequence, words }, item) => {
    const steps = sequence.length / stepSize
    if (steps <= most) {
      sequences.push(sequence)
      pieces.push({ item, words, tags: tags?.[item] ?? null })
      return
    }
    for (let from = 0; from < steps; from += most) {
      const own = tags && convertTags(Array.from(tags[item].subarray(from, from + most), (tag) => names[tag]), scheme)
      sequences.push(sequence.subarray(from, from + most))
      pieces.push({ item, words: words.slice(from, from + most), tags: own && Int32Array.from(own, (tag) => rows.get(tag) ?? 0) })
    }
  })
  return { sequences, pieces, stepSize }
}

/** Hides words so that what stands around them, and their letters, are learned from: `rate` of those in row r of the vocabulary. */
export interface Hiding {
  /** [V], 0 to 1 */
  rates: Float32Array
  random: Random
}

const unknownRow = 1

/** As the preprocessing asks, but nothing is moved in time: every step has its own tag. */
export function augmentInPlace({ input }: TaggingFitted): Augment | null {
  if (input.kind === 'words') return null
  const { preprocessing } = input
  if (input.kind !== 'series' || preprocessing.kind !== 'series' || !preprocessing.augment) return augmentOf(input)
  return augmentOf({ ...input, preprocessing: { ...preprocessing, augment: { ...preprocessing.augment, warp: 0, crop: 0 } } })
}

/** What is done to sequences in training only; their lengths stay. */
export interface Changes {
  hiding: Hiding | null
  augment: { by: Augment; random: Random } | null
}

export function createTaggingBatch({ input }: TaggingFitted, all: Pieces, positions: number[], { hiding, augment }: Changes = { hiding: null, augment: null }): TaggingBatch {
  const batch = createBatch(all, positions, augment)
  const size = positions.length * batch.steps
  const tags = new Int32Array(size)
  positions.forEach((position, row) => tags.set(all.pieces[position].tags ?? [], row * batch.steps))
  if (input.kind !== 'words') return { ...batch, tags, shapes: null, spelling: null }
  if (hiding) hide(batch.values as Int32Array, hiding)
  const look = lookAt(input.alphabet)
  const shapes = new Int32Array(size)
  positions.forEach((position, row) => all.pieces[position].words.forEach((word, step) => (shapes[row * batch.steps + step] = look(word).shape)))
  return { ...batch, tags, shapes, spelling: input.alphabet.length > 0 ? spellingOf(all, positions, batch.steps, input.alphabet) : null }
}

function hide(values: Int32Array, { rates, random }: Hiding): void {
  for (let place = 0; place < values.length; place++) if (values[place] > unknownRow && random.uniform() < rates[values[place]]) values[place] = unknownRow
}

function spellingOf({ pieces }: Pieces, positions: number[], steps: number, alphabet: readonly string[]): Spelling {
  const of = new Int32Array(positions.length * steps)
  const places = new Map<string, number>()
  positions.forEach((position, row) =>
    pieces[position].words.forEach((word, step) => {
      let place = places.get(word)
      if (place === undefined) places.set(word, (place = places.size))
      of[row * steps + step] = place
    }),
  )
  const look = lookAt(alphabet)
  const spelled = Array.from(places.keys(), (word) => look(word).letters)
  const longest = spelled.reduce((most, { length }) => Math.max(most, length), 1)
  const characters = new Int32Array(spelled.length * longest)
  spelled.forEach((rows, place) => characters.set(rows, place * longest))
  return { characters, lengths: Int32Array.from(spelled, ({ length }) => length), longest, of }
}
