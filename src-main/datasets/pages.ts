/** Pages of rows for the window: any kind of dataset, searched or not, without reading what lies before. */
import { open, type FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import { fail } from '../../src-shared/contract/errors.ts'
import type { StoredCell } from '../../src-shared/domain/cell.ts'
import type { Dataset, DisplayValue, Row } from '../../src-shared/domain/dataset.ts'
import { arrayFrom, readStored } from './arrays.ts'
import { displayArray, displayText, displayTokens } from './display.ts'
import { readLines } from './lines.ts'
import { arraysFile, readDataset, rowsFile } from './store.ts'

/** By directory and hash: the byte where each thousandth row starts, found as the file is read. Rows never change, so neither do these. */
const landmarks = new Map<string, number[]>()
const landmarkEvery = 1000
const rememberedDatasets = 16
const lineFeed = 10

interface Range { offset: number; limit: number; search?: string }

/**
 * Rows `offset` .. `offset + limit` and the number of rows there are; with `search`, of the rows in which a text, a tag or
 * a number contains it, letter case aside. `index` is the row in the dataset. @throws dataset.missing, dataset.damaged
 */
export async function readRows(directory: string, { offset, limit, search = '' }: Range): Promise<{ total: number; rows: Row[] }> {
  const dataset = await readDataset(directory)
  const { total, lines } = await readPage(directory, dataset, { offset, limit, search })
  const arrays = dataset.columns.some(({ array }) => array !== null) ? await open(join(directory, arraysFile), 'r') : null
  try {
    const rows: Row[] = []
    for (const { index, cells } of lines) rows.push({ index, values: await Promise.all(cells.map((cell, place) => display(cell, dataset, place, arrays))) })
    return { total, rows }
  } catch (cause) {
    return fail('dataset.damaged', { name: dataset.name }, cause)
  } finally {
    await arrays?.close()
  }
}

async function readPage(directory: string, dataset: Dataset, { offset, limit, search }: Required<Range>): Promise<{ total: number; lines: { index: number; cells: StoredCell[] }[] }> {
  const wanted = search.toLowerCase()
  const known = landmarksOf(`${directory} ${dataset.hash}`)
  if (!wanted) await markUntil(join(directory, rowsFile), known, Math.min(offset, dataset.sequences))
  const start = wanted ? 0 : Math.min(Math.floor(offset / landmarkEvery), known.length - 1)
  const page: { index: number; cells: StoredCell[] }[] = []
  let index = start * landmarkEvery
  let position = known[start]
  let matches = index
  reading: for await (const lines of readLines(join(directory, rowsFile), position)) {
    for (const line of lines) {
      if (index % landmarkEvery === 0) known[index / landmarkEvery] = position
      const inPage = matches >= offset && page.length < limit
      if (wanted || inPage) {
        const cells = JSON.parse(line.text) as StoredCell[]
        const matching = !wanted || cells.some((cell) => contains(cell, wanted))
        if (matching && inPage) page.push({ index, cells })
        if (matching) matches++
      } else matches++
      index++
      position += line.bytes
      if (!wanted && page.length >= limit) break reading
    }
  }
  return { total: wanted ? matches : dataset.sequences, lines: page }
}

/** The line of one row; null past the end. */
export async function readLine(directory: string, dataset: Dataset, row: number): Promise<string | null> {
  const known = landmarksOf(`${directory} ${dataset.hash}`)
  await markUntil(join(directory, rowsFile), known, Math.min(row, dataset.sequences))
  const start = Math.min(Math.floor(row / landmarkEvery), known.length - 1)
  let index = start * landmarkEvery
  for await (const lines of readLines(join(directory, rowsFile), known[start])) {
    for (const { text } of lines) if (index++ === row) return text
  }
  return null
}

/** Finds where rows begin up to `row`, by line ends alone: what lies before a page is passed over, not read. */
async function markUntil(path: string, known: number[], row: number): Promise<void> {
  let index = (known.length - 1) * landmarkEvery
  if (row < index + landmarkEvery) return
  const own = [...known]
  let position = own[own.length - 1]
  const handle = await open(path, 'r')
  try {
    for (const buffer = Buffer.allocUnsafe(4 << 20); index < row; ) {
      const { bytesRead } = await handle.read(buffer, 0, buffer.length, position)
      if (bytesRead === 0) break
      for (let end = buffer.indexOf(lineFeed); end >= 0 && end < bytesRead; end = buffer.indexOf(lineFeed, end + 1)) {
        if (++index % landmarkEvery === 0) own.push(position + end + 1)
      }
      position += bytesRead
    }
  } finally {
    await handle.close()
  }
  // Another page may have been asked for meanwhile: whoever came further has it.
  for (let place = known.length; place < own.length; place++) known[place] = own[place]
}

function contains(cell: StoredCell, wanted: string): boolean {
  if (typeof cell === 'string') return cell.toLowerCase().includes(wanted)
  return Array.isArray(cell) && cell.some((token) => token.toLowerCase().includes(wanted))
}

async function display(cell: StoredCell, { columns }: Dataset, place: number, arrays: FileHandle | null): Promise<DisplayValue> {
  if (typeof cell === 'string') return displayText(cell)
  if (Array.isArray(cell)) return displayTokens(cell)
  const column = columns[place].array
  if (arrays === null || column === null) throw new Error('an array in a column of none')
  return displayArray(arrayFrom(await readStored(arrays, cell, column.dtype), cell, column.dtype))
}

function landmarksOf(key: string): number[] {
  const known = landmarks.get(key) ?? [0]
  landmarks.delete(key)
  landmarks.set(key, known)
  for (const oldest of landmarks.keys()) {
    if (landmarks.size <= rememberedDatasets) break
    landmarks.delete(oldest)
  }
  return known
}
