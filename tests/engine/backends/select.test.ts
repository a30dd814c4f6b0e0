import * as tf from '@tensorflow/tfjs-core'
import { describe, expect, it, vi } from 'vitest'
import type { EngineRow } from '../../../src-main/engine/backends/engine-row.ts'
import { engines, measureEngines, selectEngine } from '../../../src-main/engine/backends/select.ts'
import { SeqbenchError } from '../../../src-shared/contract/errors.ts'

describe('engines', () => {
  it('reference is always there, and last', async () => {
    expect(engines.at(-1)?.name).toBe('reference')
    expect(await selectEngine('reference', 3)).toEqual({ name: 'reference', reason: 'TypeScript on one core', threads: 1 })
    expect(tf.getBackend()).toBe('reference')
  })

  it('auto takes the first that is available', async () => {
    const probes = await Promise.all(engines.map((engine) => engine.probe()))
    const first = engines[probes.findIndex(({ available }) => available)]
    const selected = await selectEngine('auto', 0)
    expect(selected.name).toBe(first.name)
    expect(selected.threads).toBeGreaterThanOrEqual(1)
    expect(tf.getBackend()).toBe(first.name)
  })

  it('an engine that is missing is refused with a reason and what there is', async () => {
    const error = await selectEngine('webgpu', 0).then(() => null, (thrown: unknown) => thrown as SeqbenchError)
    expect(error).toBeInstanceOf(SeqbenchError)
    expect(error?.code).toBe('engine.missing')
    expect(error?.message).toMatch(/^The engine webgpu is not available: .+/)
    expect(error?.hint).toContain('reference')
  })

  it('auto passes over an engine that fails to start, and says so; the same engine by name is refused', async () => {
    const broken = { name: 'tensorflow', probe: async () => ({ available: true, reason: 'looks fine' }), activate: () => Promise.reject(new Error('no symbol')) } as const
    const table = engines as EngineRow[]
    table.unshift(broken)
    try {
      const selected = await selectEngine('auto', 1)
      expect(selected.name).toBe(engines[1].name)
      expect(selected.reason).toMatch(/; tensorflow: no symbol$/)
      await expect(selectEngine('tensorflow', 1)).rejects.toThrow('The engine tensorflow is not available: tensorflow: no symbol')
      expect((await measureEngines(1))[0]).toEqual({ name: 'tensorflow', available: false, reason: 'no symbol', gflops: null })
    } finally {
      table.shift()
    }
  })

  it('reference writes no advertisement to the console', async () => {
    const warn = vi.spyOn(console, 'warn')
    await selectEngine('reference', 1)
    tf.add(tf.tensor1d([1]), 1).dispose()
    expect(warn).not.toHaveBeenCalled()
    warn.mockRestore()
  })
})
