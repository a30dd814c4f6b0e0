/**
 * `npm run shot -- ROUTE OUT.png [--theme dark] [--size 1280x800] [--language zh] [--workspace DIR] [--wait SELECTOR] [--click SELECTOR]... [--no-build]`
 * Starts the built app, goes to the route, saves a picture, and prints the page's errors.
 */
import { mkdirSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { launchSeqbench } from '../tests/e2e/launch.ts'
import { ensureBuilt } from './build.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  allowNegative: true,
  options: {
    theme: { type: 'string', default: 'light' },
    size: { type: 'string', default: '1280x800' },
    language: { type: 'string', default: 'en' },
    workspace: { type: 'string' },
    backend: { type: 'string' },
    wait: { type: 'string' },
    click: { type: 'string', multiple: true, default: [] },
    pause: { type: 'string', default: '400' },
    build: { type: 'boolean', default: true },
  },
})
const [route, file] = positionals
if (!route || !file) {
  process.stderr.write('usage: npm run shot -- ROUTE OUT.png [--theme dark] [--size 1280x800] [--language zh] [--workspace DIR] [--wait SELECTOR] [--click SELECTOR] [--pause MS] [--no-build]\n')
  process.exit(2)
}
const [width, height] = values.size.split('x').map(Number)

if (values.build) await ensureBuilt()
const seqbench = await launchSeqbench({
  size: { width, height },
  theme: values.theme === 'dark' ? 'dark' : 'light',
  language: values.language === 'zh' ? 'zh' : 'en',
  workspace: values.workspace ? resolve(values.workspace) : undefined,
  backend: values.backend ? resolve(values.backend) : undefined,
})
try {
  const { page } = seqbench
  await page.evaluate(`location.hash = ${JSON.stringify(route.startsWith('/') ? route : `/${route}`)}`)
  if (values.wait) await page.waitForSelector(values.wait, { timeout: 15_000 })
  for (const selector of values.click) await page.click(selector, { timeout: 10_000 })
  await page.waitForTimeout(Number(values.pause))
  mkdirSync(dirname(resolve(file)), { recursive: true })
  await page.screenshot({ path: resolve(file) })
  process.stdout.write(`${resolve(file)}\n`)
} finally {
  for (const error of seqbench.errors) process.stderr.write(`page: ${error}\n`)
  await seqbench.close()
}
