/**
 * The main job in the real window over the real backend, as a person does it: import by drop and by dialog, look, split,
 * configure by form and editor, train and watch the gates, pause and resume, compare two runs, try, export.
 * The command line then trains the same config in the same workspace and must get the same numbers.
 */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Page } from 'playwright-core'
import { applicationRoot } from '../../src-main/application-root.ts'
import { samples } from '../../src-main/datasets/samples/index.ts'
import { launchSeqbench, type Seqbench } from './launch.ts'
import { takePicture } from './pictures.ts'
import { answerDialog, dropFile } from './support.ts'

const folder = mkdtempSync(join(tmpdir(), 'seqbench-main-path-'))
const workspace = join(folder, 'workspace')
let seqbench: Seqbench
let page: Page
let file: string

beforeAll(async () => {
  const { paths } = await samples.find(({ name }) => name === 'reviews')!.write(folder)
  file = paths[0]
  seqbench = await launchSeqbench({ workspace, size: { width: 1280, height: 800 } })
  page = seqbench.page
  page.setDefaultTimeout(30_000)
})
afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') await takePicture(page, 'main-path-failed')
})
afterAll(async () => {
  await seqbench?.close()
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
})

const view = (name: string) => page.getByRole('link', { name, exact: true }).first().click()
const button = (name: string | RegExp) => page.getByRole('button', { name, exact: typeof name === 'string' })

const drop = (path: string): Promise<void> => dropFile(page, path)

async function startRun(name: string, change: (page: Page) => Promise<void>): Promise<void> {
  await view('Configure')
  const [preset, nameField] = [page.getByLabel('Preset'), page.getByLabel('Name', { exact: true })]
  if ((await preset.inputValue()) !== 'small') {
    await preset.selectOption('small')
    await expect.poll(() => nameField.inputValue()).toMatch(/Small and quick$/)
  }
  await nameField.fill(name)
  await change(page)
  await page.getByText('Ready to start').waitFor()
  await button('Start').click()
  await page.getByRole('heading', { name }).waitFor()
}

async function untilDone(): Promise<void> {
  await page.getByText('Done', { exact: true }).first().waitFor({ timeout: 100_000 })
  await page.getByRole('region', { name: 'Figures' }).waitFor()
}

describe('the main job', () => {
  it('says what is wrong with a file that holds nothing to learn, and what to do', async () => {
    await page.getByRole('heading', { name: 'Samples' }).waitFor({ timeout: 60_000 })
    const bad: [name: string, content: string | Uint8Array, message: RegExp][] = [
      ['empty.csv', '', /empty\.csv is empty/],
      ['picture.csv', Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13]), /is not a text file/],
      ['header.csv', 'text,label\n', /has a header but no rows/],
    ]
    for (const [name, content, message] of bad) {
      writeFileSync(join(folder, name), content)
      await drop(join(folder, name))
      await page.getByText(message).first().waitFor()
    }
    await takePicture(page, 'import-error', { manual: true })
    await button('Cancel').click()
  })

  it('imports a dropped file: what was detected, the columns, the rows', async () => {
    await drop(file)
    await page.getByLabel('Label', { exact: true }).waitFor()
    await page.getByText('First rows').or(page.getByRole('table')).first().waitFor()
    await takePicture(page, 'import', { manual: true })
    await button('Import').click()
    await page.getByText('Length of sequences', { exact: true }).waitFor({ timeout: 60_000 })
    await expect.poll(() => page.locator('body').innerText()).toMatch(/4,000 sequences/)
    await page.waitForTimeout(500)
    await takePicture(page, 'data', { manual: true })
  })

  it('imports the same file by the dialog as a second version', async () => {
    await answerDialog(seqbench, [file])
    await button('Import files…').click()
    await page.getByLabel('Label', { exact: true }).waitFor()
    await button('Import').click()
    await page.getByText('version 2').first().waitFor({ timeout: 60_000 })
  })

  it('refuses a contradiction in the editor and in the form', async () => {
    await button('Configure a run').click()
    await page.getByText('Ready to start').waitFor({ timeout: 30_000 })
    await page.getByLabel('Training share').fill('0.5')
    await page.getByLabel('Training share').press('Tab')
    await page.getByText(/1 problem/).first().waitFor()
    expect(await button('Start').isDisabled()).toBe(true)
    await expect.poll(() => page.locator('.monaco-editor .squiggly-error, .monaco-editor .squiggly-warning').count()).toBeGreaterThan(0)
    await takePicture(page, 'configure-contradiction')
    await page.getByLabel('Training share').fill('0.8')
    await page.getByLabel('Training share').press('Tab')
    await page.getByText('Ready to start').waitFor()
    await takePicture(page, 'configure', { manual: true })
  })

  it('stops a run, which keeps what it has', async () => {
    await startRun('Stopped early', async () => undefined)
    await button('Stop').click()
    await button('Stop the run').click()
    await page.getByText('Stopped', { exact: true }).first().waitFor({ timeout: 30_000 })
    await button('Continue').waitFor()
  })

  it('trains: live charts and gates, pause and resume', async () => {
    await startRun('First LSTM', async () => undefined)
    await button('Pause').click()
    await button('Resume').waitFor({ timeout: 30_000 })
    await button('Resume').click()
    await page.getByText(/probe examples/).waitFor({ timeout: 60_000 })
    await page.waitForTimeout(4_000)
    await takePicture(page, 'train', { manual: true })
    await page.getByText('Gates by time step', { exact: true }).scrollIntoViewIfNeeded()
    await page.waitForTimeout(700)
    await takePicture(page, 'gates', { manual: true })
    await untilDone()
  })

  it('trains a second run and lays it over the first', async () => {
    await startRun('Second, a GRU', async (target) => {
      await target.getByLabel('Cell').selectOption('gru')
    })
    await untilDone()
    await takePicture(page, 'result', { manual: true })
    await view('Compare')
    await page.getByRole('checkbox', { name: 'Compare First LSTM' }).check()
    await page.getByRole('checkbox', { name: 'Compare Second, a GRU' }).check()
    await page.getByRole('region', { name: 'Fields in which the configs differ' }).waitFor()
    await expect.poll(() => page.getByRole('region', { name: 'Fields in which the configs differ' }).innerText()).toMatch(/cell/)
    await page.waitForTimeout(700)
    await takePicture(page, 'compare', { manual: true })
  })

  it('shows the gates through training in Inspect', async () => {
    await view('Inspect')
    await page.waitForTimeout(1500)
    await takePicture(page, 'inspect', { manual: true })
  })

  it('answers for a sentence of one\'s own', async () => {
    await view('Try')
    await page.getByLabel('Text', { exact: true }).fill('the food was not good at all')
    await page.getByText('Probability of each class', { exact: true }).waitFor({ timeout: 60_000 })
    await page.waitForTimeout(700)
    await takePicture(page, 'try', { manual: true })
  })

  it('exports to a chosen folder, verified', async () => {
    const target = mkdtempSync(join(folder, 'export-'))
    await view('Export')
    await page.getByText('A folder', { exact: true }).click()
    await answerDialog(seqbench, [target])
    await button('Choose a folder…').click()
    await button('Export and check').click()
    await page.getByText(/Checked on \d+ real rows/).waitFor({ timeout: 60_000 })
    await takePicture(page, 'export', { manual: true })
    expect(readdirSync(target)).toEqual(expect.arrayContaining(['model.onnx', 'model.json']))
  })

  it('gets the same numbers on the command line for the same config and seed', async () => {
    const cli = (...command: string[]): string =>
      execFileSync(process.execPath, [join(applicationRoot, 'src-main', 'cli.ts'), ...command, '--workspace', workspace, '--json'], { encoding: 'utf8', maxBuffer: 1e9 })
    const last = (output: string): unknown => JSON.parse(output.trim().split('\n').at(-1)!)
    const runs = last(cli('runs', 'list')) as { id: string; name: string }[]
    const first = runs.find(({ name }) => name === 'First LSTM')!
    const { config, result } = last(cli('runs', 'show', first.id)) as { config: object; result: { test: object } }
    const again = last(cli('train', writeConfig(config))) as { status: string; metrics: { test: object } }
    expect(again.status).toBe('done')
    expect(again.metrics.test).toEqual(result.test)
  })

  it('had no error on the page', () => {
    expect(seqbench.errors).toEqual([])
  })
})

function writeConfig(config: object): string {
  const path = join(folder, 'config.json')
  writeFileSync(path, JSON.stringify(config))
  return path
}
