/** `doctor`: engines found, why one is missing, disk, versions. */
import type { SystemReport } from '../../src-shared/domain/system.ts'
import type { DefineCommand } from './context.ts'
import { list, table } from './table.ts'

const gigabytes = (bytes: number): string => `${(bytes / 1e9).toFixed(1)} GB`
const speed = (gflops: number | null): string => (gflops === null ? '' : gflops.toFixed(1))

/** The engine that `auto` takes, why, and its speed on this machine. */
function engineFact({ engines, selectedEngine }: SystemReport): string {
  const selected = engines.find(({ name }) => name === selectedEngine)
  const measured = selected?.gflops ? `, ${speed(selected.gflops)} GFLOP/s here` : ''
  return `${selectedEngine}${measured}: the fastest of those available`
}

export const defineDoctor: DefineCommand = (program, run) => {
  program
    .command('doctor')
    .description('what this machine and this installation can do')
    .action(() =>
      run(async ({ session, output }) => {
        const report = await session.client.call('system.report', { measure: true })
        output.result(report, (found) => {
          const { version, versions, workspace, engines, cores, memoryBytes, freeDiskBytes } = found
          const facts = list([
            ['seqbench', version], ...Object.entries(versions), ['workspace', workspace], ['cores', cores], ['memory', gigabytes(memoryBytes)], ['free disk', gigabytes(freeDiskBytes)],
            ['engine', engineFact(found)],
          ])
          return `${facts}\n\n${table(['engine', 'available', 'GFLOP/s', 'runs on, or why it is missing'], engines.map(({ name, available, gflops, reason }) => [name, available ? 'yes' : 'no', speed(gflops), reason]))}`
        })
      }),
    )
}
