/** Videos in the real window: what its hidden window decodes is held against what ffmpeg made of them (fixtures/record-videos.sh), picture by picture. */
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Dataset } from '../../src-shared/domain/dataset.ts'
import { isArrayCell, type ArrayCell } from '../../src-shared/domain/cell.ts'
import { applicationRoot } from '../../src-main/application-root.ts'
import { readRoleRows } from '../../src-main/datasets/store.ts'
import { launchSeqbench, type Seqbench } from './launch.ts'
import { takePicture } from './pictures.ts'
import { dropFile } from './support.ts'

const clips = join(applicationRoot, 'tests', 'datasets', 'fixtures', 'clips')
/** grid: means of 3 x 3 places of each picture, rows first, colours last. */
const expected = JSON.parse(readFileSync(join(clips, 'expected.json'), 'utf8')) as Record<string, { shape: number[]; grid: number[][] }>
/** Of 255, for a place, which holds hundreds of pixels: Chromium scales in a way of its own. */
const tolerance = 2
const decodable = Object.keys(expected)

const folder = mkdtempSync(join(tmpdir(), 'seqbench-videos-'))
let seqbench: Seqbench

beforeAll(async () => {
  seqbench = await launchSeqbench({ workspace: join(folder, 'workspace'), size: { width: 1280, height: 800 } })
  seqbench.page.setDefaultTimeout(60_000)
  await seqbench.page.getByRole('heading', { name: 'Samples' }).waitFor({ timeout: 60_000 })
})
afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') await takePicture(seqbench.page, `videos-failed-${task.name.replace(/\W+/g, '-').slice(0, 40)}`)
})
afterAll(async () => {
  await seqbench?.close()
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
})

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

/** Drops a folder with a class of videos each side, imports it, and reads what was stored. */
async function importVideos(name: string, files: string[]): Promise<{ dataset: Dataset; home: string }> {
  const { page, workspace } = seqbench
  for (const [index, file] of files.entries()) {
    const home = join(folder, name, index % 2 ? 'odd' : 'even')
    mkdirSync(home, { recursive: true })
    copyFileSync(join(clips, file), join(home, file))
  }
  await dropFile(page, join(folder, name))
  await page.getByRole('heading', { name: `Import ${name}`, exact: true }).waitFor()
  await expect.poll(() => page.getByRole('button', { name: 'Import', exact: true }).isEnabled(), { timeout: 60_000 }).toBe(true)
  await page.getByRole('button', { name: 'Import', exact: true }).click()
  await page.locator('h2.name', { hasText: name }).waitFor({ timeout: 120_000 })
  for (const id of readdirSync(join(workspace, 'datasets'))) {
    const home = join(workspace, 'datasets', id)
    const dataset = JSON.parse(readFileSync(join(home, 'dataset.json'), 'utf8')) as Dataset
    if (dataset.name === name) return { dataset, home }
  }
  throw new Error(`no dataset ${name}`)
}

describe('videos in the window', () => {
  it('are what ffmpeg makes of them: count, size, turn, colours, times', async () => {
    const { dataset, home } = await importVideos('films', decodable)
    const names = readFileSync(join(home, 'rows.jsonl'), 'utf8').trim().split('\n').map((line) => String((JSON.parse(line) as unknown[])[dataset.columns.findIndex(({ name }) => name === 'clip')]))
    const found = new Map<string, ArrayCell>()
    for (const [row, { cells }] of (await readRoleRows(home)).rows.entries()) {
      const [cell] = cells.frames ?? []
      if (isArrayCell(cell)) found.set(names[row].split('/').at(-1) ?? '', cell)
    }
    const report = decodable.map((name) => {
      const cell = found.get(name)
      const worst = cell ? Math.max(...expected[name].grid.flatMap((places, frame) => gridOf(cell, frame).map((mean, place) => Math.abs(mean - places[place])))) : Infinity
      return { name, shape: cell?.shape, rate: Math.round((cell?.rate ?? 0) * 100) / 100, close: worst < tolerance ? true : worst }
    })
    expect(report).toEqual(decodable.map((name) => ({ name, shape: expected[name].shape, rate: 10, close: true })))
  })
})
