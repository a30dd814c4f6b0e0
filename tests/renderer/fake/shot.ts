/**
 * Pictures of views over the fake backend, in Debian's Chromium and under the app's security policy; console errors, failed
 * requests and axe's serious findings go to stderr. Needs a running `vite preview` of this folder.
 *
 *   node tests/renderer/fake/shot.ts '/data?..' out.png [--size 1280x800] [--query 'scenario=empty&language=zh&theme=dark'] [--click CSS]... [--fill CSS=text]... [--pause MS] [--axe]
 */
import { AxeBuilder } from '@axe-core/playwright'
import { chromium } from 'playwright-core'
import { parseArgs } from 'node:util'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    size: { type: 'string', default: '1280x800' }, query: { type: 'string', default: '' }, do: { type: 'string', multiple: true, default: [] },
    pause: { type: 'string', default: '700' }, axe: { type: 'boolean', default: false }, port: { type: 'string', default: '4790' },
  },
})
const [width, height] = values.size.split('x').map(Number)
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] })
const context = await browser.newContext({ viewport: { width, height } })
const page = await context.newPage()
page.on('console', (message) => ['error', 'warning'].includes(message.type()) && console.error(`console ${message.type()}: ${message.text()}`))
page.on('pageerror', (error) => console.error(`page error: ${error.message}`))
for (let index = 0; index + 1 < positionals.length; index += 2) {
  await page.goto(`http://localhost:${values.port}/index.html?${values.query}#${positionals[index]}`)
  await page.reload()
  await page.waitForTimeout(Number(values.pause))
  // Steps: `click:CSS`, `fill:CSS=text`, `press:Key`, `hover:CSS`.
  for (const step of values.do) {
    const [, verb, target] = /^(\w+):(.*)$/s.exec(step) ?? []
    if (verb === 'click') await page.locator(target).first().click()
    if (verb === 'hover') await page.locator(target).first().hover()
    if (verb === 'press') await page.keyboard.press(target)
    if (verb === 'type') await page.keyboard.type(target)
    if (verb === 'fill') await page.locator(target.slice(0, target.lastIndexOf('='))).first().fill(target.slice(target.lastIndexOf('=') + 1))
    await page.waitForTimeout(350)
  }
  await page.screenshot({ path: positionals[index + 1] })
  if (!values.axe) continue
  const { violations } = await new AxeBuilder({ page }).analyze()
  for (const { id, impact, help, nodes } of violations) console.error(`axe ${impact} ${id}: ${help}\n${nodes.slice(0, 4).map((node) => `    ${node.html.slice(0, 160)} ${(node.any[0] ?? node.all[0])?.message ?? ''}`).join('\n')}`)
}
await browser.close()
