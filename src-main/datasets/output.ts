/** The directory of a new dataset: it appears under its name when everything in it is written, or not at all. */
import { randomBytes } from 'node:crypto'
import { mkdir, open, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fail } from '../../src-shared/contract/errors.ts'
import type { Dataset } from '../../src-shared/domain/dataset.ts'
import { datasetFile, rowsFile } from './store.ts'

/** What rows are written through: a file handle, or a test's failing disk. */
export interface RowSink {
  write: (text: string) => Promise<unknown>
  sync: () => Promise<unknown>
  close: () => Promise<unknown>
}
export type OpenSink = (path: string) => Promise<RowSink>

export interface DatasetOutput {
  /** Appends whole lines. */
  write: (lines: string) => Promise<void>
  /** Writes what is left and `dataset.json`, then gives the directory its name. */
  commit: (dataset: Dataset) => Promise<void>
  /** Removes everything written. */
  discard: () => Promise<void>
}

const bufferedCharacters = 1 << 20

/** @throws disk.full, file.unwritable */
export async function createOutput(directory: string, openSink: OpenSink = openFile): Promise<DatasetOutput> {
  const partial = join(dirname(directory), `.partial-${randomBytes(6).toString('hex')}`)
  const guarded = <T>(work: () => Promise<T>): Promise<T> => work().catch((cause: unknown) => unwritable(directory, cause))
  await guarded(() => mkdir(partial, { recursive: true }))
  const remove = () => rm(partial, { recursive: true, force: true })
  const sink = await guarded(() => openSink(join(partial, rowsFile))).catch(async (error: unknown) => {
    await remove()
    throw error
  })
  let buffer: string[] = []
  let buffered = 0
  let closed = false
  const flush = async () => {
    const text = buffer.join('')
    buffer = []
    buffered = 0
    if (text !== '') await guarded(() => sink.write(text))
  }
  const close = async () => {
    if (closed) return
    closed = true
    await sink.close()
  }
  return {
    write: async (lines) => {
      buffer.push(lines)
      buffered += lines.length
      if (buffered >= bufferedCharacters) await flush()
    },
    commit: async (dataset) => {
      await flush()
      await guarded(() => sink.sync())
      await guarded(close)
      await guarded(() => writeFile(join(partial, datasetFile), JSON.stringify(dataset, null, 2)))
      // A directory that is there and empty may take the name; one with content is not ours to replace.
      await guarded(() => rename(partial, directory))
    },
    discard: async () => {
      await close().catch(() => undefined)
      await remove()
    },
  }
}

async function openFile(path: string): Promise<RowSink> {
  const handle = await open(path, 'wx')
  return { write: (text) => handle.appendFile(text), sync: () => handle.sync(), close: () => handle.close() }
}

const reasons: Record<string, string> = {
  EACCES: 'you may not write there',
  EPERM: 'you may not write there',
  EROFS: 'it is read-only',
  ENOTDIR: 'its folder is a file',
  ENOTEMPTY: 'it is not empty',
  EEXIST: 'it is there already',
}

function unwritable(path: string, cause: unknown): never {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
  if (code === 'ENOSPC' || code === 'EDQUOT') fail('disk.full', { path }, cause)
  fail('file.unwritable', { path, reason: reasons[code] ?? (cause instanceof Error ? cause.message : String(cause)) }, cause)
}
