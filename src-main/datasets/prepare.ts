/** A dataset and a config -> what the engine trains on. Everything fitted is fitted on the training split alone. */
import type { Config } from '../../src-shared/domain/config.ts'
import { splitNames, type Example, type SplitName } from '../../src-shared/domain/dataset.ts'
import type { Fitted, PreparedData, PreparedPart } from '../../src-shared/domain/prepared.ts'
import { compareLabels } from './labels.ts'
import { splitExamples, type Split } from './splits.ts'
import { readExamples } from './store.ts'
import { tokenize } from './text/tokenizers.ts'
import { createVocabularyCounter, encodeTokens, vocabularyRows } from './text/vocabulary.ts'

export { encode } from './text/vocabulary.ts'

/** Reads, splits, fits and encodes. Sequences are Int32Array [n], 1 <= n <= maximumLength. @throws dataset.*, split.* */
export async function prepare(directory: string, config: Pick<Config, 'split' | 'preprocessing'>): Promise<PreparedData> {
  return prepareExamples(await readExamples(directory), config)
}

export function prepareExamples(examples: readonly Example[], { split: splitConfig, preprocessing }: Pick<Config, 'split' | 'preprocessing'>): PreparedData {
  const split = splitExamples(examples, splitConfig)
  const counter = createVocabularyCounter()
  for (const position of split.train) counter.add(tokenize(examples[position].text, preprocessing).slice(0, preprocessing.maximumLength))
  const labels = [...new Set(examples.map(({ label }) => label))].sort(compareLabels)
  const fitted: Fitted = { preprocessing, vocabulary: counter.list(preprocessing), labels }
  return { fitted, parts: encodeParts(examples, split, fitted) }
}

function encodeParts(examples: readonly Example[], split: Split, { preprocessing, vocabulary, labels }: Fitted): Record<SplitName, PreparedPart> {
  const rows = vocabularyRows(vocabulary)
  const classes = new Map(labels.map((label, row) => [label, row]))
  const parts = splitNames.map((name): [SplitName, PreparedPart] => {
    const own = split[name].map((position) => examples[position])
    return [name, {
      tokens: own.map(({ text }) => encodeTokens(tokenize(text, preprocessing), rows, preprocessing.maximumLength)),
      labels: Int32Array.from(own, ({ label }) => classes.get(label) ?? 0),
      indices: Int32Array.from(own, ({ index }) => index),
    }]
  })
  return Object.fromEntries(parts) as Record<SplitName, PreparedPart>
}
