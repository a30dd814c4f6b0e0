/** Rows gone through, several times each -> progress in rows with the time left, at most ten times a second. */
import type { Progress } from '../../src-shared/domain/progress.ts'

const leastMilliseconds = 100
const leastSecondsForEta = 1
/** The clock is looked at once in so many rows. */
const between = 256

export function createRowMeter(rows: number, passes: number, report: (progress: Progress) => void): { add: (more: number) => void } {
  const started = performance.now()
  let passed = 0
  let looked = 0
  let told = started
  return {
    add: (more) => {
      passed += more
      if (passed - looked < between) return
      looked = passed
      const now = performance.now()
      if (now - told < leastMilliseconds) return
      told = now
      const share = Math.min(1, passed / Math.max(1, rows * passes))
      const seconds = (now - started) / 1000
      report({ done: Math.floor(share * rows), total: rows, unit: 'rows', etaSeconds: seconds < leastSecondsForEta ? null : (seconds * (1 - share)) / share, note: '' })
    },
  }
}
