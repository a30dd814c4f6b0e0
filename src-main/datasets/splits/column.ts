/** Parts that a column of the data names. */
import { fail } from '../../../src-shared/contract/errors.ts'
import type { SplitConfig } from '../../../src-shared/domain/split.ts'
import { splitOfName } from '../importers/split-names.ts'
import { pick, type Keys } from './keys.ts'
import { emptySplit, stratify, type Split } from './shares.ts'
import { byLabel, unitsOf, type Unit } from './units.ts'

function namesParts(rows: Keys): boolean {
  for (const { part } of rows) if (part !== undefined) return true
  return false
}

/** What a column says; a part that it never names is drawn from training by its share. */
export function byColumn(rows: Keys, config: SplitConfig): Split {
  if (!namesParts(rows)) fail('split.role-missing', { kind: 'column', role: 'split' })
  const split = emptySplit()
  let row = 0
  for (const { part = '' } of rows) split[splitOfName(part) ?? fail('split.part-unknown', { value: part, row: row + 1 })].push(row++)
  for (const name of ['validation', 'test'] as const) {
    if (split[name].length > 0 || config[name] === 0 || split.train.length === 0) continue
    const training = pick(rows, split.train)
    const inTraining = (unit: Unit): Unit => (typeof unit === 'number' ? split.train[unit] : unit.map((place) => split.train[place]))
    const drawn = stratify(byLabel(unitsOf(training).map(inTraining), rows), [
      { name: 'train', share: 1 - config[name] },
      { name, share: config[name] },
    ], config.seed, `split:${name}`)
    split.train = drawn.train
    split[name] = drawn[name]
  }
  return split
}
