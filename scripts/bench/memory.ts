/** How far three training steps through tfjs raise the peak of resident memory, each row in a process of its own, beside PyTorch. */
import { spawnSync } from 'node:child_process'
import { selectEngine } from '../../src-main/engine/backends/select.ts'
import { benchRows, prepareStep, type BenchRow } from '../../src-main/engine/bench/recurrent.ts'
import { startTorch } from './torch.ts'

const steps = 3
const smallest: BenchRow = { cell: 'rnn', shape: [2, 2, 2, 2], packed: false }

/** Bytes, measured in this process. A tiny layer first, so that code and threads are not counted. */
async function ours(row: BenchRow): Promise<number> {
  await selectEngine('native', 1)
  const tiny = prepareStep(smallest)
  for (let step = 0; step < steps; step++) tiny.step()
  const prepared = prepareStep(row)
  const before = process.resourceUsage().maxRSS
  for (let step = 0; step < steps; step++) prepared.step()
  return (process.resourceUsage().maxRSS - before) * 1024
}

export async function benchMemory(): Promise<void> {
  console.log('Peak of resident memory of a training step above what was there before, MB.')
  for (const [index, row] of benchRows.entries()) {
    const own = Number(spawnSync(process.execPath, [import.meta.filename, String(index)], { encoding: 'utf8' }).stdout)
    const torch = await startTorch()
    await torch?.prepare(row, 1)
    const other = torch ? await torch.memory(steps) : null
    torch?.end()
    const ratio = other === null ? null : own / other
    console.log(`${row.cell}${row.packed ? ' packed' : ''} ${row.shape.join(',')}: ours ${(own / 1e6).toFixed(1)}, PyTorch ${other === null ? 'not installed' : (other / 1e6).toFixed(1)}, ratio ${ratio?.toFixed(2) ?? ''} ${ratio === null ? '' : ratio <= 1 ? 'ok' : 'MISSED'}`)
  }
}

if (process.argv[1] === import.meta.filename) process.stdout.write(String(await ours(benchRows[Number(process.argv[2])])))
