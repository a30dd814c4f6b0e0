/** Bytes and rows read -> progress with the time left, at most ten times a second. */
import type { Progress } from '../../src-shared/domain/progress.ts'

export interface Meter {
  add: (bytes: number) => void
  /** How many rows were read so far. */
  rows: (count: number) => void
  /** Sizes of what is read, where they were not known before (folders). */
  measure: (files: { bytes: number }[]) => void
  finish: () => void
}

const leastMilliseconds = 100
const leastSecondsForEta = 0.5

export function createMeter(passes: number, sources: { bytes: number }[], report?: (progress: Progress) => void): Meter {
  const started = performance.now()
  let total = passes * sum(sources)
  let done = 0
  let told = 0
  let rows: number | undefined
  const tell = (now: number) => {
    told = now
    const seconds = (now - started) / 1000
    const known = done === total || (seconds >= leastSecondsForEta && done > 0)
    const etaSeconds = known ? Math.max(0, (seconds * (total - done)) / Math.max(1, done)) : null
    report?.({ done, total, unit: 'bytes', etaSeconds, note: '', ...(rows === undefined ? {} : { rows }) })
  }
  return {
    add: (bytes) => {
      done = Math.min(total || Infinity, done + bytes)
      const now = performance.now()
      if (now - told >= leastMilliseconds) tell(now)
    },
    rows: (count) => {
      rows = count
    },
    measure: (files) => {
      total = Math.max(total, passes * sum(files))
    },
    finish: () => {
      done = total
      tell(performance.now())
    },
  }
}

function sum(files: { bytes: number }[]): number {
  return files.reduce((bytes, file) => bytes + file.bytes, 0)
}
