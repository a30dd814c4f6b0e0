/**
 * One value of a dataset: a string, a list of strings (tokens, tags), or an array by time step (series [T, C], audio [T, 1],
 * frames [T, height, width, channels]). On disk an array lies in `arrays.bin` and its cell in rows.jsonl says where.
 */
import { z } from 'zod'
import { fail } from '../contract/errors.ts'
import type { Role } from './roles.ts'

export type ArrayData = Float32Array | Int16Array | Uint8Array

/** `shape[0]` is time; row-major. `rate`: time steps a second, null where unknown. Missing numbers are NaN. */
export interface ArrayCell {
  shape: number[]
  data: ArrayData
  rate: number | null
}

export const arrayDataSchema = z.custom<ArrayData>((value) => value instanceof Float32Array || value instanceof Int16Array || value instanceof Uint8Array)

/** An array over a boundary that clones structures, as it is. */
export const arrayCellSchema = z.object({
  shape: z.array(z.number().int().nonnegative()).min(1).max(4),
  data: arrayDataSchema,
  rate: z.number().nullable(),
})

export type Cell = string | string[] | ArrayCell

/** An array cell as written in rows.jsonl: `at` is the byte in arrays.bin (little-endian) where it begins, a multiple of 4. */
export const storedArraySchema = z.object({ at: z.number().int().nonnegative(), shape: z.array(z.number().int().nonnegative()).min(1).max(4), rate: z.number().nullable() })
export type StoredArray = z.infer<typeof storedArraySchema>
export type StoredCell = string | string[] | StoredArray

export const isArrayCell = (cell: Cell): cell is ArrayCell => typeof cell === 'object' && !Array.isArray(cell)

/** A row of a dataset by what its columns are for; a role of several columns has a cell each, in order. `index` never changes. */
export interface RoleRow {
  index: number
  cells: Partial<Record<Role, Cell[]>>
}

/** The one cell of a role. @throws dataset.damaged where the row has none: an import accepts no such row */
export function cellOf(row: RoleRow, role: Role): Cell {
  return row.cells[role]?.[0] ?? fail('dataset.damaged', { name: `row ${row.index}: ${role}` })
}

/** The same where it must be a string. */
export function textOf(row: RoleRow, role: Role): string {
  const cell = cellOf(row, role)
  return typeof cell === 'string' ? cell : fail('dataset.damaged', { name: `row ${row.index}: ${role}` })
}
