/**
 * Lengths and vocabulary of texts as they come. Few are counted in place; when there are many, a thread of its own goes on
 * counting while the import reads and writes. Where a thread cannot be started, nothing changes but the time it takes.
 */
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { fail } from '../../../src-shared/contract/errors.ts'
import type { Lengths, Vocabulary } from '../../../src-shared/domain/dataset.ts'
import { applicationRoot } from '../../application-root.ts'
import { summarizeCounts } from '../lengths.ts'
import { encode } from './encoded.ts'
import { createTextBatch } from './text-batch.ts'
import { WordCounter } from './word-counter.ts'

export interface TextCounter {
  add: (text: string) => void
  /** Waits while the thread lags behind: called between batches of rows. */
  keepUp: () => Promise<void>
  finish: () => Promise<Counted>
  /** Ends the thread, whatever it is doing. */
  close: () => void
}

export interface Counted {
  lengths: Lengths
  vocabulary: Vocabulary
}

/** What the thread is told. */
export type ToCounter = { resume: ReturnType<WordCounter['state']>; lengths: Map<number, number> } | { texts: Uint8Array<ArrayBuffer> } | { finish: true }
/** What it says: that it runs, that a block is counted, what came of it all. */
export type FromCounter = 'ready' | 'counted' | Counted

/** Fewer bytes of text are counted before a thread has started. */
const worthThread = 8 << 20
/** Blocks of a megabyte under way. */
const mostWaiting = 16
const shownWords = 200
const program = join(applicationRoot, import.meta.filename.endsWith('.ts') ? 'src-main/count-words.ts' : 'out/main/count-words.js')

export function createTextCounter(threadFrom = worthThread): TextCounter {
  const local = createLocalCounter()
  const batch = createTextBatch()
  let bytesSeen = 0
  let thread: Worker | null = null
  let running = false
  let waiting = 0
  let failed: unknown = null
  let result: Counted | null = null
  let wake = (): void => undefined

  const send = (texts: Uint8Array<ArrayBuffer>): void => {
    waiting++
    thread?.postMessage({ texts } satisfies ToCounter, [texts.buffer])
  }
  const start = (): void => {
    thread = new Worker(program)
    thread.unref()
    thread.on('error', (error: unknown) => {
      // Before it ran nothing was handed over, and counting goes on here.
      if (running) failed = error
      wake()
    })
    thread.on('exit', () => {
      if (running && result === null) failed ??= new Error('the thread that counts words ended')
      wake()
    })
    thread.on('message', (said: FromCounter) => {
      if (said === 'ready') {
        running = true
        thread?.postMessage({ resume: local.words.state(), lengths: local.lengths } satisfies ToCounter)
      } else if (said === 'counted') waiting--
      else result = said
      wake()
    })
  }
  const until = async (done: () => boolean): Promise<void> => {
    while (!done()) {
      if (failed !== null) fail('internal', { reason: failed instanceof Error ? failed.message : 'counting words' }, failed)
      await new Promise<void>((resolve) => (wake = resolve))
    }
  }

  return {
    add: (text) => {
      if (!running) {
        local.add(text)
        bytesSeen += text.length
        if (thread === null && bytesSeen > threadFrom) start()
        return
      }
      const { bytes, length } = encode(text)
      const full = batch.add(bytes, length, length === text.length)
      if (full) send(full)
    },
    keepUp: () => until(() => waiting < mostWaiting),
    finish: async () => {
      if (!running) return local.result()
      send(batch.rest())
      thread?.ref()
      thread?.postMessage({ finish: true } satisfies ToCounter)
      await until(() => result !== null)
      return result ?? local.result()
    },
    close: () => void thread?.terminate(),
  }
}

export interface LocalCounter {
  words: WordCounter
  lengths: Map<number, number>
  add: (text: string) => void
  addBytes: (bytes: Buffer, length: number, ascii: boolean) => void
  result: () => Counted
}

/** A text without any token counts as one unknown token. */
export function createLocalCounter(lengths = new Map<number, number>()): LocalCounter {
  const words = new WordCounter()
  const count = (tokens: number): void => {
    const length = Math.max(1, tokens)
    lengths.set(length, (lengths.get(length) ?? 0) + 1)
  }
  return {
    words,
    lengths,
    add: (text) => count(words.add(text)),
    addBytes: (bytes, length, ascii) => count(words.addBytes(bytes, length, ascii)),
    result: () => ({
      lengths: summarizeCounts(lengths, 'words'),
      vocabulary: { distinct: words.distinct, tokens: words.total, exact: !words.forgotten, top: words.top(shownWords) },
    }),
  }
}
