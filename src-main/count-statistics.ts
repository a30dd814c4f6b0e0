/** The thread that counts the statistics of splits: see datasets/statistics-thread.ts. */
import { parentPort } from 'node:worker_threads'
import { toWireError } from '../src-shared/contract/errors.ts'
import { createRowMeter } from './datasets/row-meter.ts'
import { statisticsOf } from './datasets/statistics.ts'
import type { FromStatistics, ToStatistics } from './datasets/statistics-thread.ts'
import { readRoleRows } from './datasets/store.ts'

/** Rows are read, cut into tokens, and compared. */
const passes = 3
/** A person tries many splits of the same rows. */
let opened: { directory: string } & Awaited<ReturnType<typeof readRoleRows>> | null = null
const say = (message: FromStatistics): void => parentPort?.postMessage(message)

parentPort?.on('message', (question: ToStatistics) => {
  void answer(question).then((result) => say({ result }), (thrown: unknown) => say({ error: toWireError(thrown) }))
})

async function answer({ directory, rows: count, split, preprocessing, pairs }: ToStatistics): Promise<Extract<FromStatistics, { result: unknown }>['result']> {
  const meter = createRowMeter(count, passes, (progress) => say({ progress }))
  if (opened?.directory !== directory) {
    opened = null
    opened = { directory, ...(await readRoleRows(directory, { onRows: meter.add })) }
  } else meter.add(count)
  return statisticsOf(opened.dataset, opened.rows, split, preprocessing, { pairs, onPairs: (found) => say({ pairs: found }), onRow: () => meter.add(1) })
}
