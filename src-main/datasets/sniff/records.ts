/**
 * Where the records of a delimited text begin and end. A double quote at the start of a field opens it, a delimiter or
 * line end after the closing quote must follow (RFC 4180); elsewhere a quote is a plain character. A quote that breaks
 * these rules costs its own line and no other: reading goes on at the next line, so a lone quote never swallows rows.
 */

export interface RawRecord {
  /** Without the line end that closes it. */
  text: string
  /** Number of its first line, from 1, and how many lines it takes. */
  line: number
  lines: number
  /** Whether a field of it is quoted. */
  quoted: boolean
  /** unclosed: a quoted field never ends; misplaced: something other than a delimiter follows a closing quote. */
  problem: 'unclosed' | 'misplaced' | null
}

export interface RecordSplitter {
  /** The records that `text` completes, in order; `final` says that nothing follows. */
  push: (text: string, final: boolean) => RawRecord[]
}

/** A quoted field that is longer is taken for one that is never closed. */
const longestRecord = 1 << 20
const quote = '"'

export function createRecordSplitter({ delimiter, quoting, line = 1 }: { delimiter: string; quoting: boolean; line?: number }): RecordSplitter {
  let rest = ''
  return {
    push: (added, final) => {
      const text = rest + added
      const records: RawRecord[] = []
      let from = 0
      // The next quote, searched again only once it is passed: a text without any is searched once.
      let mark = quoting ? -1 : Infinity
      while (from < text.length) {
        const feed = text.indexOf('\n', from)
        const lineEnd = feed < 0 ? text.length : feed
        if (mark < from) mark = nextQuote(text, from)
        if (mark >= lineEnd) {
          if (feed < 0 && !final) break
          records.push({ text: withoutReturn(text.slice(from, lineEnd)), line: line++, lines: 1, quoted: false, problem: null })
          from = lineEnd + 1
          continue
        }
        const found = scanRecord(text, from, delimiter)
        if (found.end === null && !final && text.length - from < longestRecord) break
        if (found.end === null || found.misplaced) {
          records.push({ text: withoutReturn(text.slice(from, lineEnd)), line: line++, lines: 1, quoted: true, problem: found.misplaced ? 'misplaced' : 'unclosed' })
          from = lineEnd + 1
          continue
        }
        if (found.end === text.length && !final) break
        const own = text.slice(from, found.end)
        const lines = found.breaks + 1
        records.push({ text: withoutReturn(own), line, lines, quoted: found.quoted, problem: null })
        line += lines
        from = found.end + 1
      }
      rest = from < text.length ? text.slice(from) : ''
      return records
    },
  }
}

/** The end of the record that starts at `from` (the index of its line end, or of the text's), null where a quote is still open. */
function scanRecord(text: string, from: number, delimiter: string): { end: number | null; misplaced: boolean; quoted: boolean; breaks: number } {
  let at = from
  let quoted = false
  let breaks = 0
  for (;;) {
    if (text[at] === quote) {
      quoted = true
      const close = closingQuote(text, at + 1)
      if (close < 0) return { end: null, misplaced: false, quoted, breaks }
      for (let feed = text.indexOf('\n', at); feed >= 0 && feed < close; feed = text.indexOf('\n', feed + 1)) breaks++
      at = close + 1
      if (at >= text.length || text[at] === '\n') return { end: at, misplaced: false, quoted, breaks }
      if (text[at] === '\r' && (at + 1 >= text.length || text[at + 1] === '\n')) return { end: Math.min(at + 1, text.length), misplaced: false, quoted, breaks }
      if (!text.startsWith(delimiter, at)) return { end: at, misplaced: true, quoted, breaks }
      at += delimiter.length
      continue
    }
    while (at < text.length && text[at] !== '\n' && !text.startsWith(delimiter, at)) at++
    if (at >= text.length || text[at] === '\n') return { end: at, misplaced: false, quoted, breaks }
    at += delimiter.length
  }
}

function nextQuote(text: string, from: number): number {
  const at = text.indexOf(quote, from)
  return at < 0 ? Infinity : at
}

function closingQuote(text: string, from: number): number {
  for (let at = text.indexOf(quote, from); at >= 0; at = text.indexOf(quote, at + 2)) {
    if (text[at + 1] !== quote) return at
  }
  return -1
}

function withoutReturn(text: string): string {
  return text.endsWith('\r') ? text.slice(0, -1) : text
}

/** Fields of a record, counted by the same rules, without cutting them out. */
export function countFields(record: string, delimiter: string, quoting: boolean): number {
  let fields = 1
  let at = 0
  for (;;) {
    if (quoting && record[at] === quote) at = closingQuote(record, at + 1) + 1 || record.length
    const next = record.indexOf(delimiter, at)
    if (next < 0) return fields
    fields++
    at = next + delimiter.length
  }
}
