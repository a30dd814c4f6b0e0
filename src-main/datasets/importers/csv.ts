import { delimiters } from '../sniff/dialect.ts'
import type { Importer } from './importer.ts'
import { openDelimited } from './delimited.ts'

/** Text with commas in it that is no table. */
const otherLanguages = ['json', 'ipynb', 'xml', 'html', 'htm', 'rtf', 'md']

/** Any delimited text. The last row of the table: it takes every text that no other importer knows. */
export const csv: Importer = {
  id: 'csv',
  title: 'CSV (comma, semicolon, pipe or tab)',
  extensions: ['csv', 'txt', 'data', 'dat', ''],
  matches: ({ source, text }) => !source.directory && !otherLanguages.includes(source.extension) && (csv.extensions.includes(source.extension) || delimiters.some((delimiter) => text.includes(delimiter))),
  passes: 2,
  open: (sources, context) => openDelimited(sources, context),
}
