/** Zstandard, where the runtime has it: Node does from 22.15 on, and Electron 33 brings Node 20 along. Looked up when it is wanted, so that nothing else is lost. */
import zlib from 'node:zlib'
import { fail } from '../../../src-shared/contract/errors.ts'

type Zstandard = Pick<typeof zlib, 'createZstdDecompress' | 'zstdCompressSync' | 'zstdDecompressSync'>

/** `runtime` is node:zlib, whatever it has. @throws import.zstandard where it lacks them; `file` is what cannot be read then */
export function zstandardOf(file: string, runtime: Partial<Zstandard> = zlib): Zstandard {
  const { createZstdDecompress, zstdCompressSync, zstdDecompressSync } = runtime
  if (!createZstdDecompress || !zstdCompressSync || !zstdDecompressSync) return fail('import.zstandard', { file, runtime: process.versions.node })
  return { createZstdDecompress, zstdCompressSync, zstdDecompressSync }
}
