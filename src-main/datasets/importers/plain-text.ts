/** Plain text that is no table: whether it is one long text or an item a line, told from its lines. */
import { delimiters } from '../sniff/dialect.ts'
import { splitLines } from '../reading/text-lines.ts'
import type { Sample } from './importer.ts'

export const plainExtensions = ['txt', 'text', 'md', 'tokens', '']

const lookedAt = 2000
/** Of the lines so many have the same number of fields in a table. */
const tableShare = 0.9
/** Texts have empty lines between paragraphs; lists have none. */
const blankShare = 0.005
/** A text that is wrapped goes on in small letters; items do so all, or hardly ever. */
const continuing = { least: 0.05, most: 0.95 }
const itemLength = 400

export function looksLikeTable(lines: string[]): boolean {
  const content = lines.filter((line) => line.trim() !== '')
  return delimiters.some((delimiter) => {
    const counts = new Map<number, number>()
    for (const line of content) {
      const fields = line.replace(/"[^"]*"/g, '').split(delimiter).length
      counts.set(fields, (counts.get(fields) ?? 0) + 1)
    }
    return [...counts].some(([fields, count]) => fields > 1 && count >= tableShare * content.length)
  })
}

/** `text`: one after the other they are a text; `lines`: each stands for itself; null: a table, or not to be told by its name. */
export function plainKind({ source, text }: Pick<Sample, 'source' | 'text'>): 'text' | 'lines' | null {
  if (source.directory || text === '' || !plainExtensions.includes(source.extension)) return null
  const lines = splitLines(text).slice(0, lookedAt)
  if (looksLikeTable(lines)) return null
  const content = lines.filter((line) => line.trim() !== '')
  const between = lines.slice(0, lines.findLastIndex((line) => line.trim() !== '')).filter((line) => line.trim() === '').length
  const low = content.filter((line) => /^\s*\p{Ll}/u.test(line)).length / Math.max(1, content.length)
  const longest = content.reduce((most, { length }) => Math.max(most, length), 0)
  const wrapped = low > continuing.least && low < continuing.most && content.some((line) => /\s\S+\s/.test(line))
  return content.length < 2 || between > blankShare * lines.length || wrapped || longest > itemLength ? 'text' : 'lines'
}
