import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { failureOf, newFolder } from '../files.ts'
import { readFiles } from './read.ts'

describe('pairs', () => {
  it('two aligned files by language, three parts told by their names', async () => {
    const folder = newFolder()
    const paths = ['train', 'dev', 'test'].flatMap((part) => [folder.file(`${part}.en`, `one ${part}\n"two"\n`), folder.file(`${part}.zh`, `一\t${part}\n二\n`)])
    const read = await readFiles(paths)
    expect(read.format).toBe('pairs')
    expect(read.table).toMatchObject({ columns: ['en', 'zh', 'split'], intent: { task: 'translation', roles: { source: ['en'], target: ['zh'], split: ['split'] } } })
    expect(read.rows.slice(0, 2).map(({ line, values }) => [line, ...values])).toEqual([[1, 'one train', '一\ttrain', 'train'], [2, '"two"', '二', 'train']])
    expect(new Set(read.column('split'))).toEqual(new Set(['train', 'validation', 'test']))
    expect(read.bytes.told).toBe(read.bytes.files)
  })

  it('files of other lengths are refused with both', async () => {
    const folder = newFolder()
    const work = readFiles([folder.file('a.src', 'a\nb\nc\n'), folder.file('a.tgt', 'x\ny\n')])
    expect(await failureOf(work)).toMatchObject({ code: 'import.aligned', details: { file: 'a.tgt', found: 2, first: 'a.src', expected: 3 } })
  })

  it('keep step over many blocks', async () => {
    const folder = newFolder()
    const lines = Array.from({ length: 60_000 }, (_, index) => index)
    const read = await readFiles([folder.file('a.en', lines.map((index) => `the sentence of number ${index}\n`).join('')), folder.file('a.de', lines.map((index) => `${index}\n`).join(''))])
    expect(read.rows).toHaveLength(60_000)
    expect(read.rows.every(({ line, values: [left, right] }) => left === `the sentence of number ${String(right)}` && line === Number(right) + 1)).toBe(true)
  })

  it('tab-separated with who wrote them, and by sentence numbers', async () => {
    const credit = 'CC-BY 2.0 (France) Attribution: tatoeba.org #1 (CK) & #2 (fucongcong)'
    const three = await readFiles([newFolder().file('cmn.txt', `Hi.\t嗨。\t${credit}\nSay "no.\t說不。\nRun!\t跑!\t${credit}\nOne\n${Array.from({ length: 60 }, (_, index) => `Text ${index}.\t文${index}。\t${credit}\n`).join('')}`)])
    expect(three.format).toBe('pairs')
    expect(three.rows.map(({ values }) => values.slice(0, 2)).slice(0, 3)).toEqual([['Hi.', '嗨。'], ['Say "no.', '說不。'], ['Run!', '跑!']])
    expect(three.rejected).toEqual([{ file: 'cmn.txt', line: 4, rejected: { code: 'ragged', details: { found: 1, expected: 3 } } }])
    const four = await readFiles([newFolder().file('a.tsv', '1\tHi.\t2\t嗨。\n3\tRun.\t4\t跑。\n')])
    expect(four.table.columns).toEqual(['source id', 'source', 'target id', 'target'])
  })

  it('labels, identifiers and headers are no pairs', async () => {
    const folder = newFolder()
    expect((await readFiles([folder.file('a.txt', 'a fine film\tgood\na bad film\tbad\na mad film\tbad\na glad film\tgood\na sad film\tbad\n')])).format).toBe('tsv')
    expect((await readFiles([folder.file('b.txt', '1\tone text\n2\tother text\n')])).format).toBe('tsv')
    expect((await readFiles([folder.file('c.tsv', 'source\ttarget\nHi.\t嗨。\nRun.\t跑。\n')])).format).toBe('tsv')
  })
})

describe('plain text', () => {
  it('one long text is one row, its line ends those of Unix', async () => {
    const read = await readFiles([newFolder().file('novel.txt', 'It was a dark night,\r\nand it rained.\r\n\r\nNobody came.\r\n')])
    expect(read.format).toBe('corpus')
    expect(read.rows).toEqual([{ file: 'novel.txt', line: 1, values: ['It was a dark night,\nand it rained.\n\nNobody came.\n'] }])
    expect(read.table.intent).toMatchObject({ task: 'generation', roles: { text: ['text'] } })
  })

  it('an item a line', async () => {
    const read = await readFiles([newFolder().file('names.txt', 'Anna\nBérénice\n李明\n\n')])
    expect(read.format).toBe('lines')
    expect(read.column('text')).toEqual(['Anna', 'Bérénice', '李明'])
  })

  it('a person may say which it is', async () => {
    const path = newFolder().file('names.txt', 'Anna\nBert\n')
    expect((await readFiles([path], { format: 'corpus' })).column('text')).toEqual(['Anna\nBert\n'])
  })

  it('files named train and test give a split column', async () => {
    const folder = newFolder()
    const read = await readFiles([folder.file('ptb.train.txt', 'one of them\n\nOther.\n'), folder.file('ptb.test.txt', 'two of them\n\nOther.\n')])
    expect(read.column('split')).toEqual(['train', 'test'])
  })
})

describe('a file per class', () => {
  it('as a folder, as files chosen, and by their endings', async () => {
    const folder = newFolder()
    const paths = [folder.file('names/Arabic.txt', 'Khoury\nNahas\n'), folder.file('names/Dutch.txt', 'Aalst\n\n')]
    folder.file('names/README.txt', 'Where they come from.\n')
    for (const read of [await readFiles([join(folder.path, 'names')]), await readFiles(paths)]) {
      expect(read.format).toBe('class-files')
      expect(read.rows.map(({ values }) => values)).toEqual([['Khoury', 'Arabic'], ['Nahas', 'Arabic'], ['Aalst', 'Dutch']])
    }
    const polar = await readFiles([folder.file('rt.pos', 'good .\n'), folder.file('rt.neg', 'bad .\n')])
    expect(polar.column('label')).toEqual(['pos', 'neg'])
  })
})
