import { describe, expect, it } from 'vitest'
import { augmentFrames, augmentOf, changeSpeed, specAugment } from '../../../src-main/engine/layers/augment.ts'
import { createRandom } from '../../../src-main/engine/random.ts'
import { audioPreprocessingSchema, seriesPreprocessingSchema } from '../../../src-shared/domain/preprocessing.ts'

const config = { timeMasks: 2, timeWidth: 15, bandMasks: 1, bandWidth: 4 }

describe('SpecAugment', () => {
  const values = new Float32Array(60 * 10).fill(1)
  it('hides whole steps and whole bands, within its bounds, the same for the same seed', () => {
    for (let seed = 0; seed < 50; seed++) {
      const hidden = specAugment(values, 10, config, createRandom(seed))
      const steps = Array.from({ length: 60 }, (_, step) => hidden.subarray(step * 10, step * 10 + 10).every((value) => value === 0))
      const bands = Array.from({ length: 10 }, (_, band) => Array.from({ length: 60 }, (_, step) => hidden[step * 10 + band]).every((value) => value === 0))
      expect(steps.filter(Boolean).length).toBeLessThanOrEqual(30)
      expect(bands.filter(Boolean).length).toBeLessThanOrEqual(4)
      hidden.forEach((value, at) => expect(value).toBe(steps[Math.floor(at / 10)] || bands[at % 10] ? 0 : 1))
      expect(specAugment(values, 10, config, createRandom(seed))).toEqual(hidden)
    }
    expect(values.every((value) => value === 1)).toBe(true)
  })
  it('hides no more than a quarter of a short recording at a time, and bears one step', () => {
    for (let seed = 0; seed < 30; seed++) {
      const hidden = specAugment(new Float32Array(8 * 4).fill(1), 4, { ...config, timeMasks: 1, bandMasks: 0 }, createRandom(seed))
      expect(hidden.filter((value) => value === 0).length).toBeLessThanOrEqual(2 * 4)
      expect(specAugment(new Float32Array(4).fill(1), 4, config, createRandom(seed))).toHaveLength(4)
    }
  })
})

describe('changed speed', () => {
  const line = Float32Array.from({ length: 50 * 2 }, (_, at) => (at % 2 === 0 ? at / 2 : 7))
  it('is within its bounds, goes from the same beginning to the same end, and leaves a still band still', () => {
    const lengths = new Set<number>()
    for (let seed = 0; seed < 60; seed++) {
      const changed = changeSpeed(line, 2, 0.2, createRandom(seed))
      const steps = changed.length / 2
      lengths.add(steps)
      expect(steps).toBeGreaterThanOrEqual(40)
      expect(steps).toBeLessThanOrEqual(60)
      expect([changed[0], changed[2 * steps - 2]]).toEqual([0, 49])
      for (let step = 1; step < steps; step++) {
        expect(changed[2 * step] - changed[2 * step - 2]).toBeCloseTo(49 / (steps - 1), 4)
        expect(changed[2 * step + 1]).toBe(7)
      }
    }
    expect(lengths.size).toBeGreaterThan(10)
  })
  it('of nothing changes nothing; one step stays one', () => {
    expect(changeSpeed(line, 2, 0, createRandom(1))).toEqual(line)
    expect(changeSpeed(Float32Array.of(1, 2), 2, 0.5, createRandom(1)).length).toBe(2)
  })
  it('comes from the preprocessing of the input, and only where it asks for it', () => {
    const scaler = { center: [0, 0], scale: [1, 1] }
    const preprocessing = audioPreprocessingSchema.parse({ kind: 'audio', bands: 2, augment: { timeMasks: 0, bandMasks: 0, speed: 0.3 } })
    const augment = augmentOf({ kind: 'audio', preprocessing, scaler })
    expect(augment?.(line, createRandom(3))).toEqual(augment?.(line, createRandom(3)))
    expect(augment?.(line, createRandom(3))).not.toEqual(line)
    expect(augmentOf({ kind: 'audio', preprocessing: { ...preprocessing, augment: null }, scaler })).toBeNull()
    expect(augmentOf({ kind: 'series', preprocessing: seriesPreprocessingSchema.parse({ kind: 'series' }), channels: ['a'], scaler })).toBeNull()
  })
})

describe('moved clips', () => {
  it('every picture moves alike, the edge going on', () => {
    const size = 16
    const picture = Float32Array.from({ length: 2 * size * size }, (_, at) => (at % (size * size) === 8 * size + 8 ? 10 : 0))
    const found = new Set<string>()
    for (let seed = 0; seed < 80; seed++) {
      const moved = augmentFrames(picture, size, 1, createRandom(seed))
      const bright = [0, 1].map((frame) => moved.subarray(frame * size * size, (frame + 1) * size * size).reduce((best, value, at, all) => (value > all[best] ? at : best), 0))
      expect(bright[0]).toBe(bright[1])
      const [row, column] = [Math.floor(bright[0] / size), bright[0] % size]
      expect(Math.max(Math.abs(row - 8), Math.abs(column - 8))).toBeLessThanOrEqual(2)
      expect(Math.abs(moved[0])).toBeLessThanOrEqual(0.2)
      found.add(`${row},${column}`)
    }
    expect(found.size).toBeGreaterThan(15)
  })
})
