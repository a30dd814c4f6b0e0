/** Videos against what ffmpeg itself makes of them (fixtures/record-videos.sh): every picture, its size, its place and its colours. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { decodeVideo } from '../../../src-main/datasets/frames/decode-video.ts'
import { isArrayCell, type ArrayCell } from '../../../src-shared/domain/cell.ts'
import type { RejectionReason } from '../../../src-shared/domain/rejection.ts'
import { newFolder } from '../files.ts'

const clips = join(import.meta.dirname, '../fixtures/clips')
/** grid: means of 3 x 3 places of each picture, rows first, colours last. */
const expected = JSON.parse(readFileSync(join(clips, 'expected.json'), 'utf8')) as Record<string, { shape: number[]; grid: number[][] }>
const read = (name: string) => decodeVideo(join(clips, name), name.split('.').at(-1) ?? '')

function clip(decoded: ArrayCell | RejectionReason): ArrayCell {
  if ('code' in decoded || !isArrayCell(decoded)) throw new Error(JSON.stringify(decoded))
  return decoded
}

/** numpy.array_split: the first places are one longer where it does not come out even. */
function thirds(side: number): [number, number][] {
  const sizes = [0, 1, 2].map((place) => Math.floor(side / 3) + (place < side % 3 ? 1 : 0))
  return sizes.map((size, place) => [sizes.slice(0, place).reduce((sum, one) => sum + one, 0), size])
}

function gridOf({ shape: [, height, width], data }: ArrayCell, frame: number): number[] {
  return thirds(height).flatMap(([top, rows]) => thirds(width).flatMap(([left, columns]) => [0, 1, 2].map((channel) => {
    let sum = 0
    for (let row = top; row < top + rows; row++) for (let column = left; column < left + columns; column++) sum += data[((frame * height + row) * width + column) * 3 + channel]
    return sum / (rows * columns)
  })))
}

/** Of a place, which holds hundreds of pixels: chroma is rounded in other ways by a processor's own instructions. */
const tolerance = 1

describe('videos', () => {
  it.each(Object.keys(expected))('%s: as ffmpeg has it', async (name) => {
    const decoded = clip(await read(name))
    const { shape, grid } = expected[name]
    expect(decoded.shape).toEqual(shape)
    expect(decoded.rate).toBeCloseTo(10, 3)
    const worst = Math.max(...grid.flatMap((places, frame) => gridOf(decoded, frame).map((mean, place) => Math.abs(mean - places[place]))))
    expect(worst).toBeLessThan(tolerance)
  })

  it('reports the bytes of the file, no more and no less, where the header stands at the end', async () => {
    let told = 0
    await decodeVideo(join(clips, 'high.mp4'), 'mp4', { onBytes: (bytes) => (told += bytes) })
    expect(told).toBe(readFileSync(join(clips, 'high.mp4')).length)
  })

  it('ends within a step of being cancelled', async () => {
    const cancel = new AbortController()
    const decoding = decodeVideo(join(clips, 'large.mp4'), 'mp4', { signal: cancel.signal, onBytes: () => cancel.abort(new Error('cancelled')) })
    await expect(decoding).rejects.toThrow('cancelled')
  })
})

/** A file of its own, made from a fixture. */
function changed(name: string, change: (bytes: Buffer) => Buffer, as = name): string {
  const path = join(newFolder().path, as)
  writeFileSync(path, change(readFileSync(join(clips, name))))
  return path
}

/** `value` as 32 bits at `skip` bytes behind a box's name. */
function patch(bytes: Buffer, box: string, skip: number, value: number): Buffer {
  const copy = Buffer.from(bytes)
  copy.writeUInt32BE(value >>> 0, copy.indexOf(box) + 4 + skip)
  return copy
}

describe('videos that are refused, each with what is wrong and what to do', () => {
  const sized = (bytes: Buffer): Buffer => {
    // avc1: width and height of 16 bits behind 24 bytes; tkhd: 16.16 at its end.
    const larger = patch(bytes, 'avc1', 24, 0xffffffff)
    return patch(patch(larger, 'tkhd', 76, 100_000 * 65536), 'tkhd', 80, 100_000 * 65536)
  }
  it.each<[string, string, (bytes: Buffer) => Buffer, string, RejectionReason['code'], RegExp]>([
    ['only sound', 'sound.mp4', (bytes) => bytes, 'mp4', 'media', /no pictures/],
    ['encrypted', 'encrypted.mp4', (bytes) => bytes, 'mp4', 'media', /encrypted.*without copy protection/],
    ['a codec that is not built in', 'av1.mp4', (bytes) => bytes, 'mp4', 'media-codec', /AV1 video.*ffmpeg -i clip\.mp4/],
    ['no index (moov): the recorder was cut off', 'high.mp4', (bytes) => bytes.subarray(0, bytes.indexOf('moov') - 4), 'mp4', 'media', /index.*moov|Invalid data/i],
    ['pictures cut off behind the index', 'fragments.mp4', (bytes) => bytes.subarray(0, Math.floor(bytes.length * 0.6)), 'mp4', 'media', /breaks off after \d+ frames/],
    ['text', 'high.mp4', () => Buffer.from('This is no video at all.'), 'mp4', 'media', /does not begin as a video of MP4/],
    ['nothing', 'high.mp4', () => Buffer.alloc(0), 'mp4', 'media', /does not begin/],
    ['a header of 65535 x 65535', 'high.mp4', sized, 'mp4', 'media-too-large', /65535 x 65535/],
    ['Windows Media', 'high.mp4', () => Buffer.concat([Buffer.from('3026b2758e66cf11', 'hex'), Buffer.alloc(300)]), 'wmv', 'media-codec', /Windows Media video/],
    ['a header of 10,000 pictures', 'high.mp4', (bytes) => patch(bytes, 'stsz', 8, 10_000), 'mp4', 'clip-too-long', /10000 frames/],
  ])('%s', async (_, name, change, extension, code, words) => {
    const refused = await decodeVideo(changed(name, change), extension)
    expect(refused).toMatchObject({ code })
    expect('code' in refused ? Object.values(refused.details).join(' ') : '').toMatch(words)
  })

  it('a name of another container does not matter: the bytes tell', async () => {
    expect(clip(await decodeVideo(changed('hevc.mov', (bytes) => bytes, 'clip.avi'), 'avi')).shape).toEqual(expected['hevc.mov'].shape)
  })
})
