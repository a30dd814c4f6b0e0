/**
 * How the rows of a dataset are shared out: to learn from, to steer the training with, and for the final figures. Every
 * kind has shares and a seed; what a share means where the data itself decides is said beside it.
 */
import { z } from 'zod'
import type { Column, SplitName } from './dataset.ts'
import type { Roles, TaskKind } from './roles.ts'

const fraction = z.number().min(0).max(1)

const shareFields = {
  train: fraction.default(0.8).describe('share of rows to learn from'),
  validation: fraction.default(0.1).describe('share of rows to steer the training with: early stopping, best checkpoint'),
  test: fraction.default(0.1).describe('share of rows kept aside for the final figures'),
  seed: z.number().int().nonnegative().default(1).describe('same seed, same split'),
}

export const splitSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('stratified').optional().default('stratified').describe('the share of each class is the same in every part'), ...shareFields }),
  z.strictObject({ kind: z.literal('random').describe('rows are shuffled and shared out'), ...shareFields }),
  z.strictObject({ kind: z.literal('group').describe('all rows of a speaker, subject or document stay in one part'), ...shareFields }),
  z.strictObject({
    kind: z.literal('chronological').describe('learn from the past, test on the future; shares may leave the end out'),
    gap: z.number().int().nonnegative().default(0).describe('time steps between two parts that belong to neither'),
    ...shareFields,
  }),
  z.strictObject({ kind: z.literal('column').describe('the data says it itself; a part that it does not name is drawn from training'), ...shareFields }),
  z.strictObject({
    kind: z.literal('kfold').describe('the test part is one of k equal folds; the validation share is drawn from the rest'),
    folds: z.number().int().min(2).max(100).default(5).describe('k'),
    fold: z.number().int().min(1).max(100).default(1).describe('which of the k folds is the test part, from 1'),
    by: z.enum(['stratified', 'random', 'group']).default('stratified').describe('how rows come into folds'),
    ...shareFields,
  }),
])
export type SplitConfig = z.infer<typeof splitSchema>
export type SplitKind = SplitConfig['kind']

/** Why a split cannot be: [path, what is wrong]; null where it can. */
export function splitProblem(split: SplitConfig): [(string | number)[], string] | null {
  const sum = split.train + split.validation + split.test
  const rest = split.validation + split.test
  const rules: Record<SplitKind, () => [(string | number)[], string] | null> = {
    stratified: () => wholeProblem(sum),
    random: () => wholeProblem(sum),
    group: () => wholeProblem(sum),
    chronological: () => (sum > 1 + 1e-6 ? [['split', 'train'], 'train, validation and test must not add up to more than 1'] : null),
    column: () => (rest >= 1 ? [['split', 'validation'], 'validation and test must leave rows to learn from'] : null),
    kfold: () => {
      if (split.kind === 'kfold' && split.fold > split.folds) return [['split', 'fold'], `there are ${split.folds} folds`]
      return split.kind === 'kfold' && split.validation + 1 / split.folds >= 1 ? [['split', 'validation'], 'validation and one fold must leave rows to learn from'] : null
    },
  }
  return rules[split.kind]() ?? (partExpected(split, 'train') ? null : [['split', 'train'], 'there must be rows to learn from'])
}

function wholeProblem(sum: number): [(string | number)[], string] | null {
  return Math.abs(sum - 1) > 1e-6 ? [['split', 'train'], 'train, validation and test must add up to 1'] : null
}

/** Whether a split means a part to have rows. */
export function partExpected(split: SplitConfig, part: SplitName): boolean {
  if (split.kind === 'kfold') return part === 'validation' ? split.validation > 0 : true
  return split.kind === 'column' && part === 'train' ? true : split[part] > 0
}

/** Fewer groups than parts cannot be kept apart. */
const fewestGroups = 3

/**
 * The split that suits the data: what it says itself, then time, then groups that must not be torn, else by class. With the
 * columns of the dataset, groups that are too few to be kept apart are let go.
 */
export function suggestSplit(task: TaskKind, roles: Roles, columns: readonly Pick<Column, 'name' | 'distinct'>[] = []): SplitConfig {
  if (roles.split) return splitSchema.parse({ kind: 'column' })
  if (task === 'forecasting') return splitSchema.parse({ kind: 'chronological', train: 0.7, validation: 0.1, test: 0.2 })
  const groups = columns.find(({ name }) => name === roles.group?.[0])?.distinct ?? fewestGroups
  if (roles.group && groups >= fewestGroups) return splitSchema.parse({ kind: 'group' })
  return splitSchema.parse({ kind: task === 'classification' ? 'stratified' : 'random' })
}
