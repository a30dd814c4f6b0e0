/**
 * `npm run fuzz -- import [seconds] [--each] [--processor] [--only PATTERN] [--seed N]`: changes sample files of every importer at
 * random and imports them, again and again, in a child process: one importer after the other, the seconds shared among them, or as many
 * for each; of the clock, or of the processor that imports got, which says more on a busy machine. PATTERN is matched with IMPORTER/FILE. Each import must end in a dataset or in an error of the table (never
 * `internal`), within twelve seconds of a processor, with no file left behind, no growing memory and no crash. Prints one line an
 * importer; files that make a finding are kept in tests/artefacts/fuzz/.
 */
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { applicationRoot } from '../src-main/application-root.ts'
import { mutate } from './fuzz-import/mutate.ts'
import { longest, startReader, type FuzzAnswer } from './fuzz-import/reader.ts'
import { findSamples, type FuzzSample } from './fuzz-import/samples.ts'

/** The child itself, its libraries and the largest file take a quarter of this; more is memory that was not given back. */
const mostMegabytes = 1500
const manyFindings = 10
const { values, positionals } = parseArgs({ allowPositionals: true, options: { only: { type: 'string' }, seed: { type: 'string' }, each: { type: 'boolean' }, processor: { type: 'boolean' } } })
const [target = 'import', seconds = '60'] = positionals
const seed = Number(values.seed ?? Date.now() % 1e9)
const artefacts = join(applicationRoot, 'tests', 'artefacts', 'fuzz')

if (target !== 'import') {
  process.stderr.write(`There is nothing to fuzz named ${target}; there is: import\n`)
  process.exit(2)
}

const home = mkdtempSync(join(tmpdir(), 'seqbench-fuzz-'))
/** What the child takes for the system's folder of temporary files: nothing may stay in it. */
const temporary = join(home, 'tmp')
mkdirSync(temporary)
const wanted = new RegExp(values.only ?? '')
const groups = Map.groupBy(findSamples().filter(({ importer, name }) => wanted.test(`${importer}/${name}`)), ({ importer }) => importer)
const random = createRandom(seed)
const reader = startReader(temporary)
let failures = 0
/** Asked to end, it says what it has. */
let stopped = false
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => (stopped = true))

try {
  for (const [importer, samples] of groups) if (!stopped) await fuzzImporter(importer, samples, Number(seconds) / (values.each ? 1 : groups.size))
} finally {
  reader.end()
  rmSync(home, { recursive: true, force: true })
}
process.stdout.write(`${failures === 0 ? 'No finding' : `${failures} FINDINGS`} (seed ${seed}).\n`)
process.exit(failures === 0 ? 0 : 1)

async function fuzzImporter(importer: string, samples: FuzzSample[], share: number): Promise<void> {
  const began = Date.now()
  const refused = new Map<string, number>()
  const [before, memory] = [failures, [] as number[]]
  let imported = 0
  let used = 0
  let slowest = 0
  let tries = 0
  const passed = (): number => (Date.now() - began) / 1000
  for (; !stopped && (values.processor ? used : passed()) < share && failures - before < manyFindings; tries++) {
    const { answer, spent } = await tryOnce(samples[tries % samples.length], tries)
    slowest = Math.max(slowest, spent)
    used += spent
    if (answer) memory.push(answer.megabytes)
    if (answer?.code === '') imported++
    else if (answer) refused.set(answer.code, (refused.get(answer.code) ?? 0) + 1)
  }
  const codes = [...refused].sort((a, b) => b[1] - a[1]).map(([code, count]) => `${code.replace('import.', '')} ${count}`)
  const took = `${tries} tries in ${Math.round(passed())} s (${Math.round(used)} s of a processor), slowest ${slowest.toFixed(1)} s, memory ${memory[Math.floor(memory.length / 10)]} to ${memory.at(-1)} MB`
  process.stdout.write(`${importer}: ${took}, ${failures - before} findings; ${imported} imported; ${codes.join(', ')}\n`)
}

async function tryOnce(sample: FuzzSample, round: number): Promise<{ answer: FuzzAnswer | null; spent: number }> {
  const work = join(home, 'work')
  rmSync(work, { recursive: true, force: true })
  mkdirSync(work, { recursive: true })
  const path = sample.write(work, (bytes) => mutate(bytes, random))
  const { answer, seconds: spent } = await reader.ask({ path, home: work })
  const problem = problemOf(answer, [...readdirSync(work), ...readdirSync(temporary)])
  for (const name of readdirSync(temporary)) rmSync(join(temporary, name), { recursive: true, force: true })
  if (problem === null) return { answer, spent }
  failures++
  // What is left open, or was not given back, is one finding.
  if (answer) reader.renew()
  mkdirSync(artefacts, { recursive: true })
  const kept = join(artefacts, `${sample.name.replaceAll('/', '-')}-${seed}-${round}`)
  sample.keep(path, kept)
  writeFileSync(`${kept}.txt`, `${problem}\n`)
  process.stdout.write(`FINDING in ${sample.importer}/${sample.name}: ${problem}\n  kept as ${kept}\n`)
  return { answer, spent }
}

function problemOf(answer: FuzzAnswer | null, left: string[]): string | null {
  if (answer === null) return `no answer within ${Math.round(longest / 1000)} s, or the process ended`
  if (answer.code === 'internal') return `an error outside of the table: ${answer.message}`
  if (/\{\w+\}/.test(answer.message)) return `a placeholder was left: ${answer.message}`
  if (answer.left.length > 0) return `open files were left: ${answer.left.join(', ')}`
  if (answer.megabytes > mostMegabytes) return `the process has grown to ${answer.megabytes} MB`
  const kept = left.filter((name) => name !== 'in' && !(answer.code === '' && name === 'out'))
  return kept.length > 0 ? `files were left: ${kept.join(', ')}` : null
}

function createRandom(start: number): () => number {
  let state = start >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
