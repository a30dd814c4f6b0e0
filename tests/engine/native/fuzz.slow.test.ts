/** Thousands of wrong calls of the addon, in a process of its own: each is a thrown TypeError, none is the end of the process. */
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'
import { loadKernels } from '../../../src-main/engine/kernels/loader.ts'

const { kernels } = loadKernels()
const runsMachineCode = kernels !== null && kernels.describe().instructions !== 'wasm'

it.skipIf(!runsMachineCode)('wrong calls throw, and the process lives on', { timeout: 120_000 }, async () => {
  // Rejects when the process ends by a signal or with an error.
  const { stdout } = await promisify(execFile)(process.execPath, ['--disable-warning=ExperimentalWarning', join(import.meta.dirname, 'fuzz-kernels.ts'), '20261123', '15000'])
  const report = JSON.parse(stdout) as Record<'accepted' | 'otherErrors' | 'missing' | 'broken', string[]> & { calls: number }
  expect(report.calls).toBe(30_000)
  expect(report.accepted, 'wrong calls that were not refused').toEqual([])
  expect(report.otherErrors).toEqual([])
  expect(report.broken, 'right calls that were refused afterwards').toEqual([])
  expect(report.missing, 'functions that this test does not know').toEqual([])
})
