/** Strings that break programs: from a file through the import, the database and the window's calls to files of predictions. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { expect, test } from 'vitest'
import { createPredictionFile } from '../../src-main/cli/predict-output.ts'
import type { DisplayValue } from '../../src-shared/domain/dataset.ts'
import type { Prediction } from '../../src-shared/domain/run.ts'
import { openWorkspace, temporaryFolder } from './support.ts'

const shared = join(import.meta.dirname, '../../../shared/data/naughty_strings/blns.json')
const selection = join(import.meta.dirname, '../datasets/fixtures/naughty.json')

const predictionOf = (text: string, label: string): Prediction => ({
  text, answer: { task: 'classification', target: 'class', label, labels: [label, 'other'], probabilities: [0.75, 0.25], chosen: [], number: null, steps: null, tokens: [] },
})

/** The one change that is made on purpose: a formula is marked as a text. */
const guarded = (text: string): string => (/^[=+\-@\t\r]/.test(text) ? `'${text}` : text)

test.each([['a selection', selection], ['the big list', shared]])('%s survives: import, database, rows for the window, predictions', async (_, file) => {
  // Where it is absent the selection stands for it.
  if (!existsSync(file)) return
  const strings = [...new Set((JSON.parse(readFileSync(file, 'utf8')) as string[]).filter((text) => text.trim() !== '' && !text.includes('\0')))]
  const { client, services } = await openWorkspace()
  const folder = temporaryFolder()
  const source = join(folder, 'strings.jsonl')
  // As texts and as classes, each of which has three rows.
  const rows = [...strings, ...strings, ...strings].map((text, row) => ({ text: text + ['', ' again', ' once more'][Math.floor(row / strings.length)], label: text }))
  writeFileSync(source, rows.map((row) => `${JSON.stringify(row)}\n`).join(''))
  const name = strings.slice(0, 5).join('').slice(0, 50)
  const { id } = await client.job('datasets.import', { files: [services.grants.grantPath(source)], options: { task: 'classification', roles: { text: ['text'], label: ['label'] }, name } }).result

  const stored = await client.call('datasets.get', { id })
  expect(stored).toMatchObject({ name, sequences: rows.length, rejected: 0 })
  // Blanks around a class are no part of it, and | stands between several.
  expect(stored.labels.map(({ label }) => label).sort()).toEqual([...new Set(strings.flatMap((text) => text.split('|').map((part) => part.trim()).filter((part) => part !== '')))].sort())
  const shown: DisplayValue[][] = []
  while (shown.length < rows.length) shown.push(...(await client.call('datasets.rows', { id, offset: shown.length, limit: 500 })).rows.map(({ values }) => values))
  expect(shown).toEqual(rows.map(({ text, label }) => [text, label.trim()]))

  const predictions = shown.map(([text, label]) => predictionOf(String(text), String(label)))
  for (const ending of ['.csv', '.jsonl']) {
    const output = await createPredictionFile(join(folder, `predictions${ending}`))
    await output.write(predictions)
    await output.finish()
  }
  const lines = readFileSync(join(folder, 'predictions.jsonl'), 'utf8').trimEnd().split('\n').map((line) => JSON.parse(line) as { text: string; label: string })
  expect(lines.map(({ text, label }) => [text, label])).toEqual(rows.map(({ text, label }) => [text, label.trim()]))
  const [header, ...cells] = parse(readFileSync(join(folder, 'predictions.csv'), 'utf8'), { recordDelimiter: '\r\n' })
  expect(header.slice(0, 2)).toEqual(['text', 'label'])
  expect(cells.map(([text, label]) => [text, label])).toEqual(rows.map(({ text, label }) => [guarded(text), guarded(label.trim())]))
})
