/** A JSON document of many megabytes on one line. */
import { describe, expect, it } from 'vitest'
import { newFolder } from '../files.ts'
import { readFiles } from './read.ts'

const readText = (name: string, text: string | Buffer, table?: string) => readFiles([newFolder().file(name, text)], table === undefined ? {} : { table })

describe('JSON documents', () => {
  it('a document on one line of many megabytes is read value by value', async () => {
    const text = `[${Array.from({ length: 40_000 }, (_, index) => JSON.stringify({ text: `${index} `.repeat(80), label: index % 2 })).join(',')}]`
    expect(text.length).toBeGreaterThan(17 * 2 ** 20)
    const { rows, bytes } = await readText('a.json', text)
    expect([rows.length, rows[39_999].values[1], bytes.told]).toEqual([40_000, '1', 2 * bytes.files])
  })
})
