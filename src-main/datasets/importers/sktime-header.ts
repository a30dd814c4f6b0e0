/** The header of a .ts file (sktime, aeon): lines of @keyword value up to @data. Keywords in any case; many files leave some out. */
import { fail } from '../../../src-shared/contract/errors.ts'

export interface SeriesHeader {
  problem: string
  timestamps: boolean
  /** Channels and steps that the header promises; null where it says nothing, or that lengths differ. */
  dimensions: number | null
  length: number | null
  /** Told false: lengths differ, whatever a length says. */
  equal: boolean
  /** Classes in order; empty for numbers; null where rows have no label at all. */
  classes: string[] | null
  target: 'class' | 'number' | 'none'
  /** Line of the first row, from 1. */
  rowsFrom: number
}

const keyword = /^@(\w+)\s*(.*)$/

/** @throws import.layout where a line is no header line, or @data is missing */
export function readHeader(file: string, lines: string[]): SeriesHeader {
  const header: SeriesHeader = { problem: '', timestamps: false, dimensions: null, length: null, equal: true, classes: null, target: 'none', rowsFrom: 0 }
  for (const [index, line] of lines.entries()) {
    const content = line.trim()
    if (content === '' || content.startsWith('#') || content.startsWith('%')) continue
    const found = keyword.exec(content)
    if (!found) fail('import.layout', { file, line: index + 1, reason: 'the header ends without @data' })
    const name = found[1].toLowerCase()
    if (name === 'data') return { ...header, length: header.equal ? header.length : null, rowsFrom: index + 2 }
    keywords[name]?.(header, found[2].trim(), { file, line: index + 1 })
  }
  return fail('import.layout', { file, line: Math.max(1, lines.length), reason: 'the header ends without @data' })
}

type Place = { file: string; line: number }

const keywords: Record<string, (header: SeriesHeader, value: string, place: Place) => void> = {
  problemname: (header, value) => (header.problem = value),
  timestamps: (header, value, place) => (header.timestamps = truth(value, place)),
  univariate: (header, value, place) => {
    if (truth(value, place)) header.dimensions = 1
  },
  dimensions: (header, value, place) => (header.dimensions = positive(value, place)),
  dimension: (header, value, place) => (header.dimensions = positive(value, place)),
  equallength: (header, value, place) => (header.equal = truth(value, place)),
  serieslength: (header, value, place) => (header.length = positive(value, place)),
  classlabel: (header, value, place) => {
    const [has, ...classes] = value.split(/\s+/)
    if (!truth(has, place)) return
    header.classes = classes
    header.target = 'class'
  },
  targetlabel: (header, value, place) => {
    if (truth(value.split(/\s+/)[0], place)) header.target = 'number'
  },
}

function truth(value: string, place: Place): boolean {
  if (/^(true|false)$/i.test(value)) return value.toLowerCase() === 'true'
  return fail('import.layout', { ...place, reason: `${value || 'nothing'} stands where true or false was expected` })
}

function positive(value: string, place: Place): number {
  return /^[1-9]\d{0,8}$/.test(value) ? Number(value) : fail('import.layout', { ...place, reason: `${value || 'nothing'} is no count` })
}
