/** `npm run demo`: the command line's demo. */
import { runCommandLine } from '../src-main/cli/main.ts'

process.exitCode = await runCommandLine(['demo', ...process.argv.slice(2)])
