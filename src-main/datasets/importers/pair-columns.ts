/** Whether tab-separated lines are pairs of texts: two columns that both hold texts of their own, not a text and one of a few labels. */
import { valueType } from '../sniff/columns.ts'

/** Of the lines so many must have the usual number of fields. */
const agreement = 0.95
/** A column of texts has at least this share of different values; one of labels has a few that repeat. */
const distinctShare = 0.5
const fewestLines = 2

/** Names of the columns by their number: Tatoeba's sentences, the same with who wrote them, and the same by sentence numbers. */
const layouts: Record<number, string[]> = {
  2: ['source', 'target'],
  3: ['source', 'target', 'attribution'],
  4: ['source id', 'source', 'target id', 'target'],
}

/** Column names; null where the lines are no pairs. */
export function columnsOfPairs(lines: string[]): string[] | null {
  const rows = lines.filter((line) => line.trim() !== '').map((line) => line.split('\t'))
  const counts = new Map<number, number>()
  for (const { length } of rows) counts.set(length, (counts.get(length) ?? 0) + 1)
  const usual = [...counts].find(([, count]) => count >= agreement * rows.length)
  return usual ? (layouts[usual[0]] ?? null) : null
}

export function looksLikePairs(lines: string[]): boolean {
  const names = columnsOfPairs(lines)
  if (names === null) return false
  const rows = lines.filter((line) => line.trim() !== '').map((line) => line.split('\t')).filter(({ length }) => length === names.length)
  if (rows.length < fewestLines) return false
  if (names.length === 3 && !rows.some((row) => /attribution|CC[- ]BY|tatoeba/i.test(row[2]))) return false
  if (names.length === 4 && !rows.every((row) => /^\d+$/.test(row[0]) && /^\d+$/.test(row[2]))) return false
  return ['source', 'target'].every((name) => {
    const values = rows.map((row) => row[names.indexOf(name)].trim())
    const numeric = values.filter((value) => ['integer', 'number', 'boolean'].includes(valueType(value))).length
    return new Set(values).size >= distinctShare * values.length && numeric < values.length / 2 && !isHeader(values[0])
  })
}

/** Named columns are a table, whose roles are told by their names. */
const isHeader = (value: string): boolean => /^(id|text|label|class|source|target|src|tgt|input|output|sentence|question|answer|category|date|time)$/i.test(value)
