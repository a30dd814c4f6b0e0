/**
 * Metric series: appended point by point, read thinned. The newest points of a series are in series_tail and in memory; a full
 * chunk of them moves to series_chunks with its pyramid. This process is the only writer, so memory and tail always agree.
 */
import type { Database } from 'better-sqlite3'
import type { MetricPoint, MetricSeries } from '../../src-shared/domain/metric.ts'
import {
  chunkPoints, concatenate, decodeBlocks, decodePoints, encodeBlocks, encodePoints, levels, merge, planBuckets, summarize, type Blocks, type Points,
} from './series-codec.ts'

interface SeriesRow { id: number; name: string }
/** The points of a series that are not yet in a chunk: the first `length` entries count, and lie on disk in `segments` rows. */
interface Tail extends Points { id: number; name: string; chunks: number; length: number; segments: number }

/** Rows of a tail before they are made one: points that come one by one must not be read one by one. */
const segmentsAtMost = 64

export interface SeriesRepository {
  /** Adds points, each to the series of its name. A value that is no finite number cannot be drawn and is left out. */
  append: (runId: string, points: MetricPoint[]) => void
  /** Every series of the run, or those named, each thinned to at most `maximumPoints` buckets. */
  read: (runId: string, maximumPoints: number, names?: string[]) => MetricSeries[]
  /** Forgets points after `step`: a run goes on from an older checkpoint. */
  truncate: (runId: string, step: number) => void
  /** Lets go of what is held in memory for a run that has ended or is gone. */
  release: (runId: string) => void
}

export function createSeriesRepository(database: Database): SeriesRepository {
  const insertSeries = database.prepare('INSERT INTO series (run_id, name) VALUES (?, ?)')
  const selectSeries = database.prepare<[string], SeriesRow>('SELECT id, name FROM series WHERE run_id = ? ORDER BY id')
  const countChunks = database.prepare<[number], number>('SELECT count(*) FROM series_chunks WHERE series_id = ?').pluck()
  const insertTail = database.prepare('INSERT INTO series_tail (series_id, position, points) VALUES (?, ?, ?)')
  const selectTail = database.prepare<[number], Buffer>('SELECT points FROM series_tail WHERE series_id = ? ORDER BY position').pluck()
  const deleteTail = database.prepare('DELETE FROM series_tail WHERE series_id = ?')
  const insertChunk = database.prepare('INSERT INTO series_chunks (series_id, number, points) VALUES (?, ?, ?)')
  const selectChunks = database.prepare<[number], Buffer>('SELECT points FROM series_chunks WHERE series_id = ? ORDER BY number').pluck()
  const insertSummary = database.prepare('INSERT INTO series_summaries (series_id, level, number, blocks) VALUES (?, ?, ?, ?)')
  const selectSummaries = database.prepare<[number, number], Buffer>('SELECT blocks FROM series_summaries WHERE series_id = ? AND level = ? ORDER BY number').pluck()
  const deleteSeries = database.prepare('DELETE FROM series WHERE id = ?')

  /** run -> series name -> tail, loaded when a run is first written to. */
  const tails = new Map<string, Map<string, Tail>>()

  function loadTail({ id, name }: SeriesRow): Tail {
    const column = (): Float64Array => new Float64Array(chunkPoints)
    const tail: Tail = { id, name, chunks: countChunks.get(id) ?? 0, length: 0, segments: 0, steps: column(), values: column(), times: column() }
    for (const blob of selectTail.iterate(id)) {
      put(tail, decodePoints(blob))
      tail.segments += 1
    }
    return tail
  }

  const loadTails = (runId: string): Map<string, Tail> => new Map(selectSeries.all(runId).map((row) => [row.name, loadTail(row)]))

  function writeChunk(tail: Tail): void {
    insertChunk.run(tail.id, tail.chunks, encodePoints(tail))
    for (const level of levels) insertSummary.run(tail.id, level, tail.chunks, encodeBlocks(summarize(tail, level)))
    deleteTail.run(tail.id)
    tail.chunks += 1
    tail.length = 0
    tail.segments = 0
  }

  function writeSegment(tail: Tail, from: number): void {
    if (tail.segments < segmentsAtMost) {
      insertTail.run(tail.id, from, encodePoints(kept(tail, from)))
      tail.segments += 1
      return
    }
    deleteTail.run(tail.id)
    insertTail.run(tail.id, 0, encodePoints(kept(tail)))
    tail.segments = 1
  }

  function appendToSeries(tail: Tail, points: Points): void {
    for (let done = 0; done < points.steps.length; ) {
      const from = tail.length
      const end = Math.min(done + chunkPoints - from, points.steps.length)
      put(tail, { steps: points.steps.subarray(done, end), values: points.values.subarray(done, end), times: points.times.subarray(done, end) })
      if (tail.length === chunkPoints) writeChunk(tail)
      else writeSegment(tail, from)
      done = end
    }
  }

  function appendPoints(runId: string, points: MetricPoint[]): void {
    let ofRun = tails.get(runId)
    if (!ofRun) tails.set(runId, (ofRun = loadTails(runId)))
    for (const [name, ofName] of Map.groupBy(points, (point) => point.name)) {
      const finite = ofName.filter(({ value }) => Number.isFinite(value))
      if (finite.length === 0) continue
      let tail = ofRun.get(name)
      if (!tail) ofRun.set(name, (tail = loadTail({ id: Number(insertSeries.run(runId, name).lastInsertRowid), name })))
      appendToSeries(tail, {
        steps: Float64Array.from(finite, ({ step }) => step),
        values: Float64Array.from(finite, ({ value }) => value),
        times: Float64Array.from(finite, ({ time }) => time),
      })
    }
  }
  const appendInTransaction = database.transaction(appendPoints)

  function append(runId: string, points: MetricPoint[]): void {
    try {
      appendInTransaction(runId, points)
    } catch (thrown) {
      tails.delete(runId) // what memory holds was rolled back on disk
      throw thrown
    }
  }

  function readSeries(runId: string, tail: Tail, maximumPoints: number): MetricSeries {
    const points = tail.chunks * chunkPoints + tail.length
    const { bucket, block } = planBuckets(points, maximumPoints)
    const stored = tail.chunks === 0 ? [] : block === 1 ? selectChunks.all(tail.id).map((blob) => summarize(decodePoints(blob), 1)) : selectSummaries.all(tail.id, block).map(decodeBlocks)
    const blocks: Blocks = concatenate([...stored, summarize(kept(tail), block)])
    const lastShare = points % block === 0 ? 1 : (points % block) / block
    const { steps, times, mean, minimum, maximum } = merge(blocks, bucket / block, lastShare)
    return { runId, name: tail.name, steps: [...steps], times: [...times], values: [...mean], minimum: [...minimum], maximum: [...maximum], points }
  }

  function read(runId: string, maximumPoints: number, names?: string[]): MetricSeries[] {
    const ofRun = tails.get(runId) ?? loadTails(runId)
    const wanted = [...ofRun.values()].filter(({ name }) => !names || names.includes(name))
    return wanted.map((tail) => readSeries(runId, tail, maximumPoints))
  }

  function truncate(runId: string, step: number): void {
    for (const row of selectSeries.all(runId)) {
      const parts: Points[] = [...selectChunks.all(row.id).map(decodePoints), kept(loadTail(row))]
      const earlier = parts.flatMap(({ steps, values, times }) => [...steps].flatMap((at, i) => (at <= step ? [{ name: row.name, step: at, value: values[i], time: times[i] }] : [])))
      deleteSeries.run(row.id)
      tails.delete(runId) // its row has another id from here on
      append(runId, earlier)
    }
    // Read again when it is next needed: what encloses this may yet be rolled back.
    tails.delete(runId)
  }

  return { append, read, truncate: database.transaction(truncate), release: (runId) => void tails.delete(runId) }
}

/** The points a tail holds, from the `from`th on. */
function kept({ steps, values, times, length }: Tail, from = 0): Points {
  return { steps: steps.subarray(from, length), values: values.subarray(from, length), times: times.subarray(from, length) }
}

/** Adds points that fit behind those a tail holds. */
function put(tail: Tail, { steps, values, times }: Points): void {
  tail.steps.set(steps, tail.length)
  tail.values.set(values, tail.length)
  tail.times.set(times, tail.length)
  tail.length += steps.length
}
