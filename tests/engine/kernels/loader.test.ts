/** What is said where the kernels cannot be loaded: the reason, and what is lost. Each test loads anew. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'

const folder = mkdtempSync(join(tmpdir(), 'seqbench-loader-'))
beforeEach(() => vi.resetModules())
afterEach(() => vi.unstubAllEnvs())

async function load(file: string): Promise<{ kernels: unknown; reason: string }> {
  vi.stubEnv('SEQBENCH_KERNELS', file)
  return (await import('../../../src-main/engine/kernels/loader.ts')).loadKernels()
}

it('a file that does not exist is named, and what is lost without it', async () => {
  const { kernels, reason } = await load(join(folder, 'nowhere.node'))
  expect(kernels).toBeNull()
  expect(reason).toMatch(/^SEQBENCH_KERNELS names a file that does not exist: .*nowhere\.node; without these kernels training takes about twenty times as long$/)
})

it.each([['broken.node', 'cannot be loaded'], ['broken.wasm', 'cannot be loaded'], ['kernels.txt', 'neither an addon nor a WebAssembly module']])('%s: %s', async (name, message) => {
  writeFileSync(join(folder, name), 'this is no machine code')
  const { kernels, reason } = await load(join(folder, name))
  rmSync(join(folder, name))
  expect(kernels).toBeNull()
  expect(reason).toContain(message)
  expect(reason).toContain('twenty times')
})

it('auto then takes the reference engine and says why the fast one was passed over', async () => {
  vi.stubEnv('SEQBENCH_KERNELS', join(folder, 'nowhere.node'))
  const { selectEngine } = await import('../../../src-main/engine/backends/select.ts')
  const selected = await selectEngine('auto', 2)
  expect(selected).toMatchObject({ name: 'reference', threads: 1 })
  expect(selected.reason).toMatch(/^TypeScript on one core; .*native: SEQBENCH_KERNELS names a file that does not exist/)
  await expect(selectEngine('native', 2)).rejects.toThrow('twenty times')
})
