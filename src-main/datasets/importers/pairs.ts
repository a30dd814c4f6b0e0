/** Pairs to translate: a line each in two aligned files (news.en, news.zh), or a line each with a tab between (Tatoeba, Anki). No quotes, no header. */
import { fail } from '../../../src-shared/contract/errors.ts'
import { describeTexts, openTexts, readLineBatches, splitLines, type LineBatch, type TextFile } from '../reading/text-lines.ts'
import type { SourceFile } from '../reading/source.ts'
import type { Importer, ReadContext, SourceRow, Table } from './importer.ts'
import { columnsOfPairs, looksLikePairs } from './pair-columns.ts'
import { splitOfFiles } from './split-names.ts'

const lookedAt = 2000
const reason = 'each line is a text and its counterpart'

export const pairs: Importer = {
  id: 'pairs',
  title: 'Pairs (aligned files, or tab-separated texts)',
  extensions: ['txt', 'tsv', 'tab'],
  matches: ({ source, sources, text }) => {
    if (source.directory) return false
    if (groupAligned(sources) !== null) return true
    return sources.length === 1 && (pairs.extensions.includes(source.extension) || source.extension === '') && looksLikePairs(splitLines(text).slice(0, lookedAt))
  },
  passes: 1,
  open: async (sources, context) => {
    const groups = groupAligned(sources)
    return groups === null ? openTabbed(sources, context) : openAligned(sources, groups, context)
  },
}

interface Aligned {
  stem: string
  left: SourceFile
  right: SourceFile
}

/** No languages, whatever their letters: two classes (rt-polarity.pos), or files of other kinds. */
const noLanguage = /^(pos|neg|txt|tsv|csv|log|tab|dat|md|out|conll|iob|bio)$/
const language = /^([a-z]{2,3}([-_][a-z]{2,4})?|src|tgt|trg|source|target)$/

/** Files of one stem with the same two endings, each a language; null where they are anything else. */
export function groupAligned(sources: SourceFile[]): Aligned[] | null {
  const endings = [...new Set(sources.map(({ extension }) => extension))]
  if (sources.length < 2 || sources.length % 2 !== 0 || endings.length !== 2 || endings.some((ending) => noLanguage.test(ending) || !language.test(ending))) return null
  const [first, second] = /^(tgt|trg|target)$/.test(endings[0]) ? endings.toReversed() : endings
  const groups = sources.filter(({ extension }) => extension === first).map((left) => {
    const stem = left.name.slice(0, -first.length)
    const right = sources.find(({ name, extension }) => extension === second && name.slice(0, -second.length) === stem)
    return right && { stem: stem.slice(0, -1), left, right }
  })
  const whole = groups.filter((group) => group !== undefined)
  return whole.length * 2 === sources.length ? whole : null
}

async function openAligned(sources: SourceFile[], groups: Aligned[], context: ReadContext): Promise<Table> {
  const files = await openTexts(sources, context)
  const fileOf = (source: SourceFile): TextFile => files[sources.indexOf(source)]
  const parts = splitOfFiles(groups.map(({ stem }) => stem))
  const columns = [groups[0].left.extension, groups[0].right.extension]
  return {
    ...describeTexts(files),
    columns: [...columns, ...(parts ? ['split'] : [])],
    intent: { task: 'translation', roles: { source: [columns[0]], target: [columns[1]], ...(parts ? { split: ['split'] } : {}) }, reason },
    async *rows () {
      for (const [index, { left, right }] of groups.entries()) {
        const tail = parts ? [parts[index]] : []
        for await (const { line, lines } of zipLines(fileOf(left), fileOf(right), context)) {
          yield lines.map((pair, offset): SourceRow => ({ file: left.name, line: line + offset, values: [...pair, ...tail] }))
        }
      }
    },
  }
}

/** Line n of one file with line n of the other. @throws import.aligned where one ends before the other */
async function* zipLines(left: TextFile, right: TextFile, context: ReadContext): AsyncGenerator<{ line: number; lines: [string, string][] }> {
  const readers = [left, right].map((file) => ({ batches: readLineBatches(file, context), waiting: [] as string[], ended: false, count: 0 }))
  const fill = async (reader: (typeof readers)[number]): Promise<void> => {
    while (reader.waiting.length === 0 && !reader.ended) {
      const next: IteratorResult<LineBatch> = await reader.batches.next()
      if (next.done === true) reader.ended = true
      else {
        reader.waiting = next.value.lines
        reader.count += next.value.lines.length
      }
    }
  }
  let line = 1
  for (;;) {
    await Promise.all(readers.map(fill))
    const both = Math.min(...readers.map(({ waiting }) => waiting.length))
    if (both === 0) break
    const [a, b] = readers.map(({ waiting }) => waiting)
    yield { line, lines: a.slice(0, both).map((text, index) => [text, b[index]]) }
    for (const reader of readers) reader.waiting = reader.waiting.slice(both)
    line += both
  }
  if (context.scope === 'beginning') return
  for (const reader of readers) for await (const { lines } of reader.batches) reader.count += lines.length
  const [expected, found] = readers.map(({ count }) => count)
  if (expected !== found) fail('import.aligned', { file: right.source.name, found, first: left.source.name, expected })
}

async function openTabbed(sources: SourceFile[], context: ReadContext): Promise<Table> {
  const files = await openTexts(sources, context)
  const known = files.map(({ source, beginning }) => columnsOfPairs(splitLines(beginning.text).slice(0, lookedAt)) ?? fail('import.layout', { file: source.name, line: 1, reason: 'no two texts with a tab between were found' }))
  const width = Math.max(...known.map(({ length }) => length))
  const names = known.find(({ length }) => length === width) ?? known[0]
  const parts = splitOfFiles(sources.map(({ name }) => name))
  return {
    ...describeTexts(files),
    delimiter: '\t',
    columns: [...names, ...(parts ? ['split'] : [])],
    intent: { task: 'translation', roles: { source: ['source'], target: ['target'], ...(parts ? { split: ['split'] } : {}) }, reason },
    async *rows () {
      for (const [index, file] of files.entries()) {
        for await (const batch of readLineBatches(file, context)) yield toRows(batch, file.source.name, width, parts ? [parts[index]] : [])
      }
    },
  }
}

/** A row without its attribution is whole; one without its counterpart is not. */
function toRows({ line, lines }: LineBatch, file: string, width: number, tail: string[]): SourceRow[] {
  return lines.flatMap((content, offset): SourceRow[] => {
    if (content.trim() === '') return []
    const fields = content.split('\t')
    const place = { file, line: line + offset }
    if (fields.length > width || fields.length < Math.min(width, width === 3 ? 2 : width)) return [{ ...place, rejected: { code: 'ragged', details: { found: fields.length, expected: width } } }]
    return [{ ...place, values: [...fields, ...Array.from({ length: width - fields.length }, () => ''), ...tail] }]
  })
}
