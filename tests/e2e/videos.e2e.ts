/** Videos in the real window: what its hidden page decodes is held against what ffmpeg made of them, an import is cancelled, and one is learned from. */
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Dataset } from '../../src-shared/domain/dataset.ts'
import { clips, compareClips, decodable } from './clips.ts'
import { launchSeqbench, type Seqbench } from './launch.ts'
import { takePicture } from './pictures.ts'
import { dropFile } from './support.ts'

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

/** A folder with a class of videos each side; `times` copies of each, which differ in their names. */
function makeFolder(name: string, files: string[], times = 1): string {
  for (const [index, file] of files.entries()) {
    const home = join(folder, name, index % 2 ? 'odd' : 'even')
    mkdirSync(home, { recursive: true })
    for (let copy = 0; copy < times; copy++) copyFileSync(join(clips, file), join(home, `${times === 1 ? '' : `${copy}-`}${file}`))
  }
  return join(folder, name)
}

const button = (name: string) => seqbench.page.getByRole('button', { name, exact: true })

async function startImport(path: string): Promise<void> {
  const { page } = seqbench
  await dropFile(page, path)
  await page.getByRole('heading', { name: `Import ${basename(path)}`, exact: true }).waitFor()
  await expect.poll(() => button('Import').isEnabled(), { timeout: 60_000 }).toBe(true)
  await button('Import').click()
}

/** Folders of data sets, those that are just being written among them. */
const stored = (): string[] => readdirSync(join(seqbench.workspace, 'datasets')).map((id) => join(seqbench.workspace, 'datasets', id))

/** Drops a folder, imports it, and says where it was stored. */
async function importVideos(path: string): Promise<string> {
  await startImport(path)
  await seqbench.page.locator('h2.name', { hasText: basename(path) }).waitFor({ timeout: 120_000 })
  const found = stored().find((home) => (JSON.parse(readFileSync(join(home, 'dataset.json'), 'utf8')) as Dataset).name === basename(path))
  if (found === undefined) throw new Error(`no dataset ${path}`)
  return found
}

describe('videos in the window', () => {
  it('are what ffmpeg makes of them: count, size, turn, colours, times', async () => {
    const { found, wanted } = await compareClips(await importVideos(makeFolder('films', decodable)))
    expect(found).toEqual(wanted)
  })

  it('stop being decoded when the import is cancelled, and leave nothing', async () => {
    const { page } = seqbench
    const before = stored()
    await startImport(makeFolder('many', ['large.mp4', 'high.mp4'], 200))
    const bar = page.getByRole('progressbar', { name: 'Importing many' })
    await bar.waitFor()
    await page.waitForTimeout(1500)
    await button('Cancel').click()
    await bar.waitFor({ state: 'detached', timeout: 5000 })
    await expect.poll(() => button('Import').isEnabled(), { timeout: 5000 }).toBe(true)
    expect(stored()).toEqual(before)
    expect(await bar.count()).toBe(0)
    await button('Cancel').click()
  })

  it('are learned from', async () => {
    const { page } = seqbench
    await importVideos(makeFolder('lessons', ['high.mp4', 'turned-90.mp4'], 12))
    await button('Configure a run').click()
    await page.getByText('Ready to start').waitFor({ timeout: 30_000 })
    await page.getByLabel('Epochs', { exact: true }).fill('2')
    await page.getByLabel('Name', { exact: true }).fill('Clips')
    await page.getByText('Ready to start').waitFor()
    await button('Start').click()
    await page.getByText('Done', { exact: true }).first().waitFor({ timeout: 100_000 })
    await page.getByRole('region', { name: 'Figures' }).waitFor()
    await takePicture(page, 'videos-trained')
    expect(seqbench.errors).toEqual([])
  })
})
