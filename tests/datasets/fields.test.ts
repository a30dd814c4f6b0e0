import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseFields } from '../../src-main/datasets/importers/fields.ts'
import { createQuickScan, createDialectScan } from '../../src-main/datasets/sniff/dialect.ts'
import { createRecordSplitter } from '../../src-main/datasets/sniff/records.ts'

const piece = fc.constantFrom('a', 'b c', '""', ',', '\n', '\r\n', '"', 'é', '1', ';', '\t')
const anyText = fc.array(piece, { maxLength: 30 }).map((pieces) => pieces.join(''))

describe('fields', () => {
  it('of well-written records are what csv-parse reads', () => {
    const field = fc.array(fc.constantFrom('a', '"', ',', '\n', ' ', 'é', '0'), { maxLength: 6 }).map((pieces) => pieces.join(''))
    const bare = fc.array(fc.constantFrom('a', ' ', 'é', '0', "'"), { maxLength: 6 }).map((pieces) => pieces.join(''))
    const cell = fc.oneof(field.map((value) => ({ value, written: `"${value.replaceAll('"', '""')}"` })), bare.map((value) => ({ value, written: value })))
    fc.assert(fc.property(fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 6 }), (records) => {
      const text = records.map((cells) => cells.map(({ written }) => written).join(',')).join('\n')
      const read = parseFields(createRecordSplitter({ delimiter: ',', quoting: true }).push(text, true), ',').map(({ values }) => values)
      expect(read).toEqual(records.map((cells) => cells.map(({ value }) => value)))
      expect(read).toEqual(parse(text, { relax_column_count: true }))
    }))
  })
  it('of any text lose no character but quotes, delimiters and line ends', () => {
    fc.assert(fc.property(anyText, (text) => {
      const bare = (one: string): string => one.replace(/[",\r\n]/g, '')
      const records = createRecordSplitter({ delimiter: ',', quoting: true }).push(text, true)
      const kept = parseFields(records, ',').map(({ values }, index) => values?.join('') ?? records.filter((one) => one.text !== '')[index].text)
      expect(bare(kept.join(''))).toBe(bare(text))
    }))
  })
})

describe('the quick scan', () => {
  it('says what the thorough one says, or nothing', () => {
    fc.assert(fc.property(anyText, fc.constantFrom(',', '\t', ';'), fc.constantFrom(undefined, true, false), (text, delimiter, chosen) => {
      const [quick, thorough] = [createQuickScan(delimiter, chosen), createDialectScan(delimiter, chosen)]
      for (const scan of [quick, thorough]) scan.push(text, true)
      const { share, ...dialect } = thorough.result()
      expect(share).toBeGreaterThanOrEqual(0)
      expect([null, dialect]).toContainEqual(quick.result())
    }), { numRuns: 2000 })
  })
  it('is enough for a file that is written well', () => {
    const scan = createQuickScan(',')
    scan.push('text,label\n"one, two\nlines",1\nplain,0\n', true)
    expect(scan.result()).toEqual({ delimiter: ',', quoting: true, columns: 2, plainFrom: null })
  })
})
