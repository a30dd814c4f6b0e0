/** `bench recurrent`: how fast this machine trains recurrent layers, one line a row of engine/bench. */
import { Option } from 'commander'
import { engineNames, type EngineName } from '../../src-shared/domain/config.ts'
import type { BenchRow } from '../engine/bench/recurrent.ts'
import type { DefineCommand } from './context.ts'
import { wholeNumber } from './train.ts'

interface BenchLine {
  cell: string
  shape: readonly number[]
  packed: boolean
  threads: number
  engine: EngineName
  milliseconds: number
  gflops: number
}

const describe = ({ cell, shape, packed, milliseconds, gflops }: BenchLine): string =>
  `${`${cell}${packed ? ' packed' : ''}`.padEnd(12)} ${shape.join(' x ').padEnd(20)} ${milliseconds.toFixed(2).padStart(10)} ms ${gflops.toFixed(1).padStart(8)} GFLOP/s`

export const defineBench: DefineCommand = (program, run) => {
  const bench = program.command('bench').description('how fast this machine trains')
  bench
    .command('recurrent')
    .description('a training step (forward, backward, Adam) of LSTM, GRU and RNN layers at four sizes')
    .option('--threads <number>', 'threads; 0 is one a core', wholeNumber, 0)
    .addOption(new Option('--engine <engine>', 'which engine').choices(['auto', ...engineNames]).default('auto'))
    .action(({ threads, engine: wanted }: { threads: number; engine: 'auto' | EngineName }) =>
      run(async ({ output, interrupt }) => {
        // Loaded here: the other commands need no engine in this process.
        const [{ selectEngine }, { benchRows, operationsOf, prepareStep, timeSteps }] = await Promise.all([import('../engine/backends/select.ts'), import('../engine/bench/recurrent.ts')])
        const engine = await selectEngine(wanted, threads)
        output.note(`Engine ${engine.name} (${engine.reason}), ${engine.threads} threads; batch x steps x inputs x units.`)
        const measure = (row: BenchRow): BenchLine => {
          const prepared = prepareStep(row)
          const milliseconds = timeSteps(prepared)
          prepared.dispose()
          return { ...row, threads: engine.threads, engine: engine.name, milliseconds, gflops: operationsOf(row) / milliseconds / 1e6 }
        }
        for (const row of benchRows) {
          if (interrupt.aborted) return
          const line = measure(row)
          output.line(line, describe(line))
          // Ctrl-C is heard between two rows.
          await new Promise((resolve) => setImmediate(resolve))
        }
      }),
    )
}
