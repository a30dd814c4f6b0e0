/** `doctor`: engines found, why one is missing, disk, versions. */
import type { DefineCommand } from './context.ts'
import { list, table } from './table.ts'

const gigabytes = (bytes: number): string => `${(bytes / 1e9).toFixed(1)} GB`

export const defineDoctor: DefineCommand = (program, run) => {
  program
    .command('doctor')
    .description('what this machine and this installation can do')
    .action(() =>
      run(async ({ session, output }) => {
        const report = await session.client.call('system.report', { measure: true })
        output.result(report, ({ version, versions, workspace, engines, selectedEngine, cores, memoryBytes, freeDiskBytes }) => {
          const facts = list([
            ['seqbench', version], ...Object.entries(versions), ['workspace', workspace], ['cores', cores], ['memory', gigabytes(memoryBytes)], ['free disk', gigabytes(freeDiskBytes)],
            ['engine', selectedEngine],
          ])
          return `${facts}\n\n${table(['engine', 'available', 'GFLOP/s', ''], engines.map((engine) => [engine.name, engine.available ? 'yes' : 'no', engine.gflops === null ? null : Number(engine.gflops.toFixed(2)), engine.reason]))}`
        })
      }),
    )
}
