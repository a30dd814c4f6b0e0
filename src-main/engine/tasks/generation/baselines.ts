/** N-gram models with Kneser-Ney smoothing on the same texts. Names are keys of locales `runs.baselines.*`. */
import type { TextPart } from '../../../../src-shared/domain/preprocessing.ts'
import type { GenerationFitted, GenerationPart } from '../../../../src-shared/domain/tasks/generation.ts'
import { trainNgram } from '../../baselines/ngram.ts'

/** Longest n-gram that helps, and what a table of them costs. */
const orders: Record<TextPart['tokenizer'], number> = { character: 6, bytePair: 4, word: 3 }
const mostTokens = 20_000_000

/** Nats of every token but the first of each sequence, as the model's. */
export function baselineNats({ input: { preprocessing, vocabulary }, unit }: GenerationFitted, train: GenerationPart, part: GenerationPart): [string, Float32Array[]][] {
  const separate = unit === 'items'
  let budget = mostTokens
  const learned = train.sequences.filter(({ length }) => (budget -= length) > -length)
  const options = { vocabulary: vocabulary.length, separate }
  return ([['ngram', orders[preprocessing.tokenizer]], ['frequency', 1]] as const).map(([name, order]) => {
    const model = trainNgram(learned, { ...options, order })
    return [name, part.sequences.map((tokens) => Float32Array.from(model.nats(tokens).slice(1)))]
  })
}
