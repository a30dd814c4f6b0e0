/** What must not lie in an archive: another one. */
import { fail } from '../../../src-shared/contract/errors.ts'
import { describeSource, readHead, type SourceFile } from '../reading/source.ts'
import { detectBinary } from '../sniff/binary.ts'

export const headBytes = 1 << 12
/** Zips that are a format of their own. */
export const ownFormats = ['npz', 'jar', 'ods', 'epub']
const archiveKinds = ['a gzip archive', 'a Zstandard archive', 'a ZIP archive', 'a TAR archive', 'a 7-Zip archive', 'an XZ archive', 'a RAR archive', 'a bzip2 archive']

/** An archive in an archive is no data: refused rather than unpacked on and on. */
export async function refuseInner(source: SourceFile, path: string): Promise<void> {
  const inner = await describeSource(path)
  if (inner.directory) return
  const kind = detectBinary(await readHead(inner, headBytes))
  if (kind !== null && archiveKinds.includes(kind) && !ownFormats.includes(inner.extension)) fail('import.archive-inner', { file: source.name, inner: inner.name })
}

