/**
 * The kernels as a WebAssembly module, where there is no addon: the same functions, the recurrent ones and matMul on several threads.
 * Arrays made by `allocate` lie in the module's memory and are used in place; others are copied in, and out again where the kernel
 * writes them.
 */
import type { Kernels } from './loader.ts'
import { checks } from './wasm-checks.ts'

type Argument = number | boolean | Float32Array | Int32Array | null
type Exports = Record<string, (...parameters: number[]) => void>

/** Which arguments of a kernel it writes, counted from 0, beside those that lie in the module's memory. */
const written: Record<string, number[]> = {
  recurrentSizes: [8],
  recurrentForward: [14, 15, 16, 17, 18],
  recurrentBackward: [13, 14, 15, 16, 17, 18, 19, 21],
  recurrentGates: [9, 10],
  inferenceSizes: [7],
  packWeights: [10],
  recurrentInference: [12, 13, 14],
  matMul: [8, 9],
  batchMatMul: [10, 11],
  matMulSize: [3],
  adam: [1, 3, 4],
  sgd: [1, 3],
  adamRows: [7, 8, 9, 10],
  sgdRows: [7, 8, 9],
  squaredNorm: [2],
  binary: [5],
  broadcast: [5],
  stridedCopy: [5],
  map: [3],
  dropout: [5],
  softmax: [3],
  sumAxis: [5],
  embedding: [5],
  embeddingGradient: [3],
  convolutionSize: [13],
  convolution: [15, 16],
  convolutionInputGradient: [13, 16],
  convolutionFilterGradient: [14, 16],
  layerNorm: [6, 7, 8],
  layerNormGradient: [7, 8, 9, 10],
  ctcSize: [5],
  ctc: [9, 10, 11, 12],
  crossEntropy: [6, 7],
  crossEntropyGradient: [8],
  crfSize: [3],
  crf: [9, 10],
  crfGradient: [10, 11, 12, 13, 14],
  additiveScores: [8],
  additiveScoresGradient: [9, 10, 11, 12],
  peak: [1],
}

/**
 * Scratch arrays of a kernel: which export sizes them (called with the kernel's first `numbers` arguments), and for each the argument it
 * is, its name and the place of its size. Shapes of recurrent layers are followed by the number of rows, where the sizes depend on it.
 */
const scratch: Record<string, { by: string; numbers: number; lengths?: number; sizes: [argument: number, name: string, size: number][] }> = {
  recurrentForward: { by: 'recurrentSizes', numbers: 7, lengths: 11, sizes: [[17, 'reserve', 0], [18, 'work', 1]] },
  recurrentBackward: { by: 'recurrentSizes', numbers: 7, lengths: 9, sizes: [[20, 'reserve', 0], [21, 'work', 2]] },
  recurrentGates: { by: 'recurrentSizes', numbers: 7, lengths: 7, sizes: [[8, 'reserve', 0], [10, 'work', 1]] },
  packWeights: { by: 'inferenceSizes', numbers: 7, sizes: [[10, 'packed', 0]] },
  recurrentInference: { by: 'inferenceSizes', numbers: 7, sizes: [[8, 'packed', 0], [15, 'work', 1]] },
  matMul: { by: 'matMulSize', numbers: 3, sizes: [[9, 'work', 0]] },
  convolution: { by: 'convolutionSize', numbers: 13, sizes: [[16, 'work', 0]] },
  convolutionInputGradient: { by: 'convolutionSize', numbers: 13, sizes: [[16, 'work', 0]] },
  convolutionFilterGradient: { by: 'convolutionSize', numbers: 13, sizes: [[16, 'work', 0]] },
}

/** Reserved at once, so that the memory never moves; the system gives pages as they are touched. */
export const memoryBytes = 2 ** 30
/** The module's own data and stack lie below; the first bytes are for the sizes of scratch arrays. */
const ownEnd = 4 * 2 ** 20
const alignment = 64
/** Threads in all, the caller included; each but the caller has a stack behind the module's own data. */
export const maximumThreads = 16
const stackBytes = 2 ** 18
const firstFree = ownEnd + alignment + maximumThreads * stackBytes
/** How long threads may take to come to serve. */
const startMilliseconds = 20_000

/** What a helping thread runs: another instance over the same memory, with a stack of its own. It never returns. */
const helperProgram = `
  const { workerData: { module, memory, stack, worker } } = require('node:worker_threads')
  const { exports } = new WebAssembly.Instance(module, { env: { memory } })
  exports.__stack_pointer.value = stack
  exports.serve(worker)
`
/** Starts a JavaScript thread that does not keep the process alive; `end` stops it. */
export type Spawn = (program: string, data: object) => { end(): void }
/** What is lent for good ends here: the rest is for arrays copied in for the time of one call. */
const lentEnd = memoryBytes / 2

export class WasmKernels {
  readonly #module: WebAssembly.Module
  readonly #memory: WebAssembly.Memory
  readonly #exports: Exports
  readonly #spawn: Spawn | null
  #next = firstFree
  #helpers = 0
  #threads = 1

  constructor(module: WebAssembly.Module, spawn: Spawn | null) {
    this.#module = module
    this.#spawn = spawn
    const pages = memoryBytes / 65536
    this.#memory = new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true })
    this.#exports = new WebAssembly.Instance(module, { env: { memory: this.#memory } }).exports as Exports
  }

  get threads(): number {
    return this.#threads
  }

  /** Threads that are no longer wanted sleep. Where none can be started, the module goes on with those it has. */
  setThreads(wanted: number): void {
    const threads = this.#spawn ? Math.min(Math.max(1, Math.floor(wanted)), maximumThreads) : 1
    const place = this.#exports.readyPlace() as unknown as number
    const ready = new Int32Array(this.#memory.buffer, place, 1)
    for (let worker = this.#helpers + 1; worker < threads; worker++) {
      const stack = ownEnd + alignment + (worker + 1) * stackBytes
      const thread = this.#spawn?.(helperProgram, { module: this.#module, memory: this.#memory, stack, worker })
      const late = Date.now() + startMilliseconds
      while (Atomics.load(ready, 0) < worker && Date.now() < late) Atomics.wait(ready, 0, worker - 1, late - Date.now())
      if (Atomics.load(ready, 0) < worker) {
        thread?.end()
        break
      }
      this.#helpers = worker
    }
    this.#threads = Math.min(threads, this.#helpers + 1)
    this.#exports.setCrew(this.#threads)
  }

  /** `length` floats in the module's memory, or null when its half of it is full; they are never given back: see Buffers. */
  allocate(length: number): Float32Array | null {
    return this.#take(length, lentEnd)
  }

  #take(length: number, end: number): Float32Array | null {
    const bytes = Math.ceil((length * 4) / alignment) * alignment
    if (this.#next + bytes > end) return null
    const array = new Float32Array(this.#memory.buffer, this.#next, length)
    this.#next += bytes
    return array
  }

  /** Throws where a scratch array is shorter than the kernel needs it. */
  #checkScratch(name: string, parameters: Argument[]): void {
    const row = scratch[name]
    if (!row) return
    const numbers = parameters.slice(0, row.numbers).map(Number)
    if (row.lengths !== undefined) {
      const lengths = parameters[row.lengths] as Int32Array | null
      numbers.push(lengths ? lengths.reduce((sum, length) => sum + length, 0) : numbers[1] * numbers[2])
    }
    this.#exports[row.by](...numbers, ownEnd)
    const found = new Float32Array(this.#memory.buffer, ownEnd, 3)
    for (const [argument, array, size] of row.sizes) {
      const length = (parameters[argument] as Float32Array | null)?.length ?? 0
      if (!(length >= Math.floor(found[size]))) throw new TypeError(`${name}: ${array} has ${length} values, expected at least ${Math.floor(found[size])}`)
    }
  }

  /** Calls one export with the arguments of `Kernels`. */
  call(name: string, ...parameters: Argument[]): void {
    checks[name]?.(parameters)
    this.#checkScratch(name, parameters)
    const start = this.#next
    const copies: [Float32Array | Int32Array, Float32Array | Int32Array][] = []
    try {
      const numbers = parameters.map((value, index) => {
        if (value === null) return 0
        if (typeof value !== 'object') return Number(value)
        if (value.buffer === this.#memory.buffer) return value.byteOffset
        const floats = this.#take(value.length, memoryBytes)
        if (!floats) throw new TypeError(`${name}: the memory of the WebAssembly kernels is full`)
        const copy = value instanceof Float32Array ? floats : new Int32Array(floats.buffer, floats.byteOffset, value.length)
        copy.set(value)
        if (written[name]?.includes(index)) copies.push([value, copy])
        return copy.byteOffset
      })
      this.#exports[name](...numbers)
      for (const [value, copy] of copies) value.set(copy)
    } finally {
      this.#next = start
    }
  }
}

/** The kernels of a compiled module. Throws where the machine cannot run it (no relaxed SIMD). */
export function createWasmKernels(module: WebAssembly.Module, spawn: Spawn | null = null): Kernels {
  const kernels = new WasmKernels(module, spawn)
  const named = Object.fromEntries(Object.keys(written).map((name) => [name, (...parameters: Argument[]) => kernels.call(name, ...parameters)]))
  return {
    ...(named as unknown as Kernels),
    describe: () => ({ instructions: 'wasm', available: ['wasm'], threads: kernels.threads, maximumThreads: spawn ? maximumThreads : 1, width: 4 }),
    setThreads: (threads) => kernels.setThreads(threads),
    setInstructions: () => undefined,
    allocate: (length) => kernels.allocate(length),
  }
}
