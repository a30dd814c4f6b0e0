/**
 * What is fitted on the training split and stored with every model, and the encoded sequences: what `datasets/` hands to
 * `engine/`, so that neither imports the other. An input is how one cell becomes time steps; a task has one input or two.
 */
import { z } from 'zod'
import { audioPreprocessingSchema, framesPreprocessingSchema, seriesPreprocessingSchema, textPartSchema } from './preprocessing.ts'
import type { SplitName } from './dataset.ts'

/** Reserved rows of every vocabulary. */
export const paddingToken = '<padding>'
export const unknownToken = '<unknown>'

/** x -> (x - center) / scale, one of each a channel. */
export const scalerSchema = z.object({ center: z.array(z.number()), scale: z.array(z.number().positive()) })
export type Scaler = z.infer<typeof scalerSchema>

export const tokensInputSchema = z.object({
  kind: z.literal('tokens'),
  preprocessing: textPartSchema,
  /** Token of each embedding row; row 0 is the padding, row 1 the unknown token. */
  vocabulary: z.array(z.string()),
  /** Byte pairs in the order in which they were learned; empty for other tokenisers. */
  merges: z.array(z.tuple([z.string(), z.string()])).default([]),
})
export type TokensInput = z.infer<typeof tokensInputSchema>

export const seriesInputSchema = z.object({ kind: z.literal('series'), preprocessing: seriesPreprocessingSchema, channels: z.array(z.string()), scaler: scalerSchema })
export const audioInputSchema = z.object({ kind: z.literal('audio'), preprocessing: audioPreprocessingSchema, scaler: scalerSchema })
export const framesInputSchema = z.object({ kind: z.literal('frames'), preprocessing: framesPreprocessingSchema, channels: z.number().int().positive(), scaler: scalerSchema })

export const inputSchema = z.discriminatedUnion('kind', [tokensInputSchema, seriesInputSchema, audioInputSchema, framesInputSchema])
export type Input = z.infer<typeof inputSchema>
export type InputKind = Input['kind']

/** Shape of one time step: a vocabulary row, [C] numbers, or a picture [height, width, channels]. */
export function stepShape(input: Input): number[] {
  const rules: { [Kind in InputKind]: (own: Extract<Input, { kind: Kind }>) => number[] } = {
    tokens: () => [],
    series: ({ channels }) => [channels.length],
    audio: ({ preprocessing }) => [preprocessing.bands],
    frames: ({ preprocessing: { size }, channels }) => [size, size, channels],
  }
  return (rules[input.kind] as (own: Input) => number[])(input)
}

/** Vocabulary rows [T], or T time steps of `stepShape` numbers; at least one step. */
export type Sequence = Int32Array | Float32Array

/** Something for each row: an array, or a list whose items are read from a file as they are asked for. */
export interface RowList<Item> extends Iterable<Item> {
  readonly length: number
  at: (row: number) => Item | undefined
}

/** Sequences by row. `sizes`: numbers of each, where they are known without reading it. */
export interface SequenceList<Own extends Sequence = Sequence> extends RowList<Own> {
  readonly sizes?: ArrayLike<number>
}

/** @throws RangeError where there is no such row */
export function itemAt<Item>(list: RowList<Item>, row: number): Item {
  const item = list.at(row)
  if (item === undefined) throw new RangeError(`row ${row} of ${list.length}`)
  return item
}

/** Numbers of a sequence. */
export const sizeAt = (list: SequenceList, row: number): number => (list.sizes ? list.sizes[row] : itemAt(list, row).length)

/** Some rows of a list, in this order; nothing is read for it but sizes. */
export function chosenRows<Own extends Sequence>(list: SequenceList<Own>, rows: readonly number[]): SequenceList<Own> {
  return {
    length: rows.length,
    sizes: rows.map((row) => sizeAt(list, row)),
    at: (place) => (place in rows ? list.at(rows[place]) : undefined),
    *[Symbol.iterator]() {
      for (const row of rows) yield itemAt(list, row)
    },
  }
}

export const rowsOf = (list: { readonly length: number }): number[] => Array.from({ length: list.length }, (_, row) => row)

/** One cell as a fitted model reads it. */
export interface EncodedSequence {
  sequence: Sequence
  /** T */
  steps: number
  /** Tokens as they stand in the text and whether the vocabulary has them; empty for other inputs. */
  pieces: { token: string; known: boolean }[]
}

/** Parts of a split, whatever the task's part is. */
export type Parts<Part> = Record<SplitName, Part>
