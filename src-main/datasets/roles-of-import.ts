/** What an import is for and which columns it takes: what a preview of the same files shows first. */
import { fail } from '../../src-shared/contract/errors.ts'
import type { ImportOptions, Preview } from '../../src-shared/domain/dataset.ts'
import { taskRoles, type Role, type Roles, type TaskKind } from '../../src-shared/domain/roles.ts'
import { listColumns } from './column-names.ts'

/** @throws import.no-task, import.no-text, import.no-label, import.role-missing, import.same-column */
export function chooseRoles({ suggestions, columns, files }: Preview, options: ImportOptions): { task: TaskKind; roles: Roles } {
  const [best] = suggestions
  if (best === undefined) failMissing(options, files[0].name, columns)
  const taken = Object.values(best.roles).flat()
  const twice = taken.find((column, place) => taken.indexOf(column) !== place)
  return twice === undefined ? { task: best.task, roles: best.roles } : fail('import.same-column', { column: twice })
}

/** Which role it is that cannot be told: with a task its first that was not chosen, else that of a text with a label. */
function failMissing({ task, roles = {} }: ImportOptions, file: string, all: Preview['columns']): never {
  const columns = listColumns(all.map(({ name }) => name))
  const told: Partial<Record<Role, boolean>> = { text: all.some(({ type }) => type === 'text' || type === 'category') }
  if (task === undefined && roles.text === undefined && roles.label === undefined) fail('import.no-task', { file, columns })
  const { inputs, needed } = taskRoles[task ?? 'classification']
  const has = (role: Role): boolean => (roles[role] ? roles[role].length > 0 : told[role] === true)
  const missing = inputs.some(has) ? (needed.find((role) => !has(role)) ?? inputs[0]) : inputs[0]
  if (missing === 'text') fail('import.no-text', { file, columns })
  if (missing === 'label') fail('import.no-label', { file, columns })
  fail('import.role-missing', { task: task ?? 'classification', role: missing, file, columns })
}
