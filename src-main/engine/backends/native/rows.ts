/**
 * Tables of which a step uses only some rows: an embedding's gradient without its zeros, and the optimiser's update of those rows alone
 * (kernels/core/rows.hpp says why the result is that of the dense update). Both look like any tensor to whoever does not know them:
 * their `values`, which is what every kernel reads, are made whole when they are first asked for.
 */
import type * as tf from '@tensorflow/tfjs-core'
import type { Kernels } from '../../kernels/loader.ts'
import type { NativeBackend } from './backend.ts'

/** What the CPU backend keeps of a tensor. */
interface TensorData {
  dtype: tf.DataType
  refCount: number
  values: Float32Array
}

/** A gradient [V, E] whose rows are zero but for some, each of which is there once, in rising order. */
export class RowsGradient implements TensorData {
  readonly dtype = 'float32'
  refCount = 1
  readonly tableRows: number
  readonly rows: Int32Array
  /** [rows.length, E] */
  readonly kept: Float32Array
  #whole: Float32Array | null = null

  constructor(tableRows: number, rows: Int32Array, kept: Float32Array) {
    this.tableRows = tableRows
    this.rows = rows
    this.kept = kept
  }

  get values(): Float32Array {
    if (this.#whole) return this.#whole
    const columns = this.kept.length / this.rows.length
    this.#whole = new Float32Array(this.tableRows * columns)
    this.rows.forEach((row, index) => this.#whole?.set(this.kept.subarray(index * columns, (index + 1) * columns), row * columns))
    return this.#whole
  }
}

/** Which rows a list of ids names, in rising order, and the place of each id in them. */
export function distinctRows(ids: Int32Array): { rows: Int32Array; places: Int32Array } {
  const places = new Map<number, number>()
  for (const id of ids) places.set(id, 0)
  const rows = Int32Array.from(places.keys()).sort()
  rows.forEach((row, place) => places.set(row, place))
  return { rows, places: ids.map((id) => places.get(id) as number) }
}

/** What one step of the optimiser did, beside the gradient; shrink 1 where there is no weight decay. */
export interface StepOfRows {
  rate: number
  spread: number
  shrink: number
}

/** An update rule for rows: its constants and its kernel. `limit`: after so many steps without gradient a first moment moves nothing that could be seen. */
export interface RowsRule {
  name: 'adamRows' | 'sgdRows'
  constants: number[]
  limit: number
}

/** Steps until the history is begun anew; its memory is 16 bytes a step. */
const longestHistory = 1 << 16

/** A table and its moments, of which rows may lag behind the steps of the optimiser. */
export class LaggingTable {
  readonly #kernels: Kernels
  readonly #rule: RowsRule
  /** value and moments, all [V, E] */
  readonly #tables: Float32Array[]
  readonly #columns: number
  /** Steps done by each row, ~steps where it never had a gradient. */
  readonly #last: Int32Array
  #history = new Float32Array(4 * 64)
  #steps = 0
  #decay = 1

  constructor(kernels: Kernels, rule: RowsRule, tables: Float32Array[], tableRows: number) {
    this.#kernels = kernels
    this.#rule = rule
    this.#tables = tables
    this.#columns = tables[0].length / tableRows
    this.#last = new Int32Array(tableRows)
    this.#history[3] = 1
    if (tables.slice(1).every((moment) => moment.every((value) => value === 0))) this.#last.fill(~0)
  }

  follows({ name, constants }: RowsRule): boolean {
    return name === this.#rule.name && constants.every((value, index) => value === this.#rule.constants[index])
  }

  /** One step of the optimiser with a gradient for some rows. */
  step({ rows, kept }: RowsGradient, { rate, spread, shrink }: StepOfRows): void {
    if (this.#steps === longestHistory || this.#decay < 1e-30) this.#beginAnew()
    const at = 4 * this.#steps
    if (this.#history.length < at + 8) {
      const longer = new Float32Array(2 * this.#history.length)
      longer.set(this.#history)
      this.#history = longer
    }
    // The kernel's shrink is a float: a product of others would be off by as many roundings as there are steps.
    this.#decay *= Math.fround(shrink)
    this.#history.set([rate, spread, shrink], at)
    this.#history[at + 7] = this.#decay
    this.#steps++
    this.#run(rows, kept)
  }

  /** Brings rows up to date, null for all. */
  catchUp(rows: Int32Array | null): void {
    this.#run(rows, null)
  }

  /** Up to date, and every row thought of as one that has had a gradient: somebody is about to change the tables. */
  release(): void {
    this.catchUp(null)
    this.#last.fill(this.#steps)
  }

  #beginAnew(): void {
    this.catchUp(null)
    for (let row = 0; row < this.#last.length; row++) this.#last[row] = this.#last[row] < 0 ? ~0 : 0
    this.#steps = 0
    this.#decay = 1
    this.#history[3] = 1
  }

  #run(rows: Int32Array | null, gradient: Float32Array | null): void {
    const [value, ...moments] = this.#tables
    const run = this.#kernels[this.#rule.name] as (...call: unknown[]) => void
    run(this.#last.length, this.#columns, rows?.length ?? this.#last.length, this.#steps, this.#rule.limit, rows, gradient, value, ...moments, this.#last, this.#history, ...this.#rule.constants)
  }
}

/** One of the tables as the backend keeps it. */
export class LaggingData implements TensorData {
  readonly dtype = 'float32'
  refCount: number
  readonly table: LaggingTable
  /** As it lies there, rows that lag included. */
  readonly raw: Float32Array

  constructor(table: LaggingTable, raw: Float32Array, refCount: number) {
    this.table = table
    this.raw = raw
    this.refCount = refCount
  }

  get values(): Float32Array {
    this.table.catchUp(null)
    return this.raw
  }
}

/** The table of these tensors (value and moments), which from now on may lag. */
export function laggingTable(backend: NativeBackend, rule: RowsRule, tensors: tf.TensorInfo[]): LaggingTable {
  const found = tensors.map(({ dataId }) => backend.data.get(dataId) as unknown as TensorData)
  const [first] = found
  if (first instanceof LaggingData && first.table.follows(rule) && found.every((data) => data instanceof LaggingData && data.table === first.table)) return first.table
  // Made whole by reading them: moments may have been exchanged, or another rule begun.
  const arrays = found.map(({ values }) => values)
  const table = new LaggingTable(backend.kernels, rule, arrays, tensors[0].shape[0])
  tensors.forEach(({ dataId }, index) => backend.data.set(dataId, new LaggingData(table, arrays[index], found[index].refCount) as never))
  return table
}
