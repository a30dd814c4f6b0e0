/** How far three training steps through tfjs raise the peak of resident memory, each row in a process of its own, beside PyTorch. */
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { selectEngine } from '../../src-main/engine/backends/select.ts'
import { benchLengths, benchRows, prepareStep, type BenchRow } from '../../src-main/engine/bench/recurrent.ts'
import { found } from './report.ts'
import { askTorchOnce } from './torch.ts'
import { isWanted } from './training.ts'

const steps = 3
const smallest: BenchRow = { cell: 'rnn', shape: [2, 2, 2, 2], packed: false }

/**
 * Bytes, the most this process has had so far. Linux's own figure is of this program alone: `maxRSS` begins with what the process that
 * started it had, beside which a small layer would seem to need nothing.
 */
function peakBytes(): number {
  if (process.platform !== 'linux') return process.resourceUsage().maxRSS * 1024
  return Number(/VmHWM:\s*(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]) * 1024
}

/** Bytes, measured in this process. A tiny layer first, so that code and threads are not counted. */
async function measureHere(row: BenchRow): Promise<number> {
  await selectEngine('native', 1)
  const tiny = prepareStep(smallest)
  for (let step = 0; step < steps; step++) tiny.step()
  const prepared = prepareStep(row)
  const before = peakBytes()
  for (let step = 0; step < steps; step++) prepared.step()
  return peakBytes() - before
}

function measureApart(index: number): number {
  const { status, stdout, stderr } = spawnSync(process.execPath, [import.meta.filename, String(index)], { encoding: 'utf8' })
  if (status !== 0) throw new Error(`measuring memory ended with ${status}: ${stderr}`)
  return Number(stdout)
}

export function benchMemory(hasTorch: boolean, only: string[]): void {
  for (const [index, row] of benchRows.entries()) {
    if (!isWanted(row, only)) continue
    const ours = measureApart(index)
    const prepare = { cell: row.cell, shape: row.shape, lengths: row.packed ? [...benchLengths(row)] : null, threads: 1 }
    const theirs = hasTorch ? (askTorchOnce([{ prepare }, { memory: steps }])[1].bytes as number) : null
    const name = `${row.cell}${row.packed ? ' packed' : ''} ${row.shape.join(',')}`
    found({ bench: 'memory', row: name, threads: 1, unit: 'MB', ours: ours / 1e6, theirs: theirs && theirs / 1e6, value: theirs && ours / theirs, bar: 1, wanted: 'at most' })
  }
}

if (process.argv[1] === import.meta.filename) process.stdout.write(String(await measureHere(benchRows[Number(process.argv[2])])))
