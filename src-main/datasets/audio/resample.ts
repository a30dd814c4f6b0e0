/**
 * Another number of samples a second: interpolation by a sinc under a Hann window, as torchaudio does it (six zero
 * crossings to each side, 1 % below the lower of the two Nyquist frequencies).
 */

const crossings = 6
const rolloff = 0.99

/** Taps of one phase, and where they begin before a block. */
interface Phase {
  offset: number
  taps: Float64Array
}

interface Kernel {
  from: number
  to: number
  phases: Phase[]
}

const kernels = new Map<string, Kernel>()

/** Samples at `from` a second -> at `to` a second; ceil(length * to / from) of them. Rates: whole numbers above 0. */
export function resample(samples: Float32Array, from: number, to: number): Float32Array {
  if (from === to) return samples
  const kernel = kernelFor(from, to)
  const length = Math.ceil((samples.length * kernel.to) / kernel.from)
  const resampled = new Float32Array(length)
  for (let index = 0; index < length; index++) {
    const { offset, taps } = kernel.phases[index % kernel.to]
    const start = Math.floor(index / kernel.to) * kernel.from + offset
    let sum = 0
    const last = Math.min(taps.length, samples.length - start)
    for (let tap = Math.max(0, -start); tap < last; tap++) sum += taps[tap] * samples[start + tap]
    resampled[index] = sum
  }
  return resampled
}

function kernelFor(from: number, to: number): Kernel {
  const key = `${from}/${to}`
  const known = kernels.get(key)
  if (known) return known
  const divisor = greatestCommonDivisor(from, to)
  const kernel = createKernel(from / divisor, to / divisor)
  // A data set has a handful of rates.
  if (kernels.size >= 16) kernels.clear()
  kernels.set(key, kernel)
  return kernel
}

function createKernel(from: number, to: number): Kernel {
  const band = Math.min(from, to) * rolloff
  const scale = band / from
  const phases = Array.from({ length: to }, (_, phase): Phase => {
    const centre = (phase * from) / to
    const reach = (crossings * from) / band
    const offset = Math.ceil(centre - reach)
    const taps = Float64Array.from({ length: Math.floor(centre + reach) - offset + 1 }, (_, tap) => {
      const time = ((offset + tap) / from - phase / to) * band
      return sinc(time) * Math.cos((time * Math.PI) / crossings / 2) ** 2 * scale
    })
    return { offset, taps }
  })
  return { from, to, phases }
}

const sinc = (time: number): number => (time === 0 ? 1 : Math.sin(Math.PI * time) / (Math.PI * time))
const greatestCommonDivisor = (a: number, b: number): number => (b === 0 ? a : greatestCommonDivisor(b, a % b))
