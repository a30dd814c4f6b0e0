/** Parts of a split told from the names of files: wnut17train.conll, GunPoint_TEST.ts, dev.csv, validation/, emerging.test.annotated. */
import type { SplitName } from '../../../src-shared/domain/dataset.ts'

/** A word of its own, or at the end of one: `contest` is no test, `wnut17train` is for training. */
const patterns: [SplitName, RegExp][] = [
  ['train', /(^|[^a-z])(train|training|trn)([^a-z]|$)/i],
  ['validation', /(^|[^a-z])(dev|devel|development|val|valid|validation|eval)([^a-z]|$)/i],
  ['test', /(^|[^a-z])(test|testing|tst|heldout)([^a-z]|$)/i],
]

export function splitOfName(name: string): SplitName | null {
  const found = patterns.filter(([, pattern]) => pattern.test(name))
  return found.length === 1 ? found[0][0] : null
}

/** One part a file where every file of several says which, and not all the same; else null. */
export function splitOfFiles(names: string[]): SplitName[] | null {
  const parts = names.map(splitOfName)
  return parts.length > 1 && parts.every((part) => part !== null) && new Set(parts).size > 1 ? parts : null
}
