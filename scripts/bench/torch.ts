/** Talks to torch_steps.py; null where Python or PyTorch is not installed. */
import { spawn, spawnSync } from 'node:child_process'
import { createInterface } from 'node:readline'
import { join } from 'node:path'
import { benchLengths, type BenchRow } from '../../src-main/engine/bench/recurrent.ts'

export interface Torch {
  version: string
  prepare(row: BenchRow, threads: number): Promise<void>
  /** Milliseconds of `count` training steps. */
  steps(count: number): Promise<number[]>
  infer(count: number): Promise<number[]>
  /** Bytes by which `count` training steps raise the peak of resident memory. */
  memory(count: number): Promise<number>
  end(): void
}

export async function startTorch(): Promise<Torch | null> {
  if (spawnSync('python3', ['-c', 'import torch']).status !== 0) return null
  const child = spawn('python3', [join(import.meta.dirname, 'torch_steps.py')], { stdio: ['pipe', 'pipe', 'inherit'] })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const read = async () => {
    const { value, done } = await lines.next()
    if (done) throw new Error('the PyTorch process ended')
    return JSON.parse(value) as Record<string, unknown>
  }
  const ask = (request: object) => {
    child.stdin.write(`${JSON.stringify(request)}\n`)
    return read()
  }
  const { version } = await read()
  return {
    version: String(version),
    async prepare(row, threads) {
      await ask({ prepare: { cell: row.cell, shape: row.shape, lengths: row.packed ? [...benchLengths(row)] : null, threads } })
    },
    steps: async (count) => (await ask({ step: count })).milliseconds as number[],
    infer: async (count) => (await ask({ infer: count })).milliseconds as number[],
    memory: async (count) => (await ask({ memory: count })).bytes as number,
    end: () => child.stdin.end(),
  }
}
