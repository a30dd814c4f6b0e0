/** Records -> fields. Where one begins and ends was settled by sniff/records.ts; csv-parse reads the quoted ones. */
import { parse } from 'csv-parse/sync'
import type { RejectionReason } from '../../../src-shared/domain/rejection.ts'
import type { RawRecord } from '../sniff/records.ts'

export type Fields = { line: number; values: string[]; rejected?: undefined } | { line: number; values?: undefined; rejected: RejectionReason }

const problems = { unclosed: 'quote-unclosed', misplaced: 'quote-misplaced' } as const

/** Fields of each record, in order; empty lines are no records. */
export function parseFields(records: RawRecord[], delimiter: string): Fields[] {
  const kept = records.filter(({ text }) => text !== '')
  const quoted = kept.filter((record) => record.quoted && record.problem === null)
  const parsed = quoted.length === 0 ? [] : parseQuoted(quoted, delimiter)
  let next = 0
  return kept.map((record) => {
    if (record.problem) return { line: record.line, rejected: { code: problems[record.problem], details: {} } }
    return { line: record.line, values: record.quoted ? parsed[next++] : record.text.split(delimiter) }
  })
}

/** `relax_quotes`: a quote within an unquoted field is a character of it, as in 37°36'37.8"N. */
function parseQuoted(records: RawRecord[], delimiter: string): string[][] {
  const text = records.map((record) => record.text).join('\n')
  return parse(text, { delimiter, quote: '"', escape: '"', relax_quotes: true, relax_column_count: true, record_delimiter: ['\n'] })
}
