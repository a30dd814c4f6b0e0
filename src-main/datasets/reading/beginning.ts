/** The beginning of a text file: enough to tell what it is and to show some rows, whatever its size. */
import { fail } from '../../../src-shared/contract/errors.ts'
import { detectBinary } from '../sniff/binary.ts'
import { detectEncoding, type EncodingGuess } from '../sniff/encoding.ts'
import { decodeHead, detectLineEnd, failTooLong, longestLine, type TextLayout } from './blocks.ts'
import { canonicalEncoding, createDecoder } from './decoders.ts'
import { readHead, type SourceFile } from './source.ts'

const headBytes = 1 << 17

export interface Beginning extends TextLayout {
  guess: EncodingGuess
  /** Whether the encoding was told from the bytes, not by a person. */
  guessed: boolean
  /** Whole lines. */
  text: string
  /** Whether `text` is all there is. */
  complete: boolean
}

/** By source: choosing an importer and opening the file read the same bytes. */
const known = new WeakMap<SourceFile, { encoding: string | undefined; beginning: Promise<Beginning> }>()

/** @throws file.unreadable, import.empty, import.binary, import.encoding, import.encoding-unknown, import.line-too-long */
export function readBeginning(source: SourceFile, { encoding }: { encoding?: string } = {}): Promise<Beginning> {
  const last = known.get(source)
  if (last && last.encoding === encoding) return last.beginning
  const beginning = read(source, encoding)
  known.set(source, { encoding, beginning })
  return beginning
}

async function read(source: SourceFile, wanted: string | undefined): Promise<Beginning> {
  const chosen = wanted === undefined ? undefined : canonicalEncoding(wanted)
  if (source.bytes === 0) fail('import.empty', { file: source.name })
  let head = await readHead(source, headBytes)
  const kind = detectBinary(head)
  if (kind !== null) fail('import.binary', { file: source.name, kind })
  const guess = detectEncoding(head, head.length >= source.bytes)
  const encoding = chosen ?? guess.encoding
  const { bytesOf } = createDecoder(encoding)
  let lineEnd = detectLineEnd(head, encoding)
  if (head.length < source.bytes && !head.includes(bytesOf(lineEnd))) {
    head = await readHead(source, longestLine + 1)
    lineEnd = detectLineEnd(head, encoding)
    if (head.length > longestLine && !head.includes(bytesOf(lineEnd))) failTooLong(source, 1)
  }
  const layout = { encoding, lineEnd }
  let { text } = decodeHead(head, head.length >= source.bytes, source, layout)
  if (head.length < source.bytes && isOneLine(text)) {
    // Below what may be a header comes a long line: a row is needed to tell the columns from.
    head = await readHead(source, longestLine + headBytes)
    text = decodeHead(head, head.length >= source.bytes, source, layout).text
    if (head.length > longestLine && isOneLine(text)) failTooLong(source, 2)
  }
  const complete = head.length >= source.bytes
  return { encoding, lineEnd, guess, guessed: chosen === undefined, text, complete }
}

function isOneLine(text: string): boolean {
  const end = text.indexOf('\n')
  return end >= 0 && end === text.length - 1
}
