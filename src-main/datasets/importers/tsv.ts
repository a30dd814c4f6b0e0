import { detectDialect } from '../sniff/dialect.ts'
import type { Importer } from './importer.ts'
import { openDelimited } from './delimited.ts'

/** Characters that tell tabs from other delimiters. */
const lookedAt = 1 << 14

/** Tab-separated text, by its name or, for a .txt file and the like, by its content. */
export const tsv: Importer = {
  id: 'tsv',
  title: 'TSV (tab-separated)',
  extensions: ['tsv', 'tab'],
  matches: ({ source, text }) => {
    if (source.directory || source.extension === 'csv') return false
    if (tsv.extensions.includes(source.extension)) return true
    const dialect = detectDialect(text.slice(0, lookedAt), text.length <= lookedAt)
    return dialect.delimiter === '\t' && dialect.columns > 1
  },
  passes: 2,
  open: (sources, context) => openDelimited(sources, context, ['\t']),
}
