/** Pictures of the window: all into tests/artefacts/ (not committed), those of the manual also into docs/pictures/ by `npm run pictures`. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import sharp from 'sharp'
import { applicationRoot } from '../../src-main/application-root.ts'

const artefacts = join(applicationRoot, 'tests', 'artefacts')
const manual = join(applicationRoot, 'docs', 'pictures')
const largest = 200_000

export async function takePicture(page: Page, name: string, options: { manual?: boolean } = {}): Promise<void> {
  mkdirSync(artefacts, { recursive: true })
  const file = join(artefacts, `${name}.png`)
  await page.screenshot({ path: file })
  if (!options.manual || !process.env.SEQBENCH_PICTURES) return
  // A window has few colours: a palette of them takes a third of the bytes.
  const bytes = await sharp(file).png({ palette: true, quality: 95, effort: 10, compressionLevel: 9 }).toBuffer()
  if (bytes.length > largest) throw new Error(`the picture ${name} has ${bytes.length} bytes; the manual takes up to ${largest}`)
  mkdirSync(manual, { recursive: true })
  writeFileSync(join(manual, `${name}.png`), bytes)
}
