/** How a delimited text is written: its delimiter, and whether double quotes quote. Told by what makes its rows agree. */
import { countFields, createRecordSplitter } from './records.ts'

export interface Dialect {
  delimiter: string
  quoting: boolean
  /** Fields that most records have. */
  columns: number
  /** First line whose quotes break the rules, where that made us read quotes as plain characters; else null. */
  plainFrom: number | null
}

/** In order of preference where rows agree equally well. */
export const delimiters = [',', '\t', ';', '|']

/** Reads a text as it comes, in both ways of reading quotes, and says which one holds. */
export interface DialectScan {
  push: (text: string, final: boolean) => void
  result: () => Dialect & { share: number }
}

/** So many records with proper quotes to each broken one: quotes are meant, and the broken one is a mistake. */
const quotesMeant = 10

/** `chosen`: how a person wants quotes to be read. */
export function createDialectScan(delimiter: string, chosen?: boolean): DialectScan {
  const quoted = quotedTally(delimiter)
  const plain = plainTally(delimiter)
  return {
    push: (text, final) => {
      quoted.push(text, final)
      plain.push(text, final)
    },
    result: () => {
      const asQuoted = quoted.result()
      const asPlain = plain.result()
      const swallowing = asPlain.share === 1 && asQuoted.swallowed(asPlain.columns)
      const broken = asQuoted.problems > 0 || swallowing
      const quoting = chosen ?? (asQuoted.quotedRecords === 0 || !broken || (!swallowing && meansQuotes(asQuoted)) || asPlain.share < asQuoted.share)
      const { columns, share } = quoting ? asQuoted : asPlain
      return { delimiter, quoting, columns, share, plainFrom: quoting || chosen !== undefined ? null : asQuoted.firstProblem }
    },
  }
}

/** The same in half the time, for files of which nearly all are written well: `result` is null where the plain reading has to be known too. */
export function createQuickScan(delimiter: string, chosen?: boolean): { push: DialectScan['push']; result: () => Dialect | null } {
  const quoted = quotedTally(delimiter)
  return {
    push: quoted.push,
    result: () => {
      const found = quoted.result()
      const settled = chosen ?? (found.quotedRecords === 0 || (!found.mightSwallow && (found.problems === 0 || meansQuotes(found))))
      return settled ? { delimiter, quoting: true, columns: found.columns, plainFrom: null } : null
    },
  }
}

function meansQuotes({ quotedRecords, problems }: QuotedAgreement): boolean {
  return quotedRecords - problems > quotesMeant * problems
}

/** The dialect of a text from its beginning (`complete`: all of it). */
export function detectDialect(text: string, complete: boolean, preferred = delimiters, quoting?: boolean): Dialect {
  const found = preferred.map((delimiter) => {
    const scan = createDialectScan(delimiter, quoting)
    scan.push(text, complete)
    return scan.result()
  })
  // One column means that the delimiter does not occur: the last choice, however well rows agree on it.
  const split = found.filter(({ columns }) => columns > 1)
  return (split.length > 0 ? split : found).reduce((best, one) => (one.share > best.share + 1e-9 ? one : best))
}

interface Agreement {
  /** Fields that most records have. */
  columns: number
  /** Of all records, those that have so many and no problem. */
  share: number
}

/** Every line a record, every delimiter a border: counted without cutting anything out. */
function plainTally(delimiter: string): { push: (text: string, final: boolean) => void; result: () => Agreement } {
  const [lineFeed, carriageReturn, border] = ['\n', '\r', delimiter].map((character) => character.charCodeAt(0))
  const counts = new Map<number, number>()
  let records = 0
  let fields = 1
  let empty = true
  const endLine = () => {
    if (!empty) {
      records++
      counts.set(fields, (counts.get(fields) ?? 0) + 1)
    }
    fields = 1
    empty = true
  }
  return {
    push: (text, final) => {
      for (let at = 0; at < text.length; at++) {
        const unit = text.charCodeAt(at)
        if (unit === lineFeed) endLine()
        else if (unit === border) {
          fields++
          empty = false
        } else if (unit !== carriageReturn) empty = false
      }
      if (final) endLine()
    },
    result: () => agreementOf(counts, records),
  }
}

interface QuotedAgreement extends Agreement {
  quotedRecords: number
  problems: number
  firstProblem: number
  /** Whether every line of every longer record would be a whole record by itself, with `columns` fields. */
  swallowed: (columns: number) => boolean
  /** Whether that may be, for some number of columns. */
  mightSwallow: boolean
}

function quotedTally(delimiter: string): { push: (text: string, final: boolean) => void; result: () => QuotedAgreement } {
  const splitter = createRecordSplitter({ delimiter, quoting: true })
  const counts = new Map<number, number>()
  const insideCounts = new Set<number>()
  let records = 0
  let quotedRecords = 0
  let problems = 0
  let firstProblem = 0
  let firstLong = 0
  let longest = 1
  return {
    push: (text, final) => {
      for (const record of splitter.push(text, final)) {
        if (record.text === '') continue
        records++
        if (record.quoted) quotedRecords++
        if (record.problem) {
          problems++
          firstProblem ||= record.line
          continue
        }
        const fields = countFields(record.text, delimiter, true)
        counts.set(fields, (counts.get(fields) ?? 0) + 1)
        if (record.lines > 1) {
          firstLong ||= record.line
          longest = Math.max(longest, record.lines)
          for (const line of record.text.split('\n')) insideCounts.add(countFields(line, delimiter, false))
        }
      }
    },
    result: () => {
      const mightSwallow = longest >= (delimiter === '\t' ? 2 : 3) && insideCounts.size === 1 && !insideCounts.has(1)
      return {
        ...agreementOf(counts, records),
        quotedRecords,
        problems,
        firstProblem: firstProblem || firstLong,
        mightSwallow,
        swallowed: (usual) => mightSwallow && insideCounts.has(usual),
      }
    },
  }
}

function agreementOf(counts: ReadonlyMap<number, number>, records: number): Agreement {
  const [columns, most] = [...counts].reduce((best, one) => (one[1] > best[1] ? one : best), [1, 0])
  return { columns, share: records === 0 ? 0 : most / records }
}
