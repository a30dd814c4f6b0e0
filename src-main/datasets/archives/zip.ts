/** Zip archives through yauzl: what is in them, and one file of them at a time. Sizes are held to what the archive says. */
import { pipeline } from 'node:stream/promises'
import type { Readable, Writable } from 'node:stream'
import * as yauzl from 'yauzl'
import { fail, SeqbenchError } from '../../../src-shared/contract/errors.ts'
import type { SourceFile } from '../reading/source.ts'

export interface ZipEntry {
  /** Path inside, with / between. */
  name: string
  directory: boolean
  /** Unpacked and packed. */
  bytes: number
  packed: number
  encrypted: boolean
  /** A link to elsewhere. */
  link: boolean
}

/** More than any data set has; a directory of millions of entries is an attack of its own. */
const mostEntries = 200_000
const unixMode = 16
const linkType = 0o120000
const typeMask = 0o170000

/** @throws import.archive, import.password (an old Office container), file.unreadable */
export async function listEntries(source: SourceFile): Promise<ZipEntry[]> {
  const entries: ZipEntry[] = []
  await eachEntry(source, (entry) => {
    if (entries.length >= mostEntries) fail('import.archive', { file: source.name, reason: `it holds more than ${mostEntries} files` })
    entries.push(describe(entry))
    return null
  })
  return entries
}

/** One file as bytes. @throws import.archive where it is not there or larger than `limit` */
export async function readEntry(source: SourceFile, name: string, limit: number): Promise<Buffer> {
  const chunks: Buffer[] = []
  let found = false
  await eachEntry(source, (entry) => {
    if (entry.fileName !== name || found) return null
    found = true
    if (entry.uncompressedSize > limit) fail('import.archive-size', { file: source.name, limit: `${limit >> 20} MB` })
    return async (stream) => {
      for await (const chunk of stream as AsyncIterable<Buffer>) chunks.push(chunk)
    }
  })
  return found ? Buffer.concat(chunks) : fail('import.archive', { file: source.name, reason: `${name} is missing` })
}

/** Leads each file through the streams made for it, one file after the other. They are made when its own stream is there: one that fails before it is in a pipeline ends the program. */
export async function unpackEntries(source: SourceFile, open: (entry: ZipEntry) => (() => Writable[]) | null, signal?: AbortSignal): Promise<void> {
  await eachEntry(source, (entry) => {
    const sinks = open(describe(entry))
    return sinks === null ? null : async (stream) => pipeline([stream, ...sinks()], { signal })
  })
}

function describe(entry: yauzl.Entry): ZipEntry {
  return {
    name: entry.fileName,
    directory: entry.fileName.endsWith('/'),
    bytes: entry.uncompressedSize,
    packed: entry.compressedSize,
    encrypted: entry.isEncrypted(),
    link: ((entry.externalFileAttributes >>> unixMode) & typeMask) === linkType,
  }
}

/** A stream that nobody came to read keeps the archive open. */
async function readOnce(stream: Readable, read: (stream: Readable) => Promise<void>): Promise<void> {
  try {
    await read(stream)
  } finally {
    stream.destroy()
  }
}

async function eachEntry(source: SourceFile, visit: (entry: yauzl.Entry) => ((stream: Readable) => Promise<void>) | null): Promise<void> {
  try {
    // validateEntrySizes is on: a file that unpacks to more or less than the archive says is an error.
    const archive = await yauzl.openPromise(source.path, { lazyEntries: true, autoClose: false })
    try {
      for await (const entry of archive.eachEntry()) {
        const read = visit(entry)
        if (read) await readOnce(await archive.openReadStreamPromise(entry), read)
      }
    } finally {
      archive.close()
    }
  } catch (cause) {
    if (cause instanceof SeqbenchError || (cause instanceof Error && cause.name === 'AbortError')) throw cause
    if (cause instanceof Error && 'syscall' in cause) throw cause
    const reason = (cause instanceof Error ? cause.message : String(cause)).split('\n')[0]
    if (/relative path|absolute path|invalid characters/.test(reason)) fail('import.archive-path', { file: source.name, inner: reason.replace(/^.*?: /, '') }, cause)
    fail('import.archive', { file: source.name, reason }, cause)
  }
}
