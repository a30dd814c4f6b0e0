/** How the rows of a dataset become what one task learns from. A task's preparer is a file here and a row in index.ts. */
import { fail } from '../../../src-shared/contract/errors.ts'
import type { Cell, RoleRow } from '../../../src-shared/domain/cell.ts'
import type { Config } from '../../../src-shared/domain/config.ts'
import type { Column } from '../../../src-shared/domain/dataset.ts'
import type { Role, Roles } from '../../../src-shared/domain/roles.ts'
import type { EncodedOf, FittedOf, PartOf, PreparedOf, TaskConfig, TrainedTask } from '../../../src-shared/domain/tasks/index.ts'
import type { LoadedVectors } from '../inputs/words.ts'
import type { KeepSequences } from '../encoded-sequences.ts'
import type { Split } from '../splits/index.ts'
import type { Ahead } from '../timelines/ahead.ts'

export type ConfigOf<Kind extends TrainedTask> = Pick<Config, 'split' | 'preprocessing'> & { task: Extract<TaskConfig, { kind: Kind }> }

/** What a model is asked: cells, and what is known beforehand of steps to come. */
export interface InputRow {
  cells: RoleRow['cells']
  ahead?: Ahead
}

export interface Preparer<Kind extends TrainedTask> {
  /** What is read from other files before anything is fitted: word vectors. */
  load?: (rows: readonly RoleRow[], config: ConfigOf<Kind>) => Promise<LoadedVectors | null>
  /** Everything that is fitted, on the training rows alone. */
  fit: (training: readonly RoleRow[], config: ConfigOf<Kind>, context: { rows: readonly RoleRow[]; roles: Roles; columns: readonly Column[]; loaded?: LoadedVectors | null }) => FittedOf<Kind>
  /** Rows with their truth, as the fitted model reads them. @throws evaluate.label-unknown */
  part: (fitted: FittedOf<Kind>, rows: readonly RoleRow[], keep?: KeepSequences) => PartOf<Kind>
  /** One input without its truth. @throws predict.input where the cells that are needed are not there */
  encode: (fitted: FittedOf<Kind>, row: InputRow) => EncodedOf<Kind>
  /** Whether it reads what is known of steps to come. */
  ahead?: true
  /** The input in words, for lists and files. */
  describe: (fitted: FittedOf<Kind>, row: Pick<RoleRow, 'cells'>) => string
  /** Other rows than those of the dataset, already parted, where rows are no units of the task: a text is cut in three. null: rows as they are. */
  cut?: (rows: readonly RoleRow[], config: ConfigOf<Kind>) => { rows: RoleRow[]; split: Split } | null
  /** Rows of a table, where one input of the task is made of many: one row an input. Left out: every row is an input. */
  gather?: (fitted: FittedOf<Kind>, rows: readonly RoleRow[]) => Pick<RoleRow, 'cells'>[]
  /** Another way to part the rows than by whole rows: forecasting cuts time. */
  parts?: (fitted: FittedOf<Kind>, rows: readonly RoleRow[], split: Split, loaded?: LoadedVectors | null) => PreparedOf<Kind>['parts']
}

/** The cell of `role`. @throws predict.input */
export function inputCell({ cells }: Pick<RoleRow, 'cells'>, role: Role): Cell {
  return cells[role]?.[0] ?? fail('predict.input', { expected: role })
}
