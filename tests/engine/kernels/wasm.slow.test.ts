/**
 * The WebAssembly module, built as the set-up builds it: it refuses scratch arrays that are too short, infers the bits it trains with, and is
 * as fast as its instructions allow. A compiler that spills registers in the products halves them; that is found by comparing them with
 * multiply-adds on registers alone, in one process, least times of many short turns: no clock of another machine comes into it.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { spawn, type Kernels, type ShapeArguments } from '../../../src-main/engine/kernels/loader.ts'
import { createWasmKernels } from '../../../src-main/engine/kernels/wasm-kernels.ts'

const root = join(import.meta.dirname, '../../..')
let kernels: Kernels

beforeAll(async () => {
  const { buildModule } = (await import(join(root, 'scripts/build-kernels-wasm.mjs'))) as { buildModule(): Promise<string | null> }
  await buildModule()
  kernels = createWasmKernels(new WebAssembly.Module(readFileSync(join(root, 'kernels-build/wasm/seqbench.wasm'))), spawn)
}, 900_000)
afterAll(() => kernels?.setThreads(1))

const lstm = (batch: number, steps: number, inputs: number, hidden: number): ShapeArguments => [2, batch, steps, inputs, hidden, false, 0]
const make = (length: number, value = 0.01): Float32Array => (kernels.allocate?.(length) ?? new Float32Array(length)).fill(value)

/** A forward pass of an lstm whose arrays lie in the module's memory. */
function forwardCall(shape: ShapeArguments) {
  const [, batch, steps, inputs, hidden] = shape
  const sizes = new Float32Array(3)
  kernels.recurrentSizes(...shape, batch * steps, sizes)
  const given = [make(batch * steps * inputs), make(inputs * 4 * hidden), make(hidden * 4 * hidden), make(8 * hidden)] as const
  const out = [make(batch * steps * hidden), make(batch * hidden), make(batch * hidden)] as const
  const [reserve, work] = [make(sizes[0]), make(sizes[1])]
  return { given, out, reserve, work, run: (kept = reserve, scratch = work) => kernels.recurrentForward(...shape, ...given, null, null, null, ...out, kept, scratch) }
}

it('refuses a reserve or work that is too short', () => {
  const call = forwardCall(lstm(3, 4, 5, 6))
  expect(() => call.run()).not.toThrow()
  expect(() => call.run(call.reserve.subarray(0, call.reserve.length - 64))).toThrow('reserve')
  expect(() => call.run(call.reserve, call.work.subarray(0, 1))).toThrow('work')
  expect(() => kernels.matMul(20, 20, 20, false, false, make(400), make(400), null, make(400), make(1))).toThrow('work')
})

it('infers the bits it trains with', () => {
  const shape = lstm(5, 4, 7, 9)
  const { given, out, run } = forwardCall(shape)
  given.forEach((array, index) => array.forEach((_, at) => (array[at] = Math.sin(at * 12.9898 + index) * 0.5)))
  run()
  const sizes = new Float32Array(2)
  kernels.inferenceSizes(...shape, sizes)
  const [x, ...weights] = given
  const [packed, work] = [make(sizes[0]), make(sizes[1])]
  const found = out.map((array) => make(array.length, NaN))
  kernels.packWeights(...shape, ...weights, packed)
  kernels.recurrentInference(...shape, x, packed, null, null, null, found[0], found[1], found[2], work)
  expect(found).toEqual([...out])
})

it('gives the same bits with every number of threads', () => {
  const shape = lstm(7, 20, 17, 37)
  const [, batch, steps, inputs, hidden] = shape
  const call = forwardCall(shape)
  call.given.forEach((array, index) => array.forEach((_, at) => (array[at] = Math.sin(at * 12.9898 + index) * 0.5)))
  const dHidden = make(batch * steps * hidden).map((_, at) => Math.cos(at * 78.233))
  const run = (threads: number) => {
    kernels.setThreads(threads)
    expect(kernels.describe().threads).toBe(threads)
    const sizes = new Float32Array(3)
    kernels.recurrentSizes(...shape, batch * steps, sizes)
    const [reserve, forwardWork, backwardWork] = Array.from(sizes, (size) => make(size))
    call.run(reserve, forwardWork)
    const found = [batch * steps * inputs, inputs * 4 * hidden, hidden * 4 * hidden, 8 * hidden, batch * hidden, batch * hidden, batch * steps].map((length) => make(length, NaN))
    const [dx, dwx, dwh, dbias, dInitialHidden, dInitialCell, norms] = found
    kernels.recurrentBackward(...shape, call.given[1], call.given[2], null, dHidden, null, null, dx, dwx, dwh, dbias, dInitialHidden, dInitialCell, norms, reserve, backwardWork)
    return [...call.out, ...found].map((array) => array.slice())
  }
  const alone = run(1)
  expect(alone.flatMap((array) => [...array]).every(Number.isFinite)).toBe(true)
  for (const threads of [2, 5, 3, 1]) expect(run(threads)).toEqual(alone)
})

it('spends its time on multiply-adds', { retry: 3, timeout: 120_000 }, () => {
  const [batch, steps, inputs, hidden] = [16, 10, 64, 128]
  const { run } = forwardCall(lstm(batch, steps, inputs, hidden))
  const sinks = make(16)
  const least = { peak: Infinity, forward: Infinity }
  const timed = (action: () => void) => {
    const from = performance.now()
    action()
    return performance.now() - from
  }
  const rounds = 20_000
  // Turns of about a millisecond: most of them are not interrupted.
  for (let turn = 0; turn < 400; turn++) {
    least.peak = Math.min(least.peak, timed(() => kernels.peak(rounds, sinks)) / sinks[0])
    least.forward = Math.min(least.forward, timed(run) / (2 * batch * steps * (inputs + hidden) * 4 * hidden))
  }
  const share = least.peak / least.forward
  expect(share, `operations a second of the forward pass, as a share of multiply-adds on registers (${(1e-6 / least.peak).toFixed(0)} GFLOP/s)`).toBeGreaterThan(0.5)
})
