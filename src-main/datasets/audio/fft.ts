/** The fast Fourier transform of real frames, two at a time: one as the real, one as the imaginary part of a complex one. Radix 2. */

export interface RealFft {
  size: number
  /** |X_k|^2 for k = 0 .. size / 2 of two frames; they lie in `first` and `second` and are overwritten. */
  power: (first: Float64Array, second: Float64Array, powerFirst: Float64Array, powerSecond: Float64Array) => void
}

/** `size`: a power of two, at least 4. */
export function createFft(size: number): RealFft {
  const half = size / 2
  const cosine = Float64Array.from({ length: half }, (_, index) => Math.cos((2 * Math.PI * index) / size))
  const sine = Float64Array.from({ length: half }, (_, index) => -Math.sin((2 * Math.PI * index) / size))
  const reversed = bitReversed(size)

  const transform = (real: Float64Array, imaginary: Float64Array): void => {
    for (let index = 0; index < size; index++) {
      const other = reversed[index]
      if (other <= index) continue
      const [keptReal, keptImaginary] = [real[index], imaginary[index]]
      real[index] = real[other]
      imaginary[index] = imaginary[other]
      real[other] = keptReal
      imaginary[other] = keptImaginary
    }
    for (let width = 1; width < size; width *= 2) {
      const step = half / width
      for (let start = 0; start < size; start += 2 * width) {
        for (let offset = 0, turn = 0; offset < width; offset++, turn += step) {
          const upper = start + offset
          const lower = upper + width
          const turnedReal = real[lower] * cosine[turn] - imaginary[lower] * sine[turn]
          const turnedImaginary = real[lower] * sine[turn] + imaginary[lower] * cosine[turn]
          real[lower] = real[upper] - turnedReal
          imaginary[lower] = imaginary[upper] - turnedImaginary
          real[upper] += turnedReal
          imaginary[upper] += turnedImaginary
        }
      }
    }
  }

  return {
    size,
    power: (first, second, powerFirst, powerSecond) => {
      transform(first, second)
      for (let bin = 0; bin <= half; bin++) {
        // What is even about the spectrum belongs to the first frame, what is odd to the second.
        const mirror = (size - bin) % size
        const [sumReal, sumImaginary] = [first[bin] + first[mirror], second[bin] - second[mirror]]
        const [differenceReal, differenceImaginary] = [first[bin] - first[mirror], second[bin] + second[mirror]]
        powerFirst[bin] = (sumReal * sumReal + sumImaginary * sumImaginary) / 4
        powerSecond[bin] = (differenceReal * differenceReal + differenceImaginary * differenceImaginary) / 4
      }
    },
  }
}

function bitReversed(size: number): Uint32Array {
  const reversed = new Uint32Array(size)
  for (let index = 1; index < size; index++) reversed[index] = (reversed[index >> 1] >> 1) | (index & 1 ? size / 2 : 0)
  return reversed
}
