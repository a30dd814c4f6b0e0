/** `npm run dev`: the app with the window's sources served by vite, so that a change shows at once. */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { applicationRoot } from '../src-main/application-root.ts'
import { electronRuntime } from './electron-runtime.ts'
import { sandboxArguments } from '../src-main/cli/electron-program.ts'

const program = join(applicationRoot, 'node_modules', 'electron-vite', 'bin', 'electron-vite.js')
const args = ['dev', '--watch', ...(sandboxArguments().length > 0 ? ['--noSandbox'] : []), ...process.argv.slice(2)]
const environment = { ...process.env, ELECTRON_EXEC_PATH: await electronRuntime(), SEQBENCH_BUILD: 'main' }
const result = spawnSync(process.execPath, [program, ...args], { cwd: applicationRoot, stdio: 'inherit', env: environment })
process.exitCode = result.status ?? 1
