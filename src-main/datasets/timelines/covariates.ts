/** Columns beside the forecast ones as numbers: a number stays one, a category becomes a column for each of its frequent values. */
import { isMissing } from '../values.ts'
import { numbersOf, type Numbers, type Timeline } from './timelines.ts'

const mostValues = 20
/** Of a column of numbers so many cells are numbers or missing. */
const numericShare = 0.95

/** Names of the numeric columns made of `names`: `wind=NW`, or the name itself. Told from the training steps. */
export function covariateNames(names: readonly string[], training: readonly (readonly string[])[]): string[] {
  return names.flatMap((name, place) => {
    const cells = training[place] ?? []
    const numeric = cells.filter((cell) => isMissing(cell) || !Number.isNaN(numbersOf([cell])[0])).length
    if (numeric >= numericShare * cells.length) return [name]
    const counts = new Map<string, number>()
    for (const cell of cells) if (!isMissing(cell)) counts.set(cell, (counts.get(cell) ?? 0) + 1)
    return [...counts].sort((a, b) => b[1] - a[1]).slice(0, mostValues).map(([value]) => `${name}=${value}`)
  })
}

/** Which of `names` a column made by covariateNames comes from. */
export const sourceOf = (names: readonly string[], column: string): number => names.findIndex((name) => column === name || column.startsWith(`${name}=`))

/** The two values of a column of numbers that has no others: a yes or no. Empty for any other column. */
export function switchValues(cells: readonly string[]): string[] {
  const values = new Set<string>()
  for (const cell of cells) {
    if (isMissing(cell)) continue
    values.add(cell.trim())
    if (values.size > 2) return []
  }
  return values.size === 2 ? [...values].sort() : []
}

/** Each of `wanted`, made by covariateNames from columns called `names`: [T] a column. */
export function covariates(timeline: Timeline, role: 'known' | 'past', names: readonly string[], wanted: readonly string[]): Numbers[] {
  return wanted.map((column) => {
    const place = sourceOf(names, column)
    const cells = timeline.cells[role][place] ?? []
    const name = names[place]
    return column === name ? numbersOf(cells) : Float64Array.from(cells, (cell) => (cell === column.slice(name.length + 1) ? 1 : 0))
  })
}
