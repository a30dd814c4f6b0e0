/** `datasets list | show ID | save ID --output FOLDER | remove ID`. */
import type { DefineCommand } from './context.ts'
import { describeImport, importSummary } from './import.ts'
import { table } from './table.ts'

export const defineDatasets: DefineCommand = (program, run) => {
  const datasets = program.command('datasets').description('list, show or remove datasets')
  datasets
    .command('list')
    .description('every dataset of the workspace')
    .action(() =>
      run(async ({ session, output }) => {
        const all = await session.client.call('datasets.list', {})
        output.result(all, (rows) => table(['id', 'name', 'version', 'sequences', 'classes', 'imported'], rows.map((row) => [row.id, row.name, row.version, row.sequences, row.labels.length, row.createdAt.slice(0, 16).replace('T', ' ')])))
      }),
    )
  datasets
    .command('show')
    .description('schema, labels and findings of a dataset')
    .argument('<id>')
    .action((id: string) =>
      run(async ({ session, output }) => output.result(await session.client.call('datasets.get', { id }), (dataset) => describeImport(importSummary(dataset, session.workspace)))),
    )
  datasets
    .command('save')
    .description('write the rows as JSON Lines into a folder')
    .argument('<id>')
    .requiredOption('--output <folder>', 'an existing folder')
    .action((id: string, { output: folder }: { output: string }) =>
      run(async ({ session, output, interrupt }) => {
        const job = session.client.job('datasets.save', { id, directory: session.grant([folder])[0] }, output.progress)
        output.result(await session.finish(job, interrupt), ({ file, rows }) => `Saved ${rows} rows as ${file}.`)
      }),
    )
  datasets
    .command('remove')
    .description('remove a dataset that no run uses')
    .argument('<id>')
    .action((id: string) =>
      run(async ({ session, output }) => {
        await session.client.call('datasets.remove', { id })
        output.result({ removed: id }, ({ removed }) => `Removed ${removed}.`)
      }),
    )
}
