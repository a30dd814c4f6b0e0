/**
 * CoNLL columns: a token a line with its tags, sentences apart by blank lines. One row a sentence, whose cells are lists.
 * Tags of any scheme become one, see text/tag-schemes.ts.
 */
import { fail } from '../../../src-shared/contract/errors.ts'
import { finding } from '../../../src-shared/domain/finding.ts'
import { describeTexts, openTexts, readLineBatches, splitLines, type TextFile } from '../reading/text-lines.ts'
import { convertTags, createTagSchemeDetector, type TagScheme } from '../text/tag-schemes.ts'
import { detectLayout, isBlank, isDocumentStart, looksLikeConll, splitColumns, type ConllLayout } from './conll-columns.ts'
import type { Importer, ReadContext, SourceRow, Table } from './importer.ts'
import { splitOfFiles } from './split-names.ts'

const lookedAt = 2000

export const conll: Importer = {
  id: 'conll',
  title: 'CoNLL columns (tagged sentences)',
  extensions: ['conll', 'conllu', 'conllx', 'iob', 'iob2', 'bio', 'bioes', 'bmes', 'ner', 'annotated'],
  matches: ({ source, text }) => {
    if (source.directory || text === '') return false
    const lines = splitLines(text).slice(0, lookedAt)
    return looksLikeConll(lines) || (conll.extensions.includes(source.extension) && detectLayout(lines) !== null)
  },
  passes: 2,
  open: openConll,
}

async function openConll(sources: Parameters<Importer['open']>[0], context: ReadContext): Promise<Table> {
  const files = await openTexts(sources, context)
  const layouts = files.map(({ source, beginning }) => {
    const layout = detectLayout(splitLines(beginning.text).slice(0, lookedAt))
    return layout ?? fail('import.layout', { file: source.name, line: 1, reason: 'no columns of tokens and tags were found' })
  })
  const [layout] = layouts
  layouts.forEach(({ width }, index) => {
    if (width !== layout.width) fail('import.columns-differ', { file: sources[index].name, first: sources[0].name })
  })
  const schemes = await findSchemes(files, layout, context)
  const parts = splitOfFiles(files.map(({ source }) => source.name))
  const names = layout.others.map((place) => (place === layout.tag ? 'tags' : `column${place + 1}`))
  const scheme = schemes.get(layout.tag) ?? 'none'
  const described = describeTexts(files)
  return {
    ...described,
    delimiter: layout.separator === 'tab' ? '\t' : ' ',
    columns: ['tokens', ...names, ...(parts ? ['split'] : [])],
    types: Object.fromEntries(['tokens', ...names].map((name) => [name, 'tokens'])),
    intent: {
      task: 'tagging',
      roles: { tokens: ['tokens'], tags: ['tags'], ...(parts ? { split: ['split'] } : {}) },
      reason: `one word a line with its tag${scheme === 'none' ? '' : ` (${scheme})`}: sentences to be tagged`,
    },
    findings: [...described.findings, ...(isConverted(scheme) ? [finding('tags-converted', { scheme })] : [])],
    async *rows () {
      for (const [index, file] of files.entries()) {
        for await (const batch of readSentences(file, layout, context)) yield batch.map((row) => finish(row, layout, schemes, parts?.[index]))
      }
    },
  }
}

/** The scheme of each column that has one, told from the whole file where it is read whole. */
async function findSchemes(files: TextFile[], layout: ConllLayout, context: ReadContext): Promise<Map<number, TagScheme>> {
  const detectors = layout.others.map(() => createTagSchemeDetector())
  for (const file of files) {
    for await (const batch of readSentences(file, layout, context)) {
      for (const { values } of batch) detectors.forEach((detector, index) => values && detector.add(values[index + 1] as string[]))
    }
  }
  return new Map(layout.others.map((place, index) => [place, detectors[index].scheme()]))
}

function finish(row: SourceRow, { others }: ConllLayout, schemes: Map<number, TagScheme>, part: string | undefined): SourceRow {
  if (row.values === undefined) return row
  const [tokens, ...columns] = row.values as string[][]
  const converted = columns.map((tags, index) => (isConverted(schemes.get(others[index])) ? convertTags(tags, 'BIO') : tags))
  return { ...row, values: [tokens, ...converted, ...(part === undefined ? [] : [part])] }
}

/** Plain tags stay as they are, and BIO as it is written: what is out of order in it is for a person to see. */
const isConverted = (scheme: TagScheme | undefined): boolean => scheme !== undefined && scheme !== 'none' && scheme !== 'BIO'

/** Sentences as rows of lists: tokens, then the other columns as they are written. A sentence with a line of other width is rejected at that line. */
async function* readSentences(file: TextFile, layout: ConllLayout, context: ReadContext): AsyncGenerator<SourceRow[]> {
  const name = file.source.name
  let columns: string[][] = []
  let from = 0
  let fault: SourceRow | null = null
  const flush = (): SourceRow[] => {
    const row = fault ?? (columns.length === 0 ? null : { file: name, line: from, values: columns })
    columns = []
    fault = null
    return row === null ? [] : [row]
  }
  const take = (content: string, line: number): void => {
    const fields = splitColumns(content, layout.separator)
    if (fields.length !== layout.width && columns.length === 0 && content.startsWith('#')) return
    if (fields.length !== layout.width) fault ??= { file: name, line, rejected: { code: 'ragged', details: { found: fields.length, expected: layout.width } } }
    // A range of CoNLL-U (2-3) stands for tokens that follow, an empty node (2.1) for none that was written.
    if (layout.token === 1 && !/^\d+$/.test(fields[0])) return
    if (columns.length === 0) {
      from = line
      columns = [layout.token, ...layout.others].map(() => [])
    }
    ;[layout.token, ...layout.others].forEach((place, index) => columns[index].push(fields[place] ?? ''))
  }
  for await (const { line, lines } of readLineBatches(file, context)) {
    const rows: SourceRow[] = []
    lines.forEach((content, index) => {
      if (isBlank(content)) rows.push(...flush())
      else if (isDocumentStart(content)) rows.push(...flush())
      else take(content, line + index)
    })
    yield rows
  }
  yield flush()
}
