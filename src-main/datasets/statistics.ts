/** What a split and a preprocessing make of a dataset, told before a run pays for it. */
import { isArrayCell, type Cell, type RoleRow } from '../../src-shared/domain/cell.ts'
import { splitNames, type Dataset, type SplitName, type SplitStatistics } from '../../src-shared/domain/dataset.ts'
import type { PreprocessingConfig, TextPart, WordsPreprocessing } from '../../src-shared/domain/preprocessing.ts'
import type { Role } from '../../src-shared/domain/roles.ts'
import type { SplitConfig } from '../../src-shared/domain/split.ts'
import { createArrayCounter, createLengthCounter } from './accept/check.ts'
import { KeyTable } from './counting/key-table.ts'
import { describeCell } from './describe-cell.ts'
import { hashText } from './hash-text.ts'
import { encodeWords, fitWords, wordsIn } from './inputs/words.ts'
import { compareLabels } from './labels.ts'
import { summarizeLengths } from './lengths.ts'
import { measureTokens } from './measure-tokens.ts'
import { splitFindings, type Pairs } from './split-findings.ts'
import { missingClasses, splitRows, type Split } from './splits/index.ts'
import { listOf } from './stored-rows.ts'
import { unknownRow } from './text/vocabulary.ts'

const shownDuplicates = 20

/** What is not about the split but about counting: `pairs` are known from before, or are told when they were found; `onRow` is called for each row that is gone through, twice a row. */
export interface Counting {
  pairs?: Pairs
  onPairs?: (pairs: Pairs) => void
  onRow?: () => void
}

/** Sizes, balance, lengths, vocabulary and leaks of the split, with findings. @throws split.* */
export function statisticsOf(dataset: Pick<Dataset, 'roles' | 'task'>, rows: readonly RoleRow[], splitConfig: SplitConfig, preprocessing: PreprocessingConfig, { onRow, ...counting }: Counting = {}): SplitStatistics {
  const split = splitRows(rows, splitConfig)
  const input = inputOf(dataset)
  const keyAt = (position: number): string => keysOf(rows[position], input)
  const figures = figuresOf(rows, input, split, preprocessing, onRow)
  const duplicates = dataset.task === 'forecasting' ? { count: 0, examples: [] } : duplicatesAcross(rows.length, keyAt, split, onRow)
  const statistics = {
    sizes: { train: split.train.length, validation: split.validation.length, test: split.test.length },
    balance: balanceOf(rows, split),
    ...figures,
    duplicatesAcross: duplicates.count,
    duplicateExamples: duplicates.examples,
  }
  const labels = listOf(rows, (row) => ({ label: labelsOf(row)[0] ?? '' }))
  const missing = dataset.roles.label ? missingClasses(labels, splitConfig, split) : []
  return { ...statistics, findings: splitFindings({ dataset, rows, keyAt, split, splitConfig, statistics, missing, preprocessing, input, ...counting }) }
}

const inputRoles = ['text', 'tokens', 'source', 'audio', 'frames', 'series', 'values'] as const

/** The role that is read: what lengths are counted of and copies are looked for in. */
function inputOf({ roles }: Pick<Dataset, 'roles'>): Role {
  return inputRoles.find((role) => roles[role] !== undefined) ?? 'text'
}

/** The input in words: letters for texts, else what tells one array from another. */
function keysOf({ cells }: RoleRow, input: Role): string {
  const cell = cells[input]?.[0]
  if (cell === undefined) return ''
  return isArrayCell(cell) ? `${describeCell(cell)} ${Buffer.from(cell.data.buffer, cell.data.byteOffset, Math.min(cell.data.byteLength, 4096)).toString('base64')}` : describeCell(cell)
}

type Figures = Pick<SplitStatistics, 'lengths' | 'vocabulary' | 'outOfVocabulary' | 'truncated'>

/** Tokens where the input is text, else time steps as the dataset holds them. */
function figuresOf(rows: readonly RoleRow[], input: Role, split: Split, preprocessing: PreprocessingConfig, onRow?: () => void): Figures {
  const cells = (part: SplitName): Iterable<Cell> => cellsOf(rows, split[part], input, onRow)
  const part = textPartOf(preprocessing)
  if (part && rows.some(({ cells: own }) => isWritten(own[input]?.[0]))) return measureTokens(cells, part)
  if (preprocessing.kind === 'words' && input === 'tokens') return measureWords(cells, preprocessing)
  if (input === 'values') {
    const counter = createLengthCounter('steps')
    splitNames.forEach((name) => counter.add(split[name].length))
    return { lengths: counter.result(), vocabulary: 0, outOfVocabulary: 0, truncated: 0 }
  }
  const counter = createArrayCounter(input)
  for (const name of splitNames) for (const cell of cells(name)) if (isArrayCell(cell)) counter.add(cell)
  return { lengths: counter.result(), vocabulary: 0, outOfVocabulary: 0, truncated: 0 }
}

const isWritten = (cell: Cell | undefined): boolean => typeof cell === 'string' || Array.isArray(cell)

/** One after the other: those of a large set do not fit together. */
function* cellsOf(rows: readonly RoleRow[], positions: readonly number[], input: Role, onRow?: () => void): Generator<Cell> {
  for (const position of positions) {
    onRow?.()
    const cell = rows[position].cells[input]?.[0]
    if (cell !== undefined) yield cell
  }
}

/** How text is read, of whichever preprocessing reads any: of a pair its source. */
function textPartOf(preprocessing: PreprocessingConfig): TextPart | null {
  if ('tokenizer' in preprocessing) return preprocessing
  return 'source' in preprocessing && typeof preprocessing.source === 'object' && preprocessing.source !== null && 'tokenizer' in preprocessing.source ? (preprocessing.source as TextPart) : null
}

/** Sentences of words: none is cut, long ones are read in pieces. */
function measureWords(cells: (part: SplitName) => Iterable<Cell>, preprocessing: WordsPreprocessing): Figures {
  const sentences = (part: SplitName): string[][] => Array.from(cells(part), (cell) => wordsIn(cell, 'whitespace'))
  const input = fitWords(sentences('train'), preprocessing, null)
  const rows = sentences('validation').map((words) => encodeWords(input, words))
  const seen = rows.reduce((sum, { length }) => sum + length, 0)
  const unknown = rows.reduce((sum, own) => sum + own.filter((row) => row === unknownRow).length, 0)
  return {
    lengths: summarizeLengths(splitNames.flatMap((name) => sentences(name).map(({ length }) => length)), 'words'),
    vocabulary: input.vocabulary.length,
    outOfVocabulary: seen === 0 ? 0 : unknown / seen,
    truncated: 0,
  }
}

/** Classes of a row: its label, or its tags. */
function labelsOf({ cells }: RoleRow): string[] {
  const own = cells.label?.[0] ?? cells.tags?.[0]
  return typeof own === 'string' ? [own] : Array.isArray(own) ? own : []
}

/** More different labels are numbers to predict, not classes to balance. */
const mostClasses = 2000

function balanceOf(rows: readonly RoleRow[], split: Split): SplitStatistics['balance'] {
  const counts = new Map<string, Record<SplitName, number>>()
  for (const name of splitNames) {
    for (const position of split[name]) {
      for (const label of labelsOf(rows[position])) {
        const row = counts.get(label) ?? { train: 0, validation: 0, test: 0 }
        row[name]++
        counts.set(label, row)
      }
    }
  }
  if (counts.size > mostClasses) return []
  return [...counts].sort(([a], [b]) => compareLabels(a, b)).map(([label, own]) => ({ label, ...own }))
}

/** Inputs that stand, letter for letter, in more than one part, and the first of them; told apart by hash, so that the inputs need not be held. */
function duplicatesAcross(rows: number, keyAt: (position: number) => string, split: Split, onRow?: () => void): { count: number; examples: SplitStatistics['duplicateExamples'] } {
  const hashes = new Float64Array(rows)
  const parts = new KeyTable()
  let count = 0
  splitNames.forEach((name, bit) => {
    for (const position of split[name]) {
      onRow?.()
      hashes[position] = hashText(keyAt(position))
      const place = parts.place(hashes[position])
      const before = parts.value(place)
      const after = before | (1 << bit)
      if (isOne(before) && !isOne(after)) count++
      parts.set(place, after)
    }
  })
  const examples: SplitStatistics['duplicateExamples'] = []
  const shown = new Set<number>()
  for (const position of count === 0 ? [] : splitNames.flatMap((name) => split[name])) {
    const mask = parts.value(parts.place(hashes[position]))
    if (isOne(mask) || shown.has(hashes[position])) continue
    shown.add(hashes[position])
    examples.push({ text: keyAt(position), splits: splitNames.filter((_, bit) => (mask & (1 << bit)) !== 0) })
    if (examples.length >= Math.min(count, shownDuplicates)) break
  }
  return { count, examples }
}

/** Of parts as bits. */
const isOne = (mask: number): boolean => mask !== 0 && (mask & (mask - 1)) === 0
