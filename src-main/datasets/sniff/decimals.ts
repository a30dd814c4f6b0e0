/** Whether a column's comma is decimal or groups thousands: told from all of its cells together, seen once, in a stream. */
import type { Column, Finding } from '../../../src-shared/domain/dataset.ts'
import { finding } from '../../../src-shared/domain/finding.ts'
import { decimalSign, parseNumber, type Decimal, type DecimalSign } from '../../../src-shared/domain/spelled-numbers.ts'
import { listColumns } from '../column-names.ts'

export interface DecimalCounter {
  add: (cell: string) => void
  /** undefined where no cell has a mark; unclear where no cell says which it is: read as `point`. */
  result: () => Column['decimal']
  /** How many cells spoke. */
  told: () => number
  /** The first cell of a kind. */
  example: (...signs: DecimalSign[]) => string
}

export function createDecimalCounter(): DecimalCounter {
  const counts: Record<DecimalSign, number> = { 'comma': 0, 'point': 0, 'groups-point': 0, 'groups-comma': 0, 'either-comma': 0, 'either-point': 0, 'points': 0 }
  const examples = new Map<DecimalSign, string>()
  return {
    add: (cell) => {
      const sign = decimalSign(cell)
      if (sign === null) return
      if (counts[sign]++ === 0) examples.set(sign, Buffer.from(cell.trim()).toString())
    },
    result: () => decimalOf(counts),
    told: () => Object.values(counts).reduce((sum, count) => sum + count, 0),
    example: (...signs) => signs.map((sign) => examples.get(sign)).find((cell) => cell !== undefined) ?? '',
  }
}

function decimalOf(counts: Record<DecimalSign, number>): Column['decimal'] {
  const commas = counts.comma + counts['groups-point']
  const points = counts.point + counts['groups-comma']
  if (commas === 0 && points === 0) return counts['either-comma'] > 0 ? 'unclear' : undefined
  if (commas === 0) return 'point'
  // Whoever writes 1,5 writes a thousand as 1.234; but where such cells are most and none groups for sure, a few commas are slips of a hand.
  if (points === 0) return counts['groups-point'] + counts.points === 0 && counts['either-point'] > counts.comma ? 'mixed' : 'comma'
  if (counts['groups-comma'] === counts['groups-point']) return 'mixed'
  return counts['groups-comma'] > counts['groups-point'] ? 'point' : 'comma'
}

/** What readers of the column are told. */
export const readDecimal = (column: Pick<Column, 'decimal'> | undefined): Decimal => (column?.decimal === undefined || column.decimal === 'unclear' ? 'point' : column.decimal)

/** How these cells of one column are to be read. */
export function decimalIn(cells: Iterable<string>): Decimal {
  const decimals = createDecimalCounter()
  for (const cell of cells) decimals.add(cell)
  return readDecimal({ decimal: decimals.result() })
}

export interface Told { column: Column; decimals: DecimalCounter }

/** Columns with how their decimals are written: as `chosen`, else as each says, else as the other columns of the table do, since one hand wrote them. */
export function settleDecimals(all: readonly Told[], chosen: Decimal | undefined): Column[] {
  const own = all.map(({ decimals }) => decimals.result())
  const [commas, points] = [own.includes('comma'), own.includes('point') || own.includes('mixed')]
  return all.map(({ column, decimals }, place) => {
    // A column of words in which a few look like numbers has no decimals.
    if (own[place] === undefined || (column.type !== 'number' && 2 * decimals.told() < column.distinct)) return column
    const others = commas && !points ? 'comma' : points && !commas ? 'point' : 'unclear'
    return { ...column, decimal: chosen ?? (own[place] === 'unclear' ? others : own[place]) }
  })
}

/** What is worth saying of how numbers are written; `chosen`: a person has said how. */
export function decimalFindings(all: readonly Told[], chosen: Decimal | undefined): Finding[] {
  const such = (...kinds: Column['decimal'][]): Told[] => all.filter(({ column: { type, decimal } }) => type === 'number' && kinds.includes(decimal))
  const names = (told: Told[]): string => listColumns(told.map(({ column }) => column.name))
  const [commas, unclear] = [such('comma'), such('unclear')]
  const mixed = such('comma', 'mixed', 'point').filter(({ decimals }) => decimals.example('comma', 'groups-point') !== '' && decimals.example('point', 'groups-comma', 'either-point') !== '' && !agrees(decimals))
  const findings: Finding[] = []
  if (commas.length > 0 && chosen === undefined) {
    const [{ decimals }] = commas
    const example = decimals.example('groups-point', 'comma', 'either-comma', 'either-point')
    findings.push(finding('decimal-comma', { columns: names(commas), example, value: parseNumber(example, 'comma') ?? '' }, { action: 'set-option', value: { decimal: 'point' } }))
  }
  if (unclear.length > 0 && chosen === undefined) {
    const example = unclear[0].decimals.example('either-comma')
    const details = { columns: names(unclear), example, value: parseNumber(example) ?? '', other: parseNumber(example, 'comma') ?? '' }
    findings.push(finding('decimal-unclear', details, { action: 'set-option', value: { decimal: 'comma' } }))
  }
  if (mixed.length > 0 && chosen === undefined) {
    const [{ decimals }] = mixed
    const details = { columns: names(mixed), example: decimals.example('comma', 'groups-point'), other: decimals.example('point', 'groups-comma', 'either-point') }
    findings.push(finding('decimal-mixed', details))
  }
  return findings
}

/** 1.234 beside 1,5 is a thousand; beside 1,234.5 it is not. */
const agrees = (decimals: DecimalCounter): boolean => decimals.result() === 'comma' && decimals.example('point', 'groups-comma') === ''
