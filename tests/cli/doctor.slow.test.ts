/** What `doctor` says about the engines, with and without the native kernels. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test, vi } from 'vitest'
import type { SystemReport } from '../../src-shared/domain/system.ts'
import { start } from './support.ts'

vi.setConfig({ testTimeout: 120_000 })

const folder = mkdtempSync(join(tmpdir(), 'seqbench-doctor-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const doctor = (kernels: string | undefined, ...more: string[]) => start(['doctor', '--workspace', join(folder, 'workspace'), ...more], kernels === undefined ? {} : { SEQBENCH_KERNELS: kernels }).finished

test('the engine that computes, its measured speed, and what each runs on', async () => {
  const { code, last } = await doctor(undefined, '--json')
  expect(code).toBe(0)
  const { engines, selectedEngine } = last as unknown as SystemReport
  expect(selectedEngine).toBe(engines.find(({ available }) => available)?.name)
  for (const { available, gflops, reason } of engines) {
    expect(gflops !== null && gflops > 0).toBe(available)
    expect(reason).not.toBe('')
  }
})

test('without the kernels it says which file is missing, what that costs, and that the reference engine computes', async () => {
  const { code, stdout } = await doctor(join(folder, 'nowhere.node'))
  expect(code).toBe(0)
  expect(stdout).toMatch(/^engine +reference, \d+\.\d GFLOP\/s here: the fastest of those available$/m)
  expect(stdout).toMatch(/^native +no +SEQBENCH_KERNELS names a file that does not exist: .*nowhere\.node; without these kernels training takes about twenty times as long$/m)
})
