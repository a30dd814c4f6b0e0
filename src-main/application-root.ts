/** The folder that holds package.json, resources and migrations: the repository, or the unpacked application. */
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'

function findRoot(from: string): string {
  if (existsSync(join(from, 'package.json'))) return from
  const parent = dirname(from)
  if (parent === from) throw new Error('no package.json above the program')
  return findRoot(parent)
}

export const applicationRoot = findRoot(import.meta.dirname)
