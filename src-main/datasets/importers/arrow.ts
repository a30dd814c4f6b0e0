/**
 * Arrow IPC. Its reader trusts the numbers in a file: a damaged one can keep it busy for ever. So it works in a thread of its
 * own (arrow-thread.ts), which is ended where it says nothing for long.
 */
import type { SourceFile } from '../reading/source.ts'
import { startReader } from './arrow-thread.ts'
import type { Importer, ReadContext, SourceRow, Table } from './importer.ts'

const kinds = ['an Arrow file', 'an Arrow stream', 'a Feather 1 file']

export const arrow: Importer = {
  id: 'arrow',
  title: 'Arrow IPC (Feather)',
  extensions: ['arrow', 'feather', 'ipc', 'arrows'],
  matches: ({ kind }) => kind !== null && kinds.includes(kind),
  passes: 1,
  open: openInThread,
}

async function openInThread(sources: SourceFile[], context: ReadContext): Promise<Table> {
  const reader = await startReader(sources, context)
  await reader.end()
  return { ...reader.table, rows: () => readRows(sources, context) }
}

async function* readRows(sources: SourceFile[], context: ReadContext): AsyncGenerator<SourceRow[]> {
  const reader = await startReader(sources, context)
  try {
    for (;;) {
      const said = await reader.ask('next')
      if (said === 'end' || said === 'closed' || !('rows' in said)) return
      yield said.rows
      context.onBytes?.(said.bytes)
    }
  } finally {
    await reader.end()
  }
}
