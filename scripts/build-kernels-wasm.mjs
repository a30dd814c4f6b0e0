/** The WebAssembly module of the kernels, kernels-build/wasm/seqbench.wasm, compiled by clang from npm: no compiler on the machine is needed. */
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const sources = join(root, 'src-main/engine/kernels')
const output = join(root, 'kernels-build/wasm')

/**
 * Tiles of 4 x 8 are the largest that V8 keeps in registers with some room. Loop strength reduction is off: it makes addresses of sums that
 * no longer fit the offset of a load, and the products lose 15 %.
 */
const flags = [
  '-std=c++20', '-O3', '-nostdlib', '-fno-exceptions', '-fno-rtti', '-fno-math-errno', '-fno-trapping-math', '-ffp-contract=fast', '-fno-threadsafe-statics',
  '-msimd128', '-mrelaxed-simd', '-mbulk-memory', '-mllvm', '-disable-lsr', '-DSEQBENCH_SET=wasm', '-DSEQBENCH_NAME="wasm"', '-DSEQBENCH_WIDTH=4', '-DSEQBENCH_ROWS=4',
  '-I.', '-Wl,--no-entry', '-Wl,--import-memory', '-Wl,--initial-memory=1073741824', '-Wl,-z,stack-size=1048576',
  // Threads: one memory for several instances, each with its own place for the stack.
  '-pthread', '-Wl,--shared-memory', '-Wl,--max-memory=1073741824', '-Wl,--export=__stack_pointer',
]

/** Resolves to what to say, or null when the module was up to date. */
export async function buildModule() {
  const files = {}
  for (const folder of ['core', 'wasm']) {
    for (const name of readdirSync(join(sources, folder)).filter((name) => /\.(cpp|hpp)$/.test(name))) {
      files[folder] ??= {}
      files[folder][name] = readFileSync(join(sources, folder, name), 'utf8')
    }
  }
  const print = createHash('sha256').update(JSON.stringify([files, flags])).digest('hex')
  const stamp = join(output, 'stamp')
  if (existsSync(join(output, 'seqbench.wasm')) && existsSync(stamp) && readFileSync(stamp, 'utf8') === print) return null
  const started = Date.now()
  const { runClang } = await import('@yowasp/clang')
  let said = ''
  let made
  try {
    made = await runClang(['clang++', ...flags, 'wasm/module.cpp', '-o', 'seqbench.wasm'], files, { stderr: (bytes) => bytes && (said += new TextDecoder().decode(bytes)) })
  } catch (error) {
    throw new Error(`clang could not build the WebAssembly module: ${error.message}\n${said}`, { cause: error })
  }
  mkdirSync(output, { recursive: true })
  writeFileSync(join(output, `seqbench.wasm.${process.pid}`), made['seqbench.wasm'])
  renameSync(join(output, `seqbench.wasm.${process.pid}`), join(output, 'seqbench.wasm'))
  writeFileSync(stamp, print)
  return `WebAssembly kernels built in ${((Date.now() - started) / 1000).toFixed(1)} s (${made['seqbench.wasm'].length} bytes).`
}
