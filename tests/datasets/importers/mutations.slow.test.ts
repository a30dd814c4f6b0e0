/** Damaged files of every sequence and media format: read, rejected row by row, or refused with an error of the table. Nothing else, ever. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SeqbenchError } from '../../../src-shared/contract/errors.ts'
import { describeRejection } from '../../../src-shared/domain/rejection.ts'
import { newFolder } from '../files.ts'
import { readFiles } from './read.ts'

const fixtures = join(import.meta.dirname, '../fixtures')
const text = (content: string) => Buffer.from(content)

/** A small whole file of each format; its name says which it is. */
const samples: [string, string, Buffer][] = [
  ['conll', 'a.conll', text('-DOCSTART- O\n\nEU\tB-ORG\nrejects\tO\n\t\nPeter\tB-PER\nB\tI-PER\n')],
  ['ts', 'a.ts', text('#c\n@problemName x\n@univariate false\n@dimensions 2\n@equalLength true\n@seriesLength 3\n@classLabel true a b\n@data\n1,2,3:4,5,6:a\n1,?,3:4,5,6:b\n')],
  ['ts', 'times.ts', text('@problemName x\n@timeStamps true\n@targetLabel true\n@data\n(0,1),(1,2):0.5\n(2020-01-01 00:00:00,1),(2020-01-02 00:00:00,2):1e3\n')],
  ['ucr', 'a_TRAIN.tsv', text(`${'1\t2\t3\t4\t5\t6\t7\t8\t9\tNaN\n'.repeat(3)}`)],
  ['pairs', 'a.txt', text('Hi.\t嗨。\nRun!\t跑!\nWho?\t誰?\n')],
  ['numpy', 'a.npz', readFileSync(join(fixtures, 'arrays/parts.npz'))],
  ['numpy', 'a.npy', readFileSync(join(fixtures, 'arrays/matrix.npy'))],
  ...['pcm_16.wav', 'extensible.wav', 'mono.flac', 'vorbis.ogg', 'opus.ogg', 'mono.mp3'].map((name): [string, string, Buffer] => ['audio', name, readFileSync(join(fixtures, 'audio', name))]),
  ...['vp8.webm', 'vp9.webm', 'high.mp4', 'fragments.mp4', 'ten-bits.mkv'].map((name): [string, string, Buffer] => ['frames', name, readFileSync(join(fixtures, 'clips', name))]),
]

/** [place, kind, value]: a byte changed, bytes left out, bytes repeated, or the end cut. */
const mutation = fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.constantFrom('set', 'drop', 'repeat', 'cut'), fc.integer({ min: 0, max: 255 }))

function mutate(bytes: Buffer, changes: [number, string, number][]): Buffer {
  return changes.reduce((damaged, [share, kind, value]) => {
    const at = Math.floor(share * Math.max(0, damaged.length - 1))
    const rest = damaged.subarray(at)
    const kinds: Record<string, () => Buffer> = {
      set: () => Buffer.concat([damaged.subarray(0, at), Buffer.of(value), rest.subarray(1)]),
      drop: () => Buffer.concat([damaged.subarray(0, at), rest.subarray(1 + (value % 16))]),
      repeat: () => Buffer.concat([damaged.subarray(0, at), rest.subarray(0, 1 + value), rest]),
      cut: () => damaged.subarray(0, at),
    }
    return kinds[kind]()
  }, bytes)
}

const runs = Number(process.env['SEQBENCH_FUZZ_RUNS'] ?? 40)
describe('damaged files', () => {
  it.each(samples)('%s: %s', async (format, name, bytes) => {
    const path = join(newFolder().path, name)
    mkdirSync(dirname(path), { recursive: true })
    await fc.assert(fc.asyncProperty(fc.array(mutation, { minLength: 1, maxLength: 4 }), async (changes) => {
      writeFileSync(path, mutate(bytes, changes))
      try {
        const { rejected } = await readFiles([path], { format })
        for (const row of rejected) expect(describeRejection(row.rejected)).not.toMatch(/\{\w+\}/)
      } catch (error) {
        if (!(error instanceof SeqbenchError) || error.code === 'internal') throw error
        expect(error.message + error.hint).not.toMatch(/\{\w+\}/)
      }
    }), { numRuns: runs, seed: 5 })
  }, 600_000)
})
