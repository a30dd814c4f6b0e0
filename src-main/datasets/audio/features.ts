/** A recording -> time steps of log-mel energies or cepstral coefficients. */
import type { AudioPreprocessing } from '../../../src-shared/domain/preprocessing.ts'
import { createFft } from './fft.ts'
import { melBands, melEdges } from './mel.ts'
import { resample } from './resample.ts'

export type FeatureConfig = Pick<AudioPreprocessing, 'rate' | 'features' | 'bands' | 'windowMilliseconds' | 'hopMilliseconds' | 'maximumSeconds'>

export interface Features {
  /** [steps, bands] */
  values: Float32Array
  steps: number
}

/** Less energy than this is silence. */
const floor = 1e-10
/** Cepstral coefficients are made of at least so many mel bands. */
const cepstralBands = 40
const largestTransform = 1 << 15

/**
 * Frames of a Hann window, a hop apart, the first centred on the first sample, with silence around the recording:
 * 1 + floor(samples / hop) of them. log: natural, of the power. Samples of 16 bits count from -1 to 1.
 */
export function createFeatureExtractor(config: FeatureConfig): (samples: Int16Array | Float32Array, rate: number) => Features {
  const { rate, features, bands } = config
  const length = Math.max(2, Math.round((rate * config.windowMilliseconds) / 1000))
  const hop = Math.max(1, Math.round((rate * config.hopMilliseconds) / 1000))
  const mels = features === 'mfcc' ? Math.max(cepstralBands, bands) : bands
  const size = transformSize(length, mels, rate)
  const window = Float64Array.from({ length }, (_, index) => 0.5 - 0.5 * Math.cos((2 * Math.PI * index) / length))
  const triangles = melBands(mels, rate, size)
  const cosines = features === 'mfcc' ? cosineTransform(bands, mels) : null
  const fft = createFft(size)
  const buffers = [new Float64Array(size), new Float64Array(size)] as const
  const powers = [new Float64Array(size / 2 + 1), new Float64Array(size / 2 + 1)] as const
  const logs = new Float64Array(mels)

  const load = (samples: Float32Array, frame: number, buffer: Float64Array): void => {
    buffer.fill(0)
    // The window lies in the middle of the transform, and that on the sample: librosa's layout.
    const lead = (size - length) >> 1
    const start = frame * hop - size / 2 + lead
    const last = Math.min(length, samples.length - start)
    for (let index = Math.max(0, -start); index < last; index++) buffer[lead + index] = samples[start + index] * window[index]
  }
  const write = (power: Float64Array, values: Float32Array, at: number): void => {
    triangles.forEach(({ from, weights }, band) => {
      let sum = 0
      for (let bin = 0; bin < weights.length; bin++) sum += weights[bin] * power[from + bin]
      logs[band] = Math.log(Math.max(floor, sum))
    })
    for (let band = 0; band < bands; band++) values[at + band] = cosines ? dot(cosines[band], logs) : logs[band]
  }

  return (recorded, recordedRate) => {
    const kept = recorded.subarray(0, Math.ceil(config.maximumSeconds * recordedRate))
    const samples = resample(kept instanceof Int16Array ? Float32Array.from(kept, (value) => value / 32_768) : kept, recordedRate, rate)
    const steps = 1 + Math.floor(samples.length / hop)
    const values = new Float32Array(steps * bands)
    for (let frame = 0; frame < steps; frame += 2) {
      load(samples, frame, buffers[0])
      load(samples, frame + 1, buffers[1])
      fft.power(buffers[0], buffers[1], powers[0], powers[1])
      write(powers[0], values, frame * bands)
      if (frame + 1 < steps) write(powers[1], values, (frame + 1) * bands)
    }
    return { values, steps }
  }
}

/** The next power of two; larger where the lowest bands would else fall between two bins and stay empty. */
export function transformSize(length: number, mels: number, rate: number): number {
  const [, first] = melEdges(mels, rate)
  let size = 4
  while (size < length || (rate / size > first && size < largestTransform)) size *= 2
  return size
}

/** The type II cosine transform, orthonormal: [coefficient][band]. */
function cosineTransform(coefficients: number, bands: number): Float64Array[] {
  return Array.from({ length: coefficients }, (_, coefficient) => {
    const scale = Math.sqrt((coefficient === 0 ? 1 : 2) / bands)
    return Float64Array.from({ length: bands }, (_, band) => scale * Math.cos((Math.PI * coefficient * (2 * band + 1)) / (2 * bands)))
  })
}

function dot(left: Float64Array, right: Float64Array): number {
  let sum = 0
  for (let index = 0; index < left.length; index++) sum += left[index] * right[index]
  return sum
}
