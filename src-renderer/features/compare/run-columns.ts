/** The columns of the table of runs: what each sorts by. Undefined values sort last, whichever way. */
import { createColumnHelper, createSortedRowModel, rowSortingFeature, sortFn_basic, sortFn_text, tableFeatures } from '@tanstack/vue-table'
import type { Run } from '../../../src-shared/domain/run.ts'
import { headlineOf, merit } from '../../composables/metric-order.ts'

export const features = tableFeatures({ rowSortingFeature, sortedRowModel: createSortedRowModel(), sortFns: { basic: sortFn_basic, text: sortFn_text } })

const helper = createColumnHelper<typeof features, Run>()
const number = { sortFn: 'basic' as const, sortUndefined: 'last' as const, sortDescFirst: true }

/** Order of the states: what goes on first. */
const statusRank = { running: 0, paused: 1, queued: 2, done: 3, stopped: 4, failed: 5, crashed: 6 } as const

const verdictRank = { worse: 0, 'not-proven': 1, better: 2 } as const

/** What came of a run stands before what it was made of: a narrow window shows the first. */
export const columns = helper.columns([
  helper.accessor('name', { id: 'name', sortFn: 'text' }),
  helper.accessor((run) => statusRank[run.status], { id: 'status', sortFn: 'basic' }),
  helper.accessor((run) => merit(headlineOf(run), run.result?.test), { id: 'result', ...number }),
  helper.accessor((run) => merit(headlineOf(run), run.result?.baseline), { id: 'baseline', ...number }),
  helper.accessor((run) => run.result?.verdict && verdictRank[run.result.verdict.kind], { id: 'verdict', ...number }),
  helper.accessor('datasetName', { id: 'dataset', sortFn: 'text' }),
  helper.accessor((run) => run.epoch, { id: 'epochs', ...number }),
  helper.accessor('task', { id: 'task', sortFn: 'text' }),
  helper.accessor((run) => run.seconds, { id: 'seconds', ...number }),
  helper.accessor((run) => run.createdAt, { id: 'created', sortFn: 'basic', sortDescFirst: true }),
])
export const numericColumns = new Set(['epochs', 'result', 'baseline', 'seconds', 'created'])
