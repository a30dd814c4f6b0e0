import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import iconv from 'iconv-lite'
import { afterAll, expect, it } from 'vitest'
import { readInputs } from '../../src-main/cli/predict-input.ts'
import { encodeWav } from '../../src-main/datasets/audio/wav-file.ts'

const folder = mkdtempSync(join(tmpdir(), 'seqbench-predict-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function read(content: string | Buffer) {
  const path = join(folder, 'texts.txt')
  writeFileSync(path, content)
  const all = { texts: [] as string[], rejected: 0 }
  for await (const { inputs, rejected } of readInputs(path, { text: ['text'] })) {
    all.texts.push(...inputs.map(({ cells }) => String(cells.text)))
    all.rejected += rejected
  }
  return all
}

it('each line of a text file is a text, in whatever encoding; binary files are refused', async () => {
  const lines = ['这家餐厅的菜很好吃', '', '服务员态度不好，不会再来']
  const expected = { texts: [lines[0], lines[2]], rejected: 1 }
  for (const encoding of ['utf-8', 'gbk', 'utf-16']) expect(await read(iconv.encode(`${lines.join('\r\n')}\r\n`, encoding))).toEqual(expected)
  await expect(read(Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'))).rejects.toMatchObject({ code: 'import.binary' })
})

it('recordings are called by their files, and what is none says why', async () => {
  const recordings = join(folder, 'recordings')
  mkdirSync(recordings)
  const tone = Int16Array.from({ length: 400 }, (_, at) => 8000 * Math.sin(at / 3))
  writeFileSync(join(recordings, 'a.wav'), encodeWav(tone, 8000))
  writeFileSync(join(recordings, 'b.wav'), encodeWav(tone, 16_000))
  writeFileSync(join(recordings, 'c.wav'), 'this is a text')
  const batches = []
  for await (const batch of readInputs(recordings, { audio: ['audio'] })) batches.push(batch)
  expect(batches).toHaveLength(1)
  expect(batches[0]).toMatchObject({ names: ['a.wav', 'b.wav'], rejected: 1, reason: { file: 'c.wav', line: 1 } })
  expect(batches[0].inputs.map(({ cells }) => cells.audio)).toMatchObject([{ shape: [400, 1], rate: 8000 }, { shape: [400, 1], rate: 16_000 }])
  // What was written is what is read, sample by sample.
  expect([...(batches[0].inputs[0].cells.audio as { values: Int16Array }).values]).toEqual([...tone])
})
