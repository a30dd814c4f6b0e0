/**
 * Drives every kernel of the core under AddressSanitizer and UBSan, then under ThreadSanitizer: npm run sanitize
 * A program of its own (tests/engine/native/drive.cpp), since the sanitizers see more there than inside Node.
 *
 *   node scripts/sanitize-kernels.mjs [shapes of each kernel, 40]
 *
 * Needs g++ or clang++ with its sanitizers' run-time libraries; Linux or macOS.
 */
import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { common, findCompiler, instructionSets, setFlags } from './kernel-flags.mjs'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const kernels = join(root, 'src-main/engine/kernels')
const shapes = process.argv[2] ?? '40'

const run = (command, parameters) =>
  new Promise((resolve, reject) => {
    const child = spawn(command, parameters, { stdio: 'inherit' })
    child.on('error', reject)
    child.on('close', (code) => (code === 0 ? resolve() : reject(new Error(`${command} ended with ${code}`))))
  })

/** What is looked for -> compiler flags. */
const sanitizers = {
  'addresses and undefined behaviour': ['-fsanitize=address,undefined', '-fno-sanitize-recover=all'],
  'threads': ['-fsanitize=thread'],
}

const compiler = findCompiler()
const sets = instructionSets[process.arch]
if (!compiler || !sets) throw new Error('no C++ compiler for this machine was found (g++ or clang++)')
mkdirSync(join(root, 'kernels-build'), { recursive: true })
for (const [title, flags] of Object.entries(sanitizers)) {
  const folder = mkdtempSync(join(root, 'kernels-build/drive-'))
  try {
    const checked = [...flags, '-O1', '-g', '-fno-omit-frame-pointer', '-DSEQBENCH_EMULATED', `-I${kernels}`]
    const compile = (source, object, own) => run(compiler.name, [...own, ...checked, '-c', source, '-o', join(folder, object)])
    await Promise.all([
      ...Object.entries(sets).map(([name, set]) => compile(join(kernels, 'core/core.cpp'), `${name}.o`, setFlags(name, set, true))),
      compile(join(root, 'tests/engine/native/drive.cpp'), 'drive.o', common),
    ])
    const objects = ['drive', ...Object.keys(sets)].map((name) => join(folder, `${name}.o`))
    await run(compiler.name, [...flags, '-pthread', '-o', join(folder, 'drive'), ...objects])
    console.log(`${title}:`)
    await run(join(folder, 'drive'), [shapes])
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
console.log('No finding.')
