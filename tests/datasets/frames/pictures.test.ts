/** Sizes against torch's interpolation without aliases (fixtures/record-preprocessing.py). */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { framesInput } from '../../../src-main/datasets/inputs/frames.ts'
import { cropSquare, keepFrames, resizeClip, withChannels, type Clip } from '../../../src-main/datasets/frames/pictures.ts'
import { framesPreprocessingSchema } from '../../../src-shared/domain/preprocessing.ts'

const goldens = JSON.parse(readFileSync(join(import.meta.dirname, '../fixtures/preprocessing.json'), 'utf8')) as { picture: number[]; resized: Record<string, number[]> }
const clip: Clip = { shape: [2, 9, 14, 3], data: Uint8Array.from(goldens.picture) }

describe('pictures', () => {
  it.each(Object.keys(goldens.resized))('to %s as torch', (size) => {
    const [height, width] = size.split('x').map(Number)
    const resized = resizeClip(clip, height, width)
    expect(resized.shape).toEqual([2, height, width, 3])
    goldens.resized[size].forEach((value, index) => expect(Math.abs(resized.data[index] - value)).toBeLessThan(0.01))
  })
  it('are cropped to the middle', () => {
    const { shape, data } = cropSquare(clip)
    expect(shape).toEqual([2, 9, 9, 3])
    expect(data[(9 + 4) * 9 * 3]).toBe(clip.data[((9 + 4) * 14 + 2) * 3])
  })
  it('are grey by luma, or coloured without colour', () => {
    const grey = withChannels(clip, 1)
    expect(grey.data[5]).toBeCloseTo(0.299 * clip.data[15] + 0.587 * clip.data[16] + 0.114 * clip.data[17], 4)
    expect([...withChannels(grey, 3).data.slice(15, 18)]).toEqual(Array.from({ length: 3 }, () => grey.data[5]))
  })
  it('are every n-th, and so many at most', () => {
    const many: Clip = { shape: [7, 1, 1, 1], data: Uint8Array.from([0, 1, 2, 3, 4, 5, 6]) }
    expect([...keepFrames(many, 3, 10).data]).toEqual([0, 3, 6])
    expect(keepFrames(many, 1, 4).shape).toEqual([4, 1, 1, 1])
  })
})

describe('clips as an input', () => {
  it('are pictures of one size with mean 0 and spread 1 over the training clips', () => {
    const config = framesPreprocessingSchema.parse({ kind: 'frames', size: 8, grey: false })
    const cell = { shape: [...clip.shape], data: Uint8Array.from(clip.data), rate: 25 }
    const input = framesInput.fit([cell], config)
    const { sequence, steps } = framesInput.encode(input, cell)
    const values = Array.from(sequence)
    expect([steps, sequence.length]).toEqual([2, 2 * 8 * 8 * 3])
    const mean = values.reduce((sum, value) => sum + value, 0) / sequence.length
    expect(Math.abs(mean)).toBeLessThan(1e-5)
    expect(Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / sequence.length)).toBeCloseTo(1, 4)
    expect(() => framesInput.encode(input, 'no clip')).toThrow('a clip')
  })
})
