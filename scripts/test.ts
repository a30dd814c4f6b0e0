/**
 * `npm test` (all), `npm run check` (without integration tests and window), `npm run e2e` (the window) and `npm run pictures`
 * (the same, and the pictures of the manual are taken anew): runs the checks and sums them up
 * in a last line `N passed, N failed`. Lint and types count as one check each, tests one by one.
 */
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { applicationRoot } from '../src-main/application-root.ts'
import { ensureBuilt } from './build.ts'

interface Outcome { passed: number; failed: number; note?: string }
interface Step { name: string; run: () => Promise<Outcome> }

const bin = (path: string): string => join(applicationRoot, 'node_modules', path)
const work = mkdtempSync(join(tmpdir(), 'seqbench-test-'))

/** Runs a program; what it prints is shown when it fails. Resolves to its exit code. */
function execute(args: string[], environment: Record<string, string> = {}): Promise<number> {
  const child = spawn(process.execPath, args, { cwd: applicationRoot, stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...environment } })
  const printed: Buffer[] = []
  child.stdout.on('data', (part: Buffer) => printed.push(part))
  child.stderr.on('data', (part: Buffer) => printed.push(part))
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => {
      if (code !== 0) process.stdout.write(Buffer.concat(printed))
      resolve(code ?? 1)
    })
  })
}

const program = (name: string, ...args: string[]): Step => ({
  name,
  run: async () => ((await execute(args)) === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 }),
})

/** A run of vitest, counted from its JSON report. A file that cannot even be loaded counts as one failure. */
function tests(name: string, config: string, environment: Record<string, string> = {}): Step {
  return {
    name,
    run: async () => {
      const report = join(work, `${name}.json`)
      const args = ['run', '--config', config, '--reporter=minimal', '--silent=passed-only', '--reporter=json', `--outputFile.json=${report}`]
      const code = await execute([bin('vitest/vitest.mjs'), ...args], environment)
      if (!existsSync(report)) return { passed: 0, failed: 1, note: 'vitest gave no report' }
      const result = JSON.parse(readFileSync(report, 'utf8')) as {
        numPassedTests: number
        numFailedTests: number
        numPendingTests: number
        testResults: { status: string; assertionResults: { status: string }[] }[]
      }
      const broken = result.testResults.filter((file) => file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed')).length
      const counted = result.numFailedTests + broken
      return {
        passed: result.numPassedTests,
        // An error outside of any test (an unhandled rejection, say) shows in the exit code alone.
        failed: counted === 0 && code !== 0 ? 1 : counted,
        note: result.numPendingTests > 0 ? `${result.numPendingTests} skipped` : undefined,
      }
    },
  }
}

const build: Step = {
  name: 'build',
  run: () => ensureBuilt({ programs: true }).then(() => ({ passed: 1, failed: 0 }), (thrown: unknown) => ({ passed: 0, failed: 1, note: thrown instanceof Error ? thrown.message : String(thrown) })),
}
/** What a checker learned of files that have not changed since; it goes with node_modules, and without it all is looked at. */
const cache = (name: string): string => bin(`.cache/seqbench/${name}`)
const remembered = (name: string): string[] => ['--incremental', '--tsBuildInfoFile', cache(`${name}.tsbuildinfo`)]
/**
 * Run side by side: they wait for nothing of each other. TypeScript 7 (typescript-native) needs a quarter of the time of
 * TypeScript 6, which is there for what is built on its interface: vue-tsc and typescript-eslint.
 */
const statics = [
  program('types of the window', bin('vue-tsc/bin/vue-tsc.js'), '-p', 'tsconfig.web.json', ...remembered('window')),
  program('lint', bin('eslint/bin/eslint.js'), '--max-warnings=0', '--cache', '--cache-strategy=content', '--cache-location', cache('eslint'), '.'),
  program('types of the rest', bin('typescript-native/bin/tsc'), '-p', 'tsconfig.node.json', '--singleThreaded', ...remembered('rest')),
]
const window = tests('end-to-end', 'vitest.e2e.config.ts')

const suites: Record<string, Step[][]> = {
  check: [statics, [tests('unit', 'vitest.config.ts', { SEQBENCH_CHECK: '1' })]],
  e2e: [[build], [window]],
  pictures: [[build], [tests('end-to-end', 'vitest.e2e.config.ts', { SEQBENCH_PICTURES: '1' })]],
  all: [statics, [tests('unit and integration', 'vitest.config.ts')], [build], [window]],
}

async function timed(step: Step): Promise<Outcome> {
  const started = performance.now()
  const outcome = await step.run().catch((thrown: unknown): Outcome => ({ passed: 0, failed: 1, note: String(thrown) }))
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  const count = outcome.passed + outcome.failed === 1 ? '' : `, ${outcome.passed} passed, ${outcome.failed} failed`
  process.stdout.write(`${outcome.failed === 0 ? 'ok    ' : 'FAILED'} ${step.name} (${seconds} s${count}${outcome.note ? `; ${outcome.note}` : ''})\n`)
  return outcome
}

const outcomes: Outcome[] = []
for (const group of suites[process.argv[2] ?? 'all']) outcomes.push(...(await Promise.all(group.map(timed))))
rmSync(work, { recursive: true, force: true })
const sum = (key: 'passed' | 'failed'): number => outcomes.reduce((total, outcome) => total + outcome[key], 0)
process.stdout.write(`${sum('passed')} passed, ${sum('failed')} failed\n`)
process.exitCode = sum('failed') === 0 ? 0 : 1
