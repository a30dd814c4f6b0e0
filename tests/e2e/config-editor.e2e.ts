/** The config editor in the built app, under its security policy: workers, completion, hover, mistakes in place, and form and text as one. */
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { applicationRoot } from '../../src-main/application-root.ts'
import { launchSeqbench, type Seqbench } from './launch.ts'

let seqbench: Seqbench
const fieldSelector = (path: string): string => `[data-field="${path}"] :is(input, select)`
/** Puts the cursor behind `text` of the line that holds it. */
async function cursorAfter(text: string): Promise<void> {
  // Lines out of sight are not in the page.
  await seqbench.page.locator('.monaco-editor .view-lines').first().click()
  await seqbench.page.keyboard.press('Control+Home')
  await seqbench.page.locator('.monaco-editor .view-line', { hasText: text }).first().click()
  await seqbench.page.keyboard.press('End')
}

beforeAll(async () => {
  seqbench = await launchSeqbench({ backend: join(applicationRoot, 'tests', 'e2e', 'fake-backend.ts') })
  await seqbench.page.evaluate(() => void (location.hash = '#/configure/reviews'))
  await seqbench.page.waitForSelector('.monaco-editor .view-line', { timeout: 20_000 })
})
afterAll(() => seqbench?.close())

it('writes what the form sets into the text', async () => {
  const { page } = seqbench
  await page.fill(fieldSelector('model.recurrent.hidden'), '96')
  await page.locator('.view-line', { hasText: '"hidden": 96' }).waitFor({ timeout: 5000 })
})
it('shows in the form what is typed in the text', async () => {
  const { page } = seqbench
  await cursorAfter('"seed": 1')
  await page.keyboard.press('Backspace')
  await page.keyboard.type('77')
  await expect.poll(() => page.inputValue(fieldSelector('split.seed'))).toBe('77')
})
it('completes values from the schema', async () => {
  const { page } = seqbench
  await cursorAfter('"tokenizer"')
  for (let place = 0; place < 7; place++) await page.keyboard.press('Shift+ArrowLeft')
  await page.keyboard.press('Delete')
  await page.keyboard.press('Control+Space')
  const row = page.locator('.suggest-widget .monaco-list-row', { hasText: 'character' })
  await row.waitFor({ timeout: 10_000 })
  await row.click()
  await expect.poll(() => page.inputValue(fieldSelector('preprocessing.tokenizer'))).toBe('character')
})
it('marks a contradiction in text, form and below, and refuses to start', async () => {
  const { page } = seqbench
  await page.fill(fieldSelector('split.train'), '0.5')
  await page.waitForSelector('.squiggly-error', { state: 'attached', timeout: 10_000 })
  expect(await page.locator('[data-field="split.train"]').textContent()).toContain('add up to 1')
  expect(await page.locator('header button', { hasText: 'Start' }).last().isDisabled()).toBe(true)
  await page.fill(fieldSelector('split.train'), '0.8')
  await expect.poll(() => page.locator('.squiggly-error').count()).toBe(0)
})
it('says what a field is for on hover', async () => {
  const { page } = seqbench
  await page.locator('.view-line span', { hasText: '"lowercase"' }).last().hover()
  await page.locator('.monaco-hover', { hasText: 'Treat Good and good' }).first().waitFor({ timeout: 10_000 })
})
it('shows the changes against the last run, without an error of the page', async () => {
  const { page, errors } = seqbench
  await page.click('[role=tab] >> nth=1')
  await page.waitForSelector('.monaco-diff-editor .line-insert, .monaco-diff-editor .char-insert', { state: 'attached', timeout: 15_000 })
  expect(errors).toEqual([])
})
