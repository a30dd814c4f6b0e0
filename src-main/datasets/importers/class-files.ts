/** A file per class with an item a line: Arabic.txt, Chinese.txt; or rt-polarity.pos, rt-polarity.neg. The label is what tells the names apart. */
import { join } from 'node:path'
import { fail } from '../../../src-shared/contract/errors.ts'
import { describeTexts, openTexts, readLineBatches } from '../reading/text-lines.ts'
import { listNames } from '../reading/names.ts'
import { describeSource, type SourceFile } from '../reading/source.ts'
import type { Importer, ReadContext, SourceRow, Table } from './importer.ts'
import { plainKind } from './plain-text.ts'
import { splitOfFiles } from './split-names.ts'

const listed = /\.(txt|text|lst|list)$/i
/** Beside the classes. */
const noClass = /^(readme|licen[cs]e|notes?|about|changelog)\b/i

export const classFiles: Importer = {
  id: 'class-files',
  title: 'A text file per class, an item a line',
  extensions: ['txt', 'text', 'lst', 'list', 'pos', 'neg'],
  folders: true,
  matches: ({ source, sources, names, text }) => {
    if (source.directory) return sources.length === 1 && fewestClasses(names.filter(isClassFile)) && !names.some((name) => name.includes('/'))
    if (sources.length < 2 || splitOfFiles(sources.map(({ name }) => name)) !== null) return false
    const polar = sources.every(({ extension }) => extension === 'pos' || extension === 'neg')
    return polar || (sources.every(({ name }) => listed.test(name)) && plainKind({ source, text }) === 'lines')
  },
  passes: 1,
  open: openClasses,
}

const isClassFile = (name: string): boolean => listed.test(name) && !noClass.test(name)
const fewestClasses = (names: string[]): boolean => names.length >= 2

async function openClasses(sources: SourceFile[], context: ReadContext): Promise<Table> {
  const files = sources[0].directory ? await filesOf(sources) : sources
  if (files.length < 2) fail('import.media-empty', { file: sources[0].name, kind: 'text files that are classes', expected: `two files or more with an item a line: ${sources[0].name}/positive.txt, ${sources[0].name}/negative.txt` })
  const filled = files.filter(({ bytes }) => bytes > 0)
  const texts = await openTexts(filled.length > 0 ? filled : files, context)
  const labels = labelsOf(texts.map(({ source }) => source))
  return {
    ...describeTexts(texts),
    columns: ['text', 'label'],
    intent: { task: 'classification', roles: { text: ['text'], label: ['label'] }, reason: 'each file is a class, each line one of it' },
    async *rows () {
      for (const [index, file] of texts.entries()) {
        for await (const { line, lines } of readLineBatches(file, context)) {
          yield lines.flatMap((text, offset): SourceRow[] => (text.trim() === '' ? [] : [{ file: file.source.name, line: line + offset, values: [text, labels[index]] }]))
        }
      }
    },
  }
}

async function filesOf(folders: SourceFile[]): Promise<SourceFile[]> {
  const paths = await Promise.all(folders.map(async ({ path }) => (await listNames(path)).filter((name) => !name.includes('/') && isClassFile(name)).map((name) => join(path, name))))
  return Promise.all(paths.flat().map(describeSource))
}

/** The stems; where they are all the same, the endings. */
function labelsOf(files: SourceFile[]): string[] {
  const stems = files.map(({ name, extension }) => (extension === '' ? name : name.slice(0, -extension.length - 1)))
  return new Set(stems).size === stems.length ? stems : files.map(({ extension, name }) => extension || name)
}
