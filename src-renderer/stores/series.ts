/**
 * One metric of one run in bounded memory: the newest points as they came, older ones gathered into buckets with their mean and
 * extremes. When the buckets are full, neighbours are merged in place, so that ten points and ten million take the same room.
 */
import type { MetricSeries } from '../../src-shared/domain/metric.ts'

/** Buckets of older points, and newest points kept as they came. A chart is some hundred pixels wide. */
export const bucketCapacity = 1024
export const recentCapacity = 512
const fields = 6

/** Columns of one length, oldest first. Unthinned, minimum and maximum equal values. */
export interface SeriesColumns {
  steps: Float64Array
  values: Float64Array
  minimum: Float64Array
  maximum: Float64Array
  /** Milliseconds since the run started; NaN where it is not known. */
  times: Float64Array
}

export interface BoundedSeries {
  /** A step that is not after the last one is left out: it came with the history already. */
  append: (step: number, value: number, time: number) => void
  /** Starts from a thinned history. */
  load: (history: MetricSeries) => void
  /** At most `maximum` buckets: neighbours are gathered, extremes kept. Groups are counted from the first, so that they stay while points come. */
  columns: (maximum?: number) => SeriesColumns
  /** Buckets and points now held; never above bucketCapacity + recentCapacity. */
  length: () => number
  /** Points ever appended or loaded. */
  points: () => number
  last: () => { step: number; value: number } | null
}

interface Store { steps: Float64Array; values: Float64Array; minimum: Float64Array; maximum: Float64Array; times: Float64Array; weights: Float64Array; length: number }

function createStore(capacity: number): Store {
  const buffer = new Float64Array(capacity * fields)
  const column = (index: number): Float64Array => buffer.subarray(index * capacity, (index + 1) * capacity)
  return { steps: column(0), values: column(1), minimum: column(2), maximum: column(3), times: column(4), weights: column(5), length: 0 }
}

const names = ['steps', 'values', 'minimum', 'maximum', 'times', 'weights'] as const

function push(store: Store, step: number, value: number, minimum: number, maximum: number, time: number, weight: number): void {
  const at = store.length++
  store.steps[at] = step
  store.values[at] = value
  store.minimum[at] = minimum
  store.maximum[at] = maximum
  store.times[at] = time
  store.weights[at] = weight
}

/** Makes one bucket of [from, to) at place `target`, which is not behind `from`. Means are weighted by their points. */
function mergeInto(store: Store, target: number, from: number, to: number): void {
  let [sum, weight, minimum, maximum] = [0, 0, Infinity, -Infinity]
  for (let index = from; index < to; index++) {
    sum += store.values[index] * store.weights[index]
    weight += store.weights[index]
    minimum = Math.min(minimum, store.minimum[index])
    maximum = Math.max(maximum, store.maximum[index])
  }
  const [step, time] = [store.steps[to - 1], store.times[to - 1]]
  store.length = target
  push(store, step, sum / weight, minimum, maximum, time, weight)
}

/** Halves the store: every two neighbours become one. */
function halve(store: Store): void {
  const length = store.length
  for (let from = 0, target = 0; from < length; from += 2, target++) mergeInto(store, target, from, Math.min(from + 2, length))
}

/** Every `group` neighbours become one. */
function gather(columns: SeriesColumns, weights: Float64Array, group: number): SeriesColumns {
  const length = columns.steps.length
  const gathered = createStore(Math.ceil(length / group))
  for (let from = 0; from < length; from += group) {
    const to = Math.min(from + group, length)
    let [sum, weight, minimum, maximum] = [0, 0, Infinity, -Infinity]
    for (let index = from; index < to; index++) {
      sum += columns.values[index] * weights[index]
      weight += weights[index]
      minimum = Math.min(minimum, columns.minimum[index])
      maximum = Math.max(maximum, columns.maximum[index])
    }
    push(gathered, columns.steps[to - 1], sum / weight, minimum, maximum, columns.times[to - 1], weight)
  }
  return gathered
}

export function createSeries(): BoundedSeries {
  const older = createStore(bucketCapacity)
  const recent = createStore(recentCapacity)
  let points = 0
  /** Points that one new bucket gathers: as many as the finest bucket there is. */
  let perBucket = 1

  /** The older half of the newest points moves into buckets. */
  function retire(): void {
    const moved = recentCapacity / 2
    for (let from = 0; from < moved; from += perBucket) {
      if (older.length === bucketCapacity) {
        halve(older)
        perBucket = Math.min(perBucket * 2, moved)
      }
      const to = Math.min(from + perBucket, moved)
      let [sum, minimum, maximum] = [0, Infinity, -Infinity]
      for (let index = from; index < to; index++) {
        sum += recent.values[index]
        minimum = Math.min(minimum, recent.values[index])
        maximum = Math.max(maximum, recent.values[index])
      }
      push(older, recent.steps[to - 1], sum / (to - from), minimum, maximum, recent.times[to - 1], to - from)
    }
    for (const name of names) recent[name].copyWithin(0, moved, recent.length)
    recent.length -= moved
  }

  function last(): { step: number; value: number } | null {
    const store = recent.length > 0 ? recent : older
    return store.length === 0 ? null : { step: store.steps[store.length - 1], value: store.values[store.length - 1] }
  }

  return {
    append: (step, value, time) => {
      const newest = last()
      if (newest && step <= newest.step) return
      if (recent.length === recentCapacity) retire()
      push(recent, step, value, value, value, time, 1)
      points += 1
    },
    load: (history) => {
      older.length = 0
      recent.length = 0
      points = history.points
      const weight = Math.max(1, history.points / Math.max(1, history.steps.length))
      perBucket = Math.min(recentCapacity / 2, 2 ** Math.floor(Math.log2(weight)))
      history.steps.forEach((step, index) => {
        if (older.length === bucketCapacity) halve(older)
        push(older, step, history.values[index], history.minimum[index], history.maximum[index], history.times?.[index] ?? NaN, weight)
      })
    },
    columns: (maximum = Infinity) => {
      const length = older.length + recent.length
      const join = (name: (typeof names)[number]): Float64Array => {
        const column = new Float64Array(length)
        column.set(older[name].subarray(0, older.length))
        column.set(recent[name].subarray(0, recent.length), older.length)
        return column
      }
      const all = { steps: join('steps'), values: join('values'), minimum: join('minimum'), maximum: join('maximum'), times: join('times') }
      return length <= maximum ? all : gather(all, join('weights'), Math.ceil(length / maximum))
    },
    length: () => older.length + recent.length,
    points: () => points,
    last,
  }
}
