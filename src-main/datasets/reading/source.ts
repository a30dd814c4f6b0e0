/** The files an import reads: found, measured, and checked not to change underneath it. */
import { open, readdir, stat } from 'node:fs/promises'
import { basename, extname, join } from 'node:path'
import { fail } from '../../../src-shared/contract/errors.ts'

export interface SourceFile {
  path: string
  /** The name without its folder: what messages and the dataset show. */
  name: string
  /** Lower case, without the dot. */
  extension: string
  directory: boolean
  bytes: number
  modified: number
}

/** @throws file.unreadable */
export async function describeSource(path: string): Promise<SourceFile> {
  const found = await stat(path).catch((cause: unknown) => unreadable(path, cause))
  if (!found.isFile() && !found.isDirectory()) fail('file.unreadable', { path, reason: 'it is neither a file nor a folder' })
  return {
    path,
    name: basename(path) || path,
    extension: extname(path).slice(1).toLowerCase(),
    directory: found.isDirectory(),
    bytes: found.isDirectory() ? 0 : found.size,
    modified: found.mtimeMs,
  }
}

/** The first `bytes` of a file, or all of it. @throws file.unreadable */
export async function readHead({ path }: SourceFile, bytes: number): Promise<Buffer> {
  const handle = await open(path, 'r').catch((cause: unknown) => unreadable(path, cause))
  try {
    const buffer = Buffer.alloc(bytes)
    let filled = 0
    while (filled < bytes) {
      const { bytesRead } = await handle.read(buffer, filled, bytes - filled, filled)
      if (bytesRead === 0) break
      filled += bytesRead
    }
    return buffer.subarray(0, filled)
  } catch (cause) {
    return unreadable(path, cause)
  } finally {
    await handle.close()
  }
}

/** Names in a folder, in an order that does not depend on the file system; links to folders are not followed. @throws file.unreadable */
export async function listFolder(path: string): Promise<{ name: string; directory: boolean }[]> {
  const entries = await readdir(path, { withFileTypes: true }).catch((cause: unknown) => unreadable(path, cause))
  const linked = await Promise.all(entries.map((entry) => entry.isSymbolicLink() && stat(join(path, entry.name)).then((target) => !target.isFile(), () => true)))
  return entries
    .filter(({ name }, index) => !name.startsWith('.') && linked[index] !== true)
    .map((entry) => ({ name: entry.name, directory: entry.isDirectory() }))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
}

/** @throws import.changed where the file is not what it was when the import began. */
export async function assertUnchanged(source: SourceFile): Promise<void> {
  const now = await describeSource(source.path)
  if (now.bytes !== source.bytes || now.modified !== source.modified) fail('import.changed', { file: source.name })
}

const reasons: Record<string, string> = {
  ENOENT: 'there is no such file',
  EACCES: 'you may not read it',
  EPERM: 'you may not read it',
  EISDIR: 'it is a folder',
  EIO: 'the disk reports an error',
  ELOOP: 'its links lead in a circle',
  ENAMETOOLONG: 'its name is too long',
}

/** Throws file.unreadable with the system's reason in words. */
export function unreadable(path: string, cause: unknown): never {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
  const reason = reasons[code] ?? (cause instanceof Error ? cause.message : String(cause))
  fail('file.unreadable', { path, reason }, cause)
}
