/** The thread that reads Arrow files: see datasets/importers/arrow-thread.ts. */
import { parentPort } from 'node:worker_threads'
import { toWireError } from '../src-shared/contract/errors.ts'
import type { FromReader, ToReader } from './datasets/importers/arrow-thread.ts'
import { openArrow, streamsClosed } from './datasets/importers/arrow-table.ts'
import type { SourceRow } from './datasets/importers/importer.ts'

let rows: AsyncIterator<SourceRow[]> | null = null
let bytes = 0

parentPort?.on('message', (question: ToReader) => {
  void answer(question).catch((thrown: unknown) => ({ error: toWireError(thrown) })).then((said) => parentPort?.postMessage(said))
})

async function answer(question: ToReader): Promise<FromReader> {
  if (question === 'close') {
    await rows?.return?.()
    rows = null
    // Whoever opened the files closes them now: nothing may read from their numbers any more.
    await streamsClosed()
    return 'closed'
  }
  if (question !== 'next') {
    const { rows: read, ...table } = await openArrow(question.open.sources, question.open.files, { ...question.open, onBytes: (more) => (bytes += more) })
    rows = read()[Symbol.asyncIterator]()
    return { table }
  }
  const before = bytes
  const next = await rows?.next()
  return next === undefined || next.done === true ? 'end' : { rows: next.value, bytes: bytes - before }
}
