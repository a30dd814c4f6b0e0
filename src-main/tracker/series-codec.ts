/**
 * How a metric series lies on disk, and how it is thinned.
 *
 * A chunk is `chunkPoints` consecutive points: float64 steps, then values, then times. Its pyramid has one level for each block size
 * of `levels`; a level holds, for each block of that many points, the last step and time, the smallest and largest value and the mean, as
 * five float64 columns. Thinning to buckets takes whole blocks of the coarsest level that still cuts a bucket finely, so that a
 * bucket's extremes are those of its points: no spike is lost.
 */

export const chunkPoints = 4096
/** Points in a block of each level; each divides the next, the last is the whole chunk. */
export const levels = [4, 16, 64, 256, 1024, 4096] as const

/** Consecutive points of one series, in the order logged. */
export interface Points {
  steps: Float64Array
  values: Float64Array
  times: Float64Array
}

/** Blocks of consecutive points: entry i sums up block i, which ends at steps[i] and times[i]. */
export interface Blocks {
  steps: Float64Array
  times: Float64Array
  minimum: Float64Array
  maximum: Float64Array
  mean: Float64Array
}

const toBuffer = (columns: Float64Array[]): Buffer => Buffer.concat(columns.map((column) => Buffer.from(column.buffer, column.byteOffset, column.byteLength)))

/** The `count` columns of equal length in a blob. Copies: SQLite's buffers need not be aligned to 8 bytes. */
function fromBuffer(buffer: Buffer, count: number): Float64Array[] {
  const whole = new Float64Array(new Uint8Array(buffer).buffer)
  const length = whole.length / count
  return Array.from({ length: count }, (_, index) => whole.subarray(index * length, (index + 1) * length))
}

export const encodePoints = ({ steps, values, times }: Points): Buffer => toBuffer([steps, values, times])
export function decodePoints(buffer: Buffer): Points {
  const [steps, values, times] = fromBuffer(buffer, 3)
  return { steps, values, times }
}
export const encodeBlocks = ({ steps, times, minimum, maximum, mean }: Blocks): Buffer => toBuffer([steps, times, minimum, maximum, mean])
export function decodeBlocks(buffer: Buffer): Blocks {
  const [steps, times, minimum, maximum, mean] = fromBuffer(buffer, 5)
  return { steps, times, minimum, maximum, mean }
}

/** Blocks of `size` points; the last block may hold fewer. */
export function summarize({ steps, values, times }: Points, size: number): Blocks {
  const count = Math.ceil(values.length / size)
  const blocks = emptyBlocks(count)
  for (let block = 0; block < count; block++) {
    const end = Math.min((block + 1) * size, values.length)
    let minimum = Infinity
    let maximum = -Infinity
    let sum = 0
    for (let i = block * size; i < end; i++) {
      const value = values[i]
      if (value < minimum) minimum = value
      if (value > maximum) maximum = value
      sum += value
    }
    blocks.steps[block] = steps[end - 1]
    blocks.times[block] = times[end - 1]
    blocks.minimum[block] = minimum
    blocks.maximum[block] = maximum
    blocks.mean[block] = sum / (end - block * size)
  }
  return blocks
}

/**
 * Groups of `group` blocks become one. All blocks hold the same number of points but the last of all, which holds `lastShare`
 * (0 to 1) of that number and weighs so much less in its group's mean.
 */
export function merge(blocks: Blocks, group: number, lastShare: number): Blocks {
  const total = blocks.steps.length
  const merged = emptyBlocks(Math.ceil(total / group))
  for (let target = 0; target < merged.steps.length; target++) {
    const end = Math.min((target + 1) * group, total)
    let minimum = Infinity
    let maximum = -Infinity
    let sum = 0
    let weight = 0
    for (let i = target * group; i < end; i++) {
      const share = i === total - 1 ? lastShare : 1
      if (blocks.minimum[i] < minimum) minimum = blocks.minimum[i]
      if (blocks.maximum[i] > maximum) maximum = blocks.maximum[i]
      sum += blocks.mean[i] * share
      weight += share
    }
    merged.steps[target] = blocks.steps[end - 1]
    merged.times[target] = blocks.times[end - 1]
    merged.minimum[target] = minimum
    merged.maximum[target] = maximum
    merged.mean[target] = sum / weight
  }
  return merged
}

/** One after the other. */
export function concatenate(parts: Blocks[]): Blocks {
  const whole = emptyBlocks(parts.reduce((sum, part) => sum + part.steps.length, 0))
  let offset = 0
  for (const part of parts) {
    whole.steps.set(part.steps, offset)
    whole.times.set(part.times, offset)
    whole.minimum.set(part.minimum, offset)
    whole.maximum.set(part.maximum, offset)
    whole.mean.set(part.mean, offset)
    offset += part.steps.length
  }
  return whole
}

/**
 * How to thin `points` points to at most `maximum` buckets: points in a bucket, and in the blocks it is made of (1 for the
 * points themselves). A block is at most a quarter of a bucket, so that rounding buckets to whole blocks costs at most a fifth of them.
 */
export function planBuckets(points: number, maximum: number): { bucket: number; block: number } {
  const wanted = Math.ceil(points / maximum)
  const block = levels.findLast((size) => size <= wanted / 4) ?? 1
  return { bucket: Math.ceil(wanted / block) * block, block }
}

function emptyBlocks(length: number): Blocks {
  const column = (): Float64Array => new Float64Array(length)
  return { steps: column(), times: column(), minimum: column(), maximum: column(), mean: column() }
}
