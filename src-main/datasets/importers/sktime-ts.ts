/** sktime and aeon .ts: a header of @keywords, then a series a line with its class or number. */
import { fail } from '../../../src-shared/contract/errors.ts'
import { openTexts, splitLines } from '../reading/text-lines.ts'
import type { Importer, ReadContext, Table } from './importer.ts'
import { openLabelledSeries } from './labelled-series.ts'
import { readHeader } from './sktime-header.ts'
import { readSeriesRow } from './sktime-row.ts'

export const sktimeTs: Importer = {
  id: 'ts',
  title: 'Labelled time series (.ts of sktime and aeon)',
  extensions: ['ts'],
  matches: ({ source, text }) => !source.directory && /^\s*@(problemname|timestamps|univariate|classlabel|targetlabel|dimensions)\b/im.test(text) && /^\s*@data\b/im.test(text),
  passes: 1,
  open: openSktime,
}

async function openSktime(sources: Parameters<Importer['open']>[0], context: ReadContext): Promise<Table> {
  const files = await openTexts(sources, context)
  const opened = files.map((file) => {
    const { name } = file.source
    const lines = splitLines(file.beginning.text)
    const header = readHeader(name, lines)
    const first = lines.slice(header.rowsFrom - 1).find((line) => line.trim() !== '')
    if (first === undefined && file.beginning.complete) fail('import.header-only', { file: name })
    const row = first === undefined ? null : readSeriesRow(first, header)
    return { file, header, channels: header.dimensions ?? (row !== null && 'series' in row ? row.series.shape[1] : 1) }
  })
  const [{ header, channels }] = opened
  for (const one of opened) {
    if (one.channels !== channels || one.header.target !== header.target) fail('import.columns-differ', { file: one.file.source.name, first: files[0].source.name })
  }
  const reader = (own: typeof header) => {
    const strict = { ...own, dimensions: channels }
    return (line: string, number: number) => (number < own.rowsFrom || line.trim() === '' || line.startsWith('#') ? null : readSeriesRow(line, strict))
  }
  const names = channels === 1 ? [] : Array.from({ length: channels }, (_, channel) => `channel${channel + 1}`)
  const reason = header.target === 'number' ? 'each series has a number to predict' : 'each series has a class'
  return openLabelledSeries(opened.map((one) => ({ file: one.file, read: reader(one.header) })), names, header.target !== 'none', context, reason)
}
