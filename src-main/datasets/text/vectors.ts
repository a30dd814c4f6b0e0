/**
 * Pretrained word vectors from a text file: fastText's and word2vec's .vec (a first line "words numbers"), GloVe's .txt (none), gzipped
 * or not. The file is streamed and only the wanted words' rows are parsed and kept: gigabytes pass, the vocabulary's rows remain.
 */
import { createReadStream } from 'node:fs'
import { basename } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { Transform } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { fail } from '../../../src-shared/contract/errors.ts'
import type { Progress } from '../../../src-shared/domain/progress.ts'
import { createMeter } from '../progress-meter.ts'
import { describeSource, readHead, unreadable } from '../reading/source.ts'

export interface WordVectors {
  /** Numbers a word. */
  size: number
  /** Wanted words that the file has, as they were asked for, and their vectors. */
  vectors: Map<string, Float32Array>
  /** Words that the file has. */
  rows: number
}

export interface VectorsOptions {
  signal?: AbortSignal
  report?: (progress: Progress) => void
}

const [newline, space, carriageReturn, tab] = [10, 32, 13, 9]
/** A word and its numbers; more is no file of vectors. */
const longestLine = 1 << 20

/**
 * A word that is not there as it is written takes the vector of its lower-case form.
 * @throws file.unreadable, vectors.invalid (file, line, reason); the signal's reason when it is aborted
 */
export async function readWordVectors(path: string, wanted: Iterable<string>, { signal, report }: VectorsOptions = {}): Promise<WordVectors> {
  const source = await describeSource(path)
  if (source.directory) fail('file.unreadable', { path, reason: 'it is a folder' })
  const head = await readHead(source, 2)
  const gzipped = head[0] === 0x1f && head[1] === 0x8b
  const meter = createMeter(1, [source], report)
  const reader = createReader(basename(path), wantedForms(wanted))
  const bytes = createReadStream(path, { highWaterMark: 1 << 20 })
  bytes.on('data', (chunk) => meter.add(chunk.length))
  const sink = new Transform({
    transform: (chunk: Buffer, _, done) => {
      try {
        reader.add(chunk)
        done()
      } catch (error) {
        done(error as Error)
      }
    },
  })
  sink.resume()
  try {
    await (gzipped ? pipeline(bytes, createGunzip(), sink, { signal }) : pipeline(bytes, sink, { signal }))
  } catch (error) {
    signal?.throwIfAborted()
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    if (code.startsWith('Z_')) fail('vectors.invalid', { file: source.name, line: reader.line(), reason: 'its gzip compression is damaged or cut off' }, error)
    if (code.startsWith('E') && !code.startsWith('ERR')) unreadable(path, error)
    throw error
  }
  const found = reader.finish()
  meter.finish()
  return found
}

/** Form in the file -> what was asked for. The word as it is written comes before its lower-case form. */
function wantedForms(wanted: Iterable<string>): { exact: Set<string>; lower: Map<string, string[]> } {
  const exact = new Set(wanted)
  const lower = new Map<string, string[]>()
  for (const word of exact) {
    const form = word.toLowerCase()
    if (form !== word) lower.set(form, [...(lower.get(form) ?? []), word])
  }
  return { exact, lower }
}

function createReader(file: string, { exact, lower }: ReturnType<typeof wantedForms>): { add: (chunk: Buffer) => void; finish: () => WordVectors; line: () => number } {
  const vectors = new Map<string, Float32Array>()
  const byLower = new Map<string, Float32Array>()
  let rest: Buffer = Buffer.alloc(0)
  let size = 0
  let [line, rows] = [0, 0]
  const refuse = (reason: string): never => fail('vectors.invalid', { file, line, reason })

  const read = (bytes: Buffer): void => {
    line += 1
    let end = bytes.length
    while (end > 0 && (bytes[end - 1] === carriageReturn || bytes[end - 1] === space)) end--
    if (end === 0) return
    // A word may hold spaces (GloVe 840B has ". . ."): its numbers are the last `size` fields.
    if (size === 0) {
      const fields = bytes.toString('utf8', 0, end).split(/[ \t]/)
      if (line === 1 && fields.length === 2 && /^\d+$/.test(fields[0]) && /^\d+$/.test(fields[1])) {
        size = Number(fields[1])
        if (size === 0 || size > 10_000) refuse(`it says that a word has ${fields[1]} numbers`)
        return
      }
      size = fields.length - 1
      if (size < 1 || fields.slice(1).some((field) => !isNumber(field))) refuse('a word and its numbers were expected, separated by spaces')
    }
    rows += 1
    const separator = firstSeparator(bytes, end)
    let word = bytes.toString('utf8', 0, separator)
    const known = exact.has(word) || lower.has(word)
    if (!known) return
    const fields = bytes.toString('utf8', separator + 1, end).split(/[ \t]+/)
    if (fields.length > size) {
      word = [word, ...fields.splice(0, fields.length - size)].join(' ')
      if (!exact.has(word)) return
    }
    if (fields.length < size) refuse(`${String(size)} numbers were expected, ${String(fields.length)} found`)
    const vector = Float32Array.from(fields, Number)
    if (vector.some((value) => !Number.isFinite(value))) refuse('it holds something that is no number')
    // The first of a word that stands twice, as the tools that read such files do.
    if (exact.has(word) && !vectors.has(word)) vectors.set(word, vector)
    for (const asked of lower.get(word) ?? []) if (!byLower.has(asked)) byLower.set(asked, vector)
  }

  return {
    line: () => line,
    add: (chunk) => {
      let from = 0
      for (let at = chunk.indexOf(newline); at >= 0; at = chunk.indexOf(newline, from)) {
        read(rest.length > 0 ? Buffer.concat([rest, chunk.subarray(from, at)]) : chunk.subarray(from, at))
        rest = Buffer.alloc(0)
        from = at + 1
      }
      rest = Buffer.concat([rest, chunk.subarray(from)])
      if (rest.length > longestLine) {
        line += 1
        refuse('the line is longer than any vector')
      }
    },
    finish: () => {
      if (rest.length > 0) read(rest)
      if (rows === 0) refuse('there is no vector in it')
      for (const [word, vector] of byLower) if (!vectors.has(word)) vectors.set(word, vector)
      return { size, vectors, rows }
    },
  }
}

function firstSeparator(bytes: Buffer, end: number): number {
  for (let at = 1; at < end; at++) if (bytes[at] === space || bytes[at] === tab) return at
  return end
}

const isNumber = (field: string): boolean => field !== '' && Number.isFinite(Number(field))
