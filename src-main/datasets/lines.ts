/**
 * Bytes -> lines, split at LF only, with the CR of a CRLF taken off. U+0085, U+2028 and U+2029 are characters of the
 * text, not line ends (node:readline and Python's splitlines think otherwise, and count rows that are not there).
 */
import { createReadStream } from 'node:fs'

const lineFeed = 10
const carriageReturn = 13

/** The lines of a UTF-8 file that we wrote ourselves, in batches as they are read. */
export async function* readLines(path: string, start = 0): AsyncGenerator<{ text: string; bytes: number }[]> {
  let rest: Buffer[] = []
  for await (const chunk of createReadStream(path, { start, highWaterMark: 1 << 20 }) as AsyncIterable<Buffer>) {
    const lines: { text: string; bytes: number }[] = []
    let from = 0
    for (let end = chunk.indexOf(lineFeed); end >= 0; end = chunk.indexOf(lineFeed, from)) {
      const line = rest.length === 0 ? chunk.subarray(from, end) : Buffer.concat([...rest, chunk.subarray(from, end)])
      rest = []
      lines.push({ text: decode(line), bytes: line.length + 1 })
      from = end + 1
    }
    if (from < chunk.length) rest.push(chunk.subarray(from))
    yield lines
  }
  const last = Buffer.concat(rest)
  if (last.length > 0) yield [{ text: decode(last), bytes: last.length }]
}

function decode(line: Buffer): string {
  const end = line.at(-1) === carriageReturn ? line.length - 1 : line.length
  return line.toString('utf8', 0, end)
}
