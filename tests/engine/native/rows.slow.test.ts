/** Rows of an embedding that are left alone for hundreds of steps. */
import { beforeAll, describe, it } from 'vitest'
import { selectEngine } from '../../../src-main/engine/backends/select.ts'
import { loadKernels } from '../../../src-main/engine/kernels/loader.ts'
import { expectClose } from '../support/numbers.ts'
import { configs, run } from './table-course.ts'

const { kernels } = loadKernels()

describe.skipIf(!kernels)('rows of an embedding', () => {
  beforeAll(async () => {
    await selectEngine('native', 2)
  })

  it.each(configs)('stay so within 1e-7 where they are left for hundreds of steps: %j', (config) => {
    const course = { steps: 900, pause: 880 }
    const [wanted, found] = [run(config, { ...course, dense: true }), run(config, { ...course, dense: false })]
    expectClose(found.values, wanted.values, 'values', { relative: config.kind === 'adamw' ? 3e-6 : 1e-7, absolute: 1e-7 })
    for (const [name, values] of Object.entries(found.state)) expectClose(values, wanted.state[name], name, { relative: 3e-4, absolute: 1e-9 })
  })
})
