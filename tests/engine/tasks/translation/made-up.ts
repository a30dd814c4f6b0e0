/** Short strings and the same backwards: what stands where must be found again, letter by letter. */
import { createRandom } from '../../../../src-main/engine/random.ts'
import { createOptimizer } from '../../../../src-main/engine/optimizers/index.ts'
import { tasks } from '../../../../src-main/engine/tasks/index.ts'
import type { TaskSession } from '../../../../src-main/engine/tasks/task.ts'
import { prepareRows } from '../../../../src-main/datasets/prepare/index.ts'
import type { RoleRow } from '../../../../src-shared/domain/cell.ts'
import { configSchema, type Config } from '../../../../src-shared/domain/config.ts'
import type { PreparedOf } from '../../../../src-shared/domain/tasks/index.ts'
import type { TranslationTask } from '../../../../src-shared/domain/tasks/translation.ts'

export const reversed = (text: string): string => Array.from(text).reverse().join('')

export function reversedRows(count: number, letters = 'abcdef', seed = 1): RoleRow[] {
  const random = createRandom(seed)
  const sources = new Set<string>()
  while (sources.size < count) sources.add(Array.from({ length: 2 + random.integer(5) }, () => letters[random.integer(letters.length)]).join(''))
  return [...sources].map((source, index) => ({ index, cells: { source: [source], target: [reversed(source)] } }))
}

type TranslationConfig = Config & { task: TranslationTask }
type Overrides = { task?: object; model?: object; training?: object; preprocessing?: object; split?: object }

export function translationConfig({ task, model, training, preprocessing, split }: Overrides = {}): TranslationConfig {
  const characters = { tokenizer: 'character', maximumLength: 40 }
  return configSchema.parse({
    version: 1, name: 'test', dataset: 'synthetic', split: { kind: 'random', ...split },
    preprocessing: { kind: 'pairs', source: characters, target: characters, ...preprocessing },
    task: { kind: 'translation', labelSmoothing: 0, validationTexts: 20, ...task },
    model: { embedding: 24, recurrent: { cell: 'gru', hidden: 32, bidirectional: true }, ...model },
    training: { epochs: 12, batchSize: 16, ...training },
  }) as TranslationConfig
}

export const prepareTranslation = (config: Config, rows: readonly RoleRow[]): PreparedOf<'translation'> => {
  const data = prepareRows(config, rows)
  if (data.task !== 'translation') throw new Error(data.task)
  return data
}

export function learn(config: TranslationConfig, data: PreparedOf<'translation'>, learningRate = 0.01): TaskSession {
  const session = tasks.translation.open(config, data, createRandom(config.seed))
  const optimizer = createOptimizer(config.training.optimizer, session.parameters)
  for (let epoch = 0; epoch < config.training.epochs; epoch++) {
    for (const [step, create] of session.trainingBatches(createRandom(100 + epoch), epoch).entries()) {
      const { loss, gradients } = create().gradients(createRandom(1000 * epoch + step))
      optimizer.apply(gradients, learningRate)
      loss.dispose()
      Object.values(gradients).forEach((gradient) => gradient.dispose())
    }
  }
  optimizer.dispose()
  return session
}
