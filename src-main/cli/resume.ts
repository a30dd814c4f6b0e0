/** `resume RUN`: continues a stopped, failed or crashed run from its last checkpoint. */
import type { DefineCommand } from './context.ts'
import { finishRun, followRun } from './follow-run.ts'

export const defineResume: DefineCommand = (program, run) => {
  program
    .command('resume')
    .description('continue a run from its last checkpoint')
    .argument('<run>')
    .action((id: string) =>
      run(async (context) => {
        const { client } = context.session
        const { status } = await client.call('runs.get', { id })
        // A paused run of a window goes on where it is.
        await client.call(status === 'paused' ? 'runs.resume' : 'runs.continue', { id })
        context.output.line({ runId: id }, `Continuing run ${id}`)
        finishRun(context, await followRun(context, id))
      }),
    )
}
