import type { ImportOptions, Sample } from '../../../src-shared/domain/dataset.ts'

/** A data set that ships with the app: what the gallery says of it, and how its file is made. One file and one row in index.ts. */
export interface ShippedSample extends Sample {
  /** Writes files to import into `directory`, which exists, and says how to import them. The same bytes on every machine. */
  write: (directory: string) => Promise<{ paths: string[]; options: ImportOptions }>
}
