/** The directory of a new dataset: it appears under its name when everything in it is written, or not at all. */
import { randomBytes } from 'node:crypto'
import { mkdir, open, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fail } from '../../src-shared/contract/errors.ts'
import type { ArrayData } from '../../src-shared/domain/cell.ts'
import type { Dataset, Rejection } from '../../src-shared/domain/dataset.ts'
import { arrayBytes } from './arrays.ts'
import { arraysFile, datasetFile, rejectedFile, rowsFile } from './store.ts'

/** What is written through: a file handle, or a test's failing disk. */
export interface Sink {
  write: (bytes: string | Uint8Array) => Promise<unknown>
  sync: () => Promise<unknown>
  close: () => Promise<unknown>
}
export type OpenSink = (path: string) => Promise<Sink>

export interface DatasetOutput {
  /** Appends whole lines of rows. */
  write: (lines: string | Uint8Array) => Promise<void>
  /** Appends an array; where it begins, and its bytes as they will stand there. Written with the rows of its batch. */
  addArray: (data: ArrayData) => { at: number; bytes: Uint8Array }
  /** Appends a row that was left out to the list of them. */
  reject: (rejection: Rejection) => void
  /** Writes what is left and `dataset.json`, then gives the directory its name. */
  commit: (dataset: Dataset) => Promise<void>
  /** Removes everything written. */
  discard: () => Promise<void>
}

const bufferedBytes = 1 << 20

/** @throws disk.full, file.unwritable */
export async function createOutput(directory: string, openSink: OpenSink = openFile): Promise<DatasetOutput> {
  const partial = join(dirname(directory), `.partial-${randomBytes(6).toString('hex')}`)
  const guarded = <T>(work: () => Promise<T>): Promise<T> => work().catch((cause: unknown) => unwritable(directory, cause))
  await guarded(() => mkdir(partial, { recursive: true }))
  const remove = () => rm(partial, { recursive: true, force: true })
  const openPart = (name: string): Part => createPart(() => guarded(() => openSink(join(partial, name))), guarded)
  const parts = { rows: openPart(rowsFile), arrays: openPart(arraysFile), rejected: openPart(rejectedFile) }
  await parts.rows.open().catch(async (error: unknown) => {
    await remove()
    throw error
  })
  let at = 0
  return {
    write: async (lines) => {
      parts.rows.add(lines)
      for (const part of Object.values(parts)) await part.flushIfFull()
    },
    addArray: (data) => {
      const bytes = arrayBytes(data)
      parts.arrays.add(bytes)
      at += bytes.length
      return { at: at - bytes.length, bytes }
    },
    reject: ({ file, line, code, reason }) => {
      if (!parts.rejected.used) parts.rejected.add('file,line,code,reason\r\n')
      parts.rejected.add(`${[file, String(line), code, reason].map(csvCell).join(',')}\r\n`)
    },
    commit: async (dataset) => {
      for (const part of Object.values(parts)) await part.finish()
      await guarded(() => writeFile(join(partial, datasetFile), JSON.stringify(dataset, null, 2)))
      // A directory that is there and empty may take the name; one with content is not ours to replace.
      await guarded(() => rename(partial, directory))
    },
    discard: async () => {
      for (const part of Object.values(parts)) await part.close().catch(() => undefined)
      await remove()
    },
  }
}

/** One file, opened when something is written to it. */
interface Part {
  used: boolean
  open: () => Promise<unknown>
  add: (bytes: string | Uint8Array) => void
  flushIfFull: () => Promise<void>
  finish: () => Promise<void>
  close: () => Promise<void>
}

function createPart(open: () => Promise<Sink>, guarded: <T>(work: () => Promise<T>) => Promise<T>): Part {
  let sink: Sink | null = null
  let waiting: Uint8Array[] = []
  let size = 0
  const flush = async () => {
    const bytes = waiting.length === 1 ? waiting[0] : Buffer.concat(waiting)
    waiting = []
    size = 0
    if (bytes.length === 0) return
    const opened = (sink ??= await open())
    await guarded(() => opened.write(bytes))
  }
  const part: Part = {
    used: false,
    open: async () => (sink ??= await open()),
    add: (content) => {
      const bytes = typeof content === 'string' ? Buffer.from(content) : content
      part.used = true
      waiting.push(bytes)
      size += bytes.length
    },
    flushIfFull: async () => {
      if (size >= bufferedBytes) await flush()
    },
    finish: async () => {
      await flush()
      const opened = sink
      if (opened) await guarded(() => opened.sync())
      await guarded(part.close)
    },
    close: async () => {
      const opened = sink
      sink = null
      await opened?.close()
    },
  }
  return part
}

async function openFile(path: string): Promise<Sink> {
  const handle = await open(path, 'wx')
  return { write: (bytes) => handle.appendFile(bytes), sync: () => handle.sync(), close: () => handle.close() }
}

/** A text that a spreadsheet would run as a formula gets an apostrophe before it, which makes it a text again. */
function csvCell(value: string): string {
  const guarded = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(guarded) ? `"${guarded.replaceAll('"', '""')}"` : guarded
}

const reasons: Record<string, string> = {
  EACCES: 'you may not write there',
  EPERM: 'you may not write there',
  EROFS: 'it is read-only',
  ENOTDIR: 'its folder is a file',
  ENOTEMPTY: 'it is not empty',
  EEXIST: 'it is there already',
}

/** @throws disk.full, file.unwritable */
export function unwritable(path: string, cause: unknown): never {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
  if (code === 'ENOSPC' || code === 'EDQUOT') fail('disk.full', { path }, cause)
  fail('file.unwritable', { path, reason: reasons[code] ?? (cause instanceof Error ? cause.message : String(cause)) }, cause)
}
