/** Rows -> training, validation and test: every example in at most one part, by rows and seed alone. */
import { fail } from '../../../src-shared/contract/errors.ts'
import type { RoleRow } from '../../../src-shared/domain/cell.ts'
import { splitNames, type SplitName } from '../../../src-shared/domain/dataset.ts'
import { itemAt } from '../../../src-shared/domain/prepared.ts'
import { partExpected, type SplitConfig, type SplitKind } from '../../../src-shared/domain/split.ts'
import { createSeeded } from '../seeded.ts'
import { lazily } from '../stored-rows.ts'
import { byTime } from './chronological.ts'
import { byColumn } from './column.ts'
import { byFold } from './folds.ts'
import { splitKeys, type Keys } from './keys.ts'
import { shareGroups, shareNames, shareOut, stratify, type Split } from './shares.ts'
import { byLabel, hasClasses, unitsOf } from './units.ts'

export type { Split } from './shares.ts'
export type { SplitKeys } from './keys.ts'

/** Splits rows as the roles of their cells say. @throws split.* */
export function splitRows(rows: readonly RoleRow[], config: SplitConfig): Split {
  return splitExamples(splitKeys(rows, config.kind), config)
}

const rules: Record<SplitKind, (rows: Keys, config: SplitConfig) => Split> = {
  // A label that hardly repeats is a number to predict: there are no classes to keep apart.
  stratified: (rows, config) => (hasClasses(rows) ? stratify(byLabel(unitsOf(rows), rows), shareNames(config), config.seed) : rules.random(rows, config)),
  random: (rows, config) => shareOut(createSeeded(config.seed, 'split').shuffle(unitsOf(rows)), shareNames(config)),
  group: (rows, config) => shareGroups(rows, shareNames(config), config.seed, 'split'),
  chronological: (rows, config) => byTime(rows, config),
  column: (rows, config) => byColumn(rows, config),
  kfold: (rows, config) => byFold(rows, config),
}

/**
 * stratified: each class is shuffled on its own stream of the seed and shared out, at most one row away from its exact
 * share; what rounding leaves over goes to the part that is furthest behind so far, so that many small classes do not
 * all favour one part. A class's first row always goes to training. random: all rows are shuffled together. group: groups
 * are shuffled and each goes to the part that is furthest behind. chronological: rows by time, a step of time in one part.
 * column: as the data says. kfold: the test part is one of k folds.
 * @throws split.too-small where a part with a share would have no rows; split.class-missing where training would have
 *   fewer than two classes of several; split.role-missing, split.part-unknown
 */
export function splitExamples(rows: Keys, config: SplitConfig): Split {
  const split = rules[config.kind](rows, config)
  for (const name of splitNames) split[name].sort((a, b) => a - b)
  check(rows, config, split)
  return split
}

/** Classes that lack rows in a part that has a share: label, its rows in all, and the parts without it. */
export function missingClasses(rows: Keys, config: SplitConfig, split: Split): { label: string; count: number; parts: SplitName[] }[] {
  if (!hasClasses(rows)) return []
  const present = Object.fromEntries(splitNames.map((name) => [name, new Set(lazily(split[name], (position) => itemAt(rows, position).label ?? ''))]))
  return byLabel(unitsOf(rows), rows)
    .map(([label, units]) => ({ label, count: units.length, parts: splitNames.filter((name) => partExpected(config, name) && !present[name].has(label)) }))
    .filter(({ parts }) => parts.length > 0)
}

function check(rows: Keys, config: SplitConfig, split: Split): void {
  for (const name of splitNames) {
    if (partExpected(config, name) && split[name].length === 0) fail('split.too-small', { part: name })
  }
  const learned = new Set(lazily(split.train, (position) => itemAt(rows, position).label ?? ''))
  if (learned.size >= 2) return
  const missing = byLabel(unitsOf(rows), rows).filter(([label]) => !learned.has(label)).sort((a, b) => b[1].length - a[1].length)[0]
  if (missing) fail('split.class-missing', { label: missing[0], count: missing[1].length })
}
