/** What every exporter is: a row of the table in index.ts. */
import type { ExportFormat, Verification } from '../../src-shared/domain/export.ts'
import type { ExportableModel } from './model.ts'

export interface ExportFile {
  name: string
  content: Uint8Array | string
}

export interface Exporter {
  format: ExportFormat
  /** Makes the files in memory and compares what they compute with the model on `cases`, sequences of vocabulary rows. */
  write: (model: ExportableModel, cases: Int32Array[]) => Promise<{ files: ExportFile[]; verification: Verification }>
}
