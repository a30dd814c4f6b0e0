/**
 * The rows of a dataset as a file of one's own: JSON Lines, an object a row. JSON keeps every text to the letter, which no
 * delimited format does of line ends, quotes and formulas; lists stay lists, and arrays become lists of their steps.
 */
import { randomBytes } from 'node:crypto'
import { open, rename, rm, type FileHandle } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fail } from '../../src-shared/contract/errors.ts'
import type { StoredCell } from '../../src-shared/domain/cell.ts'
import type { Progress } from '../../src-shared/domain/progress.ts'
import { arrayFrom, readStored } from './arrays.ts'
import { readLines } from './lines.ts'
import { unwritable } from './output.ts'
import { arraysFile, readDataset, rowsFile } from './store.ts'

const tellEvery = 10_000

/** Writes them to `path`, which appears whole or not at all. @throws dataset.missing, dataset.damaged, disk.full, file.unwritable */
export async function saveRows(directory: string, path: string, { signal, progress }: { signal?: AbortSignal; progress?: (progress: Progress) => void } = {}): Promise<{ rows: number; bytes: number }> {
  const { columns, name, sequences } = await readDataset(directory)
  const arrays = columns.some(({ array }) => array !== null) ? await open(join(directory, arraysFile), 'r') : null
  const partial = join(dirname(path), `.partial-${randomBytes(6).toString('hex')}`)
  const valueOf = async (cell: StoredCell, place: number): Promise<unknown> => {
    if (typeof cell === 'string' || Array.isArray(cell)) return cell
    const column = columns[place].array
    if (arrays === null || column === null) return fail('dataset.damaged', { name })
    const { data, shape } = arrayFrom(await readStored(arrays, cell, column.dtype), cell, column.dtype)
    return nested(Array.from(data), shape)
  }
  let out: FileHandle | null = null
  let [rows, bytes] = [0, 0]
  try {
    out = await open(partial, 'wx').catch((cause: unknown) => unwritable(path, cause))
    for await (const lines of readLines(join(directory, rowsFile))) {
      signal?.throwIfAborted()
      const batch: string[] = []
      for (const { text } of lines) {
        const cells = JSON.parse(text) as StoredCell[]
        const entries: [string, unknown][] = []
        for (const [place, cell] of cells.entries()) entries.push([columns[place].name, await valueOf(cell, place)])
        batch.push(`${JSON.stringify(Object.fromEntries(entries))}\n`)
        if (++rows % tellEvery === 0) progress?.({ done: rows, total: sequences, unit: 'rows', etaSeconds: null, note: '' })
      }
      const piece = Buffer.from(batch.join(''))
      bytes += piece.length
      await out.appendFile(piece).catch((cause: unknown) => unwritable(path, cause))
    }
    await out.close()
    await rename(partial, path).catch((cause: unknown) => unwritable(path, cause))
    return { rows, bytes }
  } finally {
    await out?.close().catch(() => undefined)
    await arrays?.close()
    await rm(partial, { force: true }).catch(() => undefined)
  }
}

/** Values row by row -> lists in lists by `shape`; what is no number is null. */
function nested(values: readonly number[], [, ...inner]: readonly number[]): unknown[] {
  if (inner.length === 0) return values.map((value) => (Number.isFinite(value) ? value : null))
  const width = inner.reduce((product, side) => product * side, 1)
  return Array.from({ length: width === 0 ? 0 : values.length / width }, (_, step) => nested(values.slice(step * width, (step + 1) * width), inner))
}
