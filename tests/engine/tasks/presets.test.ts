import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { selectEngine } from '../../../src-main/engine/backends/select.ts'
import { createRandom } from '../../../src-main/engine/random.ts'
import { presets } from '../../../src-main/engine/tasks/presets.ts'
import { tasks } from '../../../src-main/engine/tasks/index.ts'
import { configSchema } from '../../../src-shared/domain/config.ts'
import { createData } from '../train/synthetic.ts'

test('every task has presets, and the standard one among them', () => {
  for (const kind of Object.keys(tasks)) expect(presets(kind).map(({ name }) => name)).toContain('standard')
  expect(presets('nothing')).toEqual([])
})

test.each(presets('classification').map((preset) => [preset.name, preset] as const))('%s is a valid config with a reason, and its model trains', async (_, preset) => {
  const config = configSchema.parse({ ...preset.config, dataset: 'any' })
  expect(config).toEqual({ ...preset.config, dataset: 'any' })
  expect(preset.reason.length).toBeGreaterThan(60)
  await selectEngine('reference', 1)
  const session = tasks.classification.open({ ...config, training: { ...config.training, batchSize: 4 } }, createData({ train: 8, validation: 4, test: 4 }), createRandom(1))
  const { loss, gradients, metrics } = session.trainingBatches(createRandom(2))[0]().gradients(createRandom(3))
  expect((await loss.data())[0]).toBeGreaterThan(0.3)
  expect(Object.keys(gradients)).toEqual(session.parameters.names().filter((name) => session.parameters.isLearned(name)))
  await metrics()
  session.dispose()
})

test('the backend can list presets without loading tfjs', () => {
  for (const file of ['presets.ts', 'classification/presets.ts']) {
    const source = readFileSync(new URL(`../../../src-main/engine/tasks/${file}`, import.meta.url), 'utf8')
    const imported = [...source.matchAll(/^import (?!type)[^']*'([^']+)'/gm)].map(([, from]) => from)
    expect(imported.filter((from) => !from.includes('src-shared') && !from.endsWith('presets.ts'))).toEqual([])
  }
})
