/** UCR .tsv: the class first, then the values of one series, a line each, no header. Shorter series end in NaN. */
import { fail } from '../../../src-shared/contract/errors.ts'
import { openTexts, splitLines } from '../reading/text-lines.ts'
import type { Importer, ReadContext, Table } from './importer.ts'
import { openLabelledSeries, type SeriesLine } from './labelled-series.ts'

/** Fewer values a line are a table, not a series. */
const fewestSteps = 8
const shownLines = 50
const separators = ['\t', ',', ' ']
const missing = /^(nan|na|\?)$/i
const isValue = (field: string): boolean => missing.test(field) || (field !== '' && Number.isFinite(Number(field)))

export const ucrTsv: Importer = {
  id: 'ucr',
  title: 'UCR time series (class, then values)',
  extensions: ['tsv', 'txt', 'csv'],
  // The archive's files are named so; other wide tables of numbers are tables.
  matches: ({ source, text }) => !source.directory && /_(train|test)\.(tsv|txt)$/i.test(source.name) && separatorOf(splitLines(text).slice(0, shownLines)) !== null,
  passes: 1,
  open: openUcr,
}

/** What separates the fields of lines that are all a class and values; null where they are not. */
function separatorOf(lines: string[]): string | null {
  const rows = lines.filter((line) => line.trim() !== '')
  const fits = (separator: string) => rows.every((line) => {
    const fields = splitFields(line, separator)
    return fields.length > fewestSteps && fields.every(isValue)
  })
  return rows.length === 0 ? null : (separators.find(fits) ?? null)
}

const splitFields = (line: string, separator: string): string[] => (separator === ' ' ? line.trim().split(/\s+/) : line.trimEnd().split(separator)).map((field) => field.trim())

async function openUcr(sources: Parameters<Importer['open']>[0], context: ReadContext): Promise<Table> {
  const files = await openTexts(sources, context)
  const separator = separatorOf(splitLines(files[0].beginning.text).slice(0, shownLines))
  if (separator === null) fail('import.layout', { file: files[0].source.name, line: 1, reason: `it is not a class and at least ${fewestSteps} values` })
  return openLabelledSeries(files.map((file) => ({ file, read: (line: string) => readRow(line, separator) })), [], true, context, 'each series has a class, its first value')
}

function readRow(line: string, separator: string): SeriesLine {
  if (line.trim() === '') return null
  const [label, ...fields] = splitFields(line, separator)
  const wrong = fields.find((field) => !isValue(field))
  if (wrong !== undefined) return { code: 'series', details: { reason: `${wrong.slice(0, 40) || 'nothing'} is no number` } }
  let steps = fields.length
  while (steps > 0 && missing.test(fields[steps - 1])) steps--
  if (steps === 0) return { code: 'series', details: { reason: 'it has no time step' } }
  const data = Float32Array.from(fields.slice(0, steps), (field) => (missing.test(field) ? Number.NaN : Number(field)))
  // Older files write classes as 1.0000000e+00.
  return { series: { shape: [steps, 1], data, rate: null }, label: /^-?\d+\.0*(e[+-]0+)?$|e[+-]\d+$/i.test(label) ? String(Number(label)) : label }
}
