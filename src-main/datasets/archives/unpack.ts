/**
 * Compressed files as the plain files that importers read: gzip and Zstandard (one file), zip (one or several). They are
 * unpacked into a folder of their own, which is removed when the work is done or has failed.
 */
import { createReadStream, createWriteStream } from 'node:fs'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import { fail, SeqbenchError } from '../../../src-shared/contract/errors.ts'
import type { Progress } from '../../../src-shared/domain/progress.ts'
import { createMeter } from '../progress-meter.ts'
import { assertUnchanged, describeSource, readHead, unreadable, type SourceFile } from '../reading/source.ts'
import { zstandardOf } from '../reading/zstandard.ts'
import { detectBinary } from '../sniff/binary.ts'
import { headBytes, ownFormats, refuseInner } from './inner.ts'
import { createBudget, metered, type Budget } from './limits.ts'
import { unpackZip } from './unpack-zip.ts'

export interface UnpackOptions {
  /** beginning: no more than a preview looks at. */
  scope: 'beginning' | 'whole'
  /** Where the folder is made; the system's own for temporary files where left out. */
  within?: string
  signal?: AbortSignal
  progress?: (progress: Progress) => void
}

export interface Unpacking extends UnpackOptions {
  folder: string
  budget: Budget
}

type Unpacker = (source: SourceFile, unpacking: Unpacking) => Promise<string[]>

/** Kind of file, in the words of sniff/binary.ts -> what unpacks it. */
const unpackers: Record<string, Unpacker> = {
  'a gzip archive': (source, unpacking) => unpackStream(source, unpacking, createGunzip()),
  'a Zstandard archive': (source, unpacking) => unpackStream(source, unpacking, zstandardOf(source.name).createZstdDecompress()),
  'a ZIP archive': unpackZip,
}
/** More than a preview reads of a text file; see reading/beginning.ts. */
const previewBytes = 20 * 2 ** 20

/** Runs `work` on plain paths: those given, with what is in the archives in place of the archives. @throws import.archive*, import.password, disk.full */
export async function withUnpacked<T>(paths: string[], options: UnpackOptions, work: (paths: string[]) => Promise<T>): Promise<T> {
  const found = await Promise.all(paths.map(async (path) => ({ path, packed: await describePacked(path) })))
  const packed = found.flatMap((one) => (one.packed ? [one.packed.source] : []))
  if (packed.length === 0) return work(paths)
  const folder = await makeFolder(options.within ?? tmpdir())
  const meter = createMeter(1, packed, options.progress)
  const unpacking = { ...options, folder, budget: createBudget() }
  try {
    const plain: string[] = []
    for (const [place, one] of found.entries()) {
      if (one.packed === null) {
        plain.push(one.path)
        continue
      }
      const own = join(folder, String(place))
      await mkdir(own)
      plain.push(...(await unpack(one.packed, { ...unpacking, folder: own })))
      meter.add(one.packed.source.bytes)
    }
    return await work(plain)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

interface Packed {
  source: SourceFile
  unpacker: Unpacker
}

async function describePacked(path: string): Promise<Packed | null> {
  const source = await describeSource(path)
  if (source.directory || ownFormats.includes(source.extension)) return null
  const kind = detectBinary(await readHead(source, headBytes))
  return kind !== null && Object.hasOwn(unpackers, kind) ? { source, unpacker: unpackers[kind] } : null
}

async function unpack({ source, unpacker }: Packed, unpacking: Unpacking): Promise<string[]> {
  try {
    const paths = await unpacker(source, unpacking)
    await assertUnchanged(source)
    return paths
  } catch (cause) {
    unpacking.signal?.throwIfAborted()
    if (cause instanceof SeqbenchError) throw cause
    const { code, path } = cause as { code?: unknown; path?: unknown }
    if (code === 'ENOSPC' || code === 'EDQUOT') fail('disk.full', { path: unpacking.folder }, cause)
    if (path === source.path) unreadable(source.path, cause)
    const reason = code === 'EEXIST' || code === 'ENOTDIR' || code === 'EISDIR' ? 'it holds two files of one name' : cause instanceof Error ? cause.message : String(cause)
    return fail('import.archive', { file: source.name, reason }, cause)
  }
}

/** One compressed file, by the name it had: reviews.csv.gz -> reviews.csv. */
async function unpackStream(source: SourceFile, { folder, scope, budget, signal }: Unpacking, decompress: Transform): Promise<string[]> {
  const name = source.name.replace(/\.tgz$/i, '.tar').replace(/\.(gz|gzip|zst|zstd)$/i, '') || 'data'
  const path = join(folder, name)
  const enough = new AbortController()
  const stages = [createReadStream(source.path), decompress, metered(source, budget), ...(scope === 'beginning' ? [beginningOf(enough)] : []), createWriteStream(path)]
  try {
    await pipeline(stages, { signal: signal ? AbortSignal.any([signal, enough.signal]) : enough.signal })
  } catch (cause) {
    // What was cut off on purpose is enough for a preview.
    if (!enough.signal.aborted) throw cause
  }
  await refuseInner(source, path)
  return [path]
}

/** Lets text through up to what a preview reads, then ends it all; other files have to be whole. */
function beginningOf(enough: AbortController): Transform {
  let passed = 0
  let text: boolean | null = null
  return new Transform({
    transform(chunk: Buffer, _, done) {
      text ??= detectBinary(chunk.subarray(0, headBytes)) === null
      passed += chunk.length
      done(null, chunk)
      if (text && passed > previewBytes) enough.abort()
    },
  })
}

async function makeFolder(within: string): Promise<string> {
  try {
    await mkdir(within, { recursive: true })
    return await mkdtemp(join(within, '.unpacked-'))
  } catch (cause) {
    const { code } = cause as { code?: unknown }
    if (code === 'ENOSPC' || code === 'EDQUOT') fail('disk.full', { path: within }, cause)
    return fail('file.unwritable', { path: within, reason: cause instanceof Error ? cause.message : String(cause) }, cause)
  }
}
