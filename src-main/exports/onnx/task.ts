/** What the ONNX export of one task is: a row of the table in tasks/index.ts. */
import type { Config } from '../../../src-shared/domain/config.ts'
import type { EncodedOf, FittedOf, TaskConfig, TrainedTask } from '../../../src-shared/domain/tasks/index.ts'
import type { NamedTensor } from '../model.ts'
import type { OnnxSession } from './run.ts'
import type { Graph } from './schema.ts'

export interface OnnxModel<Kind extends TrainedTask> {
  config: Config & { task: Extract<TaskConfig, { kind: Kind }> }
  fitted: FittedOf<Kind>
  parameters: Record<string, NamedTensor>
}

export interface OnnxTask<Kind extends TrainedTask> {
  /** The files and what is in them. @throws export.unsupported where a model of this task cannot be held */
  programs: (model: OnnxModel<Kind>) => { file: string; graph: Graph }[]
  /** What of an input is compared, where all of it would be too much or no whole one; as it is where left out. */
  cases?: (model: OnnxModel<Kind>, input: EncodedOf<Kind>) => EncodedOf<Kind>[]
  /** What the programs say of a batch of inputs: the numbers that the model's `outputs` gives for each. */
  run: (sessions: readonly OnnxSession[], model: OnnxModel<Kind>, batch: readonly EncodedOf<Kind>[]) => Promise<Float32Array[]>
}
