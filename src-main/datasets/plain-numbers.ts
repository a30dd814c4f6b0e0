/** Cells of columns of numbers as every reader of rows has them: with a decimal point and no groups, however the column writes them. What is stored and shown stays as it was. */
import type { Cell, RoleRow } from '../../src-shared/domain/cell.ts'
import type { Column } from '../../src-shared/domain/dataset.ts'
import type { Role, Roles } from '../../src-shared/domain/roles.ts'
import { parseNumber, type Decimal } from '../../src-shared/domain/spelled-numbers.ts'
import { createDecimalCounter } from './sniff/decimals.ts'

/** By column, where it is not the point. */
export type Decimals = Readonly<Record<string, Decimal>>

/** Roles whose cells are numbers wherever they look like it. A label may be a class: prepare/targets.ts knows. */
export const numberRoles: readonly Role[] = ['values', 'known', 'past']

/** What a column itself says goes before what it was `fitted` with. */
export function decimalOf(column: Pick<Column, 'name' | 'decimal'> | undefined, fitted: Decimals = {}): Decimal {
  if (column === undefined) return 'point'
  return column.decimal === undefined || column.decimal === 'unclear' ? (fitted[column.name] ?? 'point') : column.decimal
}

/** Of the columns of numbers; empty where all of them write the point. */
export function decimalsOf({ columns, roles }: { columns: readonly Column[]; roles: Roles }, fitted?: Decimals): Decimals {
  const names = numberRoles.flatMap((role) => roles[role] ?? [])
  return Object.fromEntries(columns.filter(({ name }) => names.includes(name)).map((column) => [column.name, decimalOf(column, fitted)] as const).filter(([, decimal]) => decimal !== 'point'))
}

/** A cell that is no number stays as it is: a category, or nothing. */
export function plainNumber(cell: Cell, decimal: Decimal): Cell {
  if (typeof cell !== 'string' || decimal === 'point') return cell
  const value = parseNumber(cell, decimal)
  return value === null || Number.isNaN(value) ? cell : String(value)
}

export type PlainCell = (role: Role, place: number, cell: Cell) => Cell

/** `place` of the column in the table. */
export function plainCells(table: { columns: readonly Column[]; roles: Roles }, fitted?: Decimals): PlainCell {
  const decimals = decimalsOf(table, fitted)
  const places = table.columns.map(({ name }) => decimals[name])
  return Object.keys(decimals).length === 0 ? (_role, _place, cell) => cell : (role, place, cell) => (places[place] && numberRoles.includes(role) ? plainNumber(cell, places[place]) : cell)
}

/** Rows of a table that was never imported, such as one to predict: read as their own cells say, else as the columns were that the model was `fitted` with. */
export function plainRows(rows: readonly RoleRow[], roles: Roles, fitted?: Decimals): RoleRow[] {
  const columns = numberRoles.flatMap((role) => (roles[role] ?? []).map((name, place) => ({ role, place, decimal: decimalOf({ name, decimal: told(rows, role, place) }, fitted) })))
  const others = columns.filter(({ decimal }) => decimal !== 'point')
  if (others.length === 0) return [...rows]
  return rows.map((row) => {
    const cells = { ...row.cells }
    for (const { role, place, decimal } of others) cells[role] = cells[role]?.map((cell, at) => (at === place ? plainNumber(cell, decimal) : cell))
    return { ...row, cells }
  })
}

function told(rows: readonly RoleRow[], role: Role, place: number): Column['decimal'] {
  const decimals = createDecimalCounter()
  for (const { cells } of rows) {
    const cell = cells[role]?.[place]
    if (typeof cell === 'string') decimals.add(cell)
  }
  return decimals.result()
}
