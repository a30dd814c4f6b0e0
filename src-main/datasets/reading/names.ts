/** Files below a folder by name, for importers that know a kind of data by how its files lie. */
import { join } from 'node:path'
import { listFolder } from './source.ts'

/** Enough to tell what a folder holds; a preview of a million recordings must not list them all. */
const looked = 4000

/** Paths from `folder` with / between, in order; hidden files left out. `limit`: how many at most. @throws file.unreadable */
export async function listNames(folder: string, limit = looked): Promise<string[]> {
  const names: string[] = []
  const walk = async (path: string, before: string): Promise<void> => {
    for (const { name, directory } of await listFolder(path)) {
      if (names.length >= limit) return
      if (directory) await walk(join(path, name), `${before}${name}/`)
      else names.push(`${before}${name}`)
    }
  }
  await walk(folder, '')
  return names
}
