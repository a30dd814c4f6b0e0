/** How the core of the kernels is compiled: for the addon (build-kernels.mjs) and for the sanitizers (sanitize-kernels.mjs). */
import { spawnSync } from 'node:child_process'

export const common = ['-std=c++20', '-O3', '-fPIC', '-fno-math-errno', '-fno-trapping-math', '-ffp-contract=fast', '-fvisibility=hidden', '-Wall', '-Wextra']

/** Processor -> instruction set -> floats a vector, rows a tile, compiler flags. Several are built into one binary, which chooses at run time. */
export const instructionSets = {
  x64: {
    baseline: { width: 4, rows: 4, flags: ['-msse2'] },
    avx2: { width: 8, rows: 6, flags: ['-mavx2', '-mfma'] },
    avx512: { width: 16, rows: 8, flags: ['-mavx512f', '-mavx512vl', '-mavx512dq', '-mavx512bw', '-mfma', '-mprefer-vector-width=512'] },
  },
  arm64: { baseline: { width: 4, rows: 8, flags: [] } },
}

/** AVX-512 code as AVX2 instructions: its tiling can be tested on a machine without them. */
export const emulated = { avx512: ['-mavx2', '-mfma', '-Wno-psabi'] }

/** What core.cpp is compiled with for one instruction set; `emulate` wherever the sanitizers run. */
export const setFlags = (name, { width, rows, flags }, emulate) => [
  ...common, ...(emulate ? (emulated[name] ?? flags) : flags),
  `-DSEQBENCH_SET=${name}`, `-DSEQBENCH_NAME="${name}"`, `-DSEQBENCH_WIDTH=${width}`, `-DSEQBENCH_ROWS=${rows}`,
]

export function findCompiler() {
  for (const name of [process.env.CXX, 'g++', 'clang++'].filter(Boolean)) {
    const version = spawnSync(name, ['--version'], { encoding: 'utf8' })
    if (version.status === 0) return { name, version: version.stdout.split('\n')[0] }
  }
  return null
}
