/** "What if" in the window and rows behind the last measured one on the command line are the same question. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { readInputs } from '../../src-main/cli/predict-input.ts'
import { configSchema } from '../../src-shared/domain/config.ts'
import { ofTask } from '../../src-shared/domain/tasks/index.ts'
import { openWorkspace, temporaryFolder } from './support.ts'

vi.setConfig({ testTimeout: 120_000 })

const days = 120
const date = (step: number): string => new Date(Date.UTC(2024, 0, 1) + step * 86_400_000).toISOString().slice(0, 10)
const promotion = (step: number): string => ((step * 7) % 11 < 3 ? '是' : '否')
const price = (step: number): string => String(2 + ((step * 5) % 7) / 2)
/** Sales that a promotion doubles. */
const measured = Array.from({ length: days }, (_, step) => `${date(step)},${(promotion(step) === '是' ? 20 : 10) + (step % 7)},${promotion(step)},${price(step)}`)
const csv = (ahead: string[]): string => `date,sales,promotion,price\n${[...measured, ...ahead].join('\n')}\n`

test('a known column changed through the window answers as the command line does for the same rows, and nothing it cannot read passes', async () => {
  const { client, ended, services } = await openWorkspace()
  const folder = temporaryFolder()
  const file = join(folder, 'sales.csv')
  writeFileSync(file, csv([`${date(days)},,否,4`]))
  const roles = { values: ['sales'], time: ['date'], known: ['promotion', 'price'] }
  const dataset = await client.job('datasets.import', { files: [services.grants.grantPath(file)], options: { task: 'forecasting', roles } }).result
  const config = configSchema.parse({
    version: 1, name: 'sales', dataset: dataset.id, engine: { name: 'reference', threads: 1 }, split: { kind: 'chronological', train: 0.7, validation: 0.15, test: 0.15 },
    preprocessing: { kind: 'windows', input: 7 }, task: { kind: 'forecasting', horizon: 3, architecture: { kind: 'direct' } },
    model: { embedding: 8, recurrent: { cell: 'gru', hidden: 8 } }, training: { epochs: 15, batchSize: 16, optimizer: { kind: 'adam', learningRate: 0.01 } },
  })
  const { id } = await client.call('runs.start', { config })
  expect(await ended(id)).toMatchObject({ status: 'done', error: null })

  const inWindow = async (known?: (string | null)[][]) => ofTask((await client.call('runs.predict', { id, inputs: [{ row: 0, ...(known ? { ahead: { known } } : {}) }] }))[0].answer, 'forecasting')
  const onCommandLine = async (ahead: string[]) => {
    const path = join(folder, 'ahead.csv')
    writeFileSync(path, csv(ahead))
    const batches = []
    for await (const { inputs } of readInputs(path, roles)) batches.push(...inputs)
    return ofTask((await client.call('runs.predict', { id, inputs: batches }))[0].answer, 'forecasting')
  }

  const first = await inWindow()
  expect(first.known).toEqual({
    columns: [{ name: 'promotion', kind: 'category', values: ['否', '是'] }, { name: 'price', kind: 'number', values: [] }],
    steps: [['否', '4'], ['否', '4'], ['否', '4']], given: [[true, true], [false, false], [false, false]],
  })
  expect(first.times).toEqual([days, days + 1, days + 2].map(date))

  const said = [['是', '2'], ['否', '2,5'], ['是', '3']]
  const asked = await inWindow(said)
  const inFile = await onCommandLine(said.map(([promoted, cost], place) => `${date(days + place)},,${promoted},"${cost}"`))
  expect(asked.channels).toEqual(inFile.channels)
  expect(asked.times).toEqual(inFile.times)
  expect(asked.known?.steps).toEqual(said)
  expect(asked.channels[0].history).toEqual(first.channels[0].history)
  // It has learned what a promotion does: the steps that are promoted now sell more than they did.
  expect(asked.channels[0].forecast[0]).toBeGreaterThan(first.channels[0].forecast[0] + 2)
  expect(await inWindow([[null, null], ['否', null]])).toEqual(first)

  await expect(inWindow([['打折', null]])).rejects.toMatchObject({ code: 'forecast.ahead-category', details: { column: 'promotion', step: 1, value: '打折', values: '否, 是' } })
  await expect(inWindow([[null, 'cheap']])).rejects.toMatchObject({ code: 'forecast.ahead-number', details: { column: 'price', step: 1 } })
  await expect(inWindow(Array.from({ length: 4 }, () => [null, null]))).rejects.toMatchObject({ code: 'forecast.ahead-steps' })
})
