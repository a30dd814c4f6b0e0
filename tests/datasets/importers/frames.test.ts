import { copyFileSync, mkdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { isArrayCell, type ArrayCell, type Cell } from '../../../src-shared/domain/cell.ts'
import { failureOf, newFolder, realData } from '../files.ts'
import { readFiles } from './read.ts'

const clips = join(import.meta.dirname, '../fixtures/clips')
const cellOf = (cell: Cell): ArrayCell => (isArrayCell(cell) ? cell : { shape: [], data: new Uint8Array(), rate: null })
const picture = (red: number, width = 8, height = 6) => sharp({ create: { width, height, channels: 3, background: { r: red, g: 10, b: 20 } } }).png().toBuffer()
const redOf = ({ shape: [, height, width, channels], data }: ArrayCell, frame: number): number => data[frame * height * width * channels]

/** Where the bright square of the recorded clips is: the column of its middle. */
function brightest({ shape: [, height, width], data }: ArrayCell, frame: number): number {
  const row = (frame * height + 24) * width
  const bright = Array.from({ length: width }, (_, column) => column).filter((column) => data[(row + column) * 3] > 130)
  return bright.reduce((sum, column) => sum + column, 0) / bright.length
}

describe('clips', () => {
  it('a folder of pictures each, in the order of their numbers; classes, parts and subjects by folder', async () => {
    const folder = newFolder()
    for (const part of ['train', 'test']) {
      for (const label of ['wave', 'push']) {
        for (const subject of ['subject1', 'subject2']) for (const number of [1, 2, 10]) folder.file(`${part}/${label}/${subject}_sit/${number}.png`, await picture(number * 20))
      }
    }
    const read = await readFiles([folder.path])
    expect(read.format).toBe('frames')
    expect(read.table).toMatchObject({ columns: ['frames', 'label', 'subject', 'split', 'clip'], types: { frames: 'frames' }, intent: { task: 'classification', roles: { frames: ['frames'], label: ['label'], group: ['subject'], split: ['split'] } } })
    expect(read.rows).toHaveLength(8)
    expect(read.rows[0].values.slice(1)).toEqual(['push', 'subject1', 'test', 'test/push/subject1_sit'])
    const [cell] = read.column('frames').map(cellOf)
    expect(cell.shape).toEqual([3, 6, 8, 3])
    expect([0, 1, 2].map((frame) => redOf(cell, frame))).toEqual([20, 40, 200])
    expect(read.bytes.told).toBe(read.bytes.files)
  })

  it('animated GIF and WebP with their rate; large ones are kept smaller', async () => {
    const folder = newFolder()
    const [width, height] = [400, 300]
    const pixels = Buffer.alloc(width * height * 3 * 4)
    for (let frame = 0; frame < 4; frame++) pixels.fill(60 * frame + 20, frame * width * height * 3, (frame + 1) * width * height * 3)
    const raw = { raw: { width, height: height * 4, channels: 3, pageHeight: height } } as const
    folder.file('a/one.gif', await sharp(pixels, raw).gif({ delay: [50, 50, 50, 50] }).toBuffer())
    folder.file('a/two.webp', await sharp(pixels, raw).webp({ delay: [100, 100, 100, 100], lossless: true }).toBuffer())
    const read = await readFiles([folder.path])
    expect(read.rejected).toEqual([])
    expect(read.column('frames').map(cellOf).map(({ shape, rate }) => [shape, rate])).toEqual([[[4, 256, 341, 3], 20], [[4, 256, 341, 3], 10]])
    for (const cell of read.column('frames').map(cellOf)) [0, 1, 2, 3].forEach((frame) => expect(Math.abs(redOf(cell, frame) - 60 * frame - 20)).toBeLessThan(4))
  })

  it.each(['vp8.webm', 'vp9.webm'])('%s: the square moves as it was drawn', async (name) => {
    const read = await readFiles([join(clips, name)])
    expect(read.rejected).toEqual([])
    const [cell] = read.column('frames').map(cellOf)
    expect(cell.shape).toEqual([10, 48, 64, 3])
    expect(cell.rate).toBeCloseTo(10, 5)
    for (let frame = 0; frame < 10; frame++) expect(Math.abs(brightest(cell, frame) - (7.5 + 5 * frame))).toBeLessThan(1.5)
  })

  it('what cannot be decoded is a rejected row that says why, and what to do', async () => {
    const folder = newFolder()
    folder.file('a/good.png', await picture(1))
    folder.file('b/cut.png', (await picture(1)).subarray(0, 60))
    folder.file('c/clip.mp4', Buffer.from('\0\0\0\x20ftypisom\0\0\x02\0isomiso2avc1mp41'))
    folder.file('c/cut.webm', readFileSync(join(clips, 'vp9.webm')).subarray(0, 300))
    folder.file('c/noise.webm', Buffer.concat([Buffer.from([0x1a, 0x45, 0xdf, 0xa3]), Buffer.alloc(500, 7)]))
    folder.file('c/text.webm', 'no video')
    const bomb = Buffer.from('GIF89a\xff\xff\xff\xff\x80\0\0\0\0\0\xff\xff\xff\x2c\0\0\0\0\xff\xff\xff\xff\0\x02\x02\x44\x01\0\x3b', 'latin1')
    folder.file('d/bomb.gif', bomb)
    const read = await readFiles([folder.path])
    expect(read.rows.map(({ file }) => file)).toEqual(['a'])
    const reasons = Object.fromEntries(read.rejected.map(({ file, rejected }) => [file, rejected]))
    expect(reasons).toMatchObject({
      'b': { code: 'media' },
      'c/clip.mp4': { code: 'media' },
      'c/noise.webm': { code: 'media' },
      'c/text.webm': { code: 'media', details: { reason: 'it does not begin as a video of WebM or Matroska does' } },
      'd/bomb.gif': { code: 'media-too-large', details: { found: 'pictures of 65535 x 65535' } },
    })
    expect(reasons['c/cut.webm']?.code).toBe('media')
  })

  it('after a broken video the next one is read', async () => {
    const folder = newFolder()
    folder.file('x/a.webm', Buffer.concat([Buffer.from([0x1a, 0x45, 0xdf, 0xa3]), Buffer.alloc(500, 7)]))
    mkdirSync(dirname(join(folder.path, 'x/b.webm')), { recursive: true })
    copyFileSync(join(clips, 'vp8.webm'), join(folder.path, 'x/b.webm'))
    const read = await readFiles([folder.path])
    expect([read.rows.length, read.rejected.length]).toEqual([1, 1])
  })

  it('a folder without clips says what was expected', async () => {
    const folder = newFolder()
    folder.file('a.txt', 'x\n')
    expect(await failureOf(readFiles([folder.path], { format: 'frames' }))).toMatchObject({ code: 'import.media-empty' })
  })
})

const gestures = realData('handgesture_sample')
describe.skipIf(gestures === null)('the hand gestures', () => {
  it('are 4 clips of 19 to 27 frames, two boxes and two circles by one subject', async () => {
    const read = await readFiles([join(gestures ?? '', 'datasets/sample')])
    expect([read.format, read.rejected.length]).toEqual(['frames', 0])
    const shapes = read.column('frames').map((cell) => cellOf(cell).shape)
    expect(shapes.map(([, ...rest]) => rest)).toEqual(Array.from({ length: 4 }, () => [240, 320, 3]))
    expect(shapes.map(([steps]) => steps).reduce((sum, steps) => sum + steps, 0)).toBe(92)
    expect(Math.min(...shapes.map(([steps]) => steps)) >= 19 && Math.max(...shapes.map(([steps]) => steps)) <= 27).toBe(true)
    expect(read.column('label')).toEqual(['box', 'box', 'circle', 'circle'])
    expect(new Set(read.column('subject'))).toEqual(new Set(['subject1']))
  })
})
