/** A tag for each frame of a clip or step of a series: beside it, in arrays, in columns; then learned from. */
import { join } from 'node:path'
import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { isArrayCell } from '../../../src-shared/domain/cell.ts'
import { importFiles } from '../../../src-main/datasets/import.ts'
import { readRoleRows } from '../../../src-main/datasets/rows.ts'
import { newFolder, type Folder } from '../files.ts'
import { readFiles } from './read.ts'

const picture = (bright: boolean) => sharp({ create: { width: 8, height: 8, channels: 3, background: bright ? '#e0e0e0' : '#101010' } }).png().toBuffer()
const states = (clip: number, frames: number): string[] => Array.from({ length: frames }, (_, frame) => ((frame + clip) % 5 < 2 ? 'on' : 'off'))

async function writeClips(folder: Folder, clips = 4, frames = 12): Promise<string[][]> {
  const all = Array.from({ length: clips }, (_, clip) => states(clip, frames))
  for (const [clip, own] of all.entries()) for (const [frame, tag] of own.entries()) folder.file(`clips/clip${clip}/${frame + 1}.png`, await picture(tag === 'on'))
  return all
}

/** A .npy of version 1.0. */
function npy(type: string, shape: number[], bytes: Buffer): Buffer {
  const header = `{'descr': '${type}', 'fortran_order': False, 'shape': (${shape.join(', ')},), }`
  const padded = header.padEnd(Math.ceil((header.length + 11) / 64) * 64 - 11) + '\n'
  const start = Buffer.from([0x93, ...Buffer.from('NUMPY'), 1, 0, 0, 0])
  start.writeUInt16LE(padded.length, 8)
  return Buffer.concat([start, Buffer.from(padded), bytes])
}

describe('frames', () => {
  it.each<[string, (clip: number, frame: number, tag: string) => string, string]>([
    ['clip and frame', (clip, frame, tag) => `clip${clip},${frame},${tag}\n`, 'clip,frame,tag\n'],
    ['the path of the picture', (clip, frame, tag) => `clips/clip${clip}/${frame + 1}.png,${frame},${tag}\n`, 'file,frame,state\n'],
  ])('a table with %s', async (_, line, header) => {
    const folder = newFolder()
    const all = await writeClips(folder)
    // The tenth frame stands before the second where names are compared letter by letter.
    const rows = all.flatMap((own, clip) => own.map((tag, frame) => line(clip, frame, tag)).sort())
    folder.file('tags.csv', header + rows.join(''))
    const read = await readFiles([folder.path])
    expect(read.table.intent).toMatchObject({ task: 'tagging', roles: { frames: ['frames'], tags: ['tags'] } })
    expect(read.column('tags')).toEqual(all)
    expect(read.rejected).toEqual([])
  })

  it('a file of tags in each folder; a clip without one is rejected, one with too few is too', async () => {
    const folder = newFolder()
    const all = await writeClips(folder)
    for (const clip of [0, 1]) folder.file(`clips/clip${clip}/tags.txt`, all[clip].join('\n'))
    folder.file('clips/clip2/tags.txt', 'on\noff\n')
    const dataset = await importFiles([join(folder.path, 'clips')], {}, join(folder.path, 'out'))
    expect(dataset).toMatchObject({ task: 'tagging', roles: { frames: ['frames'], tags: ['tags'] }, sequences: 2, rejected: 2 })
    expect(dataset.rejections.map(({ code }) => code).sort()).toEqual(['sidecar-missing', 'tags-count'])
    const { rows } = await readRoleRows(join(folder.path, 'out'))
    expect(rows.map(({ cells }) => cells.tags)).toEqual([[all[0]], [all[1]]])
    expect(rows.map(({ cells: { frames: [cell] = [] } }) => isArrayCell(cell) && cell.shape)).toEqual([[12, 8, 8, 3], [12, 8, 8, 3]])
  })

  it('a list beside a moving picture; words that are said of it are none', async () => {
    const folder = newFolder()
    const pixels = Buffer.alloc(6 * 6 * 3 * 4, 90)
    for (const name of ['a', 'b']) folder.file(`${name}.gif`, await sharp(pixels, { raw: { width: 6, height: 24, channels: 3, pageHeight: 6 } }).gif({ delay: [50, 50, 50, 50] }).toBuffer())
    for (const name of ['a', 'b']) folder.file(`${name}.txt`, `A person waves, ${name}.\nThen stands.`)
    expect((await readFiles([folder.path])).table.columns).not.toContain('tags')
    for (const name of ['a', 'b']) folder.file(`${name}.tags`, 'up up down down')
    const read = await readFiles([folder.path])
    expect(read.column('tags')).toEqual([['up', 'up', 'down', 'down'], ['up', 'up', 'down', 'down']])
  })
})

describe('series', () => {
  it('arrays of features and of tags', async () => {
    const folder = newFolder()
    const features = folder.file('features.npy', npy('<f4', [2, 3, 2], Buffer.from(Float32Array.from({ length: 12 }, (_, at) => at).buffer)))
    const tags = folder.file('tags.npy', npy('|u1', [2, 3], Buffer.from([0, 1, 1, 2, 0, 0])))
    const read = await readFiles([features, tags])
    expect(read.table.intent).toMatchObject({ task: 'tagging', roles: { series: ['series'], tags: ['tags'] } })
    expect(read.column('tags')).toEqual([['0', '1', '1'], ['2', '0', '0']])
    expect(read.column('series').map((cell) => isArrayCell(cell) && [cell.shape, ...cell.data])).toEqual([[[3, 2], 0, 1, 2, 3, 4, 5], [[3, 2], 6, 7, 8, 9, 10, 11]])
  })

  it.each([['words', ['walk', 'walk', 'stand']], ['whole numbers', [1, 1, 0]]])('columns of JSON, tags that are %s', async (_, own) => {
    const folder = newFolder()
    const lines = Array.from({ length: 12 }, (_row, row) => JSON.stringify({ id: row, signal: [[row, 1], [row + 1, 2], [0.5, row]], tags: own }))
    const dataset = await importFiles([folder.file('steps.jsonl', lines.join('\n'))], {}, join(folder.path, 'out'))
    expect(dataset).toMatchObject({ task: 'tagging', roles: { series: ['signal'], tags: ['tags'] }, sequences: 12 })
    expect(dataset.columns.find(({ name }) => name === 'tags')).toMatchObject({ type: 'tokens', distinct: 2 })
    expect((await readRoleRows(join(folder.path, 'out'))).rows[3].cells.tags).toEqual([own.map(String)])
  })
})
