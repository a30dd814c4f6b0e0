/** Which fields each kind of split has in the window, and which kinds a dataset can have: pure. */
import { splitNames, type Dataset, type SplitName } from '../../src-shared/domain/dataset.ts'
import type { SplitConfig, SplitKind } from '../../src-shared/domain/split.ts'

export const splitKinds: readonly SplitKind[] = ['stratified', 'random', 'group', 'chronological', 'column', 'kfold']

/** Parts whose share a person chooses; the others follow from the data or from the number of folds. */
const shareParts: Record<SplitKind, readonly SplitName[]> = {
  stratified: splitNames, random: splitNames, group: splitNames, chronological: splitNames, column: ['validation', 'test'], kfold: ['validation'],
}
export const sharesOf = ({ kind }: SplitConfig): readonly SplitName[] => shareParts[kind]

/** Whether a dataset has what a kind of split needs. */
export function canSplit(kind: SplitKind, { roles, labels }: Pick<Dataset, 'roles' | 'labels'>): boolean {
  const needs: Record<SplitKind, boolean> = {
    stratified: roles.label !== undefined && labels.length > 1, random: true, group: roles.group !== undefined, chronological: true, column: roles.split !== undefined, kfold: true,
  }
  return needs[kind]
}

/** Sum of the shares in percent where they must make 100; null where they need not. */
export function shareSum(split: SplitConfig): number | null {
  const whole = (split.train + split.validation + split.test) * 100
  if (split.kind === 'column' || split.kind === 'kfold') return null
  return split.kind === 'chronological' && whole <= 100 ? null : Number(whole.toFixed(4))
}
