/** Presets on data of every size. */
import { expect, it } from 'vitest'
import { prepareRows } from '../../src-main/datasets/prepare/index.ts'
import { summarizeLengths } from '../../src-main/datasets/lengths.ts'
import { presets } from '../../src-main/engine/tasks/presets.ts'
import { fitPreset } from '../../src-main/services/fit-preset.ts'
import { configSchema, type Config } from '../../src-shared/domain/config.ts'
import { suggestSplit } from '../../src-shared/domain/split.ts'
import { ofTask } from '../../src-shared/domain/tasks/index.ts'
import type { TaskKind } from '../../src-shared/domain/roles.ts'

const presetOf = (task: TaskKind, name: string): Config =>
  configSchema.parse({ ...presets(task).find((preset) => preset.name === name)?.config, dataset: 'd', name, split: suggestSplit(task, {}) })
const series = (steps: number) => ({ sequences: steps, lengths: summarizeLengths([steps], 'steps') })

it.each(['small', 'standard', 'strong', 'stepwise'].flatMap((name) => [20, 60, 200, 1000, 5000].map((steps) => [name, steps] as const)))('%s has windows in every part of %i steps', (name, steps) => {
  const config = fitPreset(presetOf('forecasting', name), series(steps))
  const rows = Array.from({ length: steps }, (_, index) => ({ index, cells: { values: [String(index % 7)] } }))
  const { parts } = ofTask(prepareRows(config, rows, { roles: { values: ['v'] }, columns: [] }), 'forecasting')
  for (const part of Object.values(parts)) expect(part.at.length).toBeGreaterThan(0)
  expect(configSchema.safeParse(config).success).toBe(true)
})

it('leaves a preset as it is where there is enough', () => {
  const config = presetOf('forecasting', 'standard')
  expect(fitPreset(config, series(17_000))).toEqual(config)
  const tagger = presetOf('tagging', 'standard')
  expect(fitPreset(tagger, { sequences: 3000, lengths: summarizeLengths([20], 'words') })).toEqual(tagger)
})

it('little data is read more often, in smaller batches, with more patience', () => {
  const tagger = presetOf('tagging', 'small')
  const { training } = fitPreset(tagger, { sequences: 20, lengths: summarizeLengths([6], 'words') })
  expect(training.batchSize).toBe(4)
  expect(Math.ceil((20 * 0.8) / 4) * training.epochs).toBeGreaterThanOrEqual(400)
  expect(training.earlyStopping?.patience).toBeGreaterThan(tagger.training.earlyStopping?.patience ?? 0)
  const writer = fitPreset(presetOf('generation', 'small'), { sequences: 1, lengths: summarizeLengths([10_000], 'characters') })
  expect(writer.training.epochs).toBeGreaterThan(8)
})

it('a short text is read in few lanes, so that an epoch has updates enough; a book stays with the preset', () => {
  const preset = presetOf('generation', 'standard')
  const text = (characters: number) => fitPreset(preset, { sequences: 1, lengths: summarizeLengths([characters], 'characters') })
  const { training, task } = text(60_000)
  const windows = (60_000 * 0.8) / (task.kind === 'generation' ? task.window : 1)
  expect(training.batchSize).toBeLessThan(preset.training.batchSize)
  expect(windows / training.batchSize).toBeGreaterThanOrEqual(60)
  expect((windows / training.batchSize) * training.epochs).toBeGreaterThanOrEqual(1400)
  expect(text(1_000_000)).toEqual(preset)
})
