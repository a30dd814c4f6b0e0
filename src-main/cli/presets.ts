/** `presets [TASK]`. */
import type { DefineCommand } from './context.ts'
import { table } from './table.ts'

export const definePresets: DefineCommand = (program, run) => {
  program
    .command('presets')
    .description('config presets to start from')
    .argument('[task]', 'of this task', 'classification')
    .action((task: string) =>
      run(async ({ session, output }) => {
        const presets = await session.client.call('configs.presets', { task })
        output.result(presets, (rows) => table(['name', 'task', 'title', 'when to take it'], rows.map((row) => [row.name, row.task, row.title, row.reason])))
      }),
    )
}
