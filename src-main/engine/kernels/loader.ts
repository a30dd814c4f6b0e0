/**
 * Finds and loads the native kernels: the addon that scripts/build-kernels.mjs made in kernels-build/, or the one a package
 * carries. Everything in it validates what it is given and throws a TypeError on a wrong shape.
 */
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { createWasmKernels, type Spawn } from './wasm-kernels.ts'

/** The numbers of `Recurrent` in core/table.hpp: cell, batch, steps, inputs, hidden, reverse, truncation. */
export type ShapeArguments = [cell: number, batch: number, steps: number, inputs: number, hidden: number, reverse: boolean, truncation: number]
/** The numbers of `Convolution` in core/table.hpp. */
export type ConvolutionArguments = [
  batch: number, height: number, width: number, channels: number, filterHeight: number, filterWidth: number, filters: number,
  strideHeight: number, strideWidth: number, padTop: number, padLeft: number, outHeight: number, outWidth: number,
]
type Floats = Float32Array
type Optional = Float32Array | null

/** The addon's functions; arrays in the layouts of ops/recurrent.ts, outputs written in place. */
export interface Kernels {
  /** Where the kernels have a memory of their own: `length` floats in it, null when it is full. */
  allocate?(length: number): Floats | null
  /** maximumThreads: where more than so many would not be used. */
  describe(): { instructions: string; available: string[]; threads: number; maximumThreads?: number; width: number }
  setThreads(threads: number): void
  setInstructions(name: string): void
  /** sizes = floats of [reserve, work of forward, work of backward]; rows = sum of lengths. */
  recurrentSizes(...call: [...ShapeArguments, rows: number, sizes: Floats]): void
  recurrentForward(
    ...call: [
      ...ShapeArguments, x: Floats, wx: Floats, wh: Floats, bias: Floats, lengths: Int32Array | null, initialHidden: Optional, initialCell: Optional,
      hidden: Floats, finalHidden: Floats, finalCell: Optional, reserve: Floats, work: Floats,
    ]
  ): void
  recurrentBackward(
    ...call: [
      ...ShapeArguments, wx: Floats, wh: Floats, lengths: Int32Array | null, dHidden: Floats, dFinalHidden: Optional, dFinalCell: Optional,
      dx: Floats, dwx: Floats, dwh: Floats, dbias: Floats, dInitialHidden: Floats, dInitialCell: Optional, stepNorms: Floats, reserve: Floats, work: Floats,
    ]
  ): void
  /** sizes = floats of [packed weights, work of recurrentInference]; the first depends on cell, inputs and hidden only. */
  inferenceSizes(...call: [...ShapeArguments, sizes: Floats]): void
  /** Once for each state of the weights; `packed` serves the instruction set it was made with and must not be moved. */
  packWeights(...call: [...ShapeArguments, wx: Floats, wh: Floats, bias: Floats, packed: Floats]): void
  /**
   * recurrentForward, bit for bit, with weights packed before and without a reserve. One step at a time: steps = 1 and the final
   * states in the arrays of the initial ones. `hidden` null: only the final states are wanted.
   */
  recurrentInference(
    ...call: [
      ...ShapeArguments, x: Floats, packed: Floats, lengths: Int32Array | null, initialHidden: Optional, initialCell: Optional,
      hidden: Optional, finalHidden: Floats, finalCell: Optional, work: Floats,
    ]
  ): void
  /** c [rows, columns] = op(a) op(b) + bias; a and b are transposed in memory where it says so. */
  matMul(
    rows: number, inner: number, columns: number, transposeA: boolean, transposeB: boolean, a: Floats, b: Floats, bias: Optional, c: Floats, work: Floats,
  ): void
  /** `count` products; a shared operand is the same in all. Work: matMul's for each thread. */
  batchMatMul(
    count: number, sharedA: boolean, sharedB: boolean, rows: number, inner: number, columns: number, transposeA: boolean, transposeB: boolean,
    a: Floats, b: Floats, c: Floats, work: Floats,
  ): void
  /** size[0] = floats of matMul's work. */
  matMulSize(rows: number, inner: number, columns: number, size: Floats): void
  adam(
    size: number, value: Floats, gradient: Floats, moment1: Floats, moment2: Floats,
    rate: number, beta1: number, beta2: number, epsilon: number, spread: number, shrink: number,
  ): void
  sgd(size: number, value: Floats, gradient: Floats, momentum: Floats, rate: number, factor: number): void
  /** Brings rows (null: all) to step `steps`, the last with its gradient: kernels/core/rows.hpp. */
  adamRows(
    tableRows: number, columns: number, count: number, steps: number, limit: number, rows: Int32Array | null, gradient: Optional, value: Floats, moment1: Floats,
    moment2: Floats, last: Int32Array, history: Floats, beta1: number, beta2: number, epsilon: number,
  ): void
  sgdRows(
    tableRows: number, columns: number, count: number, steps: number, limit: number, rows: Int32Array | null, gradient: Optional, value: Floats, momentum: Floats,
    last: Int32Array, history: Floats, factor: number,
  ): void
  /** result[0] = sum of x^2, added up in double precision. */
  squaredNorm(size: number, x: Floats, result: Floats): void
  /** out = a op b: 0 adds, 1 subtracts, 2 multiplies, 3 divides; `single`: b is one number. */
  binary(operation: number, size: number, single: boolean, a: Floats, b: Floats, out: Floats): void
  /** As binary, operands seen through strides; layout = shape, strides of a, of b, [rank] each. */
  broadcast(operation: number, rank: number, layout: Int32Array, a: Floats, b: Floats, out: Floats): void
  /** layout = shape, strides in `from`, in `to`, [rank] each. */
  stridedCopy(rank: number, layout: Int32Array, fromOffset: number, from: Floats, toOffset: number, to: Floats): void
  /** out = f(x), f by its number in core/table.hpp. */
  map(f: number, size: number, x: Floats, out: Floats): void
  /** Contract: ops/dropout.ts; threshold = rate 2^32, scale = 1 / (1 - rate). */
  dropout(size: number, seed: number, threshold: number, scale: number, x: Floats, out: Floats): void
  softmax(rows: number, columns: number, x: Floats, p: Floats): void
  /** x [outer, length, inner] -> out [outer, inner], scale times the sum along length. */
  sumAxis(outer: number, length: number, inner: number, scale: number, x: Floats, out: Floats): void
  embedding(rows: number, columns: number, tokens: number, table: Floats, ids: Int32Array, y: Floats): void
  embeddingGradient(rows: number, columns: number, tokens: number, dTable: Floats, ids: Int32Array, dy: Floats): void
  /** size[0] = floats of the work of the three below, which write y, x (as dx) and filter (as dfilter) out of the other two. */
  convolutionSize(...call: [...ConvolutionArguments, size: Floats]): void
  convolution(...call: [...ConvolutionArguments, x: Floats, filter: Floats, y: Floats, work: Floats]): void
  convolutionInputGradient(...call: [...ConvolutionArguments, dx: Floats, filter: Floats, dy: Floats, work: Floats]): void
  convolutionFilterGradient(...call: [...ConvolutionArguments, x: Floats, dfilter: Floats, dy: Floats, work: Floats]): void
  /** Equations: ops/layer-norm.ts; mean and scale [rows]. */
  layerNorm(rows: number, columns: number, epsilon: number, x: Floats, gamma: Floats, beta: Floats, y: Floats, mean: Floats, scale: Floats): void
  /** work: 2 columns floats for every 64 rows. */
  layerNormGradient(
    rows: number, columns: number, x: Floats, gamma: Floats, mean: Floats, scale: Floats, dy: Floats, dx: Floats, dgamma: Floats, dbeta: Floats,
    work: Floats,
  ): void
  /** size[0] = floats of ctc's work; dLogits null: no gradient. Equations: ops/ctc.ts. */
  ctcSize(batch: number, steps: number, symbols: number, most: number, blank: number, size: Floats): void
  ctc(
    batch: number, steps: number, symbols: number, most: number, blank: number, logits: Floats, lengths: Int32Array, targets: Int32Array, targetLengths: Int32Array,
    loss: Floats, feasible: Floats, dLogits: Optional, work: Floats,
  ): void
  /** Equations: ops/cross-entropy.ts; label -1 for none. */
  crossEntropy(rows: number, classes: number, smoothing: number, logits: Floats, labels: Int32Array, weights: Optional, loss: Floats, logSum: Floats): void
  crossEntropyGradient(
    rows: number, classes: number, smoothing: number, logits: Floats, labels: Int32Array, weights: Optional, logSum: Floats, dLoss: Floats, dLogits: Floats,
  ): void
  /** size[0] = floats of the work of the two below. Equations: ops/crf.ts. */
  crfSize(batch: number, steps: number, tags: number, size: Floats): void
  crf(
    batch: number, steps: number, tags: number, emissions: Floats, transitions: Floats, start: Floats, end: Floats, labels: Int32Array, lengths: Int32Array,
    loss: Floats, work: Floats,
  ): void
  crfGradient(
    batch: number, steps: number, tags: number, emissions: Floats, transitions: Floats, start: Floats, end: Floats, labels: Int32Array, lengths: Int32Array,
    dLoss: Floats, dEmissions: Floats, dTransitions: Floats, dStart: Floats, dEnd: Floats, work: Floats,
  ): void
  /** Equations: ops/attention.ts; work [batch * width]. */
  additiveScores(
    batch: number, queryCount: number, keyCount: number, width: number, queries: Floats, keys: Floats, vector: Floats, lengths: Int32Array, scores: Floats,
  ): void
  additiveScoresGradient(
    batch: number, queryCount: number, keyCount: number, width: number, queries: Floats, keys: Floats, vector: Floats, lengths: Int32Array,
    dScores: Floats, dQueries: Floats, dKeys: Floats, dVector: Floats, work: Floats,
  ): void
  /** Multiply-adds of registers on every thread; sinks [16 * threads], sinks[0] = operations done. */
  peak(rounds: number, sinks: Floats): void
  recurrentGates(...call: [...ShapeArguments, lengths: Int32Array | null, reserve: Floats, gates: Floats, work: Floats]): void
}

export type LoadedKernels = { kernels: Kernels; reason: string } | { kernels: null; reason: string }

let loaded: LoadedKernels | null = null

/**
 * The kernels, or why there are none. Loaded once a process. SEQBENCH_KERNELS names another addon or module (tests under
 * sanitizers, tests of the WebAssembly module); a file that does not exist leaves the engine out.
 */
export function loadKernels(): LoadedKernels {
  loaded ??= load()
  return loaded
}

/** Helping threads sleep in the module: nothing is heard from them, and the process may end without them. */
export const spawn: Spawn = (program, workerData) => {
  const worker = new Worker(program, { eval: true, workerData, stdin: false })
  worker.unref()
  return { end: () => void worker.terminate() }
}

/** How a kind of file is loaded, by its ending. */
const loaders: Record<string, (file: string) => Kernels> = {
  node: (file) => createRequire(import.meta.url)(file) as Kernels,
  wasm: (file) => createWasmKernels(new WebAssembly.Module(readFileSync(file)), spawn),
}

function load(): LoadedKernels {
  const folder = join(findRoot(import.meta.dirname), 'kernels-build')
  const chosen = process.env.SEQBENCH_KERNELS
  const files = chosen === undefined ? [join(folder, 'native', 'seqbench.node'), join(folder, 'wasm', 'seqbench.wasm')] : [chosen]
  let lost = chosen === undefined ? whyNotBuilt(folder) : existsSync(chosen) ? 'chosen by SEQBENCH_KERNELS' : `SEQBENCH_KERNELS names a file that does not exist: ${chosen}`
  for (const file of files) {
    if (!existsSync(file)) continue
    try {
      const kernels = loaders[file.split('.').at(-1) ?? '']?.(file)
      if (!kernels) throw new Error(`${file} is neither an addon nor a WebAssembly module`)
      const { instructions } = kernels.describe()
      return { kernels, reason: instructions === 'wasm' ? `WebAssembly, about half as fast as machine code: ${lost}` : `machine code (${instructions})` }
    } catch (error) {
      lost = `the native kernels cannot be loaded: ${error instanceof Error ? error.message : String(error)}`
    }
  }
  return { kernels: null, reason: `${lost}; without these kernels training takes about twenty times as long` }
}

/** What the set-up noted when it could not build the addon. */
function whyNotBuilt(folder: string): string {
  const note = join(folder, 'failure')
  return existsSync(note) ? readFileSync(note, 'utf8').trim() : 'the native kernels are not built (node scripts/build-kernels.mjs)'
}

/** The folder that holds package.json: the repository, or the unpacked application. */
function findRoot(from: string): string {
  return existsSync(join(from, 'package.json')) || dirname(from) === from ? from : findRoot(dirname(from))
}
