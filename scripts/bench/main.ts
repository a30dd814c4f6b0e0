/**
 * npm run bench [-- --threads 1,2 --rounds 15 --only lstm,packed --json]
 * npm run bench -- seed [--threads 1,2]     the seed model through the training loop
 * npm run bench -- memory                   how far training steps raise the peak of resident memory, ours and theirs
 * SEQBENCH_KERNELS=kernels-build/wasm/seqbench.wasm npm run bench -- --threads 1     the WebAssembly module instead of the addon
 *
 * The native engine beside PyTorch on the same cores, in one run: rounds of ours, ours through tfjs, theirs, in turn, so that
 * whatever else the machine does hits all alike; medians. Without PyTorch it prints its own figures only.
 */
import { setTimeout as pause } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { selectEngine } from '../../src-main/engine/backends/select.ts'
import { benchRows, benchShapes, median, operationsOf, prepareStep, type BenchRow } from '../../src-main/engine/bench/recurrent.ts'
import { loadKernels, type Kernels } from '../../src-main/engine/kernels/loader.ts'
import { prepareBareStep } from './bare.ts'
import { barOf, peakBarOf, throughBars, wasmBarOf } from './bars.ts'
import { benchMemory } from './memory.ts'
import { benchSeed } from './seed.ts'
import { startTorch, type Torch } from './torch.ts'

const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    threads: { type: 'string', default: '1,2' },
    rounds: { type: 'string', default: '15' },
    only: { type: 'string', default: '' },
    json: { type: 'boolean', default: false },
  },
})

interface Measured {
  cell: string
  shape: number[]
  packed: boolean
  threads: number
  /** Milliseconds of a training step on the bare kernels, through tfjs, and PyTorch's. */
  bare: number
  tfjs: number
  torch: number | null
  ratio: number | null
  bar: number | null
  /** GFLOP/s of the bare kernels, and their share of the peak measured beside them. */
  gflops: number
  share: number
  shareBar: number | null
  loss: number
  lossBar: number | null
}

/** Multiply-adds on registers, GFLOP/s of all threads. */
function peakGflops(kernels: Kernels, threads: number): number {
  const sinks = new Float32Array(16 * threads)
  const from = performance.now()
  kernels.peak(2_000_000, sinks)
  return sinks[0] / (performance.now() - from) / 1e6
}

function timed(action: () => void): number {
  const from = performance.now()
  action()
  return performance.now() - from
}

async function measure(kernels: Kernels, torch: Torch | null, row: BenchRow, threads: number): Promise<Measured> {
  await selectEngine('native', threads)
  await torch?.prepare(row, threads)
  const [bare, through] = [prepareBareStep(kernels, row), prepareStep(row)]
  for (let warm = 0; warm < 2; warm++) {
    bare.step()
    through.step()
  }
  await torch?.steps(2)
  const found = { bare: [] as number[], through: [] as number[], torch: [] as number[], peak: [] as number[] }
  // Short steps are repeated within a round, so that waking threads up does not count more than it does in a training.
  const repeat = Math.max(1, Math.min(20, Math.round(40 / timed(bare.step))))
  for (let round = 0; round < Number(flags.rounds); round++) {
    found.peak.push(peakGflops(kernels, threads))
    for (let i = 0; i < repeat; i++) found.bare.push(timed(bare.step))
    for (let i = 0; i < repeat; i++) found.through.push(timed(through.step))
    if (torch) {
      found.torch.push(...(await torch.steps(repeat)))
      // Its workers spin for a while after their last task.
      await pause(30)
    }
  }
  bare.dispose()
  through.dispose()
  const ours = median(found.bare)
  const theirs = torch ? median(found.torch) : null
  const gflops = operationsOf(row) / ours / 1e6
  return {
    cell: row.cell, shape: row.shape, packed: row.packed, threads, bare: ours, tfjs: median(found.through), torch: theirs,
    ratio: theirs === null ? null : theirs / ours, bar: onWasm ? wasmBarOf(row) : barOf(row, threads), gflops, share: gflops / Math.max(...found.peak),
    shareBar: onWasm ? null : peakBarOf(row, threads), loss: median(found.through) / ours - 1,
    lossBar: row.packed || onWasm ? null : throughBars[benchShapes.indexOf(row.shape)],
  }
}

const verdict = (value: number | null, bar: number | null, below = false) => (value === null || bar === null ? '' : (below ? value <= bar : value >= bar) ? 'ok' : 'MISSED')
const cell = (value: unknown, width: number) => String(value ?? '').padStart(width)

function print(found: Measured): void {
  const { shape, bare, tfjs, torch, ratio, bar, share, shareBar, loss, lossBar } = found
  console.log(
    [
      cell(`${found.cell}${found.packed ? ' packed' : ''}`, 12), cell(shape.join(','), 15), cell(found.threads, 2), cell(bare.toFixed(2), 9), cell(torch?.toFixed(2), 9),
      cell(ratio?.toFixed(2), 6), cell(bar, 5), cell(verdict(ratio, bar), 7), cell(`${(share * 100).toFixed(0)} %`, 6), cell(verdict(share, shareBar), 7),
      cell(tfjs.toFixed(2), 9), cell(`${(loss * 100).toFixed(1)} %`, 8), cell(verdict(loss, lossBar, true), 7),
    ].join(' '),
  )
}

if (positionals[0] === 'seed') {
  await benchSeed(flags.threads.split(',').map(Number))
  process.exit()
}
if (positionals[0] === 'memory') {
  await benchMemory()
  process.exit()
}
const { kernels, reason } = loadKernels()
if (!kernels) throw new Error(reason)
const onWasm = kernels.describe().instructions === 'wasm'
const torch = await startTorch()
const wanted = flags.only.split(',').filter(Boolean)
const rows = benchRows.filter((row) => wanted.length === 0 || wanted.some((name) => (name === 'packed' ? row.packed : row.cell === name && !row.packed) || row.shape.join('x') === name))
if (!flags.json) {
  console.log(`Training step (forward, backward, Adam), median milliseconds. Ours: ${reason}. Theirs: ${torch ? `PyTorch ${torch.version}` : 'PyTorch is not installed'}.`)
  console.log(['        cell', '      B,T,I,H', ' th', '    ours', '    torch', ' ratio', '  bar', '       ', ' peak', '       ', '  by tfjs', '    loss'].join(' '))
}
for (const threads of flags.threads.split(',').map(Number)) {
  for (const row of rows) {
    const found = await measure(kernels, torch, row, threads)
    if (flags.json) console.log(JSON.stringify(found))
    else print(found)
  }
}
torch?.end()
