/**
 * The class of the most similar training series: what every classifier of series must be compared with (Bagnall et al. 2017).
 * Both distances sum the squared differences of all channels (for DTW: one path for all channels together). Missing values (NaN) differ by 0.
 */
export interface Series {
  /** [time, channels], row-major. */
  data: ArrayLike<number>
  length: number
}

export interface NearestNeighbour {
  /** Position in the training set, its class, and the squared distance. */
  neighbour: number
  label: number
  distance: number
}

export interface NearestNeighbourOptions {
  channels: number
  distance: 'euclidean' | 'dtw'
  /** Of DTW: how far the path may leave the diagonal, as a share of the longer series. */
  band?: number
}

/**
 * Ties go to the earlier training series. Euclidean distance needs one length: where lengths differ, all series are stretched
 * linearly to the median length of the training set.
 * @throws RangeError without training series
 */
export function nearestNeighbour(train: readonly Series[], labels: ArrayLike<number>, { channels, distance, band = 0.1 }: NearestNeighbourOptions): (series: Series) => NearestNeighbour {
  if (train.length === 0) throw new RangeError('nearest neighbours need a training series')
  const lengths = train.map(({ length }) => length).toSorted((a, b) => a - b)
  const median = lengths[Math.floor(lengths.length / 2)]
  const fit = (series: Series): Series => (distance === 'euclidean' && series.length !== median ? stretch(series, median, channels) : series)
  const known = train.map(fit)
  return (series) => {
    const asked = fit(series)
    let [best, neighbour] = [Number.POSITIVE_INFINITY, 0]
    known.forEach((candidate, index) => {
      const far = distance === 'euclidean' ? euclidean(asked, candidate, channels, best) : dynamicTimeWarping(asked, candidate, channels, band, best)
      if (far < best) [best, neighbour] = [far, index]
    })
    return { neighbour, label: labels[neighbour], distance: best }
  }
}

/** Squared Euclidean distance of two series of one length; Infinity as soon as it exceeds `limit`. */
export function euclidean(a: Series, b: Series, channels: number, limit = Number.POSITIVE_INFINITY): number {
  let sum = 0
  for (let at = 0; at < a.length * channels; at++) {
    const difference = a.data[at] - b.data[at]
    if (!Number.isNaN(difference)) sum += difference * difference
    if (sum > limit) return Number.POSITIVE_INFINITY
  }
  return sum
}

/**
 * Dynamic time warping (Sakoe and Chiba 1978): the least sum of squared differences along a path from both beginnings to both
 * ends. The band is as wide as the lengths' difference at least. Infinity where that exceeds `limit`.
 */
export function dynamicTimeWarping(a: Series, b: Series, channels: number, band: number, limit = Number.POSITIVE_INFINITY): number {
  if (a.length === 0 || b.length === 0) return a.length === b.length ? 0 : Number.POSITIVE_INFINITY
  const width = Math.max(Math.ceil(band * Math.max(a.length, b.length)), Math.abs(a.length - b.length))
  let before = new Float64Array(b.length + 1).fill(Number.POSITIVE_INFINITY)
  let row = new Float64Array(b.length + 1).fill(Number.POSITIVE_INFINITY)
  before[0] = 0
  for (let i = 1; i <= a.length; i++) {
    const from = Math.max(1, i - width)
    const to = Math.min(b.length, i + width)
    row[from - 1] = Number.POSITIVE_INFINITY
    let least = Number.POSITIVE_INFINITY
    for (let j = from; j <= to; j++) {
      let step = 0
      for (let channel = 0; channel < channels; channel++) {
        const difference = a.data[(i - 1) * channels + channel] - b.data[(j - 1) * channels + channel]
        if (!Number.isNaN(difference)) step += difference * difference
      }
      row[j] = step + Math.min(before[j], before[j - 1], row[j - 1])
      if (row[j] < least) least = row[j]
    }
    if (to < b.length) row[to + 1] = Number.POSITIVE_INFINITY
    if (least > limit) return Number.POSITIVE_INFINITY
    ;[before, row] = [row, before]
  }
  return before[b.length] > limit ? Number.POSITIVE_INFINITY : before[b.length]
}

/** Linear between neighbours; both ends stay. */
function stretch({ data, length }: Series, to: number, channels: number): Series {
  const stretched = new Float64Array(to * channels)
  for (let time = 0; time < to && length > 0; time++) {
    const position = to === 1 ? 0 : (time * (length - 1)) / (to - 1)
    const low = Math.floor(position)
    const high = Math.min(low + 1, length - 1)
    for (let channel = 0; channel < channels; channel++) {
      const value = data[low * channels + channel]
      stretched[time * channels + channel] = value + (data[high * channels + channel] - value) * (position - low)
    }
  }
  return { data: stretched, length: to }
}
