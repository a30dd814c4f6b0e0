/**
 * `npm run fuzz -- import [seconds] [--only PATTERN] [--seed N]`: changes sample files of every importer at random and imports
 * them, again and again, in child processes. Each import must end in a dataset or in an error of the table (never
 * `internal`), within twenty seconds of a processor, with no file left behind and no crash. Prints one line an importer and fails on the first
 * finding, with the file that made it kept in tests/artefacts/fuzz/.
 */
import { fork } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { applicationRoot } from '../src-main/application-root.ts'
import { mutate } from './fuzz-import/mutate.ts'
import { findSamples, type FuzzSample } from './fuzz-import/samples.ts'

/** What a child is asked, and what it answers. */
export interface FuzzTask { path: string; home: string }
export interface FuzzAnswer { code: string; message: string; format: string; left: string[] }

/** Twenty seconds of a processor, where the system tells how much a process had: a reader that is given up after eight has some left. */
const longest = 20_000
/** Whoever waits so long for nothing is a finding too: no thread of it even asks for a processor. */
const longestWaiting = 3 * longest
const ticksPerSecond = 100
const mostMemory = 768
const { values, positionals } = parseArgs({ allowPositionals: true, options: { only: { type: 'string' }, seed: { type: 'string' } } })
const [target = 'import', seconds = '60'] = positionals
const seed = Number(values.seed ?? Date.now() % 1e9)
const artefacts = join(applicationRoot, 'tests', 'artefacts', 'fuzz')

if (target !== 'import') {
  process.stderr.write(`There is nothing to fuzz named ${target}; there is: import\n`)
  process.exit(2)
}

const home = mkdtempSync(join(tmpdir(), 'seqbench-fuzz-'))
/** What children take for the system's folder of temporary files: nothing may stay in it. */
const temporary = join(home, 'tmp')
mkdirSync(temporary)
const samples = findSamples().filter(({ name }) => values.only === undefined || new RegExp(values.only).test(name))
const counts = new Map<string, { tries: number; imported: number; refused: Map<string, number> }>()
const random = createRandom(seed)
const until = Date.now() + Number(seconds) * 1000
let child = startChild()
let failures = 0

try {
  for (let round = 0; Date.now() < until && failures < 10; round++) {
    const sample = samples[round % samples.length]
    await tryOnce(sample, round)
  }
} finally {
  child.kill('SIGKILL')
  rmSync(home, { recursive: true, force: true })
}
for (const [name, { tries, imported, refused }] of [...counts].sort(([a], [b]) => a.localeCompare(b))) {
  const codes = [...refused].sort((a, b) => b[1] - a[1]).map(([code, count]) => `${code.replace('import.', '')} ${count}`)
  process.stdout.write(`${name.padEnd(28)} ${String(tries).padStart(6)} tried, ${String(imported).padStart(6)} imported; ${codes.join(', ')}\n`)
}
process.stdout.write(`${failures === 0 ? 'No finding' : `${failures} FINDINGS`} (seed ${seed}).\n`)
process.exit(failures === 0 ? 0 : 1)

async function tryOnce(sample: FuzzSample, round: number): Promise<void> {
  const work = join(home, 'work')
  rmSync(work, { recursive: true, force: true })
  mkdirSync(work, { recursive: true })
  const path = sample.write(work, (bytes) => mutate(bytes, random))
  const answer = await ask({ path, home: work })
  const count = counts.get(sample.name) ?? { tries: 0, imported: 0, refused: new Map<string, number>() }
  counts.set(sample.name, count)
  count.tries++
  const problem = problemOf(answer, [...readdirSync(work), ...readdirSync(temporary)])
  for (const name of readdirSync(temporary)) rmSync(join(temporary, name), { recursive: true, force: true })
  if (answer?.code === '') count.imported++
  else if (answer) count.refused.set(answer.code, (count.refused.get(answer.code) ?? 0) + 1)
  if (problem === null) return
  failures++
  mkdirSync(artefacts, { recursive: true })
  const kept = join(artefacts, `${sample.name.replaceAll('/', '-')}-${seed}-${round}`)
  sample.keep(path, kept)
  writeFileSync(`${kept}.txt`, `${problem}\n`)
  process.stdout.write(`FINDING in ${sample.name}: ${problem}\n  kept as ${kept}\n`)
}

function problemOf(answer: FuzzAnswer | null, left: string[]): string | null {
  if (answer === null) return `no answer within ${Math.round(longest / 1000)} s, or the process ended`
  if (answer.code === 'internal') return `an error outside of the table: ${answer.message}`
  if (/\{\w+\}/.test(answer.message)) return `a placeholder was left: ${answer.message}`
  if (answer.left.length > 0) return `open files were left: ${answer.left.join(', ')}`
  const kept = left.filter((name) => name !== 'in' && !(answer.code === '' && name === 'out'))
  return kept.length > 0 ? `files were left: ${kept.join(', ')}` : null
}

function startChild(): ReturnType<typeof fork> {
  return fork(join(import.meta.dirname, 'fuzz-import', 'child.ts'), { execArgv: [`--max-old-space-size=${mostMemory}`, '--disable-warning=ExperimentalWarning'], stdio: ['ignore', 'ignore', 'inherit', 'ipc'], env: { ...process.env, TMPDIR: temporary } })
}

/** null where it crashed or hung; another child stands in for it then. */
async function ask(task: FuzzTask): Promise<FuzzAnswer | null> {
  const asked = child
  let began = Date.now()
  const used = processorTime(asked.pid)
  const answer = await new Promise<FuzzAnswer | null>((resolve) => {
    const timer = setInterval(() => {
      if (asksForProcessor(asked.pid)) began = Date.now()
      if (processorTime(asked.pid) - used > longest || Date.now() - began > longestWaiting) resolve(null)
    }, 1000)
    const done = (result: FuzzAnswer | null): void => {
      clearInterval(timer)
      asked.removeAllListeners('message').removeAllListeners('exit')
      resolve(result)
    }
    asked.once('message', (said) => done(said as FuzzAnswer))
    asked.once('exit', () => done(null))
    asked.send(task)
  })
  if (answer === null) {
    asked.kill('SIGKILL')
    child = startChild()
  }
  return answer
}

/** Milliseconds of a processor that a process has had; where the system does not tell, the time of day. */
function processorTime(pid = 0): number {
  try {
    const [user, system] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ').slice(11, 13).map(Number)
    return ((user + system) * 1000) / ticksPerSecond
  } catch {
    return Date.now()
  }
}

/** Whether a thread of the process would run if it were let: on a busy machine that says nothing against it. */
function asksForProcessor(pid = 0): boolean {
  try {
    return readdirSync(`/proc/${pid}/task`).some((thread) => /^[RD]/.test(readFileSync(`/proc/${pid}/task/${thread}/stat`, 'utf8').split(') ')[1]))
  } catch {
    return false
  }
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
