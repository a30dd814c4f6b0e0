/**
 * Finds and loads the native kernels: the addon that scripts/build-kernels.mjs made in kernels-build/, or the one a package
 * carries. Everything in it validates what it is given and throws a TypeError on a wrong shape.
 */
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

/** The numbers of `Recurrent` in core/table.hpp: cell, batch, steps, inputs, hidden, reverse, truncation. */
export type ShapeArguments = [cell: number, batch: number, steps: number, inputs: number, hidden: number, reverse: boolean, truncation: number]
type Floats = Float32Array
type Optional = Float32Array | null

/** The addon's functions; arrays in the layouts of ops/recurrent.ts, outputs written in place. */
export interface Kernels {
  describe(): { instructions: string; available: string[]; threads: number; width: number }
  setThreads(threads: number): void
  setInstructions(name: string): void
  /** sizes = floats of [reserve, work of forward, work of backward]; rows = sum of lengths. */
  recurrentSizes(...call: [...ShapeArguments, rows: number, sizes: Floats]): void
  recurrentForward(
    ...call: [
      ...ShapeArguments, x: Floats, wx: Floats, wh: Floats, bias: Floats, lengths: Int32Array | null, initialHidden: Optional, initialCell: Optional,
      hidden: Floats, finalHidden: Floats, finalCell: Optional, reserve: Floats, work: Floats,
    ]
  ): void
  recurrentBackward(
    ...call: [
      ...ShapeArguments, wx: Floats, wh: Floats, lengths: Int32Array | null, dHidden: Floats, dFinalHidden: Optional, dFinalCell: Optional,
      dx: Floats, dwx: Floats, dwh: Floats, dbias: Floats, dInitialHidden: Floats, dInitialCell: Optional, stepNorms: Floats, reserve: Floats, work: Floats,
    ]
  ): void
  recurrentGates(...call: [...ShapeArguments, lengths: Int32Array | null, reserve: Floats, gates: Floats, work: Floats]): void
}

export type LoadedKernels = { kernels: Kernels; reason: string } | { kernels: null; reason: string }

let loaded: LoadedKernels | null = null

/** The kernels, or why there are none. Loaded once a process; SEQBENCH_KERNELS names another file (tests under sanitizers). */
export function loadKernels(): LoadedKernels {
  loaded ??= load()
  return loaded
}

function load(): LoadedKernels {
  const folder = join(findRoot(import.meta.dirname), 'kernels-build')
  const file = process.env.SEQBENCH_KERNELS ?? join(folder, 'native', 'seqbench.node')
  if (!existsSync(file)) {
    const failure = join(folder, 'failure')
    return { kernels: null, reason: existsSync(failure) ? readFileSync(failure, 'utf8') : 'the native kernels are not built (node scripts/build-kernels.mjs)' }
  }
  try {
    const kernels = createRequire(import.meta.url)(file) as Kernels
    const { instructions } = kernels.describe()
    return { kernels, reason: `machine code (${instructions})` }
  } catch (error) {
    return { kernels: null, reason: `the native kernels cannot be loaded: ${error instanceof Error ? error.message : String(error)}` }
  }
}

/** The folder that holds package.json: the repository, or the unpacked application. */
function findRoot(from: string): string {
  return existsSync(join(from, 'package.json')) || dirname(from) === from ? from : findRoot(dirname(from))
}
