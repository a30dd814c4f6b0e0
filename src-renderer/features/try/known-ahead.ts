/** What a person says of the steps to come, beside what the forecast assumes: pure. A cell that nobody changed is not in it. */
import { isMissing, parseNumber, typedNumber } from '../../../src-shared/domain/spelled-numbers.ts'
import type { ForecastKnown } from '../../../src-shared/domain/tasks/forecasting.ts'

/** Changed cells by `keyOf`, as they are typed. */
export type Said = ReadonlyMap<string, string>
export interface CellAt { step: number; column: number }
export const keyOf = ({ step, column }: CellAt): string => `${step}:${column}`

export const valueAt = (known: ForecastKnown, said: Said, at: CellAt): string => said.get(keyOf(at)) ?? known.steps[at.step][at.column]

const choices = new WeakMap<ForecastKnown, string[][]>()

/** What a cell of a column can be chosen from: its values in training and in the steps to come; none where any number may stand. */
export function choicesOf(known: ForecastKnown, column: number): string[] {
  const all = choices.get(known) ?? known.columns.map((_, place) => choicesIn(known, place))
  choices.set(known, all)
  return all[column]
}

function choicesIn({ columns, steps }: ForecastKnown, column: number): string[] {
  const { kind, values } = columns[column]
  const assumed = steps.map((row) => row[column])
  if (kind === 'number') return values.length > 0 && assumed.every((value) => values.includes(value)) ? values : []
  const all = [...new Set([...values, ...assumed])]
  // To say that nothing is known must be possible too.
  return all.some(isMissing) ? all : [...all, '']
}

export type CellProblem = 'number' | 'category'

/** Why a value cannot be read; null where it can. */
export function problemOf(known: ForecastKnown, { column }: CellAt, value: string): CellProblem | null {
  if (isMissing(value)) return null
  if (known.columns[column].kind === 'number') return parseNumber(value) === null ? 'number' : null
  return choicesOf(known, column).includes(value) ? null : 'category'
}

/** A number as it was understood, so that one sees it: 2,5 becomes 2.5. */
function understood(typed: string): string {
  const number = typedNumber(typed) ?? parseNumber(typed)
  return number === null || Number.isNaN(number) ? typed : String(number)
}

/** With other values in some cells; one that says what is assumed anyway is no change. */
export function withValues(known: ForecastKnown, said: Said, cells: readonly (CellAt & { value: string })[]): Said {
  const next = new Map(said)
  for (const { value: typed, ...at } of cells) {
    const assumed = known.steps[at.step]?.[at.column]
    if (assumed === undefined) continue
    const numeric = known.columns[at.column].kind === 'number' && choicesOf(known, at.column).length === 0
    const value = numeric ? understood(typed) : typed
    const same = value === assumed || (numeric && (isMissing(value) || value === understood(assumed)))
    if (same) next.delete(keyOf(at))
    else next.set(keyOf(at), value)
  }
  return next
}

/** The value of a cell in every step after it. */
export function filledDown(known: ForecastKnown, said: Said, { step, column }: CellAt): Said {
  const value = valueAt(known, said, { step, column })
  return withValues(known, said, known.steps.slice(step + 1).map((_, after) => ({ step: step + 1 + after, column, value })))
}

/** Cells of a spreadsheet, from a cell downwards and to the right; what lies beyond the table is left out. null where it is a single cell. */
export function pasted(known: ForecastKnown, said: Said, from: CellAt, text: string): Said | null {
  const rows = text.replace(/\r?\n$/, '').split(/\r?\n/).map((line) => line.split('\t'))
  if (rows.length === 1 && rows[0].length === 1) return null
  return withValues(known, said, rows.flatMap((row, down) => row.map((value, right) => ({ step: from.step + down, column: from.column + right, value: value.trim() }))))
}

/** What the model is told: as many steps as something is said of. Cells that cannot be read are not said. */
export function aheadOf(known: ForecastKnown, said: Said): (string | null)[][] {
  const cell = (at: CellAt): string | null => {
    const value = said.get(keyOf(at))
    return value === undefined || problemOf(known, at, value) ? null : value
  }
  const all = known.steps.map((row, step) => row.map((_, column) => cell({ step, column })))
  return all.slice(0, all.findLastIndex((row) => row.some((value) => value !== null)) + 1)
}

export type Origin = 'data' | 'repeated' | 'mixed'

/** Where what is assumed of a step comes from. */
export function originOf({ given }: ForecastKnown, step: number): Origin {
  if (given[step].every(Boolean)) return 'data'
  return given[step].some(Boolean) ? 'mixed' : 'repeated'
}
