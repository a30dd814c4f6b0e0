import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createBytePairSplitter, joinBytePairs, splitPieces } from '../../src-main/datasets/text/byte-pair.ts'
import { createBytePairTrainer, type BytePairs } from '../../src-main/datasets/text/byte-pair-training.ts'
import { fitTokens } from '../../src-main/datasets/text/fit.ts'
import { foldNumbers } from '../../src-main/datasets/text/fold-numbers.ts'
import { readWordVectors } from '../../src-main/datasets/text/vectors.ts'
import { encode } from '../../src-main/datasets/text/vocabulary.ts'
import { textPartSchema, type TextPart } from '../../src-shared/domain/preprocessing.ts'

interface BytePairGolden { texts: string[]; asked: string[]; cases: { size: number; merges: [string, string][]; tokens: string[]; encoded: string[][] }[] }
const golden = JSON.parse(readFileSync(new URL('goldens/byte-pairs.json', import.meta.url), 'utf8')) as BytePairGolden

async function train(texts: readonly string[], size: number): Promise<BytePairs> {
  const trainer = createBytePairTrainer()
  for (const text of texts) trainer.add(text)
  const learned = trainer.train({ size })
  expect(await trainer.trainBeside({ size })).toEqual(learned)
  return learned
}

describe('byte pairs', () => {
  test.each(golden.cases)('are those Hugging Face learns, and cut as it cuts: $size tokens', async ({ size, merges, tokens, encoded }) => {
    const learned = await train(golden.texts, size)
    expect(learned.tokens).toEqual(tokens)
    expect(learned.merges).toEqual(merges)
    const split = createBytePairSplitter(learned.merges)
    golden.asked.forEach((text, index) => {
      // Hugging Face drops what its vocabulary does not have; here it stays, to be the unknown token.
      expect(split(text).filter((token) => tokens.includes(token))).toEqual(encoded[index])
    })
  })

  test('joined, the tokens of any text are the text', async () => {
    const { merges } = await train(golden.texts, 200)
    const split = createBytePairSplitter(merges)
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 80 }), (text) => {
        expect(joinBytePairs(split(text))).toBe(text.normalize('NFC'))
        expect(splitPieces(text).join('')).toBe(text.normalize('NFC'))
      }),
      { numRuns: 300, seed: 1 },
    )
    expect(split('')).toEqual([])
  })

  test('no more tokens than asked for, rare characters left out first, nothing from nothing', async () => {
    const { tokens, merges } = await train(['aaaa bbbb 一二三四五六七八九十'], 10)
    expect(tokens).toHaveLength(10)
    expect(tokens.slice(0, 3)).toEqual([' ', 'a', 'b'])
    expect(merges.length).toBeGreaterThan(0)
    expect(await train([], 10)).toEqual({ tokens: [], merges: [] })
    expect((await train(['a'], 10)).merges).toEqual([])
  })

  test('an aborted signal ends the training', async () => {
    const trainer = createBytePairTrainer()
    trainer.add('one two three')
    await expect(trainer.trainBeside({ size: 50 }, AbortSignal.abort(new Error('stopped')))).rejects.toThrow('stopped')
  })
})

test('digits of every script fold', () => {
  expect(['1984', '3,14', 'B2B', '٣٤', 'no', '½'].map(foldNumbers)).toEqual(['0000', '0,00', 'B0B', '00', 'no', '½'])
})

const part = (changes: Partial<TextPart>): TextPart => textPartSchema.parse(changes)

test('byte pairs are a tokeniser like the others: fitted to training texts, encoded with what was fitted', () => {
  const texts = ['lower lowest low', 'newer newest new 12', 'lower newer 34']
  const preprocessing = part({ tokenizer: 'bytePair', maximumVocabulary: 24, foldNumbers: true })
  const fitted = { preprocessing, ...fitTokens(texts, preprocessing) }
  expect(fitted.vocabulary.slice(0, 3)).toEqual(['<padding>', '<unknown>', ' '])
  expect(fitted.vocabulary.length).toBeLessThanOrEqual(26)
  const { tokens, pieces } = encode(fitted, 'LOWER news 99 z')
  expect(pieces.map(({ token }) => token).join('')).toBe('lower news 00 z')
  expect(pieces.filter(({ known }) => !known).map(({ token }) => token)).toEqual(['z'])
  expect(tokens).toHaveLength(pieces.length)
  expect(tokens.length).toBeLessThan('lower news 00 z'.length)
  expect(fitTokens(texts, part({})).merges).toEqual([])
  expect(fitTokens(['Room 12, Room 34'], part({ foldNumbers: true, lowercase: false })).vocabulary).toEqual(['<padding>', '<unknown>', 'Room', '00', ','])
  expect(encode({ preprocessing, ...fitTokens([], preprocessing) }, 'a').tokens).toEqual(Int32Array.of(1))
})

describe('word vectors', () => {
  let folder = ''
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'seqbench-vectors-'))
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))
  const write = async (name: string, content: string | Uint8Array): Promise<string> => {
    const path = join(folder, name)
    await writeFile(path, content)
    return path
  }
  const rows = 'the 0.5 -1 2e-1\nCat 1 2 3\ncat 4 5 6\n你好 7 8 9\n. . . 1 1 1\nthe 9 9 9\n'

  test.each([['glove.txt', rows], ['fast.vec', `6 3\n${rows}`], ['crlf.vec', `6 3\r\n${rows.replaceAll('\n', ' \r\n')}`], ['glove.txt.gz', gzipSync(rows)], ['cut.txt', rows.trimEnd()]])('%s', async (name, content) => {
    const path = await write(name, content)
    const { size, vectors, rows: read } = await readWordVectors(path, ['the', 'Cat', 'CAT', '你好', '. . .', 'dog'])
    expect([size, read]).toEqual([3, 6])
    expect(vectors.get('the')).toEqual(Float32Array.of(0.5, -1, 0.2))
    expect(vectors.get('Cat')).toEqual(Float32Array.of(1, 2, 3))
    expect(vectors.get('CAT')).toEqual(Float32Array.of(4, 5, 6))
    expect(vectors.get('你好')).toEqual(Float32Array.of(7, 8, 9))
    expect(vectors.has('dog')).toBe(false)
  })

  test('only wanted rows are kept, over many chunks', async () => {
    const path = await write('large.vec', `40000 50\n${Array.from({ length: 40_000 }, (_, row) => `w${String(row)} ${Array.from({ length: 50 }, (_, column) => ((row + column) % 7) / 10).join(' ')}`).join('\n')}\n`)
    const told: number[] = []
    const { vectors, rows: read } = await readWordVectors(path, ['w0', 'w39999', 'W20000'], { report: ({ done }) => told.push(done) })
    expect([vectors.size, read]).toEqual([3, 40_000])
    expect(vectors.get('W20000')?.[3]).toBeCloseTo(((20_003 % 7) / 10), 6)
    expect(told.at(-1)).toBe((await readFile(path)).length)
  })

  test.each([
    ['short.txt', 'the 1 2 3\ncat 1 2\n', 2],
    ['words.txt', 'this is a sentence\n', 1],
    ['empty.vec', '', 0],
    ['zero.vec', '5 0\n', 1],
    ['nan.txt', 'the 1 2\ncat 1 x\n', 2],
    ['damaged.gz', gzipSync(rows.repeat(5000)).subarray(0, 60), 0],
  ])('%s is refused with its line', async (name, content, line) => {
    const path = await write(name, content)
    await expect(readWordVectors(path, ['the', 'cat'])).rejects.toMatchObject({ code: 'vectors.invalid', details: { file: name, ...(line > 0 ? { line } : {}) } })
  })

  test('a missing file is told, an aborted signal ends the reading', async () => {
    await expect(readWordVectors(join(folder, 'none.vec'), [])).rejects.toMatchObject({ code: 'file.unreadable' })
    const path = await write('stop.vec', rows)
    await expect(readWordVectors(path, ['the'], { signal: AbortSignal.abort(new Error('stopped')) })).rejects.toThrow('stopped')
  })
})
