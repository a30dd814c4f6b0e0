/** One line of the proof that the tasks learn: data, a committed preset, and what must be reached. */
import type { Metrics } from '../../src-shared/domain/evaluation.ts'

export interface ProveResult {
  /** Figures of the test split by name; `metric` of the row is one of them. */
  figures: Metrics
  seconds: number
}

export interface ProveRow {
  /** As typed to choose it: `npm run prove -- tagging`. */
  name: string
  task: string
  data: string
  /** Of the figures; and its value on the test split. */
  metric: string
  must: { at: 'least' | 'most'; value: number }
  /** What simple methods or published models reach, for the table. */
  reference: string
  /** Most minutes a run may take on two cores. */
  minutes: number
  /** Folders of ../shared/data that must be there; the row is skipped, and says so, where one is not. */
  needs: string[]
  run: (seed: number) => Promise<ProveResult>
}
