/** Talks to torch_steps.py; null where Python or PyTorch is not installed. */
import { spawn, spawnSync } from 'node:child_process'
import { createInterface } from 'node:readline'
import { join } from 'node:path'
import { benchLengths, type BenchRow } from '../../src-main/engine/bench/recurrent.ts'

/** Work beside the recurrent layers: forward and backward, batch first. */
export type TorchOperation =
  | { kind: 'layerNorm'; rows: number; columns: number }
  | { kind: 'convolution'; batch: number; height: number; width: number; channels: number; filters: number; filterHeight: number; filterWidth: number }
  | { kind: 'embedding'; rows: number; columns: number; tokens: number }

export interface Torch {
  version: string
  prepare(row: BenchRow, threads: number): Promise<void>
  prepareOperation(operation: TorchOperation, threads: number): Promise<void>
  /** Milliseconds of `count` training steps. */
  steps(count: number): Promise<number[]>
  /** The bare matrix products of such a step of an LSTM, by the BLAS under PyTorch. */
  products(count: number): Promise<number[]>
  infer(count: number): Promise<number[]>
  /** Bytes by which `count` training steps raise the peak of resident memory. */
  memory(count: number): Promise<number>
  end(): void
}

const script = join(import.meta.dirname, 'torch_steps.py')

/** The answers of a process of its own to some requests. */
export function askTorchOnce(requests: object[]): Record<string, unknown>[] {
  const { status, stdout, stderr } = spawnSync('python3', [script], { input: requests.map((request) => JSON.stringify(request)).join('\n'), encoding: 'utf8' })
  if (status !== 0) throw new Error(`PyTorch ended with ${status}: ${stderr}`)
  // The first line is its version.
  return stdout.trim().split('\n').slice(1).map((line) => JSON.parse(line) as Record<string, unknown>)
}

export async function startTorch(): Promise<Torch | null> {
  if (spawnSync('python3', ['-c', 'import torch']).status !== 0) return null
  const child = spawn('python3', [script], { stdio: ['pipe', 'pipe', 'inherit'] })
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
    async prepareOperation(operation, threads) {
      await ask({ operation, threads })
    },
    steps: async (count) => (await ask({ step: count })).milliseconds as number[],
    products: async (count) => (await ask({ products: count })).milliseconds as number[],
    infer: async (count) => (await ask({ infer: count })).milliseconds as number[],
    memory: async (count) => (await ask({ memory: count })).bytes as number,
    end: () => child.stdin.end(),
  }
}
