/** Very long texts, and real ones of ../shared/data where it is there. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { newFolder, realData } from '../files.ts'
import { readFiles } from './read.ts'

describe('plain text', () => {
  it('a very long one is pieces that make the text', async () => {
    const text = `${'and so on it went, until the very end of it all,\n'.repeat(700_000)}\nEnd.\n`
    const read = await readFiles([newFolder().file('long.txt', text)], { format: 'corpus' })
    expect(read.rows.length).toBeGreaterThan(1)
    expect(read.column('text').join('') === text).toBe(true)
    expect(read.rows[1].line).toBe((read.column('text')[0] as string).split('\n').length)
  })
})

const tatoeba = realData('tatoeba_en_zh')
const shakespeare = realData('tinyshakespeare')
const names = realData('names_classification')
describe('real texts', () => {
  it.skipIf(tatoeba === null)('tatoeba has 21,007 pairs of 20,404 different sources', async () => {
    const read = await readFiles([join(tatoeba ?? '', 'cmn.txt')])
    expect(read.format).toBe('pairs')
    expect([read.rows.length, read.rejected.length, new Set(read.column('source')).size]).toEqual([21_007, 0, 20_404])
  })

  it.skipIf(shakespeare === null)('tinyshakespeare is one corpus', async () => {
    const path = join(shakespeare ?? '', 'input.txt')
    const read = await readFiles([path])
    expect(read.format).toBe('corpus')
    expect(read.column('text')).toEqual([readFileSync(path, 'utf8')])
  })

  it.skipIf(names === null)('surnames of 18 peoples', async () => {
    const read = await readFiles([join(names ?? '', 'data/names')])
    expect(read.format).toBe('class-files')
    expect(new Set(read.column('label')).size).toBe(18)
    expect(read.column('label').filter((label) => label === 'Vietnamese')).toHaveLength(73)
  })
})
