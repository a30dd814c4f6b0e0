import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import iconv from 'iconv-lite'
import { afterAll, expect, it } from 'vitest'
import { readInputs } from '../../src-main/cli/predict-input.ts'

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
