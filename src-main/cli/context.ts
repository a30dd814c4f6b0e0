/** What every command is given. */
import type { Command } from 'commander'
import type { Output } from './output.ts'
import type { Session } from './session.ts'

export interface GlobalFlags { workspace?: string; json: boolean }

export interface CommandContext {
  session: Session
  output: Output
  /** Aborted by Ctrl-C: long work is cancelled, a run is stopped with its checkpoint. */
  interrupt: AbortSignal
}

/** Runs a command's action with a session; commander has parsed its arguments. */
export type Runner = (action: (context: CommandContext) => Promise<void>) => Promise<void>

/** Adds one command to the program. */
export type DefineCommand = (program: Command, run: Runner) => void
