/** The beginning of a text file: enough to tell what it is and to show some rows, whatever its size. */
import { fail } from '../../../src-shared/contract/errors.ts'
import { detectBinary } from '../sniff/binary.ts'
import { detectEncoding, type EncodingGuess } from '../sniff/encoding.ts'
import { decodeHead, detectLineEnd, failTooLong, longestLine, type TextLayout } from './blocks.ts'
import { canonicalEncoding, createDecoder } from './decoders.ts'
import { readHead, type SourceFile } from './source.ts'

export const headBytes = 1 << 18

export interface Beginning extends TextLayout {
  guess: EncodingGuess
  /** Whether the encoding was told from the bytes, not by a person. */
  guessed: boolean
  /** Whole lines. */
  text: string
  /** Whether `text` is all there is. */
  complete: boolean
}

/** @throws file.unreadable, import.empty, import.binary, import.encoding, import.encoding-unknown, import.line-too-long */
export async function readBeginning(source: SourceFile, options: { encoding?: string } = {}): Promise<Beginning> {
  const chosen = options.encoding === undefined ? undefined : canonicalEncoding(options.encoding)
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
  const complete = head.length >= source.bytes
  const { text } = decodeHead(head, complete, source, { encoding, lineEnd })
  return { encoding, lineEnd, guess, guessed: chosen === undefined, text, complete }
}
