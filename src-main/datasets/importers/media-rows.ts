/** The columns beside a recording or a clip: from a table where there is one, else from folders and names. */
import type { RejectionReason } from '../../../src-shared/domain/rejection.ts'
import type { Roles } from '../../../src-shared/domain/roles.ts'
import type { ReadContext } from './importer.ts'
import { labelsOfNames } from './media-labels.ts'
import type { MediaFile } from './media-files.ts'
import { findSidecar } from './sidecar.ts'

export interface MediaRows {
  columns: string[]
  roles: Roles
  reason: string
  /** Values of the columns for a file by its name; why it has none. */
  rowOf: (name: string) => string[] | RejectionReason
}

export async function labelsOfMedia(files: MediaFile[], others: MediaFile[], context: ReadContext): Promise<MediaRows> {
  const sidecar = await findSidecar(files, others, context)
  if (sidecar) {
    const rowOf = (name: string) => sidecar.rowOf(name) ?? ({ code: 'sidecar-missing', details: { table: sidecar.table } } as const)
    return { columns: sidecar.columns, roles: sidecar.roles, reason: `${sidecar.table} says what each is`, rowOf }
  }
  const { columns, values, roles, reason } = labelsOfNames(files.map(({ name }) => name), context.options.pattern ?? null)
  const rows = new Map(files.map(({ name }, index) => [name, values[index]]))
  return { columns, roles, reason, rowOf: (name) => rows.get(name) ?? columns.map(() => '') }
}
