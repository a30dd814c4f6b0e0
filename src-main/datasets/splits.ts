/** Divides examples into training, validation and test: every example in exactly one part, by rows and seed alone. */
import { fail } from '../../src-shared/contract/errors.ts'
import { splitNames, type Example, type SplitName } from '../../src-shared/domain/dataset.ts'
import type { SplitConfig } from '../../src-shared/domain/config.ts'
import { compareLabels } from './labels.ts'
import { createSeeded } from './seeded.ts'

/** Positions in the examples given, by part, ascending. */
export type Split = Record<SplitName, number[]>

/**
 * stratified: each class is shuffled on its own stream of the seed and shared out, at most one row away from its exact
 * share; what rounding leaves over goes to the part that is furthest behind so far, so that many small classes do not
 * all favour one part. A class's first row always goes to training. random: all rows are shuffled together.
 * @throws split.too-small where a part with a share would have no rows; split.class-missing where training would have
 *   fewer than two classes.
 */
export function splitExamples(examples: readonly Pick<Example, 'label'>[], config: SplitConfig): Split {
  const shares = splitNames.map((name) => config[name])
  const split: Split = { train: [], validation: [], test: [] }
  if (config.kind === 'stratified') {
    const behind = splitNames.map(() => 0)
    for (const [label, rows] of byLabel(examples)) {
      share(createSeeded(config.seed, `split:${label}`).shuffle(rows), shares, behind, split)
    }
  } else {
    share(createSeeded(config.seed, 'split').shuffle(examples.map((_, position) => position)), shares, splitNames.map(() => 0), split)
  }
  for (const name of splitNames) split[name].sort((a, b) => a - b)
  check(examples, config, split)
  return split
}

/** Classes that lack rows in a part that has a share: label, its rows in all, and the parts without it. */
export function missingClasses(examples: readonly Pick<Example, 'label'>[], config: SplitConfig, split: Split): { label: string; count: number; parts: SplitName[] }[] {
  const present = Object.fromEntries(splitNames.map((name) => [name, new Set(split[name].map((position) => examples[position].label))]))
  return byLabel(examples)
    .map(([label, rows]) => ({ label, count: rows.length, parts: splitNames.filter((name) => config[name] > 0 && !present[name].has(label)) }))
    .filter(({ parts }) => parts.length > 0)
}

/** Appends `rows` to the parts by `shares`; `behind[p]` is by how many rows part p has fallen short so far, kept up to date. */
function share(rows: number[], shares: number[], behind: number[], split: Split): void {
  // 1e-9: 0.1 * 30 must not become 2.9999999999999996, hence 2.
  const counts = shares.map((fraction) => Math.floor(fraction * rows.length + 1e-9))
  const rounded = shares.map((fraction, part) => fraction * rows.length - counts[part])
  rounded.forEach((lost, part) => (behind[part] += lost))
  const raised = new Set<number>()
  for (let left = rows.length - counts.reduce((sum, count) => sum + count, 0); left > 0; left--) {
    const open = shares.map((_, part) => part).filter((part) => rounded[part] > 1e-9 && !raised.has(part))
    const needsTraining = counts[0] === 0 && open.includes(0)
    const chosen = needsTraining ? 0 : open.reduce((best, part) => (behind[part] > behind[best] + 1e-9 ? part : best))
    counts[chosen]++
    behind[chosen]--
    raised.add(chosen)
  }
  let from = 0
  splitNames.forEach((name, part) => {
    for (let index = from; index < from + counts[part]; index++) split[name].push(rows[index])
    from += counts[part]
  })
}

function byLabel(examples: readonly Pick<Example, 'label'>[]): [string, number[]][] {
  const rows = new Map<string, number[]>()
  examples.forEach(({ label }, position) => {
    const own = rows.get(label)
    if (own) own.push(position)
    else rows.set(label, [position])
  })
  return [...rows].sort(([a], [b]) => compareLabels(a, b))
}

function check(examples: readonly Pick<Example, 'label'>[], config: SplitConfig, split: Split): void {
  for (const name of splitNames) {
    if (config[name] > 0 && split[name].length === 0) fail('split.too-small', { part: name })
  }
  const learned = new Set(split.train.map((position) => examples[position].label))
  if (learned.size >= 2) return
  const missing = byLabel(examples).filter(([label]) => !learned.has(label)).sort((a, b) => b[1].length - a[1].length)[0]
  if (missing) fail('split.class-missing', { label: missing[0], count: missing[1].length })
}
