/** One of k folds as the test part, the others for training and validation. */
import type { SplitConfig } from '../../../src-shared/domain/split.ts'
import { createSeeded } from '../seeded.ts'
import { pick, type Keys } from './keys.ts'
import { emptySplit, shareGroups, shareOut, stratify, type Shares, type Split } from './shares.ts'
import { byLabel, groupsOf, take, unitsOf, type Unit } from './units.ts'

/** Folds of equal size; the others, less the validation share of all rows, are for training. */
export function byFold(rows: Keys, config: SplitConfig): Split {
  if (config.kind !== 'kfold') return emptySplit()
  const { folds, fold, by, seed, validation } = config
  const own = foldsOf(rows, by, folds, seed)
  const rest = own.flatMap((positions, place) => (place === fold - 1 ? [] : positions)).sort((a, b) => a - b)
  const within = Math.min(1, validation / (1 - 1 / folds))
  const shares: Shares = [{ name: 'train', share: 1 - within }, { name: 'validation', share: within }]
  const kept = pick(rows, rest)
  const inner = by === 'group' ? shareGroups(kept, shares, seed, 'kfold') : by === 'stratified' ? stratify(byLabel(unitsOf(kept), kept), shares, seed, 'kfold') : shareOut(createSeeded(seed, 'kfold').shuffle(unitsOf(kept)), shares)
  return { train: inner.train.map((place) => rest[place]), validation: inner.validation.map((place) => rest[place]), test: own[fold - 1] }
}

/** Rows dealt to k hands: by class, all together, or whole groups to the smallest hand. */
function foldsOf(rows: Keys, by: 'stratified' | 'random' | 'group', folds: number, seed: number): number[][] {
  const hands = Array.from({ length: folds }, (): number[] => [])
  if (by === 'group') {
    for (const positions of createSeeded(seed, 'folds').shuffle(groupsOf(rows)).sort((a, b) => b.length - a.length)) {
      const smallest = hands.reduce((best, hand) => (hand.length < best.length ? hand : best))
      for (const position of positions) smallest.push(position)
    }
    return hands
  }
  const classes = by === 'stratified' ? byLabel(unitsOf(rows), rows) : ([['', unitsOf(rows)]] as [string, Unit[]][])
  let next = 0
  for (const [label, units] of classes) {
    for (const unit of createSeeded(seed, `folds:${label}`).shuffle(units)) take(hands[next++ % folds], unit)
  }
  return hands
}
