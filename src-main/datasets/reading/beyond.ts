/** The encoding of a file whose beginning is plain ASCII and says nothing: told from where other bytes first stand. */
import { createReadStream } from 'node:fs'
import { detectEncoding, type EncodingGuess } from '../sniff/encoding.ts'
import type { Beginning } from './beginning.ts'
import type { SourceFile } from './source.ts'

const windowBytes = 1 << 16

/** null where the beginning was not ASCII, or what follows is UTF-8 after all: then the file is damaged, not of another encoding. */
export async function detectEncodingBeyond({ path }: SourceFile, { encoding, text }: Beginning): Promise<EncodingGuess | null> {
  if (encoding !== 'utf-8' || /[^\0-\x7f]/.test(text)) return null
  const window: Buffer[] = []
  let size = 0
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    const from = size > 0 ? 0 : chunk.findIndex((byte) => byte > 127)
    if (from < 0) continue
    window.push(chunk.subarray(from))
    size += chunk.length - from
    if (size >= windowBytes) break
  }
  const guess = detectEncoding(Buffer.concat(window).subarray(0, windowBytes), false)
  return guess.encoding === 'utf-8' ? null : guess
}
