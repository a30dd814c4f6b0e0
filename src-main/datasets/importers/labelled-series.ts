/** What the formats of labelled series share (.ts, UCR .tsv): one table of a series and its class or number, with a split told by file names. */
import type { ArrayCell } from '../../../src-shared/domain/cell.ts'
import type { RejectionReason } from '../../../src-shared/domain/rejection.ts'
import { describeTexts, readLineBatches, type TextFile } from '../reading/text-lines.ts'
import type { ReadContext, SourceRow, Table } from './importer.ts'
import { splitOfFiles } from './split-names.ts'

export type SeriesLine = { series: ArrayCell; label: string } | RejectionReason | null

export interface SeriesSource {
  file: TextFile
  /** A line that is a row; null for one that is none (blank, header, comment). */
  read: (line: string, number: number) => SeriesLine
}

export function openLabelledSeries(sources: SeriesSource[], channels: string[], labelled: boolean, context: ReadContext, reason: string): Table {
  const files = sources.map(({ file }) => file)
  const parts = splitOfFiles(files.map(({ source }) => source.name))
  return {
    ...describeTexts(files),
    columns: ['series', ...(labelled ? ['label'] : []), ...(parts ? ['split'] : [])],
    types: { series: 'series' },
    channels: { series: channels },
    intent: labelled ? { task: 'classification', roles: { series: ['series'], label: ['label'], ...(parts ? { split: ['split'] } : {}) }, reason } : undefined,
    async *rows () {
      for (const [index, { file, read }] of sources.entries()) {
        const tail = parts ? [parts[index]] : []
        for await (const { line, lines } of readLineBatches(file, context)) {
          const rows: SourceRow[] = []
          lines.forEach((content, offset) => {
            const found = read(content, line + offset)
            if (found === null) return
            const place = { file: file.source.name, line: line + offset }
            rows.push('code' in found ? { ...place, rejected: found } : { ...place, values: [found.series, ...(labelled ? [found.label] : []), ...tail] })
          })
          yield rows
        }
      }
    },
  }
}
