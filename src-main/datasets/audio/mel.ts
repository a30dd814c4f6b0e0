/** Triangles on the mel scale, of equal area: Slaney's, as librosa makes them. */

/** The weights of one band: they begin at bin `from`. */
export interface Band {
  from: number
  weights: Float64Array
}

const linear = 200 / 3
const bend = 1000
const step = Math.log(6.4) / 27

const toMel = (hertz: number): number => (hertz < bend ? hertz / linear : bend / linear + Math.log(hertz / bend) / step)
const toHertz = (mel: number): number => (mel < bend / linear ? mel * linear : bend * Math.exp(step * (mel - bend / linear)))

/** Edges of `bands` triangles between 0 and half the rate, in hertz; bands + 2 of them. */
export function melEdges(bands: number, rate: number): number[] {
  const top = toMel(rate / 2)
  return Array.from({ length: bands + 2 }, (_, index) => toHertz((top * index) / (bands + 1)))
}

/** Over the bins 0 .. size / 2 of a transform of `size`. */
export function melBands(bands: number, rate: number, size: number): Band[] {
  const edges = melEdges(bands, rate)
  const width = rate / size
  return Array.from({ length: bands }, (_, band) => {
    const [left, middle, right] = [edges[band], edges[band + 1], edges[band + 2]]
    const from = Math.max(0, Math.floor(left / width))
    const to = Math.min(size / 2, Math.ceil(right / width))
    const weights = Float64Array.from({ length: to - from + 1 }, (_, index) => {
      const hertz = (from + index) * width
      const weight = Math.min((hertz - left) / (middle - left), (right - hertz) / (right - middle))
      return (Math.max(0, weight) * 2) / (right - left)
    })
    return { from, weights }
  })
}
