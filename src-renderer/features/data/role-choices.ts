/** Which columns may take which role, for the import: pure. */
import type { Column, ImportOptions, Preview, Remedy } from '../../../src-shared/domain/dataset.ts'
import { filledRoles, taskRoles, type ChosenRoles, type Role, type Roles, type TaskKind } from '../../../src-shared/domain/roles.ts'

/** Types of the columns that a role can take; a role without a line takes any column of values. */
const typesOf: Partial<Record<Role, readonly Column['type'][]>> = {
  tokens: ['tokens'], tags: ['tokens'], series: ['series'], audio: ['audio'], frames: ['frames'], values: ['integer', 'number', 'empty'],
  time: ['date', 'integer', 'number'],
}
const arrays: readonly Column['type'][] = ['tokens', 'series', 'audio', 'frames']
/** Roles that several columns may have together. */
const many = new Set<Role>(['values', 'known', 'past', 'time'])
export const takesMany = (role: Role): boolean => many.has(role)

/** A column of text may hold a list that is read as tokens: what a table wrote as text stays open to choose. */
export function columnsFor(role: Role, columns: readonly Column[]): Column[] {
  const types = typesOf[role]
  const fits = columns.filter(({ type }) => (types ? types.includes(type) : !arrays.includes(type)))
  return fits.length === 0 && types?.[0] === 'tokens' ? columns.filter(({ type }) => type === 'text' || type === 'category') : fits
}

export interface RoleChoice {
  role: Role
  needed: boolean
  columns: Column[]
  chosen: readonly string[]
}

/** What the files are taken for, as things stand: what the person chose, else what was suggested first. */
export function taskOf(preview: Preview, options: ImportOptions): TaskKind | null {
  return options.task ?? preview.suggestions[0]?.task ?? null
}

/** Every role as it was chosen or suggested; one that was emptied has an empty list. */
export function chosenRoles(preview: Preview, options: ImportOptions): ChosenRoles {
  const task = taskOf(preview, options)
  return { ...preview.suggestions.find((suggestion) => suggestion.task === task)?.roles, ...options.roles }
}
export const rolesOf = (preview: Preview, options: ImportOptions): Roles => filledRoles(chosenRoles(preview, options))

/** The roles of the task that the columns can fill, in the order in which one reads a row. */
export function roleChoices(preview: Preview, options: ImportOptions): RoleChoice[] {
  const task = taskOf(preview, options)
  if (!task) return []
  const { inputs, needed, optional } = taskRoles[task]
  const roles = rolesOf(preview, options)
  const input = inputs.find((role) => roles[role]) ?? inputs.find((role) => columnsFor(role, preview.columns).length > 0) ?? inputs[0]
  return [input, ...needed, ...optional]
    .map((role) => ({ role, needed: role === input || needed.includes(role), columns: columnsFor(role, preview.columns), chosen: roles[role] ?? [] }))
    .filter(({ needed: isNeeded, columns }) => isNeeded || columns.length > 0)
}

/** Whether nothing needed is left to choose. */
export const isComplete = (choices: readonly RoleChoice[]): boolean => choices.length > 0 && choices.every(({ needed, chosen }) => !needed || chosen.length > 0)

/** What a remedy changes in the way rows are read; null for one that is of another kind. */
export function remakeOf({ action, value }: Remedy, roles: ChosenRoles): Pick<ImportOptions, 'duplicates' | 'roles' | 'decimal'> | null {
  const { role, column } = value
  if (action === 'set-option' && value.duplicates === 'drop') return { duplicates: 'drop' }
  if (action === 'set-option' && (value.decimal === 'comma' || value.decimal === 'point')) return { decimal: value.decimal }
  if (action !== 'choose-role' || typeof column !== 'string') return null
  const without = Object.fromEntries(Object.entries(roles).map(([key, names]) => [key, names.filter((name) => name !== column)]))
  return { roles: role === 'none' ? without : { ...without, [role as Role]: [column] } }
}
/** Remedies that make a new version of a dataset that is imported already. */
export const remakingRemedies: Remedy['action'][] = ['set-option', 'choose-role']
