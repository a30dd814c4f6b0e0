import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openWorkspace, reviewsCsv, temporaryFolder, tinyConfig, writeReviews } from './support.ts'

test('an import is a folder and a row; importing again is a new version', async () => {
  const { client, workspace, ...rest } = await openWorkspace()
  const changed: string[] = []
  client.stream('workspace.watch', {}, (items) => void changed.push(...items.map(({ changed: what }) => what))).ended.catch(() => undefined)
  const file = writeReviews()
  const first = await rest.import(file)
  expect(first).toMatchObject({ name: 'reviews', version: 1, sequences: 120, roles: { text: ['text'], label: ['label'] } })
  expect(JSON.parse(readFileSync(join(workspace, 'datasets', first.id, 'dataset.json'), 'utf8'))).toEqual(first)
  const second = await rest.import(file)
  expect(second).toMatchObject({ version: 2, hash: first.hash })
  expect(second.id).not.toBe(first.id)
  expect((await client.call('datasets.rows', { id: first.id, limit: 2, search: 'awful 3' })).rows[0]).toMatchObject({ index: 3, values: ['the meal was awful 3', 'negative'] })
  expect(await client.call('datasets.rename', { id: second.id, name: 'other' })).toMatchObject({ name: 'other', version: 1 })
  await new Promise((resolve) => setTimeout(resolve, 100))
  expect(changed).toContain('datasets')
})

test('an import that fails, or is cancelled, leaves database and folders as they were', async () => {
  const { client, workspace, services } = await openWorkspace()
  const folder = temporaryFolder()
  const bad = join(folder, 'one-class.csv')
  writeFileSync(bad, 'text,label\nhello,same\nworld,same\n')
  const grant = (path: string): string => services.grants.grantPath(path)
  await expect(client.job('datasets.import', { files: [grant(bad)] }).result).rejects.toMatchObject({ code: 'import.one-class' })
  await expect(client.job('datasets.import', { files: [grant(join(folder, 'nothing.csv'))] }).result).rejects.toMatchObject({ code: 'file.unreadable' })
  await expect(client.job('datasets.import', { files: [bad] }).result).rejects.toMatchObject({ code: 'file.unknown-token' })

  const large = join(folder, 'large.csv')
  writeFileSync(large, reviewsCsv(200_000))
  const job = client.job('datasets.import', { files: [grant(large)] }, () => job.cancel())
  await expect(job.result).rejects.toMatchObject({ code: 'cancelled' })

  expect(await client.call('datasets.list', {})).toEqual([])
  expect(existsSync(join(workspace, 'datasets')) ? readdirSync(join(workspace, 'datasets')) : []).toEqual([])
})

test('a dataset whose folder was removed from outside can still be removed', async () => {
  const { client, workspace, ...rest } = await openWorkspace()
  const { id } = await rest.import()
  rmSync(join(workspace, 'datasets', id), { recursive: true })
  await client.call('datasets.remove', { id })
  expect(await client.call('datasets.list', {})).toEqual([])
  await expect(client.call('datasets.get', { id })).rejects.toMatchObject({ code: 'dataset.missing' })
})

test('leftovers of a process that died during an import are swept at the next start', async () => {
  const folder = temporaryFolder()
  mkdirSync(join(folder, 'datasets', '.temporary-t-1', 'dataset'), { recursive: true })
  mkdirSync(join(folder, 'datasets', 'd-kept'), { recursive: true })
  await openWorkspace(folder)
  expect(readdirSync(join(folder, 'datasets'))).toEqual(['d-kept'])
})

test('samples come once; configs are made, checked and priced for a dataset', async () => {
  const { client } = await openWorkspace()
  const samples = await client.call('samples.list', {})
  expect(samples.length).toBeGreaterThan(1)
  const sample = await client.job('samples.add', { name: 'names' }).result
  expect((await client.job('samples.add', { name: 'names' }).result).id).toBe(sample.id)
  expect(sample.source).not.toBe('')
  await expect(client.job('samples.add', { name: 'nothing' }).result).rejects.toMatchObject({ code: 'sample.missing' })

  const config = await client.call('configs.create', { datasetId: sample.id })
  expect(config).toMatchObject({ dataset: sample.id, preprocessing: { tokenizer: 'character' } })
  await expect(client.call('configs.create', { datasetId: sample.id, preset: 'nothing' })).rejects.toMatchObject({ code: 'preset.missing' })
  expect(await client.call('configs.validate', { document: config })).toEqual({ issues: [] })
  const { issues } = await client.call('configs.validate', { document: { ...config, extra: 1, seed: -1 } })
  expect(issues.map(({ path }) => path).sort()).toEqual(['extra', 'seed'])
  expect(await client.call('configs.validate', { document: { ...config, dataset: 'd-gone' } })).toEqual({ issues: [expect.objectContaining({ path: 'dataset' })] })
})

test('preflight tells the very number of parameters, steps an epoch and a memory that grows with the batch', async () => {
  const { client, ...rest } = await openWorkspace()
  const dataset = await rest.import()
  const config = tinyConfig(dataset.id)
  const told = await client.call('configs.preflight', { config })
  // V embeddings of 4, an LSTM of 4 units on them (wx, wh, two rows of bias), 2 outputs.
  expect(told.parameters).toBe(told.vocabulary * 4 + 4 * 4 * (4 + 4 + 2) + (4 + 1) * 2)
  expect(told).toMatchObject({ stepsPerEpoch: 12, totalSteps: 24 })
  const larger = await client.call('configs.preflight', { config: { ...config, training: { ...config.training, batchSize: 64 } } })
  expect(larger.memoryBytes).toBeGreaterThan(told.memoryBytes)
})

test('imports at the same time get one version each', async () => {
  const { client, services } = await openWorkspace()
  const file = writeReviews()
  const imports = [1, 2, 3].map(() => client.job('datasets.import', { files: [services.grants.grantPath(file)] }).result)
  expect((await Promise.all(imports)).map(({ version }) => version).sort()).toEqual([1, 2, 3])
})

test('a stored dataset is read once more without its repeats: a new version, and the old one as it was', async () => {
  const { client, workspace, ...rest } = await openWorkspace()
  const file = join(temporaryFolder(), 'repeats.csv')
  const lines = Array.from({ length: 40 }, (_, row) => `"  Room ${row % 30}, <b>nice</b> ",${row % 2 ? 'good' : 'bad'}\n`)
  writeFileSync(file, `text,label,place\n${lines.map((line, row) => line.replace('\n', `,p${row % 3}\n`)).join('')}`)
  const first = await rest.import(file)
  expect(first.sequences).toBe(40)
  const made = await client.job('datasets.reimport', { id: first.id, options: { duplicates: 'drop' } }).result
  expect(made).toMatchObject({ name: first.name, version: 2, sequences: 30, rows: 40, rejected: 10, roles: first.roles, files: first.files, rejectedFile: 'rejected.csv' })
  expect(made.rejections[0]).toMatchObject({ file: 'repeats, 1', line: 31, code: 'duplicate' })
  expect(readFileSync(join(workspace, 'datasets', made.id, 'rejected.csv'), 'utf8').split('\r\n')).toHaveLength(12)
  const page = async (id: string) => (await client.call('datasets.rows', { id, limit: 1000 })).rows
  expect(await page(made.id)).toEqual((await page(first.id)).slice(0, 30))
  expect(await client.call('datasets.get', { id: first.id })).toEqual(first)
  // Without anything to change it is the same to the byte.
  expect((await client.job('datasets.reimport', { id: first.id, options: {} }).result).hash).toBe(first.hash)
  const other = await client.job('datasets.reimport', { id: first.id, options: { roles: { label: ['place'] } } }).result
  expect(other.labels.map(({ label }) => label).sort()).toEqual(['p0', 'p1', 'p2'])
  await expect(client.job('datasets.reimport', { id: first.id, options: { roles: { label: ['nothing'] } } }).result).rejects.toMatchObject({ code: 'import.column-missing' })
})

test('rows are saved as JSON Lines to the letter, arrays as lists; nothing is written over', async () => {
  const { client, services, ...rest } = await openWorkspace()
  const texts = ['=1+1', ' two  spaces ', '"quoted", <b>bold</b>', 'line\nbreak', '\u202eright to left', 'null', '0.10', '👩‍👩‍👧']
  const source = join(temporaryFolder(), 'kept.jsonl')
  writeFileSync(source, texts.map((text, row) => `${JSON.stringify({ text, label: row % 2 ? 'a' : 'b' })}\n`).join(''))
  const dataset = await rest.import(source)
  const folder = temporaryFolder()
  const directory = services.grants.grantPath(folder)
  expect(await client.job('datasets.save', { id: dataset.id, directory }).result).toMatchObject({ file: 'kept.jsonl', rows: texts.length })
  expect(readFileSync(join(folder, 'kept.jsonl'))).toEqual(readFileSync(source))
  expect(await client.job('datasets.save', { id: dataset.id, directory }).result).toMatchObject({ file: 'kept (1).jsonl' })
  expect(readdirSync(folder).sort()).toEqual(['kept (1).jsonl', 'kept.jsonl'])

  const motions = join(temporaryFolder(), 'motions.ts')
  writeFileSync(motions, '@problemName m\n@univariate false\n@dimensions 2\n@equalLength true\n@seriesLength 3\n@classLabel true x y\n@data\n1,2,3:4,5,?:x\n6,7,8:9,10,11:y\n1,1,1:1,1,1:x\n2,2,2:2,2,2:y\n')
  const series = await rest.import(motions)
  const { file } = await client.job('datasets.save', { id: series.id, directory }).result
  const rows = readFileSync(join(folder, file), 'utf8').trim().split('\n').map((line) => JSON.parse(line) as unknown)
  expect(rows.slice(0, 2)).toEqual([{ series: [[1, 4], [2, 5], [3, null]], label: 'x' }, { series: [[6, 9], [7, 10], [8, 11]], label: 'y' }])
  await expect(client.job('datasets.save', { id: dataset.id, directory: services.grants.grantPath(join(folder, 'nowhere')) }).result).rejects.toMatchObject({ code: 'file.unwritable' })
})
