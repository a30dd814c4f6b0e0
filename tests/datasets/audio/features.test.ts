/** Against librosa and torchaudio (fixtures/record-preprocessing.py). */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { audioInput } from '../../../src-main/datasets/inputs/audio.ts'
import { decodeAudio } from '../../../src-main/datasets/audio/decode/index.ts'
import { isRecording } from '../../../src-main/datasets/audio/decode/recording.ts'
import { createFeatureExtractor, transformSize } from '../../../src-main/datasets/audio/features.ts'
import { createFft } from '../../../src-main/datasets/audio/fft.ts'
import { resample } from '../../../src-main/datasets/audio/resample.ts'
import { audioPreprocessingSchema } from '../../../src-shared/domain/preprocessing.ts'

const fixtures = join(import.meta.dirname, '../fixtures')
const goldens = JSON.parse(readFileSync(join(fixtures, 'preprocessing.json'), 'utf8')) as {
  logMel: { steps: number; values: number[] }
  logMel16000: { steps: number; values: number[] }
  mfcc: { values: number[] }
  resample: Record<string, { length: number; values: number[] }>
}
const recording = await decodeAudio(readFileSync(join(fixtures, 'audio/mono.flac')))
if (!isRecording(recording)) throw new Error(recording.code)
const { samples, rate } = recording
const config = (options: object) => audioPreprocessingSchema.parse({ kind: 'audio', ...options })

function expectClose(values: Float32Array | Float64Array, expected: number[], tolerance: number): void {
  expect(values).toHaveLength(expected.length)
  expected.forEach((value, index) => expect(Math.abs(values[index] - value), `at ${index}`).toBeLessThanOrEqual(tolerance))
}

/** Every fifth time step: what was recorded. */
const thinned = (values: Float32Array, bands: number): Float32Array => values.filter((_, index) => Math.floor(index / bands) % 5 === 0)

describe('the transform', () => {
  it('gives the power that the sum over all samples gives, for two frames at once', () => {
    const size = 32
    const frames = [0, 1].map((frame) => Float64Array.from({ length: size }, (_, index) => Math.sin(index * (frame + 1.3)) + 0.1 * index * frame))
    const expected = frames.map((frame) => Float64Array.from({ length: size / 2 + 1 }, (_, bin) => {
      const part = (turn: (angle: number) => number) => frame.reduce((sum, value, index) => sum + value * turn((2 * Math.PI * bin * index) / size), 0)
      return part(Math.cos) ** 2 + part(Math.sin) ** 2
    }))
    const powers = [new Float64Array(size / 2 + 1), new Float64Array(size / 2 + 1)] as const
    createFft(size).power(Float64Array.from(frames[0]), Float64Array.from(frames[1]), powers[0], powers[1])
    powers.forEach((power, frame) => expectClose(power, [...expected[frame]], 1e-9))
  })
})

describe('resampling', () => {
  const floats = Float32Array.from(samples, (value) => value / 32_768)
  it.each(Object.keys(goldens.resample))('%s as torchaudio', (rates) => {
    const [from, to] = rates.split('/').map(Number)
    const { length, values } = goldens.resample[rates]
    const resampled = resample(floats, from, to)
    expect(resampled).toHaveLength(length)
    expectClose(resampled.subarray(50, 90), values, 1e-5)
  })
  it('to the same rate changes nothing; of nothing comes nothing', () => {
    expect(resample(floats, 8000, 8000)).toBe(floats)
    expect(resample(new Float32Array(0), 8000, 16_000)).toHaveLength(0)
  })
})

describe('features', () => {
  it('log-mel energies as librosa', () => {
    const { values, steps } = createFeatureExtractor(config({}))(samples, rate)
    expect(steps).toBe(goldens.logMel.steps)
    expectClose(thinned(values, 40), goldens.logMel.values, 2e-3)
  })
  it('the same of a recording at another rate', () => {
    const { values, steps } = createFeatureExtractor(config({ rate: 16_000, bands: 24 }))(samples, rate)
    expect(steps).toBe(goldens.logMel16000.steps)
    expectClose(thinned(values, 24), goldens.logMel16000.values, 2e-3)
  })
  it('cepstral coefficients as librosa', () => {
    const { values } = createFeatureExtractor(config({ features: 'mfcc', bands: 13 }))(samples, rate)
    expectClose(thinned(values, 13), goldens.mfcc.values, 4e-3)
  })
  it('one sample and silence have finite features; long recordings are cut', () => {
    const extract = createFeatureExtractor(config({ maximumSeconds: 0.1 }))
    for (const short of [new Int16Array(1), new Int16Array(0), new Int16Array(300)]) expect(extract(short, 8000).values.every(Number.isFinite)).toBe(true)
    expect(extract(samples, rate).steps).toBe(11)
  })
  it('no band is empty, however many there are', () => {
    const extract = createFeatureExtractor(config({ bands: 128 }))
    const { values, steps } = extract(samples, rate)
    expect(transformSize(200, 128, 8000)).toBeGreaterThan(256)
    for (let band = 0; band < 128; band++) {
      expect(Array.from({ length: steps }, (_, step) => values[step * 128 + band]).some((value) => value > Math.log(1e-10))).toBe(true)
    }
  })
  it('200 clips of half a second take well under a second of processor time', () => {
    const extract = createFeatureExtractor(config({}))
    const clip = Int16Array.from({ length: 4000 }, (_, index) => samples[index % samples.length])
    for (let run = 0; run < 20; run++) extract(clip, rate)
    const before = process.cpuUsage()
    for (let run = 0; run < 200; run++) extract(clip, rate)
    expect(process.cpuUsage(before).user / 1e6).toBeLessThan(0.8)
  })
})

describe('recordings as an input', () => {
  const cell = { shape: [samples.length, 1], data: samples, rate }
  const quiet = { ...cell, data: samples.map((value) => value / 4) }
  const moments = (values: Float32Array, bands: number, band: number) => {
    const own = values.filter((_, index) => index % bands === band)
    const mean = own.reduce((sum, value) => sum + value, 0) / own.length
    return [mean, Math.sqrt(own.reduce((sum, value) => sum + (value - mean) ** 2, 0) / own.length)]
  }
  it('is scaled by the training recordings, which another recording does not change', () => {
    const input = audioInput.fit([cell], config({}))
    const [mean, spread] = moments(audioInput.encode(input, cell).sequence as Float32Array, 40, 7)
    expect([mean, spread].map((value) => Math.round(value * 1e4) / 1e4)).toEqual([expect.closeTo(0), 1])
    expect(moments(audioInput.encode(input, quiet).sequence as Float32Array, 40, 7)[0]).toBeLessThan(-0.3)
  })
  it('or each by itself: loudness is gone', () => {
    const input = audioInput.fit([cell], config({ normalise: 'recording' }))
    const [loud, soft] = [cell, quiet].map((one) => audioInput.encode(input, one).sequence as Float32Array)
    expectClose(soft.subarray(0, 40), [...loud.subarray(0, 40)], 0.02)
  })
})
