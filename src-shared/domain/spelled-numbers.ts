/**
 * Numbers as tables and people spell them. Whether a comma is decimal or groups thousands cannot be told from `1,234` alone: it is told
 * from all cells of a column (datasets/sniff/decimals.ts), and every reader of that column is told.
 */

/**
 * How a column writes what is smaller than one. point: 1,234.5, where `1,234` is a thousand and more; comma: 1.234,5, where `1,234` is a
 * little more than one and `1.234` a thousand; mixed: both marks are decimal, as where several hands wrote.
 */
export const decimals = ['point', 'comma', 'mixed'] as const
export type Decimal = (typeof decimals)[number]

/** How tables say that a value is not there; letter case aside. */
const missingSpellings = new Set(['', 'na', 'n/a', '#n/a', 'nan', 'null', 'none', 'nil', '?', '-', '--', '.', '*', 'missing', '<na>', '#na', '-nan', 'nat'])

/** Whether a cell of a column of numbers or dates stands for no value. In a text `None` is a word: do not ask there. */
export function isMissing(value: string): boolean {
  return value.length <= 7 && missingSpellings.has(value.trim().toLowerCase())
}

const plainNumber = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/
/** No group of thousands begins with a nought. */
const groupedByComma = /^[+-]?(?!0,)\d{1,3}(,\d{3})+(\.\d+)?$/
const groupedByPoint = /^[+-]?(?!0\.)\d{1,3}(\.\d{3})+(,\d+)?$/
const decimalComma = /^[+-]?\d*,\d+([eE][+-]?\d+)?$/

type Reader = [pattern: RegExp, read: (text: string) => number]
const plain: Reader = [plainNumber, Number]
const byComma: Reader = [groupedByComma, (text) => Number(text.replaceAll(',', ''))]
const byPoint: Reader = [groupedByPoint, (text) => Number(text.replaceAll('.', '').replace(',', '.'))]
const comma: Reader = [decimalComma, (text) => Number(text.replace(',', '.'))]
/** The first that fits reads: what could be read in two ways is read as the column has it. */
const readers: Record<Decimal, Reader[]> = {
  point: [plain, byComma, comma, byPoint],
  comma: [byPoint, comma, plain, byComma],
  mixed: [plain, comma, byPoint, byComma],
}

/** The number that `value` spells in a column of such decimals: NaN where it stands for none, null where it is no number. */
export function parseNumber(value: string, decimal: Decimal = 'point'): number | null {
  const trimmed = value.trim()
  if (decimal === 'point' && plainNumber.test(trimmed)) return Number(trimmed)
  if (isMissing(trimmed)) return NaN
  const reader = readers[decimal].find(([pattern]) => pattern.test(trimmed))
  if (reader) return reader[1](trimmed)
  const percent = trimmed.endsWith('%') ? parseNumber(trimmed.slice(0, -1), decimal) : null
  return percent === null || Number.isNaN(percent) ? null : percent / 100
}

/**
 * What one cell says of its column's decimals. comma, point: that mark is decimal here (`1,5`, `0.75`); groups-point, groups-comma: the other
 * mark groups thousands (`1.234,5`, `12,345.6`), which says it more surely; either-comma, either-point: three digits behind a lone mark;
 * points: several, which addresses and versions have too (`192.168.100.200`).
 */
export type DecimalSign = 'comma' | 'point' | 'groups-point' | 'groups-comma' | 'either-comma' | 'either-point' | 'points'
const several = /[.,]\d+[.,]/

/** null where a cell says nothing: it is a whole number, or none. */
export function decimalSign(value: string): DecimalSign | null {
  const trimmed = value.trim().replace(/%$/, '')
  if (groupedByComma.test(trimmed)) return several.test(trimmed) ? 'groups-comma' : 'either-comma'
  if (groupedByPoint.test(trimmed)) return trimmed.includes(',') ? 'groups-point' : several.test(trimmed) ? 'points' : 'either-point'
  if (decimalComma.test(trimmed)) return 'comma'
  return trimmed.includes('.') && plainNumber.test(trimmed) ? 'point' : null
}

const typedComma = /^[+-]?\d*,\d+$/
/** 1,234 is a thousand to some and a little more than one to others; 0,123 is not. */
const ambiguous = /^[+-]?[1-9]\d{0,2},\d{3}$/

/** The number that somebody types into a field, with a decimal comma or full-width digits too; null where it is none or could be two. `integer`: a comma groups. */
export function typedNumber(typed: string, { integer = false } = {}): number | null {
  const text = typed.normalize('NFKC').trim().replace('\u2212', '-')
  if (plainNumber.test(text)) return Number(text)
  if (integer && groupedByComma.test(text)) return Number(text.replaceAll(',', ''))
  return typedComma.test(text) && !ambiguous.test(text) ? Number(text.replace(',', '.')) : null
}
