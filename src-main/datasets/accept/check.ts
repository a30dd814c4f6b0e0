/** What a task asks of rows: which may be learned from, and what is worth saying of those that are. A task is a file here and a row in index.ts. */
import type { ArrayCell, Cell } from '../../../src-shared/domain/cell.ts'
import { isArrayCell } from '../../../src-shared/domain/cell.ts'
import type { Dataset, Finding, Lengths, Vocabulary } from '../../../src-shared/domain/dataset.ts'
import type { RejectionReason } from '../../../src-shared/domain/rejection.ts'
import type { Role, Roles } from '../../../src-shared/domain/roles.ts'
import type { Counted, TextCounter } from '../counting/text-counter.ts'
import type { WordCounter } from '../counting/word-counter.ts'
import { summarizeCounts } from '../lengths.ts'

export interface CheckContext {
  /** Columns of the table. */
  names: readonly string[]
  roles: Roles
  /** Places of the columns of a role; empty where it has none. */
  places: (role: Role) => readonly number[]
  /** Rows from the beginning: dates are told from many at once. */
  sample: readonly (readonly Cell[])[]
  /** Rows to ask a model of, not to learn from: one class is a fair question. */
  lenient: boolean
}

export interface TaskCheck {
  /** Why a row cannot be learned from, null where it can. May rewrite cells in place (trim a label, parse a list). */
  fault: (cells: Cell[]) => RejectionReason | null
  /** Counts a row in. */
  add: (cells: readonly Cell[]) => void
  /** Counts words beside; `result` gets what it found. */
  texts?: TextCounter
  /** @throws import.* where nothing can be learned from the rows as a whole */
  result: (sequences: number, counted: Counted | null) => { labels: Dataset['labels']; lengths: Lengths; findings: Finding[]; vocabulary?: Vocabulary }
}

export type CreateCheck = (context: CheckContext) => TaskCheck

/** Lengths as they come, kept by how often each occurs. */
export interface LengthCounter { add: (length: number) => void; result: () => Lengths }
export function createLengthCounter(unit: string): LengthCounter {
  const counts = new Map<number, number>()
  return { add: (length) => void counts.set(length, (counts.get(length) ?? 0) + 1), result: () => summarizeCounts(counts, unit) }
}

const hundredth = 100
/** Seconds to a hundredth: the bins of the histogram have whole widths, of a hundredth each. */
export function createSecondsCounter(): LengthCounter {
  const counter = createLengthCounter('seconds')
  const seconds = (value: number): number => value / hundredth
  return {
    add: (value) => counter.add(Math.max(1, Math.round(value * hundredth))),
    result: () => {
      const { histogram, unit, ...figures } = counter.result()
      const scaled = Object.fromEntries(Object.entries(figures).map(([name, value]) => [name, seconds(value)])) as Omit<Lengths, 'unit' | 'histogram'>
      return { unit, ...scaled, histogram: { edges: histogram.edges.map(seconds), counts: histogram.counts } }
    },
  }
}

/** Time steps of an array: seconds where it is a recording, else rows or frames. */
export function createArrayCounter(role: Role): { add: (cell: ArrayCell) => void; result: () => Lengths } {
  const counter = role === 'audio' ? createSecondsCounter() : createLengthCounter(role === 'frames' ? 'frames' : 'steps')
  return { add: ({ shape, rate }) => counter.add(role === 'audio' ? shape[0] / (rate ?? 1) : shape[0]), result: counter.result }
}

/** Most frequent first. */
export const labelCounts = (counts: ReadonlyMap<string, number>): Dataset['labels'] => [...counts].map(([label, count]) => ({ label, count })).sort((a, b) => b.count - a.count)

const shownWords = 200
export const vocabularyOf = (words: WordCounter): Vocabulary => ({ distinct: words.distinct, tokens: words.total, exact: !words.forgotten, top: words.top(shownWords) })

/** A string cut from a block of the file keeps the whole block alive: what is remembered is copied. */
export const copyOf = (text: string): string => Buffer.from(text).toString()

const shownText = 80
export function shorten(text: string): string {
  const characters = Array.from(copyOf(text.slice(0, 4 * shownText).toWellFormed()))
  return characters.length > shownText ? `${characters.slice(0, shownText).join('')}...` : text
}

/** A cell that must be a text: null where it is one that is not blank. */
export function textFault(cell: Cell, code: 'empty-text' | 'empty-source' | 'empty-target' | 'empty-transcript'): RejectionReason | null {
  if (typeof cell !== 'string') return { code: 'wrong-cell', details: { expected: 'text' } }
  return cell.trim() === '' ? { code, details: {} } : null
}

/** A cell that must be an array with at least one time step. */
export function arrayFault(cell: Cell, expected: string): RejectionReason | null {
  if (!isArrayCell(cell)) return { code: 'wrong-cell', details: { expected } }
  return cell.shape[0] === 0 || cell.data.length === 0 ? { code: 'empty-array', details: {} } : null
}

/** Characters as they are counted for a sequence: code points. */
export function countCharacters(text: string): number {
  let count = text.length
  for (let at = 0; at < text.length; at++) if ((text.charCodeAt(at) & 0xfc00) === 0xdc00) count--
  return count
}

export const percentOf = (part: number, whole: number): number => Math.round((1000 * part) / whole) / 10
