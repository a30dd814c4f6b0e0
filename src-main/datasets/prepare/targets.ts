/** What the labels of a dataset are: one class, several, classes with an order, or numbers; and each as numbers to learn. */
import { fail } from '../../../src-shared/contract/errors.ts'
import { textOf, type RoleRow } from '../../../src-shared/domain/cell.ts'
import type { ClassificationFitted, ClassificationPart, ClassificationTask, TargetKind } from '../../../src-shared/domain/tasks/classification.ts'
import type { Decimal } from '../../../src-shared/domain/spelled-numbers.ts'
import { compareLabels } from '../labels.ts'
import { parseNumber } from '../values.ts'

/** Joins several classes of one row. */
const joint = '|'
/** As the import has it (accept/classification.ts): fewer different numbers than this may well be classes. */
const fewDistinct = 20
const manyDistinct = 100

const labelsOf = (rows: readonly RoleRow[]): string[] => rows.map((row) => textOf(row, 'label'))
const numberIn = (label: string, decimal: Decimal = 'point'): number | null => {
  const value = parseNumber(label, decimal)
  return value === null || !Number.isFinite(value) ? null : value
}
const partsOf = (label: string): string[] => [...new Set(label.split(joint).map((part) => part.trim()).filter((part) => part !== ''))]

/** The target that a config names, or the one that the labels of all rows look like, and why. */
export function targetOf({ target }: ClassificationTask, rows: readonly RoleRow[]): { target: TargetKind; reason: string } {
  if (target !== 'auto') return { target, reason: '' }
  const labels = labelsOf(rows)
  const distinct = new Set(labels)
  const several = labels.filter((label) => label.includes(joint)).length
  if (several > 0) return { target: 'classes', reason: `${several} of ${labels.length} rows have several classes, joined by ${joint}` }
  const numeric = [...distinct].every((label) => numberIn(label) !== null)
  if (numeric && distinct.size > fewDistinct && distinct.size > Math.min(labels.length / 2, manyDistinct)) return { target: 'number', reason: `every label is a number, and there are ${distinct.size} different ones` }
  if (numeric && distinct.size > 2) return { target: 'class', reason: `there are ${distinct.size} different labels, which are numbers: if they have an order, such as stars, choose ordinal; if they are a quantity, number` }
  return { target: 'class', reason: `there are ${distinct.size} different labels` }
}

type Fitted = Pick<ClassificationFitted, 'target' | 'reason' | 'labels' | 'scaler' | 'decimal'>

/** Classes are those of all rows, since a class is no secret; the scale of numbers is that of the training rows. `decimal`: how the column writes them. @throws evaluate.label-unknown */
export function fitTarget(task: ClassificationTask, training: readonly RoleRow[], rows: readonly RoleRow[], decimal: Decimal = 'point'): Fitted {
  const { target, reason } = targetOf(task, rows)
  if (target === 'number') return { target, reason, labels: [], scaler: scalerOf(numbersOf(training, decimal)), ...(decimal === 'point' ? {} : { decimal }) }
  const labels = target === 'classes' ? labelsOf(rows).flatMap(partsOf) : labelsOf(rows)
  return { target, reason, labels: [...new Set(labels)].sort(compareLabels), scaler: null }
}

/** The truth of rows as their target asks for it. @throws evaluate.label-unknown */
export function truthOf({ target, labels, decimal }: Pick<ClassificationFitted, 'target' | 'labels' | 'decimal'>, rows: readonly RoleRow[]): Pick<ClassificationPart, 'labels' | 'targets'> {
  if (target === 'number') return { labels: new Int32Array(rows.length), targets: Float32Array.from(numbersOf(rows, decimal)) }
  const classes = new Map(labels.map((label, place) => [label, place]))
  const place = (label: string, { index }: RoleRow): number => classes.get(label) ?? fail('evaluate.label-unknown', { label, row: index + 1, labels: labels.join(', ') })
  if (target !== 'classes') return { labels: Int32Array.from(rows, (row) => place(textOf(row, 'label'), row)) }
  const targets = new Float32Array(rows.length * labels.length)
  rows.forEach((row, position) => partsOf(textOf(row, 'label')).forEach((label) => (targets[position * labels.length + place(label, row)] = 1)))
  return { labels: new Int32Array(rows.length), targets }
}

const numbersOf = (rows: readonly RoleRow[], decimal?: Decimal): number[] =>
  rows.map((row) => numberIn(textOf(row, 'label'), decimal) ?? fail('evaluate.label-unknown', { label: textOf(row, 'label'), row: row.index + 1, labels: 'numbers' }))

/** Mean and spread; numbers that are all the same are left as they are. */
function scalerOf(values: readonly number[]): { center: number; scale: number } {
  const center = values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length)
  const spread = Math.sqrt(values.reduce((sum, value) => sum + (value - center) ** 2, 0) / Math.max(1, values.length))
  return { center, scale: spread > 1e-12 ? spread : 1 }
}
