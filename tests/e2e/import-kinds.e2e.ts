/**
 * A file of every kind, from the drop to the table of its rows, in the real window over the real backend; then what a person
 * may do with data that is imported: a role emptied, repeats left out and taken back, the rejected rows opened, and texts
 * that break programs shown and saved as they are.
 */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { applicationRoot } from '../../src-main/application-root.ts'
import { kindsOfFiles } from './kinds-of-files.ts'
import { launchSeqbench, type Seqbench } from './launch.ts'
import { takePicture } from './pictures.ts'
import { answerDialog, dropFile } from './support.ts'

const folder = mkdtempSync(join(tmpdir(), 'seqbench-kinds-'))
let seqbench: Seqbench
let page: Page

beforeAll(async () => {
  seqbench = await launchSeqbench({ workspace: join(folder, 'workspace'), size: { width: 1280, height: 800 } })
  page = seqbench.page
  page.setDefaultTimeout(30_000)
  await page.getByRole('heading', { name: 'Samples' }).waitFor({ timeout: 60_000 })
})
afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') await takePicture(page, `kinds-failed-${task.name.replace(/\W+/g, '-').slice(0, 40)}`)
})
afterAll(async () => {
  await seqbench?.close()
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
})

const button = (name: string) => page.getByRole('button', { name, exact: true })
const heading = (name: string) => page.locator('h2.name', { hasText: name })
const chosen = (label: string): Promise<string> => page.getByLabel(label, { exact: true }).locator('option:checked').innerText()
const firstRow = () => page.locator('.body-line').first()

/** Drops a file and waits until it can be imported. */
async function open(path: string, name: string): Promise<void> {
  await dropFile(page, path)
  await page.getByRole('heading', { name: `Import ${name}`, exact: true }).waitFor()
  await expect.poll(() => button('Import').isEnabled(), { timeout: 30_000 }).toBe(true)
}
async function importIt(name: string): Promise<void> {
  await button('Import').click()
  await heading(name).waitFor({ timeout: 60_000 })
}
const showRows = async (): Promise<void> => {
  await page.getByRole('tab', { name: 'Rows' }).click()
  await firstRow().waitFor()
}

describe('a file of every kind', () => {
  it.each(kindsOfFiles)('$name', async ({ name, write, format, task, count, cell, imported }) => {
    const home = join(folder, name.replace(/\W+/g, '-'))
    mkdirSync(home)
    await open(await write(home), name)
    expect(await chosen('Format')).toBe(format)
    expect(await chosen('What it is for')).toBe(`${task} (suggested)`)
    await importIt(imported ?? name.split('.')[0])
    const words = await page.locator('.page > .head').innerText()
    expect(words).toContain(task)
    expect(words).toContain(count)
    await showRows()
    await expect.poll(() => firstRow().innerText()).toMatch(cell instanceof RegExp ? cell : new RegExp(cell.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')))
    expect(await page.getByRole('alert').count()).toBe(0)
  })
})

describe('what can be done about data', () => {
  it('empties a role that was suggested, and takes the choice back', async () => {
    const path = join(folder, 'speakers.csv')
    const said = ['turn it on', 'turn it off', 'louder', 'stop now']
    writeFileSync(path, `speaker,sentence,label\n${Array.from({ length: 60 }, (_, row) => `p${row % 6},please ${said[row % 50 % 4]} ${row % 50},${row % 2 ? 'yes' : 'no'}\n`).join('')}too,many,fields,here\n`)
    await open(path, 'speakers.csv')
    const group = page.getByLabel('Group', { exact: true })
    expect(await group.inputValue()).toBe('speaker')
    await group.selectOption('')
    await expect.poll(() => button('Undo').count()).toBe(1)
    await expect.poll(() => button('Import').isEnabled()).toBe(true)
    expect(await group.inputValue()).toBe('')
    await button('Undo').click()
    await expect.poll(() => group.inputValue()).toBe('speaker')
    await group.selectOption('')
    await expect.poll(() => button('Import').isEnabled()).toBe(true)
    await importIt('speakers')
    await page.locator('aside').getByText('Rows read', { exact: true }).waitFor()
    expect(await page.locator('aside').getByText('Group', { exact: true }).count()).toBe(0)
  })

  it('opens the whole list of rejected rows', async () => {
    await seqbench.app.evaluate(({ shell }) => {
      const opened: string[] = []
      Object.assign(globalThis, { opened })
      shell.openPath = (path) => Promise.resolve((opened.push(path), ''))
    })
    await page.getByRole('tab', { name: /Left out/ }).click()
    await button('Open the whole list').click()
    await expect.poll(() => seqbench.app.evaluate(() => (globalThis as unknown as { opened: string[] }).opened.length)).toBe(1)
    const [list] = await seqbench.app.evaluate(() => (globalThis as unknown as { opened: string[] }).opened)
    expect(existsSync(list)).toBe(true)
    expect(readFileSync(list, 'utf8')).toContain('speakers.csv,62')
  })

  it('leaves out repeats of data that is imported already, and takes that back', async () => {
    await button('Keep only the first of each').first().click()
    await page.getByText('Made from version 1 without 10 rows.').waitFor({ timeout: 60_000 })
    expect(await page.locator('.page > .head').innerText()).toContain('50 sequences')
    await page.getByRole('status').getByRole('button', { name: 'Undo' }).click()
    await expect.poll(() => page.locator('.page > .head').innerText()).toContain('60 sequences')
    await expect.poll(() => page.locator('nav .item', { hasText: 'speakers' }).count()).toBe(1)
  })

  it('carries what a time step is from Data to Configure', async () => {
    await page.getByRole('tab', { name: 'Overview' }).click()
    await page.getByLabel('One time step is').selectOption({ label: 'a character' })
    await button('Configure a run').click()
    await page.getByText('Ready to start').waitFor({ timeout: 60_000 })
    await expect.poll(() => page.locator('.left').getByLabel('One time step is').inputValue()).toBe('character')
    await page.getByRole('link', { name: 'Data', exact: true }).first().click()
    await page.getByLabel('One time step is').selectOption({ label: 'a word' })
    await button('Configure a run').click()
    await expect.poll(() => page.locator('.left').getByLabel('One time step is').inputValue()).toBe('word')
  })
})

/** Texts that have broken programs: all of the big list where it lies beside the project, else those that break windows. */
function naughtyStrings(): string[] {
  const shared = join(applicationRoot, '..', 'shared', 'data', 'naughty_strings', 'blns.json')
  const own = [
    'undefined', 'null', 'NaN', '0', '-1.00', '1,000.00', '0x0', '"', "'", '<script>alert(1)</script>', '<img src=x onerror=alert(1)>', '&lt;b&gt;', '{{ 7*7 }}', '${7*7}', '%s %d', '=1+1', '@SUM(1)',
    '  spaces   within and around  ', '\ttab\tand\ttab', 'two\nlines', 'text\r\nand text', '\u202eright to left', 'אבגד and مرحبا', '\u0001\u0008\u001f controls', '\u200bzero\u200bwidth', '\u00a0hard\u00a0space',
    '田中さんにあげて下さい', '👩‍👩‍👧‍👦 🏳️‍🌈', 'Z̮̞̠͙͔ͅà̟͢l̗g̦̻o̠͝', 'ﬁ ﬂ ǆ', '\ufeffmark', 'a'.repeat(3000), '../../../etc/passwd', '; DROP TABLE users; --', '́', 'å å',
  ]
  const all = existsSync(shared) ? [...(JSON.parse(readFileSync(shared, 'utf8')) as string[]), ...own] : own
  // An empty text is no text, and one that holds NUL or half a character is refused: see tests/datasets.
  return [...new Set(all)].filter((text) => text.trim() !== '' && !text.includes('\0') && text.isWellFormed())
}

describe('texts that break programs', () => {
  const texts = naughtyStrings()

  it('stand in the table as they were written, and are saved to the letter', async () => {
    const path = join(folder, 'naughty.jsonl')
    const lines = texts.map((text, row) => `${JSON.stringify({ text, label: row % 2 ? 'odd' : 'even' })}\n`).join('')
    writeFileSync(path, lines)
    await open(path, 'naughty.jsonl')
    await importIt('naughty')
    await showRows()
    const shown = await readTable(texts.length)
    expect(shown.map(({ text }) => text)).toEqual(texts)
    // Nothing of a text became an element, and nothing of it ran.
    expect(shown.filter(({ elements }) => elements > 0)).toEqual([])
    expect(seqbench.errors).toEqual([])
    await takePicture(page, 'naughty-strings')

    const target = join(folder, 'saved')
    mkdirSync(target)
    await answerDialog(seqbench, [target])
    await button('More').click()
    await page.getByRole('menuitem', { name: 'Save the rows…' }).click()
    await page.getByText(/rows were saved as naughty\.jsonl/).waitFor()
    expect(readFileSync(join(target, 'naughty.jsonl'))).toEqual(Buffer.from(lines))
  })

  /** Every cell of the column of texts, by scrolling through the table. */
  async function readTable(count: number): Promise<{ text: string; elements: number }[]> {
    const rows = new Map<number, { text: string; elements: number }>()
    const table = page.getByRole('table')
    for (let guard = 0; rows.size < count && guard < 400; guard++) {
      const seen = await table.locator('.body-line').evaluateAll((all) => all.map((line) => {
        const cells = line.querySelectorAll('[role=cell]')
        const own = cells[cells.length - 1].querySelector('[data-text]')
        return { index: Number(line.getAttribute('aria-rowindex')) - 2, text: own?.textContent ?? null, elements: own?.querySelectorAll(':not(.unseen)').length ?? 0 }
      }))
      for (const { index, text, elements } of seen) if (text !== null) rows.set(index, { text, elements })
      await table.evaluate((element) => element.scrollBy(0, element.clientHeight / 2))
      await page.waitForTimeout(60)
    }
    return [...rows].sort(([a], [b]) => a - b).map(([, row]) => row)
  }
})

it('had no error on the page', () => {
  expect(seqbench.errors).toEqual([])
})
