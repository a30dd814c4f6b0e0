import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { readOptions } from '../../src-main/cli/import.ts'
import { expect, test } from 'vitest'
import { parse } from 'csv-parse/sync'
import { chooseFormats } from '../../src-main/cli/export.ts'
import { readInputs } from '../../src-main/cli/predict-input.ts'
import { csvCell } from '../../src-main/cli/predict-output.ts'
import { duration, progressLine } from '../../src-main/cli/progress-line.ts'
import { setFields, setOptions } from '../../src-main/cli/set-fields.ts'
import { table } from '../../src-main/cli/table.ts'
import { exampleConfig, temporaryFolder } from '../tracker/support.ts'

test('fields are set by path, as JSON where they read as JSON', () => {
  const config = setFields(exampleConfig, ['training.epochs=7', 'name=my run', 'training.clipNorm=null', 'split.train=0.8'])
  expect(config).toMatchObject({ name: 'my run', training: { epochs: 7, clipNorm: null } })
  expect(exampleConfig.training.epochs).toBe(2)
})

test('another choice drops the fields that went with the old one and takes the defaults of the new', () => {
  const gru = setFields(exampleConfig, ['model.recurrent.cell=gru', 'model.recurrent.resetAfter=false'])
  expect(gru.model.recurrent).toEqual({ cell: 'gru', resetAfter: false, hidden: 4, layers: 1, bidirectional: false, dropout: 0, weightDropout: 0 })
  expect(setFields(gru, ['model.recurrent.cell=lstm']).model.recurrent).toEqual(exampleConfig.model.recurrent)
  expect(setFields(exampleConfig, ['training.optimizer.kind=sgd']).training.optimizer).toEqual({ kind: 'sgd', learningRate: 0.01, momentum: 0 })
})

test('how a model is asked is set by task and field, and checked', () => {
  expect(setOptions(['translation.beams=8', 'translation.lengthPenalty=0.5', 'generation.stop=["."]'])).toMatchObject({ translation: { beams: 8, lengthPenalty: 0.5 }, generation: { stop: ['.'] } })
  expect(setOptions([])).toEqual({})
  for (const wrong of ['translation.beams=none', 'translation.bems=8', 'beams=8', 'translation.beams']) expect(() => setOptions([wrong])).toThrow(/translation|beams/)
})

test('a path that is not there names the fields that are', () => {
  const code = (assignments: string[]): unknown => {
    try {
      return setFields(exampleConfig, assignments)
    } catch (thrown) {
      return thrown
    }
  }
  expect(code(['training.epoch=3'])).toMatchObject({ code: 'config.path', details: { path: 'training.epoch', fields: expect.stringContaining('epochs') } })
  expect(code(['training.nothing.here=3'])).toMatchObject({ code: 'config.path' })
  expect(code(['model.recurrent.resetAfter=true'])).toMatchObject({ code: 'config.path' })
  expect(code(['training.epochs=many'])).toMatchObject({ code: 'config.invalid', details: { path: 'training.epochs' } })
  expect(code(['training.epochs'])).toMatchObject({ code: 'usage' })
  expect(code(['__proto__.polluted=1'])).toMatchObject({ code: 'config.path' })
  expect('polluted' in {}).toBe(false)
})

test('a field left over from a file is an error, not dropped', () => {
  expect(() => setFields({ ...exampleConfig, colour: 'red' }, ['training.epochs=3'])).toThrow(expect.objectContaining({ code: 'config.invalid', details: expect.objectContaining({ path: 'colour' }) }))
})

test('any text comes back from a CSV cell, and none of them is a formula', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (text) => {
      const [[cell]] = parse(`${csvCell(text)},end\r\n`) as string[][]
      expect(cell === text || cell === `'${text}`).toBe(true)
      expect(cell).not.toMatch(/^[=+\-@\t\r]/)
    }),
    { numRuns: 50 },
  )
})

test('formats are named, one or many, and unknown ones refused', () => {
  expect(chooseFormats(['all'])).toEqual(['onnx', 'safetensors'])
  expect(chooseFormats(['onnx, safetensors'])).toEqual(['onnx', 'safetensors'])
  expect(() => chooseFormats(['word'])).toThrow(expect.objectContaining({ code: 'export.format-unknown', details: expect.objectContaining({ format: 'word' }) }))
})

test('progress says how far, how long still, and fits the terminal', () => {
  const progress = { done: 300, total: 600, unit: 'steps', etaSeconds: 75, note: 'epoch 2' }
  expect(progressLine(progress, 'loss 0.4', 0)).toBe('50 %  300/600 steps  1 min 15 s left  epoch 2  loss 0.4')
  expect(progressLine(progress, 'loss 0.4', 40)).toHaveLength(39)
  expect(progressLine({ ...progress, total: null, etaSeconds: null }, '', 0)).toBe('300 steps  epoch 2')
  expect(progressLine({ done: 5e8, total: 1e9, unit: 'bytes', etaSeconds: 9, note: '', rows: 1234 }, '', 0)).toBe('50 %  500.0/1000.0 MB  1234 rows  9 s left')
  expect([duration(3), duration(125), duration(7300)]).toEqual(['3 s', '2 min 5 s', '2 h 1 min'])
})

test('tables align, numbers on the right, wide characters as two', () => {
  expect(table(['name', 'rows'], [['影评', 5], ['ab', 12]])).toBe('name  rows\n影评     5\nab      12')
  expect(table(['name'], [])).toBe('(none)')
})

test('lines of a text file are texts, without its byte order mark and its empty lines', async () => {
  const file = join(temporaryFolder(), 'texts.txt')
  writeFileSync(file, '\uFEFFgood\r\n\r\nbad')
  const batches = []
  for await (const batch of readInputs(file, { text: ['text'] })) batches.push(batch)
  expect(batches.flatMap(({ inputs }) => inputs.map(({ cells }) => cells.text))).toEqual(['good', 'bad'])
  expect(batches.reduce((sum, { rejected }) => sum + rejected, 0)).toBe(1)
})

test('what is said of an import becomes its options: roles, separators, the pattern of file names', () => {
  expect(readOptions({ pattern: '{label}_{speaker}_{index}', format: 'audio' })).toEqual({ pattern: '{label}_{speaker}_{index}', format: 'audio' })
  expect(readOptions({ task: 'forecasting', target: 'units, price', delimiter: '\\t', header: true })).toEqual({ task: 'forecasting', roles: { values: ['units', 'price'] }, delimiter: '\t' })
})
