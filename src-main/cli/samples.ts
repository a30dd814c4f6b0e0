/** `samples list | add NAME`: the gallery of data that ships with the app. */
import type { DefineCommand } from './context.ts'
import { describeImport, importSummary } from './import.ts'
import { table } from './table.ts'

export const defineSamples: DefineCommand = (program, run) => {
  const samples = program.command('samples').description('data that ships with Seqbench')
  samples
    .command('list')
    .description('the sample gallery')
    .action(() =>
      run(async ({ session, output }) => {
        const all = await session.client.call('samples.list', {})
        output.result(all, (rows) => table(['name', 'title', 'sequences', 'classes', 'licence', ''], rows.map((row) => [row.name, row.title, row.sequences, row.classes, row.licence, row.synthetic ? 'synthetic' : ''])))
      }),
    )
  samples
    .command('add')
    .description('import a sample')
    .argument('<name>')
    .action((name: string) =>
      run(async ({ session, output, interrupt }) => {
        const job = session.client.job('samples.add', { name }, output.progress)
        output.result(importSummary(await session.finish(job, interrupt), session.workspace), describeImport)
      }),
    )
}
