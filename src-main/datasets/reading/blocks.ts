/**
 * A file as text in blocks of whole lines, in constant memory. Lines end at LF, or at CR where a file has no LF at all;
 * U+0085, U+2028 and U+2029 are characters. A bad byte and a line without end are found where they are.
 */
import { createReadStream } from 'node:fs'
import { fail } from '../../../src-shared/contract/errors.ts'
import { detectEncoding } from '../sniff/encoding.ts'
import { detectMark } from '../sniff/wide.ts'
import { createDecoder, findBadByte, type Decoder } from './decoders.ts'
import { unreadable, type SourceFile } from './source.ts'

export interface TextLayout {
  encoding: string
  /** What ends a line: LF (alone or after CR), or CR alone. */
  lineEnd: '\n' | '\r'
}

export interface Block {
  /** Whole lines, each ended by \n or \r\n; the last of the file perhaps by nothing. */
  text: string
  /** Number of the block's first line, from 1. */
  line: number
  bytes: number
  /** Whether there may be NUL characters in it. */
  nul: boolean
}

const chunkBytes = 1 << 20
/** A longer line is no row of a table: more than any recurrent network can read, and the mark of a file without line ends. */
export const longestLine = 16 * (1 << 20)
const longestLineInWords = '16 MB'

export function failTooLong(source: SourceFile, line: number): never {
  fail('import.line-too-long', { file: source.name, line, limit: longestLineInWords })
}

/** @throws file.unreadable, import.encoding, import.line-too-long; the signal's reason when aborted */
export async function* readBlocks(source: SourceFile, layout: TextLayout, signal?: AbortSignal): AsyncGenerator<Block> {
  const decoder = createDecoder(layout.encoding)
  const lineEnd = decoder.bytesOf(layout.lineEnd)
  let pending: Buffer[] = []
  let pendingBytes = 0
  let line = 1
  let first = true
  const decodeBlock = (bytes: Buffer): Block => {
    const text = decodeLines(bytes, { source, layout, decoder, line })
    const block = { text: first ? text.replace(/^\ufeff/, '') : text, line, bytes: bytes.length, nul: bytes.includes(0) }
    line += countLines(text)
    first = false
    return block
  }
  for await (const chunk of readChunks(source.path, signal)) {
    const end = lastLineEnd(chunk, lineEnd, pendingBytes % decoder.unit)
    if (end === 0) {
      pending.push(chunk)
      pendingBytes += chunk.length
      if (pendingBytes > longestLine) failTooLong(source, line)
      continue
    }
    const bytes = pending.length === 0 ? chunk.subarray(0, end) : Buffer.concat([...pending, chunk.subarray(0, end)])
    pending = end < chunk.length ? [chunk.subarray(end)] : []
    pendingBytes = chunk.length - end
    yield decodeBlock(bytes)
  }
  if (pendingBytes > 0) yield decodeBlock(Buffer.concat(pending))
}

/** The beginning of a file that was read already, as one block; without its last line where that is cut (`complete` false). */
export function decodeHead(head: Buffer, complete: boolean, source: SourceFile, layout: TextLayout): Block {
  const decoder = createDecoder(layout.encoding)
  const end = complete ? head.length : lastLineEnd(head, decoder.bytesOf(layout.lineEnd), 0)
  const text = decodeLines(head.subarray(0, end), { source, layout, decoder, line: 1 })
  return { text: text.replace(/^\ufeff/, ''), line: 1, bytes: end, nul: head.includes(0) }
}

/** What ends the lines of a file that begins with `head`. */
export function detectLineEnd(head: Buffer, encoding: string): '\n' | '\r' {
  const { bytesOf } = createDecoder(encoding)
  return !head.includes(bytesOf('\n')) && head.includes(bytesOf('\r')) ? '\r' : '\n'
}

async function* readChunks(path: string, signal?: AbortSignal): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of createReadStream(path, { highWaterMark: chunkBytes })) {
      signal?.throwIfAborted()
      yield chunk as Buffer
    }
  } catch (cause) {
    if (cause instanceof Error && 'syscall' in cause) unreadable(path, cause)
    throw cause
  }
}

/** Where the last line of `bytes` ends; 0 where none does. `phase`: bytes of a unit that came before. */
function lastLineEnd(bytes: Buffer, lineEnd: Buffer, phase: number): number {
  let at = bytes.lastIndexOf(lineEnd)
  while (at >= 0 && (at + phase) % lineEnd.length !== 0) at = at === 0 ? -1 : bytes.lastIndexOf(lineEnd, at - 1)
  return at < 0 ? 0 : at + lineEnd.length
}

function decodeLines(bytes: Buffer, { source, layout, decoder, line }: { source: SourceFile; layout: TextLayout; decoder: Decoder; line: number }): string {
  const text = decoder.decode(bytes)
  if (text !== null) return layout.lineEnd === '\r' ? text.replaceAll('\r', '\n') : text
  const offset = findBadByte(bytes, decoder)
  const before = decoder.decode(bytes.subarray(0, offset)) ?? ''
  const ended = layout.lineEnd === '\r' ? before.replaceAll('\r', '\n') : before
  const inLine = Buffer.from(ended.slice(ended.lastIndexOf('\n') + 1)).length
  const unmarked = detectMark(bytes) && line === 1 ? bytes.subarray(2) : bytes
  const guess = detectEncoding(unmarked, false)
  const suggestion = [guess.encoding, ...guess.others].find((name) => name !== layout.encoding) ?? 'windows-1252'
  return fail('import.encoding', { file: source.name, encoding: layout.encoding, line: line + countLines(ended), offset: inLine + 1, suggestion })
}

function countLines(text: string): number {
  let count = 0
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count++
  return count
}
