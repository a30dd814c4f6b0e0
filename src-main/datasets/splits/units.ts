/** What is dealt out to parts: examples one by one, those that belong together, classes and groups. */
import { fail } from '../../../src-shared/contract/errors.ts'
import { itemAt } from '../../../src-shared/domain/prepared.ts'
import { compareLabels } from '../labels.ts'
import type { Keys } from './keys.ts'

/** An example, or several that must not be torn, on their way into parts: positions. */
export type Unit = number | number[]
const firstOf = (unit: Unit): number => (typeof unit === 'number' ? unit : unit[0])
export const take = (positions: number[], unit: Unit): void => {
  if (typeof unit === 'number') positions.push(unit)
  else for (const position of unit) positions.push(position)
}

/** Rows one by one, but those that belong together. */
export function unitsOf(rows: Keys): Unit[] {
  const units: Unit[] = []
  const known = new Map<string, number[]>()
  let position = 0
  for (const { together } of rows) {
    const unit = together === undefined ? undefined : known.get(together)
    if (unit) unit.push(position)
    else if (together === undefined) units.push(position)
    else {
      const own = [position]
      units.push(own)
      known.set(together, own)
    }
    position++
  }
  return units
}

export function hasClasses(rows: Keys): boolean {
  const labels = new Set<string | undefined>()
  for (const { label } of rows) {
    labels.add(label)
    if (2 * labels.size > Math.max(4, rows.length)) return false
  }
  return true
}

/** By the label of each one's first row. */
export function byLabel(units: Unit[], rows: Keys): [string, Unit[]][] {
  const classes = new Map<string, Unit[]>()
  for (const unit of units) {
    const { label = '' } = itemAt(rows, firstOf(unit))
    const own = classes.get(label)
    if (own) own.push(unit)
    else classes.set(label, [unit])
  }
  return [...classes].sort(([a], [b]) => compareLabels(a, b))
}

/** Rows of each group; a row without one stands by itself. */
export function groupsOf(rows: Keys): number[][] {
  const groups = new Map<string | number, number[]>()
  let named = false
  let position = 0
  for (const { group, together } of rows) {
    named ||= group !== undefined && group !== ''
    const key = group === undefined || group === '' ? (together === undefined ? position : `\0${together}`) : group
    const own = groups.get(key)
    if (own) own.push(position)
    else groups.set(key, [position])
    position++
  }
  return named ? [...groups.values()] : fail('split.role-missing', { kind: 'group', role: 'group' })
}
