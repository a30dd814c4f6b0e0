/** The command line's entry: the same services as the window's, without a window. */
import { runCommandLine } from './cli/main.ts'

process.exitCode = await runCommandLine(process.argv.slice(2))
