/** Every view in the real window over the fake backend, full and empty, light and dark: no error of the page, no serious finding of axe, a picture of each. */
import AxeBuilder from '@axe-core/playwright'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { applicationRoot } from '../../src-main/application-root.ts'
import { launchSeqbench, type LaunchOptions, type Seqbench } from './launch.ts'
import { takePicture } from './pictures.ts'

const fake = join(applicationRoot, 'tests', 'e2e', 'fake-backend.ts')

/** View -> address with something to show. */
const full: Record<string, string> = {
  home: '/', data: '/data/reviews', configure: '/configure/reviews', train: '/train/run-0', inspect: '/inspect/run-2', compare: '/compare?runs=run-2,run-3',
  try: '/try/run-2', export: '/export/run-2', compute: '/compute', settings: '/settings',
}
/** The same views for what other tasks show there. */
const tasks: Record<string, string> = {
  'data-tags': '/data/wnut', 'data-forecasting': '/data/ett', 'configure-forecasting': '/configure/ett', 'inspect-forecasting': '/inspect/run-8', 'try-forecasting': '/try/run-8', 'try-series': '/try/run-9',
  'try-frames': '/try/run-11', 'try-tagging': '/try/run-12', 'try-generation': '/try/run-13', 'try-translation': '/try/run-14', 'try-transcription': '/try/run-15',
}
const empty = Object.fromEntries(Object.keys(full).map((view) => [view, view === 'home' ? '/' : `/${view}`]))

const scenes: { name: string; options: LaunchOptions; addresses: Record<string, string> }[] = [
  { name: 'full, light', options: { theme: 'light' }, addresses: { ...full, ...tasks } },
  { name: 'full, dark, Chinese', options: { theme: 'dark', language: 'zh' }, addresses: { ...full, ...tasks } },
  { name: 'empty', options: { environment: { SEQBENCH_SCENARIO: 'empty' } }, addresses: empty },
  { name: 'failing', options: { environment: { SEQBENCH_SCENARIO: 'errors' } }, addresses: empty },
]

describe.each(scenes)('views, $name', ({ name, options, addresses }) => {
  let seqbench: Seqbench
  beforeAll(async () => {
    seqbench = await launchSeqbench({ backend: fake, ...options })
  })
  afterAll(() => seqbench?.close())

  it.each(Object.keys(addresses))('%s', async (view) => {
    const { page, errors } = seqbench
    await page.evaluate((hash) => void (location.hash = hash), addresses[view])
    await page.waitForSelector('main h1, main h2, h1', { timeout: 15_000 })
    await page.waitForTimeout(700)
    await takePicture(page, `${view}-${name.replace(/\W+/g, '-')}`)
    const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze()
    const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
    expect(serious.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.map((node) => node.html.slice(0, 160)).join(' | ')}`)).toEqual([])
    expect(errors.splice(0)).toEqual([])
  })
})
