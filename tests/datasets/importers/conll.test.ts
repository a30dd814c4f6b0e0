import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { failureOf, newFolder, realData } from '../files.ts'
import { readFiles } from './read.ts'

const four = '-DOCSTART- -X- -X- O\n\nEU NNP B-NP B-ORG\nrejects VBZ B-VP O\nGerman JJ B-NP B-MISC\n\nPeter NNP B-NP B-PER\nBlackburn NNP I-NP I-PER\n'

describe('CoNLL columns', () => {
  it('reads sentences apart by empty lines and by a lone tab', async () => {
    const path = newFolder().file('words.txt', 'A\tO\nParis\tB-loc\n\t\nB\tB-per\nC\tI-per\n\nD\tO\n')
    const read = await readFiles([path])
    expect(read.format).toBe('conll')
    expect(read.rows.map(({ line, values }) => [line, ...values])).toEqual([[1, ['A', 'Paris'], ['O', 'B-loc']], [4, ['B', 'C'], ['B-per', 'I-per']], [7, ['D'], ['O']]])
    expect(read.table).toMatchObject({ columns: ['tokens', 'tags'], types: { tokens: 'tokens', tags: 'tokens' }, delimiter: '\t', intent: { task: 'tagging', roles: { tokens: ['tokens'], tags: ['tags'] } } })
    expect(read.bytes.told).toBe(read.bytes.files * read.bytes.passes)
  })

  it('reads four columns by spaces, documents apart, the last with entities as tags', async () => {
    const read = await readFiles([newFolder().file('eng.train', four)])
    expect(read.table.columns).toEqual(['tokens', 'column2', 'column3', 'tags'])
    expect(read.rows.map(({ values }) => values)).toEqual([
      [['EU', 'rejects', 'German'], ['NNP', 'VBZ', 'JJ'], ['B-NP', 'B-VP', 'B-NP'], ['B-ORG', 'O', 'B-MISC']],
      [['Peter', 'Blackburn'], ['NNP', 'NNP'], ['B-NP', 'I-NP'], ['B-PER', 'I-PER']],
    ])
  })

  it.each([
    ['IOB1', ['I-PER', 'I-PER', 'B-PER', 'O', 'I-LOC']],
    ['BIOES', ['B-PER', 'E-PER', 'S-PER', 'O', 'S-LOC']],
    ['BMES', ['B-PER', 'E-PER', 'S-PER', 'O', 'S-LOC']],
    ['BILOU', ['B-PER', 'L-PER', 'U-PER', 'O', 'U-LOC']],
  ])('converts %s to BIO', async (scheme, tags) => {
    const longer = scheme === 'BMES' ? '\nx\tB-ORG\ny\tM-ORG\nz\tE-ORG\n' : '\nx\tO\n'
    const content = tags.map((tag, index) => `w${index}\t${tag}\n`).join('') + longer
    const read = await readFiles([newFolder().file('a.conll', content)])
    expect(read.column('tags')[0]).toEqual(['B-PER', 'I-PER', 'B-PER', 'O', 'B-LOC'])
    expect(read.table.findings).toMatchObject([{ code: 'tags-converted', details: { scheme } }])
  })

  it('rejects a sentence with a ragged line, at that line, and goes on', async () => {
    const path = newFolder().file('a.conll', `${'a\tO\n'.repeat(60)}\nb\tO\nParis B-loc\nc\tO\n\nd\tB-per\n`)
    const read = await readFiles([path])
    expect(read.rejected).toEqual([{ file: 'a.conll', line: 63, rejected: { code: 'ragged', details: { found: 1, expected: 2 } } }])
    expect(read.rows.map(({ line }) => line)).toEqual([1, 66])
  })

  it('reads numbered tokens with comments and ranges (CoNLL-U), parts of speech as tags', async () => {
    const line = (id: string, form: string, pos: string) => `${[id, form, form, pos, '_', '_', '0', 'root', '_', '_'].join('\t')}\n`
    const path = newFolder().file('a.conllu', `# sent_id = 1\n# text = Im Haus\n${line('1-2', 'Im', '_')}${line('1', 'In', 'ADP')}${line('2', 'dem', 'DET')}${line('3', 'Haus', 'NOUN')}\n`)
    const read = await readFiles([path])
    expect(read.column('tokens')).toEqual([['In', 'dem', 'Haus']])
    expect(read.column('tags')).toEqual([['ADP', 'DET', 'NOUN']])
  })

  it('a hash is a token like another', async () => {
    const read = await readFiles([newFolder().file('a.conll', '#\tO\nfun\tB-x\n\n#\tO\n')])
    expect(read.column('tokens')).toEqual([['#', 'fun'], ['#']])
  })

  it('files named train, dev and test give a split column', async () => {
    const folder = newFolder()
    const paths = ['train', 'dev', 'test'].map((part) => folder.file(`${part}.conll`, 'a\tO\nb\tB-x\n\nc\tO\n'))
    const read = await readFiles(paths)
    expect(read.column('split')).toEqual(['train', 'train', 'validation', 'validation', 'test', 'test'])
    expect(read.table.intent?.roles.split).toEqual(['split'])
  })

  it('refuses files of other columns, and one without columns', async () => {
    const folder = newFolder()
    expect(await failureOf(readFiles([folder.file('a.conll', 'a\tO\n'), folder.file('b.conll', 'a\tx\tO\n')]))).toMatchObject({ code: 'import.columns-differ' })
    expect(await failureOf(readFiles([folder.file('c.conll', 'a\nb\n')], { format: 'conll' }))).toMatchObject({ code: 'import.layout', details: { file: 'c.conll' } })
  })

  it('leaves tables and prose to others', async () => {
    const folder = newFolder()
    expect((await readFiles([folder.file('a.txt', 'good film\t1\nbad film\t0\n\nfair\t1\n')])).format).toBe('tsv')
  })
})

const wnut = realData('wnut17')
describe.skipIf(wnut === null)('wnut17', () => {
  it('has 3394 / 1009 / 1287 sentences of 62730 / 15733 / 23394 tokens', async () => {
    const paths = ['wnut17train.conll', 'emerging.dev.conll', 'emerging.test.annotated'].map((name) => join(wnut ?? '', name))
    const read = await readFiles(paths)
    const parts = read.column('split')
    const tokens = read.column('tokens') as string[][]
    const count = (part: string) => tokens.filter((_, index) => parts[index] === part)
    expect(['train', 'validation', 'test'].map((part) => [count(part).length, count(part).flat().length])).toEqual([[3394, 62730], [1009, 15733], [1287, 23394]])
    expect(read.rejected).toEqual([])
    expect(new Set((read.column('tags') as string[][]).flat()).size).toBe(13)
  })
})
