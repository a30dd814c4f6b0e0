/**
 * `npm run bench-import [--rows 1000000] [--rounds 3] [--keep FILE] [--python PROGRAM]`: imports a made review table, in turns
 * with pandas doing the same (bench-import/peer.py), and prints a table: seconds, processor seconds and most memory of each.
 * Needs a Python with pandas and pyarrow for the peer; says so and goes on where there is none.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { makeReviews } from './bench-import/make-reviews.ts'

export interface Measured { program: string; seconds: number; processor: number; memory: number; rows: number; vocabulary: number; preview?: number; cancel?: number }

const { values } = parseArgs({ options: { rows: { type: 'string', default: '1000000' }, rounds: { type: 'string', default: '3' }, keep: { type: 'string' }, python: { type: 'string', default: 'python3' }, 'no-peer': { type: 'boolean', default: false } } })
const folder = mkdtempSync(join(tmpdir(), 'seqbench-bench-'))
const table = values.keep ?? join(folder, 'reviews.csv')
const say = (line: string): void => void process.stdout.write(`${line}\n`)

try {
  if (!existsSync(table)) makeReviews(table, Number(values.rows))
  say(`${(statSync(table).size / 1e6).toFixed(0)} MB`)
  const measured: Measured[] = []
  for (let round = 0; round < Number(values.rounds); round++) {
    for (const [name, command] of Object.entries(programs())) {
      const result = run(command)
      if (result === null) say(`${name} could not be run`)
      else measured.push(result)
    }
  }
  report(measured)
} finally {
  rmSync(folder, { recursive: true, force: true })
}

function programs(): Record<string, string[]> {
  const here = join(import.meta.dirname, 'bench-import')
  const ours = { seqbench: [process.execPath, '--disable-warning=ExperimentalWarning', join(here, 'ours.ts'), table, join(folder, 'out')] }
  return values['no-peer'] ? ours : { ...ours, pandas: [values.python, join(here, 'peer.py'), table, join(folder, 'peer.parquet')] }
}

function run([program, ...args]: string[]): Measured | null {
  const { status, stdout } = spawnSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] })
  return status === 0 ? (JSON.parse(stdout.trim().split('\n').at(-1) ?? 'null') as Measured) : null
}

function report(measured: Measured[]): void {
  const names = [...new Set(measured.map(({ program }) => program))]
  const median = (list: number[]): number => list.sort((a, b) => a - b)[Math.floor(list.length / 2)]
  const rows = names.map((name) => {
    const own = measured.filter(({ program }) => program === name)
    return { name, seconds: median(own.map(({ seconds }) => seconds)), processor: median(own.map(({ processor }) => processor)), memory: Math.max(...own.map(({ memory }) => memory)), last: own[0] }
  })
  say(`${'program'.padEnd(24)}${'seconds'.padStart(10)}${'processor'.padStart(11)}${'memory MB'.padStart(11)}${'rows'.padStart(11)}${'words'.padStart(9)}`)
  for (const { name, seconds, processor, memory, last } of rows) {
    say(`${name.padEnd(24)}${seconds.toFixed(1).padStart(10)}${processor.toFixed(1).padStart(11)}${(memory / 2 ** 20).toFixed(0).padStart(11)}${String(last.rows).padStart(11)}${String(last.vocabulary).padStart(9)}`)
  }
  const [ours, peer] = rows
  if (ours.last.preview !== undefined) say(`preview: ${ours.last.preview.toFixed(0)} ms, cancel while rows are written: ${(ours.last.cancel ?? 0).toFixed(0)} ms`)
  if (peer) say(`${(peer.seconds / ours.seconds).toFixed(2)} times as fast (median of ${values.rounds})`)
}
