/** The bundled backend, as a package would run it (here under plain Node), behind the real window: it answers, and leaves its workspace in order. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, it } from 'vitest'
import { applicationRoot } from '../../src-main/application-root.ts'
import { ensureBuilt } from '../../scripts/build.ts'
import { launchSeqbench } from './launch.ts'

beforeAll(() => ensureBuilt({ programs: true }))

it.each([
  ['bundled', join(applicationRoot, 'out', 'main', 'backend.js')],
  ['from its source', join(applicationRoot, 'src-main', 'backend.ts')],
])('the backend %s fills Home with the samples that ship', async (_name, backend) => {
  const seqbench = await launchSeqbench({ backend })
  try {
    await seqbench.page.waitForSelector('main button, .view button', { timeout: 30_000 })
    await expect.poll(() => seqbench.page.evaluate(() => document.body.innerText), { timeout: 30_000 }).toMatch(/names/i)
    expect(existsSync(join(seqbench.workspace, 'seqbench.db'))).toBe(true)
    expect(seqbench.errors).toEqual([])
    // owner.json is there as long as a backend owns the workspace: one that ends in order takes it away.
    expect(existsSync(join(seqbench.workspace, 'owner.json'))).toBe(true)
    await seqbench.app.close()
    expect(existsSync(join(seqbench.workspace, 'owner.json'))).toBe(false)
  } finally {
    await seqbench.close()
  }
})
