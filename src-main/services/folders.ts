/** Folders and files that are there whole or not at all. */
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { temporaryPrefix, type WorkspacePaths } from './paths.ts'
import { newId } from './identifiers.ts'

/** Runs `action` on a fresh folder, which is removed when it fails. */
export async function withTemporaryFolder<Result>(paths: WorkspacePaths, kind: 'datasets' | 'runs' | 'exports', action: (folder: string) => Promise<Result>): Promise<Result> {
  const folder = paths.temporary(kind, newId('temporary'))
  await mkdir(folder, { recursive: true })
  try {
    return await action(folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** Takes a folder out of the way while `forget` removes what refers to it, then removes it; puts it back when that fails. */
export async function removeFolder(folder: string, aside: string, forget: () => void): Promise<void> {
  const moved = await rename(folder, aside).then(() => true, () => false)
  try {
    forget()
  } catch (thrown) {
    if (moved) await rename(aside, folder)
    throw thrown
  }
  await rm(aside, { recursive: true, force: true })
}

/** Replaces a file: who reads it meanwhile sees the old text or the new one. */
export async function writeWhole(file: string, text: string): Promise<void> {
  const temporary = `${file}.new`
  try {
    await writeFile(temporary, text)
    await rename(temporary, file)
  } catch (thrown) {
    await rm(temporary, { force: true }).catch(() => undefined)
    throw thrown
  }
}

/** Removes what unfinished work of an earlier process left. */
export async function sweepTemporaryFolders(paths: WorkspacePaths): Promise<void> {
  for (const kind of ['datasets', 'runs', 'exports']) {
    const names = await readdir(join(paths.root, kind)).catch(() => [])
    await Promise.all(names.filter((name) => name.startsWith(temporaryPrefix)).map((name) => rm(join(paths.root, kind, name), { recursive: true, force: true })))
  }
}
