/** The first words of a file of word vectors: such files begin with the most frequent words of their language. */
import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { createGunzip } from 'node:zlib'
import { describeSource, readHead } from '../reading/source.ts'

/** At most `count` words; the file is read no further. @throws file.unreadable */
export async function firstWords(path: string, count: number, signal?: AbortSignal): Promise<string[]> {
  if (count === 0) return []
  const head = await readHead(await describeSource(path), 2)
  const bytes = createReadStream(path, { signal })
  const stream = head[0] === 0x1f && head[1] === 0x8b ? bytes.pipe(createGunzip()) : bytes
  const words: string[] = []
  const lines = createInterface({ input: stream, crlfDelay: Infinity })
  try {
    for await (const line of lines) {
      // The heading of a .vec file: how many words, how many numbers.
      if (words.length === 0 && /^\d+ \d+\s*$/.test(line)) continue
      const word = line.split(/[ \t]/, 1)[0]
      if (word !== '') words.push(word)
      if (words.length >= count) break
    }
  } finally {
    lines.close()
    bytes.destroy()
  }
  return words
}
