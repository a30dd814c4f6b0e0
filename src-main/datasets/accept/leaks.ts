/** Columns that give the label away: each of their values goes with one class, though they have no part in it. */
import type { Finding } from '../../../src-shared/domain/dataset.ts'
import { finding } from '../../../src-shared/domain/finding.ts'

/** A column with more different values is an identifier or a text. */
const mostValues = 1000
const leakShare = 0.995
const fewestRows = 40
/** A value that stands in fewer rows on average says nothing: an identifier goes with one class by nature. */
const rowsPerValue = 5

export interface LeakWatch {
  add: (values: readonly string[], label: number) => void
  findings: (rows: number, mostFrequent: number) => Finding[]
}

/** `names` of the columns watched; values come in their order. */
export function createLeakWatch(names: readonly string[]): LeakWatch {
  /** value -> label -> rows; null once there are too many values. */
  const columns: (Map<string, Map<number, number>> | null)[] = names.map(() => new Map())
  return {
    add: (values, label) => {
      columns.forEach((known, column) => {
        if (known === null) return
        const value = values[column]
        let counts = known.get(value)
        if (counts === undefined) {
          if (known.size >= mostValues) {
            columns[column] = null
            return
          }
          known.set(value, (counts = new Map()))
        }
        counts.set(label, (counts.get(label) ?? 0) + 1)
      })
    },
    findings: (rows, mostFrequent) => {
      if (rows < fewestRows || mostFrequent > 0.95 * rows) return []
      return columns.flatMap((known, column) => {
        if (known === null || known.size < 2 || known.size * rowsPerValue > rows) return []
        let right = 0
        for (const counts of known.values()) right += Math.max(...counts.values())
        return right >= leakShare * rows ? [finding('column-gives-label', { column: names[column], percent: Math.round((1000 * right) / rows) / 10 })] : []
      })
    },
  }
}
