/**
 * npm run prove [-- NAME...] [-- --seeds 1,2,3] [--keep FILE]: trains every row of the proof from its committed preset on the data
 * beside the project, three seeds each, and prints what was reached, by how much, in how many seconds. Rows whose data is not there
 * are skipped. With --keep every run is noted in FILE as it ends, and one that is there already is not trained again.
 */
import { existsSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { createKept } from './kept.ts'
import type { ProveResult, ProveRow } from './prove-row.ts'
import { rows } from './rows.ts'
import { sharedData } from './train-files.ts'

const { values, positionals } = parseArgs({ allowPositionals: true, options: { seeds: { type: 'string', default: '1,2,3' }, keep: { type: 'string' } } })
const kept = createKept(values.keep ?? null)
const seeds = values.seeds.split(',').map(Number)
const chosen = rows.filter(({ name, task }) => positionals.length === 0 || positionals.includes(name) || positionals.includes(task))

const mean = (numbers: number[]): number => numbers.reduce((sum, value) => sum + value, 0) / numbers.length
const spread = (numbers: number[]): number => Math.max(...numbers) - Math.min(...numbers)
const short = (value: number): string => value.toPrecision(4)

function verdict({ metric, must, minutes }: ProveRow, results: ProveResult[]): { reached: boolean; text: string } {
  const figures = results.map(({ figures: own }) => own[metric])
  const average = mean(figures)
  const seconds = mean(results.map((result) => result.seconds))
  const reached = (must.at === 'least' ? average >= must.value : average <= must.value) && seconds <= minutes * 60
  const missing = must.at === 'least' ? must.value - average : average - must.value
  const text = `${metric} ${short(average)} (spread ${short(spread(figures))}; ${must.at === 'least' ? '>=' : '<='} ${must.value})${missing > 0 ? `, short by ${short(missing)}` : ''}, ${seconds.toFixed(0)} s (at most ${minutes * 60})`
  return { reached, text }
}

let failed = 0
for (const row of chosen) {
  const missing = row.needs.find((folder) => !existsSync(sharedData(folder)))
  if (missing !== undefined) {
    console.log(`SKIPPED ${row.name}: there is no ${missing}`)
    continue
  }
  const results: ProveResult[] = []
  for (const seed of seeds) {
    const result = kept.find(row.name, seed) ?? kept.add(row.name, seed, await row.run(seed))
    results.push(result)
    console.log(`        ${row.name}, seed ${seed}: ${Object.entries(result.figures).map(([name, value]) => `${name} ${short(value)}`).join(', ')}; ${result.seconds.toFixed(0)} s`)
  }
  const { reached, text } = verdict(row, results)
  if (!reached) failed += 1
  console.log(`${reached ? 'ok     ' : 'MISSED '} ${row.task}, ${row.data}: ${text}. ${row.reference}`)
}
console.log(`${chosen.length - failed} of ${chosen.length} rows reached or skipped`)
process.exitCode = failed === 0 ? 0 : 1
