/** What every exporter is: a row of the table in index.ts. */
import type { ExportFormat, Verification } from '../../src-shared/domain/export.ts'
import type { Encoded } from '../../src-shared/domain/tasks/index.ts'
import type { ExportableModel } from './model.ts'

export interface ExportFile {
  name: string
  content: Uint8Array | string
}

export interface Exporter {
  format: ExportFormat
  /** Makes the files in memory and compares what they compute with the model on `cases`. */
  write: (model: ExportableModel, cases: readonly Encoded[]) => Promise<{ files: ExportFile[]; verification: Verification }>
}
