/**
 * A task typed by its own config, fitted values and parts, seen from outside as any task: the one place where a run's
 * document is narrowed to the task it names.
 */
import { fail } from '../../../src-shared/contract/errors.ts'
import type { Config } from '../../../src-shared/domain/config.ts'
import type { Answer, AnswerOf, Encoded, EncodedOf, Fitted, FittedOf, PartOf, PredictOptions, PreparedData, PreparedOf, TaskConfig, TrainedTask } from '../../../src-shared/domain/tasks/index.ts'
import type { Parameters } from '../layers/parameters.ts'
import { startFromVectors } from '../layers/pretrained.ts'
import type { Random } from '../random.ts'
import type { Scoring, TaskModel, TaskSession } from './task.ts'

type ConfigOf<Kind extends TrainedTask> = Config & { task: Extract<TaskConfig, { kind: Kind }> }

export interface TaskDefinition<Kind extends TrainedTask> {
  createModel: (config: ConfigOf<Kind>, fitted: FittedOf<Kind>, random: Random) => TaskModel<Kind>
  open: (config: ConfigOf<Kind>, data: PreparedOf<Kind>, random: Random) => TaskSession
}

/** A finished model whose task is known by its documents alone. */
export interface AnyModel {
  parameters: Parameters
  answer: (inputs: readonly Encoded[], options: PredictOptions) => Promise<Answer[]>
  write?: (input: Encoded, options: PredictOptions, push: (piece: string) => void, signal?: AbortSignal) => Promise<Answer>
  score: (part: PartOf<TrainedTask>) => Promise<Scoring>
  outputs?: (inputs: readonly Encoded[]) => Promise<Float32Array[]>
  dispose: () => void
}

export interface AnyTask {
  kind: TrainedTask
  createModel: (config: Config, fitted: Fitted, random: Random) => AnyModel
  open: (config: Config, data: PreparedData, random: Random) => TaskSession
}

export function defineTask<Kind extends TrainedTask>(kind: Kind, { createModel, open }: TaskDefinition<Kind>): AnyTask {
  const same = (found: string): void => {
    if (found !== kind) fail('checkpoint.damaged', { file: 'fitted.json', reason: `it is of the task ${found}, not ${kind}` })
  }
  return {
    kind,
    createModel: (config, fitted, random) => {
      same(config.task.kind)
      same(fitted.task)
      const model = createModel(config as ConfigOf<Kind>, fitted as FittedOf<Kind>, random)
      const { outputs, write } = model
      return {
        ...model,
        answer: (inputs, options) => model.answer(inputs as readonly EncodedOf<Kind>[], options) as Promise<AnswerOf<TrainedTask>[]>,
        write: write && ((input, options, push, signal) => write(input as EncodedOf<Kind>, options, push, signal) as Promise<AnswerOf<TrainedTask>>),
        score: (part) => model.score(part as PartOf<Kind>),
        outputs: outputs && ((inputs) => outputs(inputs as readonly EncodedOf<Kind>[])),
      }
    },
    open: (config, data, random) => {
      same(config.task.kind)
      same(data.task)
      const session = open(config as ConfigOf<Kind>, data as PreparedOf<Kind>, random)
      if (data.vectors) startFromVectors(session.parameters, embeddingOf(session.parameters), data.vectors)
      return session
    },
  }
}

/** What the embedding of the vocabulary is called in the models of the tasks that take vectors. */
const embeddings = ['embedding.weight', 'words.weight']
const embeddingOf = (parameters: Parameters): string => embeddings.find((name) => Object.hasOwn(parameters.values(), name)) ?? embeddings[0]
