/**
 * Arrow IPC. Its reader trusts the numbers in a file: a damaged one can keep it busy for ever. So it works in a thread of its
 * own (read-arrow.ts), which is ended where it says nothing for long.
 */
import { open, type FileHandle } from 'node:fs/promises'
import { availableParallelism, loadavg } from 'node:os'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { fail, fromWireError, type WireError } from '../../../src-shared/contract/errors.ts'
import type { ImportOptions } from '../../../src-shared/domain/dataset.ts'
import { applicationRoot } from '../../application-root.ts'
import { unreadable, type SourceFile } from '../reading/source.ts'
import type { Importer, ReadContext, SourceRow, Table } from './importer.ts'

const kinds = ['an Arrow file', 'an Arrow stream', 'a Feather 1 file']

export const arrow: Importer = {
  id: 'arrow',
  title: 'Arrow IPC (Feather)',
  extensions: ['arrow', 'feather', 'ipc', 'arrows'],
  matches: ({ kind }) => kind !== null && kinds.includes(kind),
  passes: 1,
  open: openInThread,
}

export type ToReader = { open: { sources: SourceFile[]; files: number[]; options: ImportOptions; scope: ReadContext['scope'] } } | 'next'
export type FromReader = { table: Omit<Table, 'rows'> } | { rows: SourceRow[]; bytes: number } | 'end' | { error: WireError }

/** Milliseconds. Reading a batch takes a fraction of a second; longer where many programs share the processors. */
const patience = (): number => 8000 * Math.max(1, loadavg()[0] / availableParallelism())
const mostMegabytes = 1024
const program = join(applicationRoot, import.meta.filename.endsWith('.ts') ? 'src-main/read-arrow.ts' : 'out/main/read-arrow.js')

async function openInThread(sources: SourceFile[], context: ReadContext): Promise<Table> {
  const reader = await startReader(sources, context)
  await reader.end()
  return { ...reader.table, rows: () => readRows(sources, context) }
}

async function* readRows(sources: SourceFile[], context: ReadContext): AsyncGenerator<SourceRow[]> {
  const reader = await startReader(sources, context)
  try {
    for (;;) {
      const said = await reader.ask('next')
      if (said === 'end' || !('rows' in said)) return
      yield said.rows
      context.onBytes?.(said.bytes)
    }
  } finally {
    await reader.end()
  }
}

interface Reader {
  table: Omit<Table, 'rows'>
  ask: (question: ToReader) => Promise<FromReader>
  end: () => Promise<void>
}

/** The files are opened here: what a thread has open when it is ended stays open for ever. */
async function startReader(sources: SourceFile[], { options, scope, signal }: ReadContext): Promise<Reader> {
  const handles: FileHandle[] = []
  const thread = new Worker(program, { resourceLimits: { maxOldGenerationSizeMb: mostMegabytes } })
  const end = async (): Promise<void> => {
    await thread.terminate()
    for (const handle of handles) await handle.close()
  }
  try {
    for (const { path } of sources) handles.push(await open(path).catch((cause: unknown) => unreadable(path, cause)))
    const ask = (question: ToReader): Promise<FromReader> => askThread(thread, question, sources[0], signal)
    const opened = await ask({ open: { sources, files: handles.map(({ fd }) => fd), options, scope } })
    if (typeof opened === 'string' || !('table' in opened)) throw new Error('the reader of Arrow files said nothing of its table')
    return { table: opened.table, ask, end }
  } catch (error) {
    await end()
    throw error
  }
}

function askThread(thread: Worker, question: ToReader, { name }: SourceFile, signal?: AbortSignal): Promise<FromReader> {
  return new Promise((resolve, reject) => {
    const stopped = (): void => finish(() => reject(signal?.reason as Error))
    const refused = (reason: string): void => finish(() => {
      try {
        fail('import.damaged', { file: name, kind: 'Arrow file', reason })
      } catch (error) {
        reject(error as Error)
      }
    })
    const timer = setTimeout(() => refused('its reader comes to no end'), patience())
    const answered = (said: FromReader): void => finish(() => (typeof said === 'object' && 'error' in said ? reject(fromWireError(said.error)) : resolve(said)))
    const broken = (error: Error): void => refused(error.message)
    const exited = (): void => refused('its reader ended')
    const finish = (settle: () => void): void => {
      clearTimeout(timer)
      thread.off('message', answered).off('error', broken).off('exit', exited)
      signal?.removeEventListener('abort', stopped)
      settle()
    }
    thread.once('message', answered).once('error', broken).once('exit', exited)
    if (signal?.aborted) return stopped()
    signal?.addEventListener('abort', stopped, { once: true })
    thread.postMessage(question)
  })
}
