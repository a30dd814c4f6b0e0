/** Stored clips held against what ffmpeg made of the same files (tests/datasets/fixtures/record-videos.sh), picture by picture. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Dataset } from '../../src-shared/domain/dataset.ts'
import { isArrayCell, type ArrayCell } from '../../src-shared/domain/cell.ts'
import { applicationRoot } from '../../src-main/application-root.ts'
import { readRoleRows } from '../../src-main/datasets/store.ts'

export const clips = join(applicationRoot, 'tests', 'datasets', 'fixtures', 'clips')
/** grid: means of 3 x 3 places of each picture, rows first, colours last. */
const expected = JSON.parse(readFileSync(join(clips, 'expected.json'), 'utf8')) as Record<string, { shape: number[]; grid: number[][] }>
/** Of 255, for a place, which holds hundreds of pixels: Chromium scales in a way of its own. */
const tolerance = 2
export const decodable = Object.keys(expected)

/** numpy.array_split: the first places are one longer where it does not come out even. */
function thirds(side: number): [number, number][] {
  const sizes = [0, 1, 2].map((place) => Math.floor(side / 3) + (place < side % 3 ? 1 : 0))
  return sizes.map((size, place) => [sizes.slice(0, place).reduce((sum, one) => sum + one, 0), size])
}

function gridOf({ shape: [, height, width], data }: ArrayCell, frame: number): number[] {
  return thirds(height).flatMap(([top, rows]) => thirds(width).flatMap(([left, columns]) => [0, 1, 2].map((channel) => {
    let sum = 0
    for (let row = top; row < top + rows; row++) for (let column = left; column < left + columns; column++) sum += data[((frame * height + row) * width + column) * 3 + channel]
    return sum / (rows * columns)
  })))
}

interface Compared { name: string; shape: number[] | undefined; rate: number; close: number | true }

/** Of every clip: shape, rate, and how far the colour of a place lies off, true where that is little. `home`: the folder of the data set. */
export async function compareClips(home: string): Promise<{ found: Compared[]; wanted: Compared[] }> {
  const dataset = JSON.parse(readFileSync(join(home, 'dataset.json'), 'utf8')) as Dataset
  const place = dataset.columns.findIndex(({ name }) => name === 'clip')
  const names = readFileSync(join(home, 'rows.jsonl'), 'utf8').trim().split('\n').map((line) => String((JSON.parse(line) as unknown[])[place]))
  const stored = new Map<string, ArrayCell>()
  for (const [row, { cells }] of (await readRoleRows(home)).rows.entries()) {
    const [cell] = cells.frames ?? []
    if (isArrayCell(cell)) stored.set(names[row].split('/').at(-1) ?? '', cell)
  }
  const found = decodable.map((name) => {
    const cell = stored.get(name)
    const worst = cell ? Math.max(...expected[name].grid.flatMap((places, frame) => gridOf(cell, frame).map((mean, index) => Math.abs(mean - places[index])))) : Infinity
    return { name, shape: cell?.shape, rate: Math.round((cell?.rate ?? 0) * 100) / 100, close: worst < tolerance ? (true as const) : worst }
  })
  return { found, wanted: decodable.map((name) => ({ name, shape: expected[name].shape, rate: 10, close: true })) }
}
