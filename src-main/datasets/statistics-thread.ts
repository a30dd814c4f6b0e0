/**
 * Statistics of splits, counted on a thread of their own: those of a million rows take half a minute, in which rows must be
 * served. One question at a time; a cancelled one ends the thread wherever it is. Answers are kept, and what was found of a
 * dataset whatever its split. A thread with nothing to do ends after a minute, for it holds the rows it read last.
 */
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { fromWireError, SeqbenchError, type WireError } from '../../src-shared/contract/errors.ts'
import type { Dataset, SplitStatistics } from '../../src-shared/domain/dataset.ts'
import type { PreprocessingConfig } from '../../src-shared/domain/preprocessing.ts'
import type { Progress } from '../../src-shared/domain/progress.ts'
import type { SplitConfig } from '../../src-shared/domain/split.ts'
import { applicationRoot } from '../application-root.ts'
import type { Pairs } from './split-findings.ts'

/** `rows` of the dataset, by which progress is told. */
export interface ToStatistics { directory: string; rows: number; split: SplitConfig; preprocessing: PreprocessingConfig; pairs?: Pairs }
export type FromStatistics = { progress: Progress } | { pairs: Pairs } | { result: SplitStatistics } | { error: WireError }

export interface StatisticsThread {
  /** @throws dataset.missing, dataset.damaged, split.*; what `signal` was aborted with */
  count: (directory: string, dataset: Pick<Dataset, 'hash' | 'sequences'>, split: SplitConfig, preprocessing: PreprocessingConfig, job: Job) => Promise<SplitStatistics>
  /** Ends the thread, whatever it is doing. */
  close: () => void
}
interface Asked { hear: (said: FromStatistics) => void; reject: (reason: unknown) => void }
interface Job { signal: AbortSignal; progress: (progress: Progress) => void }

const keptAnswers = 32
const keptDatasets = 8
const idleMilliseconds = 60_000
const program = join(applicationRoot, import.meta.filename.endsWith('.ts') ? 'src-main/count-statistics.ts' : 'out/main/count-statistics.js')

export function createStatisticsThread(): StatisticsThread {
  const answers = new Map<string, SplitStatistics>()
  const pairs = new Map<string, Pairs>()
  let thread: Worker | null = null
  let asked: Asked | null = null
  let idle: ReturnType<typeof setTimeout> | undefined
  let turn: Promise<unknown> = Promise.resolve()

  function start(): Worker {
    const started = new Worker(program)
    const ended = (error?: Error): void => {
      if (thread !== started) return
      thread = null
      asked?.reject(new SeqbenchError('internal', { reason: error?.message ?? 'the thread that counts statistics ended' }, error))
    }
    started.on('error', ended).on('exit', () => ended())
    started.on('message', (said: FromStatistics) => {
      if (thread === started) asked?.hear(said)
    })
    return started
  }
  function end(): void {
    const ending = thread
    thread = null
    void ending?.terminate()
  }

  async function ask(question: ToStatistics, hash: string, { signal, progress }: Job): Promise<SplitStatistics> {
    signal.throwIfAborted()
    clearTimeout(idle)
    const cancelled = (): void => {
      end()
      asked?.reject(signal.reason)
    }
    signal.addEventListener('abort', cancelled)
    thread ??= start()
    thread.ref()
    thread.postMessage(question)
    try {
      return await new Promise((resolve, reject) => {
        const hear = (said: FromStatistics): void => {
          if ('progress' in said) progress(said.progress)
          else if ('pairs' in said) remember(pairs, hash, said.pairs, keptDatasets)
          else if ('error' in said) reject(fromWireError(said.error))
          else resolve(said.result)
        }
        asked = { hear, reject }
      })
    } finally {
      asked = null
      signal.removeEventListener('abort', cancelled)
      thread?.unref()
      idle = setTimeout(end, idleMilliseconds).unref()
    }
  }

  return {
    count: async (directory, { hash, sequences }, split, preprocessing, job) => {
      const key = JSON.stringify([directory, hash, split, preprocessing])
      const before = turn.catch(() => undefined)
      const answer = before.then(async () => {
        const known = answers.get(key)
        if (known) return known
        const counted = await ask({ directory, rows: sequences, split, preprocessing, pairs: pairs.get(hash) }, hash, job)
        remember(answers, key, counted, keptAnswers)
        return counted
      })
      turn = answer
      return await Promise.race([answer, aborted(job.signal)])
    },
    close: () => {
      end()
      asked?.reject(new SeqbenchError('cancelled', { what: 'the statistics' }))
    },
  }
}

/** One that waits for its turn need not wait to be cancelled. */
const aborted = (signal: AbortSignal): Promise<never> => new Promise((_, reject) => {
  if (signal.aborted) reject(signal.reason as Error)
  else signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true })
})

function remember<Value>(known: Map<string, Value>, key: string, value: Value, most: number): void {
  known.set(key, value)
  for (const oldest of known.keys()) {
    if (known.size <= most) break
    known.delete(oldest)
  }
}
