/** How the columns of CoNLL text lie: what separates them, how many there are, which hold tokens and tags. Told from some lines. */

export interface ConllLayout {
  separator: 'tab' | 'spaces'
  /** Fields of a line. */
  width: number
  /** Place of the tokens, and of every other column that is kept. */
  token: number
  others: number[]
  /** Place of the column that is learned: one of `others`. */
  tag: number
}

const most = 10
/** Of the lines of a sentence so many must agree on the number of columns. */
const agreement = 0.95
/** What a tag may be: O, or a prefix of any scheme (BIO, BIOES, BILOU, BMES) and a type. */
const chunkTag = /^(O|[BIESLUM][-_]\S+)$/
/** A separator of sentences: nothing, or nothing but blanks (many files have a lone tab). */
export const isBlank = (line: string): boolean => /^[ \t]*$/.test(line)
export const isDocumentStart = (line: string): boolean => /^-DOCSTART-/.test(line)

export function splitColumns(line: string, separator: ConllLayout['separator']): string[] {
  return separator === 'tab' ? line.replace(/\t+$/, '').split('\t') : line.trim().split(/[ \t]+/)
}

/** null where these lines are no CoNLL columns: no constant number of them, or only one. */
export function detectLayout(lines: string[]): ConllLayout | null {
  const content = lines.filter((line) => !isBlank(line) && !isDocumentStart(line))
  if (content.length === 0) return null
  const tabbed = content.filter((line) => line.includes('\t')).length
  const separator = tabbed > content.length / 2 ? 'tab' : 'spaces'
  const rows = content.map((line) => splitColumns(line, separator))
  const counts = new Map<number, number>()
  for (const { length } of rows) counts.set(length, (counts.get(length) ?? 0) + 1)
  const [width, agreeing] = [...counts].reduce((best, one) => (one[1] > best[1] ? one : best))
  // Comments of a sentence (# id 7) have another number of columns, one a sentence.
  const comments = rows.filter((row) => row.length !== width && row[0].startsWith('#')).length
  if (width < 2 || width > most || agreeing < agreement * (rows.length - comments)) return null
  const regular = rows.filter((row) => row.length === width)
  const numbered = width > 2 && regular.every(([first]) => /^\d+([-.]\d+)?$/.test(first)) && regular.some(([first]) => first === '1')
  const token = numbered ? 1 : 0
  const others = Array.from({ length: width }, (_, place) => place).filter((place) => place > token && regular.some((row) => row[place] !== '_' && row[place] !== '-X-'))
  if (others.length === 0) return null
  const chunks = others.filter((place) => regular.every((row) => chunkTag.test(row[place])) && regular.some((row) => row[place] !== 'O'))
  return { separator, width, token, others, tag: chunks.at(-1) ?? universal(others, width) }
}

/** Without entities: of the ten columns of CoNLL-U the universal part of speech, else the last. */
function universal(others: number[], width: number): number {
  return width === most && others.includes(3) ? 3 : (others.at(-1) ?? 1)
}

/** Whether a text whose name says nothing is CoNLL: sentences apart by blank lines, and a last column of tags with prefixes. */
export function looksLikeConll(lines: string[]): boolean {
  const breaks = lines.some((line) => isBlank(line) || isDocumentStart(line))
  const layout = detectLayout(lines)
  if (layout === null) return false
  const tags = lines.filter((line) => !isBlank(line) && !isDocumentStart(line)).map((line) => splitColumns(line, layout.separator)[layout.tag])
  const known = tags.filter((tag) => tag !== undefined && chunkTag.test(tag))
  return breaks && known.length >= agreement * tags.length && known.some((tag) => tag !== 'O')
}
