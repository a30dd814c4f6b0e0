/** `stop RUN`: ends a run at its next step, wherever it was started; it keeps its checkpoint. */
import type { DefineCommand } from './context.ts'
import { describeRun, followRun, runSummary } from './follow-run.ts'

export const defineStop: DefineCommand = (program, run) => {
  program
    .command('stop')
    .description('stop a run that a window or another command line trains')
    .argument('<run>')
    .action((id: string) =>
      run(async (context) => {
        await context.session.client.call('runs.stop', { id })
        const ended = await followRun(context, id)
        context.output.result(runSummary(ended), () => describeRun(ended))
      }),
    )
}
