/**
 * A made-up tagging problem that needs what stands around a word: the same words are a PER behind "mr" or "mrs", a LOC behind "in", and
 * nothing elsewhere; two of them in a row are one entity.
 */
import type { RoleRow } from '../../../../src-shared/domain/cell.ts'
import { configSchema, type Config } from '../../../../src-shared/domain/config.ts'
import type { PreparedOf } from '../../../../src-shared/domain/tasks/index.ts'
import { prepareRows } from '../../../../src-main/datasets/prepare/index.ts'
import { createRandom, type Random } from '../../../../src-main/engine/random.ts'

const names = ['Anu', 'Bel', 'Cor', 'Dal', 'Eno', 'Fas', 'Gil', 'Hem']
const fillers = ['the', 'a', 'sees', 'and', 'of', 'one', 'two', 'red']
const signs: [string, string][] = [['mr', 'PER'], ['mrs', 'PER'], ['in', 'LOC'], ['near', 'O'], ['by', 'O']]

const pick = <Item>(random: Random, items: readonly Item[]): Item => items[random.integer(items.length)]

export function madeUpRows(count: number, seed = 1): RoleRow[] {
  const random = createRandom(seed)
  return Array.from({ length: count }, (_, index) => {
    const tokens: string[] = []
    const tags: string[] = []
    for (let chunk = 0; chunk < 2 + random.integer(2); chunk++) {
      const [sign, type] = pick(random, signs)
      const words = Array.from({ length: 1 + random.integer(2) }, () => pick(random, names))
      tokens.push(pick(random, fillers), sign, ...words)
      tags.push('O', 'O', ...words.map((_word, place) => (type === 'O' ? 'O' : `${place === 0 ? 'B' : 'I'}-${type}`)))
    }
    return { index, cells: { tokens: [tokens], tags: [tags] } }
  })
}

export function taggingConfig({ task = {}, preprocessing = { kind: 'words' }, model = {}, training = {} }: { task?: object; preprocessing?: object; model?: object; training?: object } = {}): Config {
  return configSchema.parse({
    version: 1, name: 'test', dataset: 'made up', split: { kind: 'random', train: 0.6, validation: 0.2, test: 0.2 }, preprocessing, task: { kind: 'tagging', characters: { embedding: 4, hidden: 4 }, ...task },
    model: { embedding: 12, recurrent: { cell: 'lstm', hidden: 12, bidirectional: true }, ...model }, seed: 3,
    training: { epochs: 8, batchSize: 8, optimizer: { kind: 'adam', learningRate: 0.02 }, probes: { examples: 0 }, earlyStopping: { metric: 'f1', patience: 8 }, ...training },
  })
}

export const prepareTagging = (config: Config, rows: readonly RoleRow[]): PreparedOf<'tagging'> => prepareRows(config, rows) as PreparedOf<'tagging'>
