/**
 * The thread that reads Arrow files (read-arrow.ts). Starting one takes a third of a second of a processor, most of it to load the library,
 * and a preview alone opens its file twice: a thread that has done its work well waits a while for the next file.
 */
import { open, type FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { fail, fromWireError, type WireError } from '../../../src-shared/contract/errors.ts'
import type { ImportOptions } from '../../../src-shared/domain/dataset.ts'
import { applicationRoot } from '../../application-root.ts'
import { unreadable, type SourceFile } from '../reading/source.ts'
import type { ReadContext, SourceRow, Table } from './importer.ts'

export type ToReader = { open: { sources: SourceFile[]; files: number[]; options: ImportOptions; scope: ReadContext['scope'] } } | 'next' | 'close'
export type FromReader = { table: Omit<Table, 'rows'> } | { rows: SourceRow[]; bytes: number } | 'end' | 'closed' | { error: WireError }

/** Milliseconds of silence, and of a processor, that a batch may take: it takes a fraction of a second; longer where many programs share the processors. */
const patience = { silent: 8000, busy: 6000 }
/** A thread that waits on a file that does not come. */
const longestSilence = 60_000
const mostMegabytes = 1024
const idleFor = 20_000
const program = join(applicationRoot, import.meta.filename.endsWith('.ts') ? 'src-main/read-arrow.ts' : 'out/main/read-arrow.js')

export interface Reader {
  table: Omit<Table, 'rows'>
  ask: (question: ToReader) => Promise<FromReader>
  end: () => Promise<void>
}

let idle: { thread: Worker; timer: NodeJS.Timeout } | null = null

function takeThread(): Worker {
  const waiting = idle
  idle = null
  if (waiting === null) return new Worker(program, { resourceLimits: { maxOldGenerationSizeMb: mostMegabytes } })
  clearTimeout(waiting.timer)
  waiting.thread.removeAllListeners('exit').removeAllListeners('error').ref()
  return waiting.thread
}

/** One thread waits at most, and keeps no program from ending. */
async function giveBack(thread: Worker): Promise<void> {
  if (idle !== null) return void (await thread.terminate())
  const forget = (): void => {
    if (idle?.thread === thread) idle = null
  }
  const timer = setTimeout(() => {
    forget()
    void thread.terminate()
  }, idleFor)
  timer.unref()
  thread.unref()
  thread.once('exit', forget).once('error', forget)
  idle = { thread, timer }
}

/** The files are opened here: what a thread has open when it is ended stays open for ever. */
export async function startReader(sources: SourceFile[], { options, scope, signal }: ReadContext): Promise<Reader> {
  const handles: FileHandle[] = []
  const thread = takeThread()
  let sound = true
  const ask = async (question: ToReader): Promise<FromReader> => {
    // A thread that owes an answer is not to be trusted with another file.
    sound = false
    const said = await askThread(thread, question, sources[0], question === 'close' ? undefined : signal)
    sound = true
    if (typeof said === 'object' && 'error' in said) throw fromWireError(said.error)
    return said
  }
  const end = async (): Promise<void> => {
    if (sound) await ask('close').catch(() => undefined)
    if (!sound) await thread.terminate()
    for (const handle of handles) await handle.close()
    if (sound) await giveBack(thread)
  }
  try {
    for (const { path } of sources) handles.push(await open(path).catch((cause: unknown) => unreadable(path, cause)))
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
    const [asked, used] = [performance.now(), process.cpuUsage()]
    const timer = setInterval(() => {
      const { user, system } = process.cpuUsage(used)
      const silent = performance.now() - asked
      if (silent > longestSilence || (silent > patience.silent && (user + system) / 1000 > patience.busy)) refused('its reader comes to no end')
    }, 500)
    const answered = (said: FromReader): void => finish(() => resolve(said))
    const broken = (error: Error): void => refused(error.message)
    const exited = (): void => refused('its reader ended')
    const finish = (settle: () => void): void => {
      clearInterval(timer)
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
