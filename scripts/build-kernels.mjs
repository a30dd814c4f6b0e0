/**
 * Builds the native engine's kernels into kernels-build/ with whichever C++ compiler is there.
 *
 *   node scripts/build-kernels.mjs               build the addon, fail when it cannot be built
 *   node scripts/build-kernels.mjs --if-needed   the same, only when a source has changed, and never fail (for the set-up):
 *                                                without a compiler the WebAssembly module is built in its place
 *   --wasm                                       the WebAssembly module instead, with clang from npm
 *   --sanitize                                   the addon under AddressSanitizer and UBSan, into kernels-build/sanitized
 *
 * Needs Node >= 20 and nothing from npm but node-api-headers (addon) or @yowasp/clang (module).
 */
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join, dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { common, findCompiler, instructionSets, setFlags } from './kernel-flags.mjs'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const sources = join(root, 'src-main/engine/kernels')
const build = join(root, 'kernels-build')
const given = new Set(process.argv.slice(2))

/** Platform -> how a Node-API addon is linked. */
const linkFlags = {
  linux: ['-shared', '-static-libstdc++', '-static-libgcc', '-pthread', '-Wl,--gc-sections'],
  darwin: ['-bundle', '-undefined', 'dynamic_lookup'],
}

function filesOf(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(cpp|hpp)$/.test(entry.name))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .sort()
}

/** Changes when a source, this script, the compiler or the machine does. */
function fingerprint(parts) {
  const hash = createHash('sha256')
  for (const file of [...filesOf(sources), fileURLToPath(import.meta.url), join(root, 'scripts/kernel-flags.mjs')]) hash.update(readFileSync(file))
  return hash.update(JSON.stringify([process.platform, process.arch, ...parts])).digest('hex')
}

function run(command, parameters) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, parameters, { stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    child.stdout.on('data', (data) => (output += data))
    child.stderr.on('data', (data) => (output += data))
    child.on('error', reject)
    child.on('close', (code) => (code === 0 ? resolve(output) : reject(new Error(`${command} failed:\n${output.slice(0, 4000)}`))))
  })
}

/** Writes kernels-build/<folder>/seqbench.node. */
async function buildAddon(folder, sanitize) {
  const sets = instructionSets[process.arch]
  const link = linkFlags[process.platform]
  if (!sets || !link) throw new Error(`no build of the kernels for ${process.platform} on ${process.arch} yet`)
  const compiler = findCompiler()
  if (!compiler) throw new Error('no C++ compiler was found (g++ or clang++)')
  const headers = join(root, 'node_modules/node-api-headers/include')
  if (!existsSync(headers)) throw new Error('node-api-headers is not installed')

  const output = join(build, folder)
  const stamp = join(output, 'stamp')
  const print = fingerprint([compiler.version, sanitize])
  if (existsSync(join(output, 'seqbench.node')) && existsSync(stamp) && readFileSync(stamp, 'utf8') === print) return null

  const started = Date.now()
  const scratch = join(output, `scratch-${process.pid}`)
  mkdirSync(scratch, { recursive: true })
  try {
    const extra = sanitize ? ['-fsanitize=address,undefined', '-fno-sanitize-recover=undefined', '-fno-omit-frame-pointer', '-g', '-O1'] : []
    const objects = []
    const jobs = Object.entries(sets).map(([name, set]) => {
      const object = join(scratch, `${name}.o`)
      objects.push(object)
      return run(compiler.name, [...setFlags(name, set, sanitize), ...extra, '-c', join(sources, 'core/core.cpp'), '-o', object])
    })
    const addon = join(scratch, 'addon.o')
    const emulation = sanitize ? ['-DSEQBENCH_EMULATED'] : []
    jobs.push(run(compiler.name, [...common, ...extra, ...emulation, '-DNAPI_VERSION=8', '-fvisibility=default', `-I${headers}`, '-c', join(sources, 'native/addon.cpp'), '-o', addon]))
    await Promise.all(jobs)
    const binary = join(scratch, 'seqbench.node')
    const linking = sanitize ? link.filter((flag) => !flag.startsWith('-static')) : link
    await run(compiler.name, [...linking, ...extra, '-o', binary, addon, ...objects])
    // In one move: another process may be loading the old one.
    renameSync(binary, join(output, 'seqbench.node'))
    writeFileSync(stamp, print)
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
  return `Kernels built with ${compiler.version} in ${((Date.now() - started) / 1000).toFixed(1)} s.`
}

/** Where there is no addon the WebAssembly module stands in; without that the reference engine does. */
async function buildStandIn() {
  try {
    const message = await (await import('./build-kernels-wasm.mjs')).buildModule()
    if (message) console.log(message)
  } catch (error) {
    console.log(`Neither could the WebAssembly kernels (${String(error.message).split('\n')[0]}): the reference engine computes.`)
  }
}

const ifNeeded = given.has('--if-needed')
try {
  const message = given.has('--wasm') ? await (await import('./build-kernels-wasm.mjs')).buildModule() : await buildAddon(given.has('--sanitize') ? 'sanitized' : 'native', given.has('--sanitize'))
  rmSync(join(build, 'failure'), { force: true })
  if (message) console.log(message)
} catch (error) {
  if (!ifNeeded) throw error
  // The loader reads this, so that `seqbench doctor` can say why the fast engine is missing.
  mkdirSync(build, { recursive: true })
  writeFileSync(join(build, 'failure'), String(error.message).split('\n')[0])
  console.log(`The native kernels could not be built (${String(error.message).split('\n')[0]}). Seqbench works without them, more slowly.`)
  await buildStandIn()
}
