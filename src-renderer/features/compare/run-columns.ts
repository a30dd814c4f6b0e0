/** The columns of the table of runs: what each sorts by. Undefined values sort last, whichever way. */
import { createColumnHelper, createSortedRowModel, rowSortingFeature, sortFn_basic, sortFn_text, tableFeatures } from '@tanstack/vue-table'
import type { Run } from '../../../src-shared/domain/run.ts'

export const features = tableFeatures({ rowSortingFeature, sortedRowModel: createSortedRowModel(), sortFns: { basic: sortFn_basic, text: sortFn_text } })

const helper = createColumnHelper<typeof features, Run>()
const number = { sortFn: 'basic' as const, sortUndefined: 'last' as const, sortDescFirst: true }

/** Order of the states: what goes on first. */
const statusRank = { running: 0, paused: 1, queued: 2, done: 3, stopped: 4, failed: 5, crashed: 6 } as const

export const columns = helper.columns([
  helper.accessor('name', { id: 'name', sortFn: 'text' }),
  helper.accessor((run) => statusRank[run.status], { id: 'status', sortFn: 'basic' }),
  helper.accessor('datasetName', { id: 'dataset', sortFn: 'text' }),
  helper.accessor((run) => run.engine ?? undefined, { id: 'engine', sortFn: 'text', sortUndefined: 'last' }),
  helper.accessor((run) => run.epoch, { id: 'epochs', ...number }),
  helper.accessor((run) => run.result?.test.accuracy, { id: 'accuracy', ...number }),
  helper.accessor((run) => run.result?.test.macroF1, { id: 'macroF1', ...number }),
  helper.accessor((run) => run.result?.baseline.accuracy, { id: 'baseline', ...number }),
  helper.accessor((run) => run.seconds, { id: 'seconds', ...number }),
  helper.accessor((run) => run.createdAt, { id: 'created', sortFn: 'basic', sortDescFirst: true }),
])
export const numericColumns = new Set(['epochs', 'accuracy', 'macroF1', 'baseline', 'seconds', 'created'])
