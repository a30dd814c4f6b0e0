/** Every engine of this machine, measured. */
import * as tf from '@tensorflow/tfjs-core'
import { describe, expect, it } from 'vitest'
import { measureEngines, reportEngines, selectEngine } from '../../../src-main/engine/backends/select.ts'

describe('engines', () => {
  it('measures every available engine and leaves the active one active', async () => {
    await selectEngine('reference', 1)
    const tensors = tf.memory().numTensors
    const reports = await measureEngines(1)
    for (const { available, gflops } of reports) expect(gflops !== null).toBe(available)
    for (const { gflops } of reports) if (gflops !== null) expect(gflops).toBeGreaterThan(0.01)
    expect((await reportEngines(false)).every(({ gflops }) => gflops === null)).toBe(true)
    expect(tf.getBackend()).toBe('reference')
    expect(tf.memory().numTensors).toBe(tensors)
  })
})
