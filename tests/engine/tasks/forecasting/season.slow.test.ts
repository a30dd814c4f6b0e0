/** What the preset for short series is worth. */
import { expect, test } from 'vitest'
import { createRandom } from '../../../../src-main/engine/random.ts'
import type { RoleRow } from '../../../../src-shared/domain/cell.ts'
import { configSchema } from '../../../../src-shared/domain/config.ts'
import { presets } from '../../../../src-main/engine/tasks/presets.ts'
import { fitPreset } from '../../../../src-main/services/fit-preset.ts'
import { summarizeLengths } from '../../../../src-main/datasets/lengths.ts'
import { finishedOf, prepareMadeUp, trainMadeUp } from '../prepared-task.ts'

const roles = { values: ['sold'] }
const rowsOf = (values: number[]): RoleRow[] => values.map((value, index) => ({ index, cells: { values: [value.toFixed(4)] } }))
/** Months that rise, with a season and a little noise. */
const months = (count: number, { rise, noise }: { rise: number; noise: number }, random = createRandom(3)): number[] =>
  Array.from({ length: count }, (_, month) => 100 + rise * month + 20 * Math.sin((2 * Math.PI * month) / 12) + 8 * Math.cos((2 * Math.PI * month) / 3) + noise * random.normal())

test('the preset for short series beats last value and last season on twelve years of months', async () => {
  const values = months(144, { rise: 0.8, noise: 4 })
  const preset = presets('forecasting').find(({ name }) => name === 'small')
  const own = fitPreset(configSchema.parse({ ...preset?.config, dataset: 'd', name: 'months', split: { kind: 'chronological', train: 0.7, validation: 0.1, test: 0.2 } }), { sequences: 144, lengths: summarizeLengths([144], 'steps') })
  const { result } = finishedOf(await trainMadeUp({ config: own, data: prepareMadeUp(own, rowsOf(values), roles) }))
  const mseOf = (wanted: string): number => result.baselines.find(({ name }) => name === wanted)?.metrics.mse ?? 0
  expect(result.test.mse).toBeLessThan(mseOf('seasonalNaive') / 1.5)
  expect(result.test.mse).toBeLessThan(mseOf('lastValue') / 4)
}, 60_000)
