/** `runs list | show RUN | compare RUN RUN... | remove RUN`. */
import type { OutputOf } from '../../src-shared/contract/shape.ts'
import type { AppApi } from '../../src-shared/contract/app-api.ts'
import type { Run } from '../../src-shared/domain/run.ts'
import type { DefineCommand } from './context.ts'
import { describeRun } from './follow-run.ts'
import { table, type Cell } from './table.ts'

export const defineRuns: DefineCommand = (program, run) => {
  const runs = program.command('runs').description('list, show, compare or remove runs')
  runs
    .command('list')
    .description('every run of the workspace, newest first')
    .action(() => run(async ({ session, output }) => output.result(await session.client.call('runs.list', {}), describeList)))
  runs
    .command('show')
    .description('a run with its figures and what happened to it')
    .argument('<run>')
    .action((id: string) =>
      run(async ({ session, output }) => {
        const shown = await session.client.call('runs.get', { id })
        const events = await session.client.call('runs.events', { id })
        output.result({ ...shown, events }, () => `${describeRun(shown)}\n\n${table(['time', 'step', 'event'], events.map((event) => [event.time.slice(0, 19).replace('T', ' '), event.step, event.message]))}`)
      }),
    )
  runs
    .command('compare')
    .description('in what runs differ, and their figures side by side')
    .argument('<runs...>')
    .action((ids: string[]) => run(async ({ session, output }) => output.result(await session.client.call('runs.compare', { ids }), describeComparison)))
  runs
    .command('remove')
    .description('remove a run with its checkpoints')
    .argument('<run>')
    .action((id: string) =>
      run(async ({ session, output }) => {
        await session.client.call('runs.remove', { id })
        output.result({ removed: id }, ({ removed }) => `Removed ${removed}.`)
      }),
    )
}

function describeList(all: Run[]): string {
  return table(
    ['run', 'name', 'status', 'engine', 'steps', 'seconds', 'test accuracy', 'baseline'],
    all.map((run) => [run.id, run.name, run.status, run.engine, run.step, Math.round(run.seconds), run.result?.test['accuracy'] ?? null, run.result?.baseline['accuracy'] ?? null]),
  )
}

function describeComparison({ runs, differences, metrics }: OutputOf<AppApi['runs.compare']>): string {
  const ids = runs.map(({ id }) => id)
  const cell = (value: unknown): Cell => (typeof value === 'number' || typeof value === 'string' ? value : JSON.stringify(value ?? null))
  const names = [...new Set(metrics.flatMap(({ test }) => Object.keys(test)))]
  const rows = ['train', 'validation', 'test'] as const
  const figures = rows.flatMap((part) => names.map((name): Cell[] => [`${part} ${name}`, ...metrics.map((of) => of[part][name] ?? null)]))
  return [
    table(['', ...ids], [['name', ...runs.map(({ name }) => name)], ['status', ...runs.map(({ status }) => status)]]),
    table(['config', ...ids], differences.map(({ path, values }) => [path, ...values.map(cell)])),
    table(['metric', ...ids], figures),
  ].join('\n\n')
}
