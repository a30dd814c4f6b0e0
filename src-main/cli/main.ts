/** Parses the command line, runs one command, and turns what happened into an exit code: 0 done, 1 failed, 2 wrong usage, 130 interrupted. */
import { Command, CommanderError } from 'commander'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { SeqbenchError, toWireError } from '../../src-shared/contract/errors.ts'
import { applicationRoot } from '../application-root.ts'
import { commands } from './commands.ts'
import type { CommandContext, GlobalFlags } from './context.ts'
import { createInterruption } from './interruption.ts'
import { createOutput, type Output } from './output.ts'
import { openSession } from './session.ts'

const exitCodes = { done: 0, failed: 1, usage: 2, interrupted: 130 } as const

export async function runCommandLine(args: string[]): Promise<number> {
  const output = createOutput({ json: args.includes('--json') })
  let code: number = exitCodes.done
  const program = createProgram((action) => async (flags) => {
    code = await runAction(action, flags, output)
  })
  try {
    await program.parseAsync(args, { from: 'user' })
    return code
  } catch (thrown) {
    if (thrown instanceof CommanderError && thrown.code === 'commander.help') output.note(program.helpInformation())
    return usageCode(thrown, output)
  }
}

/** Commander has written help and version itself; every other complaint of it is wrong usage. */
function usageCode(thrown: unknown, output: Output): number {
  if (thrown instanceof CommanderError) {
    if (thrown.exitCode === 0) return exitCodes.done
    const reason = thrown.code === 'commander.help' ? 'Which command?' : thrown.message.replace(/^error: /, '')
    output.error(toWireError(new SeqbenchError('usage', { reason: reason.endsWith('.') || reason.endsWith('?') ? reason : `${reason}.` })))
    return exitCodes.usage
  }
  const error = toWireError(thrown)
  output.error(error)
  return error.code === 'usage' ? exitCodes.usage : exitCodes.failed
}

type Action = (context: CommandContext) => Promise<void>

function createProgram(prepare: (action: Action) => (flags: GlobalFlags) => Promise<void>): Command {
  const { version } = JSON.parse(readFileSync(join(applicationRoot, 'package.json'), 'utf8')) as { version: string }
  const program = new Command('seqbench')
    .description('Trains recurrent networks on your own sequences; the same workspace as the window.')
    .version(version)
    .option('--workspace <directory>', 'the folder with everything (default: $SEQBENCH_WORKSPACE or ~/Seqbench)')
    .option('--json', 'progress as JSON lines, the last line is the result', false)
    .configureHelp({ showGlobalOptions: true })
    .exitOverride()
    // Complaints are printed by usageCode, as message and hint; help asked for goes to stdout as ever.
    .configureOutput({ writeErr: () => undefined })
  for (const define of commands) define(program, (action) => prepare(action)(program.opts<GlobalFlags>()))
  return program
}

async function runAction(action: Action, flags: GlobalFlags, output: Output): Promise<number> {
  const interruption = createInterruption(() => output.note('Stopping ... (press Ctrl-C again to leave at once)'))
  const session = openSession(flags.workspace)
  try {
    await action({ session, output, interrupt: interruption.signal })
    return interruption.signal.aborted ? exitCodes.interrupted : exitCodes.done
  } catch (thrown) {
    output.endProgress()
    const error = toWireError(thrown)
    output.error(error)
    if (interruption.signal.aborted) return exitCodes.interrupted
    return error.code === 'usage' ? exitCodes.usage : exitCodes.failed
  } finally {
    if (session.guests() > 0) output.note('Another Seqbench works through this one: waiting until it is done ...')
    await session.close(!interruption.signal.aborted)
    interruption.end()
  }
}
