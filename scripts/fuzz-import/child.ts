/** Imports what it is told to, and says how it ended and which files are still open. */
import { readdirSync, readlinkSync } from 'node:fs'
import { join } from 'node:path'
import { SeqbenchError, toWireError } from '../../src-shared/contract/errors.ts'
import type { Dataset, ImportOptions } from '../../src-shared/domain/dataset.ts'
import { importFiles } from '../../src-main/datasets/import.ts'
import { previewFiles } from '../../src-main/datasets/preview.ts'
import type { FuzzAnswer, FuzzTask } from './reader.ts'

process.on('message', (task: FuzzTask) => {
  void attempt(task).then((answer) => process.send?.(answer))
})

async function attempt({ path, home }: FuzzTask): Promise<FuzzAnswer> {
  const outcome = await importAny(path, join(home, 'out')).then(({ format }) => ({ code: '', message: '', format }), (thrown: unknown) => ({ ...describe(thrown), format: '' }))
  return { ...outcome, left: await openFiles(home), megabytes: process.memoryUsage.rss() >> 20 }
}

/** A table without a task that could be told is imported as texts of its first column: its rows must be read too. */
async function importAny(path: string, out: string): Promise<Dataset> {
  const table = (await previewFiles([path])).tables.at(-1)
  const { columns, suggestions } = await previewFiles([path], { table })
  const options: ImportOptions = suggestions.length > 0 || columns.length === 0 ? { table } : { table, task: 'generation', roles: { text: [columns[0].name] } }
  return importFiles([path], options, out)
}

function describe(thrown: unknown): { code: string; message: string } {
  const { code, message } = toWireError(thrown)
  const stack = thrown instanceof Error && !(thrown instanceof SeqbenchError) ? (thrown.stack ?? '') : ''
  return { code, message: code === 'internal' ? `${message}\n${stack}` : message }
}

/** Files below `home` that this process has open still; streams close a moment after their end. */
async function openFiles(home: string): Promise<string[]> {
  let open: string[] = []
  for (let wait = 0; wait < 10; wait++) {
    open = listOpen().filter((path) => path.startsWith(home))
    if (open.length === 0) return []
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  return open
}

/** Linux alone says which. */
function listOpen(): string[] {
  if (process.platform !== 'linux') return []
  return readdirSync('/proc/self/fd').flatMap((descriptor) => {
    try {
      return [readlinkSync(join('/proc/self/fd', descriptor))]
    } catch {
      return []
    }
  })
}
