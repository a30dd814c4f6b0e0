/**
 * Texts to be continued. A stream is cut in three by its characters, at the end of a line: first what is learned, last what is kept
 * aside, since neighbours in a text tell of each other. Items are parted as rows.
 */
import { fail } from '../../../src-shared/contract/errors.ts'
import { textOf, type RoleRow } from '../../../src-shared/domain/cell.ts'
import type { SplitConfig } from '../../../src-shared/domain/config.ts'
import { splitNames, type SplitName } from '../../../src-shared/domain/dataset.ts'
import { joinIntegers } from '../../../src-shared/domain/join-integers.ts'
import { endToken, startToken, type GenerationFitted, type GenerationTask } from '../../../src-shared/domain/tasks/generation.ts'
import { countCharacters } from '../accept/check.ts'
import { compareLabels } from '../labels.ts'
import type { Split } from '../splits/index.ts'
import { loadTextVectors, withExtraWords } from '../inputs/text-vectors.ts'
import { fitTokens } from '../text/fit.ts'
import { linePieces } from '../text/pieces.ts'
import { tokenize } from '../text/tokenizers.ts'
import { encode, unknownRow, vocabularyRows } from '../text/vocabulary.ts'
import type { Preparer } from './preparer.ts'

/** Fewer rows than this are one text in pieces; rows longer than this on the average are no items. */
const fewestItems = 50
const longestItem = 2000
/** Tokens of the training text that the model takes along to count n-grams in: their table takes about 100 bytes a token in memory. */
const mostCounted = 2_000_000

export function unitOf(unit: GenerationTask['unit'], rows: readonly RoleRow[]): 'stream' | 'items' {
  if (unit !== 'auto') return unit
  const characters = rows.reduce((sum, row) => sum + textOf(row, 'text').length, 0)
  return rows.length >= fewestItems && characters / rows.length <= longestItem ? 'items' : 'stream'
}

/** A stream's rows joined and cut at `shares` of its characters, each cut moved to the next end of a line where one is near. */
export function cutStream(rows: readonly RoleRow[], shares: Pick<SplitConfig, SplitName>): { rows: RoleRow[]; split: Split } {
  const text = rows.map((row) => textOf(row, 'text')).join(rows.length > 1 && !textOf(rows[0], 'text').endsWith('\n') ? '\n' : '')
  const total = splitNames.reduce((sum, name) => sum + shares[name], 0)
  const split: Split = { train: [], validation: [], test: [] }
  const pieces: RoleRow[] = []
  let from = 0
  let share = 0
  for (const name of splitNames) {
    share += shares[name]
    const wanted = share >= total - 1e-9 ? text.length : Math.round((text.length * share) / total)
    const line = text.indexOf('\n', wanted - 1)
    const to = wanted === text.length || line < 0 || line - wanted > 1000 ? wanted : line + 1
    if (shares[name] > 0 && to <= from) fail('split.too-small', { part: name })
    if (to > from) {
      split[name].push(pieces.length)
      pieces.push({ index: pieces.length, cells: { text: [text.slice(from, to)] } })
    }
    from = to
  }
  return { rows: pieces, split }
}

export const generation: Preparer<'generation'> = {
  cut: (rows, { split, task }) => (unitOf(task.unit, rows) === 'stream' ? cutStream(rows, split) : null),

  load: (rows, { preprocessing }) => loadTextVectors(rows, preprocessing),

  fit: (training, { preprocessing, task }, { rows, roles, loaded }) => {
    if (preprocessing.kind !== 'text') return fail('predict.input', { expected: 'text' })
    const unit = training.length > 1 ? unitOf(task.unit, rows) : 'stream'
    const { kind: _text, vectors: _vectors, ...part } = preprocessing
    // A stream has no longest sequence: nothing of it is cut off.
    const reading = { ...part, maximumLength: Number.MAX_SAFE_INTEGER }
    const { vocabulary: counted, merges } = fitTokens(piecesOf(training), reading)
    const vocabulary = withExtraWords(counted, loaded)
    const labelled = roles.label !== undefined && unit === 'items'
    const fitted: GenerationFitted = {
      task: 'generation',
      input: { kind: 'tokens', preprocessing: part, vocabulary: unit === 'items' ? [...vocabulary, startToken, endToken] : vocabulary, merges },
      unit,
      labels: labelled ? [...new Set(rows.map((row) => textOf(row, 'label')))].sort(compareLabels) : [],
      counted: [],
    }
    return task.ngramOrder > 0 ? { ...fitted, counted: countedTexts(fitted, training) } : fitted
  },

  part: (fitted, rows) => ({
    sequences: rows.map((row) => sequenceOf(fitted, textOf(row, 'text'))),
    characters: Int32Array.from(rows, (row) => countCharacters(textOf(row, 'text'))),
    labels: Int32Array.from(rows, (row) => (fitted.labels.length === 0 ? 0 : labelOf(fitted, textOf(row, 'label'), row.index))),
  }),

  encode: (fitted, { cells }) => {
    const prompt = cells.text?.[0] ?? ''
    if (typeof prompt !== 'string') return fail('predict.input', { expected: 'text' })
    const { tokens, pieces } = prompt === '' ? { tokens: new Int32Array(0), pieces: [] } : encode(fitted.input, prompt)
    const label = cells.label?.[0]
    return { task: 'generation', prompt, tokens, pieces, label: typeof label === 'string' && fitted.labels.length > 0 ? labelOf(fitted, label, 0) : 0 }
  },

  describe: (_fitted, { cells }) => (typeof cells.text?.[0] === 'string' ? cells.text[0] : ''),
}

/** The training text as the model keeps it, its beginning where it is long. */
function countedTexts(fitted: GenerationFitted, training: readonly RoleRow[]): string[] {
  const texts: string[] = []
  let left = mostCounted
  for (const row of training) {
    if (left <= 0) break
    const tokens = sequenceOf(fitted, textOf(row, 'text')).subarray(0, left)
    texts.push(tokens.join(' '))
    left -= tokens.length
  }
  return texts
}

function labelOf({ labels }: GenerationFitted, label: string, index: number): number {
  const known = labels.indexOf(label)
  return known >= 0 ? known : fail('evaluate.label-unknown', { label, row: index + 1, labels: labels.join(', ') })
}

/** The tokens of a text; of an item also where it begins and ends, cut to the longest that is read. */
function sequenceOf({ input: { preprocessing, vocabulary, merges }, unit }: GenerationFitted, text: string): Int32Array {
  const rows = vocabularyRows(vocabulary)
  const pieces = Array.from(linePieces(text), (piece) => Int32Array.from(tokenize(piece, preprocessing, merges), (token) => rows.get(token) ?? unknownRow))
  const encoded = joinIntegers(pieces)
  return unit === 'stream' ? encoded : Int32Array.of(vocabulary.length - 2, ...encoded.subarray(0, preprocessing.maximumLength), vocabulary.length - 1)
}

function* piecesOf(rows: readonly RoleRow[]): Generator<string> {
  for (const row of rows) yield* linePieces(textOf(row, 'text'))
}
