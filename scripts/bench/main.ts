/**
 * npm run bench -- [name ...] [--threads 1,2] [--rounds 15] [--seconds 12] [--only lstm,packed,32x50x32x64] [--json]
 *
 *   training    (what runs when none is named) a training step on the bare kernels and through tfjs, share of the machine's peak
 *   wasm        the WebAssembly module in place of the addon, one thread
 *   seed        the seed model through the training loop
 *   memory      how far training steps raise the peak of resident memory
 *   inference   one sequence, whole and step by step, also beside onnxruntime-web
 *   general     layer norm, convolutions, embeddings
 *   linear      the fit of cost against steps, sequences and the sum of lengths
 *   all         every one of these, about eight minutes; the table of what was missed, or with --json all of it, at the end
 *
 * Everything is set beside PyTorch on the same cores in the same run; without PyTorch our own figures are printed alone.
 */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { loadKernels } from '../../src-main/engine/kernels/loader.ts'
import { benchGeneral } from './general.ts'
import { benchInference } from './inference.ts'
import { benchLinear } from './linear.ts'
import { benchMemory } from './memory.ts'
import { beQuiet, finish, found, heading, say, type Finding } from './report.ts'
import { benchSeed } from './seed.ts'
import { startTorch } from './torch.ts'
import { benchTraining } from './training.ts'

const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    threads: { type: 'string', default: '1,2' },
    rounds: { type: 'string', default: '15' },
    seconds: { type: 'string', default: '12' },
    only: { type: 'string', default: '' },
    json: { type: 'boolean', default: false },
  },
})
if (flags.json) beQuiet()
const { kernels, reason } = loadKernels()
if (!kernels) throw new Error(reason)
const torch = await startTorch()
const threads = flags.threads.split(',').map(Number)
const only = flags.only.split(',').filter(Boolean)
const training = { kernels, torch, threads, only, rounds: Number(flags.rounds), seconds: Number(flags.seconds) }

/** The module is chosen once a process: in one of its own. */
function benchWasm(): void {
  const module = join(import.meta.dirname, '../../kernels-build/wasm/seqbench.wasm')
  if (!existsSync(module)) return say('There is no WebAssembly module: node scripts/build-kernels.mjs --wasm')
  const parameters = [join(import.meta.dirname, 'main.ts'), 'training', '--json', '--threads', '1', '--rounds', '7', '--seconds', '3', '--only', flags.only || 'packed,32x50x32x64']
  const { status, stdout, stderr } = spawnSync(process.execPath, parameters, { encoding: 'utf8', env: { ...process.env, SEQBENCH_KERNELS: module } })
  if (status !== 0) throw new Error(`the bench of the WebAssembly module ended with ${status}: ${stderr}`)
  for (const finding of (JSON.parse(stdout) as { findings: Finding[] }).findings) found(finding)
}

const benches: Record<string, () => Promise<void> | void> = {
  training: () => benchTraining(training),
  inference: () => benchInference(kernels, torch, threads),
  general: () => benchGeneral(torch, threads),
  linear: () => benchLinear(kernels, threads),
  seed: () => benchSeed(threads),
  memory: () => benchMemory(torch !== null, only),
  wasm: benchWasm,
}
const wanted = positionals.length === 0 ? ['training'] : positionals.includes('all') ? Object.keys(benches) : positionals
const unknown = wanted.find((name) => !(name in benches))
if (unknown !== undefined) throw new Error(`there is no bench ${unknown}: ${Object.keys(benches).join(', ')} or all`)

say(`Ours: ${reason}. Theirs: ${torch ? `PyTorch ${torch.version}` : 'PyTorch is not installed'}.\n${heading}`)
for (const name of wanted) await benches[name]()
torch?.end()
finish(flags.json)
process.exit()
