/** Videos in the real window: what its hidden window decodes is held against what ffmpeg made of them (fixtures/record-videos.sh), picture by picture. */
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
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

/** Drops a folder with a class of videos each side, imports it, and says where it was stored. */
async function importVideos(name: string, files: string[]): Promise<string> {
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
    if (dataset.name === name) return home
  }
  throw new Error(`no dataset ${name}`)
}

describe('videos in the window', () => {
  it('are what ffmpeg makes of them: count, size, turn, colours, times', async () => {
    const { found, wanted } = await compareClips(await importVideos('films', decodable))
    expect(found).toEqual(wanted)
  })
})
