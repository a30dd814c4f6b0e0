/**
 * A training step (forward, backward, Adam) of a recurrent layer: on the bare kernels, through tfjs, and PyTorch's, in turn, so that
 * whatever else the machine does hits all alike; medians. `value` is how many times faster ours is.
 */
import { setTimeout as pause } from 'node:timers/promises'
import { selectEngine } from '../../src-main/engine/backends/select.ts'
import { benchRows, benchShapes, median, operationsOf, prepareStep, type BenchRow } from '../../src-main/engine/bench/recurrent.ts'
import type { Kernels } from '../../src-main/engine/kernels/loader.ts'
import { prepareBareStep } from './bare.ts'
import { barOf, peakBarOf, throughBars, wasmBarOf } from './bars.ts'
import { found } from './report.ts'
import type { Torch } from './torch.ts'

export interface TrainingOptions {
  kernels: Kernels
  torch: Torch | null
  threads: number[]
  /** Most rounds of a row, and seconds after which seven are enough. */
  rounds: number
  seconds: number
  /** Cells, `packed` or shapes such as 32x50x32x64; empty for all. */
  only: string[]
}

/** Multiply-adds on registers, GFLOP/s of all threads. */
function peakGflops(kernels: Kernels, threads: number): number {
  const sinks = new Float32Array(16 * threads)
  const from = performance.now()
  kernels.peak(2_000_000, sinks)
  return sinks[0] / (performance.now() - from) / 1e6
}

export function timed(action: () => void): number {
  const from = performance.now()
  action()
  return performance.now() - from
}

/** Until JavaScript has compiled what it runs often, which takes some hundred steps: a training has tens of thousands. */
function warm(step: () => void): void {
  const from = performance.now()
  for (let count = 0; count < 2 || (count < 1000 && performance.now() - from < 600); count++) step()
}

export const isWanted = (row: BenchRow, only: string[]) => only.length === 0 || only.some((name) => (name === 'packed' ? row.packed : row.cell === name && !row.packed) || row.shape.join('x') === name)

async function measure({ kernels, torch, rounds, seconds }: TrainingOptions, row: BenchRow, threads: number): Promise<void> {
  const onWasm = kernels.describe().instructions === 'wasm'
  await selectEngine('native', threads)
  await torch?.prepare(row, threads)
  const [bare, through] = [prepareBareStep(kernels, row), prepareStep(row)]
  warm(bare.step)
  warm(through.step)
  await torch?.steps(2)
  const times = { bare: [] as number[], through: [] as number[], torch: [] as number[], products: [] as number[], peak: [] as number[] }
  // Short steps are repeated within a round, so that waking threads up does not count more than it does in a training.
  const repeat = Math.max(1, Math.min(40, Math.round(40 / timed(bare.step))))
  const start = performance.now()
  for (let round = 0; round < rounds && (round < 7 || performance.now() - start < 1000 * seconds); round++) {
    times.peak.push(peakGflops(kernels, threads))
    // One beside the other, and each first as often: their ratio is taken pair by pair.
    const turns = [() => times.bare.push(timed(bare.step)), () => times.through.push(timed(through.step))]
    if (round % 2 === 1) turns.reverse()
    for (let i = 0; i < repeat; i++) for (const turn of turns) turn()
    if (torch) {
      times.torch.push(...(await torch.steps(repeat)))
      if (peakBarOf(row, threads) !== null) times.products.push(...(await torch.products(repeat)))
      // Its workers spin for a while after their last task.
      await pause(30)
    }
  }
  bare.dispose()
  through.dispose()
  report(row, threads, onWasm, times)
}

function report(row: BenchRow, threads: number, onWasm: boolean, times: Record<'bare' | 'through' | 'torch' | 'products' | 'peak', number[]>): void {
  const ours = median(times.bare)
  const theirs = times.torch.length > 0 ? median(times.torch) : null
  const name = `${row.cell}${row.packed ? ' packed' : ''} ${row.shape.join(',')}`
  const at = { row: name, threads }
  const note = onWasm ? 'WebAssembly' : undefined
  found({ bench: 'training', ...at, unit: 'ms', ours, theirs, value: theirs && theirs / ours, bar: onWasm ? wasmBarOf(row) : barOf(row, threads), wanted: 'at least', note })
  if (onWasm) return
  const loss = median(times.through.map((milliseconds, index) => milliseconds / times.bare[index])) - 1
  const lossBar = row.packed ? null : throughBars[benchShapes.indexOf(row.shape)]
  found({ bench: 'tfjs', ...at, unit: 'ms', ours: median(times.through), theirs: ours, value: loss, bar: lossBar, wanted: 'at most', note: 'loss to the bare kernels' })
  const gflops = operationsOf(row) / ours / 1e6
  const best = operationsOf(row) / Math.min(...times.bare) / 1e6 / Math.max(...times.peak)
  const peakBar = peakBarOf(row, threads)
  if (peakBar !== null) {
    // Steps are long and bursts of the peak short: beside other work on the machine the steps suffer more. Hence the undisturbed of both too.
    const share = gflops / median(times.peak)
    // What a step could have at most if everything but its products took no time.
    const products = times.products.length > 0 ? `; PyTorch's products alone ${(operationsOf(row) / median(times.products) / 1e6 / median(times.peak)).toFixed(3)}` : ''
    found({ bench: 'peak', ...at, unit: 'share', ours: gflops, theirs: median(times.peak), value: share, bar: peakBar, wanted: 'at least', note: `GFLOP/s, medians; best of both ${best.toFixed(3)}${products}` })
  }
}

export async function benchTraining(options: TrainingOptions): Promise<void> {
  for (const threads of options.threads) for (const row of benchRows) if (isWanted(row, options.only)) await measure(options, row, threads)
}
